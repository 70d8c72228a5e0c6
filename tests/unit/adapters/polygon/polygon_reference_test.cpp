#include <gtest/gtest.h>

#include "adapters/polygon/envelope.hpp"
#include "adapters/polygon/parse.hpp"
#include "adapters/polygon/stream.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"

// What the vendor really sent, and what it documents, file by file.
namespace tw::adapters::polygon {
namespace {

using vendor::Outcome;
using Kind = vendor::StreamNotice::Kind;

vendor::HttpResponse recorded(const std::string& name, int status = 200) {
  return support::answered(support::file_text(TW_SHARED "/fixtures/polygon/" + name), status);
}
Price price(std::string_view text) { return *parse<Price>(text); }
Volume volume(std::string_view text) { return *parse<Volume>(text); }
Timestamp day(int year, int month, int day) {
  return Date::from_civil(year, month, day)->midnight();
}

vendor::History bars(const std::string& name, std::string* next = nullptr) {
  vendor::History history;
  const auto added = add_bars(recorded(name), "", history);
  EXPECT_TRUE(added.has_value()) << added.error().what;
  if (next != nullptr && added) *next = *added;
  return history;
}

TEST(PolygonRecorded, DailyBarsOf2019) {
  const auto history = bars("aggs_AAPL_day_2019.json");
  ASSERT_EQ(history.rows.size(), 21U);
  EXPECT_EQ(history.rows.front().label, day(2019, 1, 2));
  EXPECT_EQ(history.rows.front().open, price("154.89"));
  EXPECT_EQ(history.rows.front().close, price("157.92"));
  EXPECT_EQ(history.rows.front().volume, volume("37039737")) << "an exponent";
  EXPECT_EQ(history.rows.back().label, day(2019, 1, 31));
  EXPECT_EQ(history.rows.back().high, Price::whole(169));
  EXPECT_EQ(history.rows.back().volume, volume("40739649"));
  EXPECT_EQ(history.nulls_skipped, 0U);
  EXPECT_EQ(history.basis, PriceBasis::Split);
}

TEST(PolygonRecorded, DailyBarsOf2023) {
  const auto history = bars("aggs_AAPL_day_2023.json");
  ASSERT_EQ(history.rows.size(), 6U);
  EXPECT_EQ(history.rows.front().label, day(2023, 1, 3));
  EXPECT_EQ(history.rows.front().volume, volume("112117471"));
  EXPECT_EQ(history.rows.back().label, day(2023, 1, 10));
  EXPECT_EQ(history.rows.back().high, price("131.2636"));
  EXPECT_EQ(history.delay, Duration{});
}

TEST(PolygonRecorded, APageThatIsLateNamesTheNext) {
  std::string next;
  const auto history = bars("constructed_aggs_page_next_url.json", &next);
  EXPECT_EQ(history.rows.size(), 2U);
  EXPECT_EQ(history.delay, Duration::minutes(15));
  EXPECT_TRUE(next.starts_with("https://api.polygon.io/v2/aggs/ticker/AAPL/range/1/day/"));
}

TEST(PolygonRecorded, AnUnknownTickerIsAnEmptySuccess) {
  EXPECT_TRUE(bars("constructed_aggs_unknown_ticker.json").rows.empty());
}

TEST(PolygonRecorded, ErrorBodies) {
  const auto refusal = [](const std::string& name, int status) {
    vendor::History history;
    return add_bars(recorded(name, status), "", history).error();
  };
  EXPECT_EQ(refusal("error_401_no_key.json", 401).outcome, Outcome::Auth);
  EXPECT_EQ(refusal("error_401_unknown_key.json", 401).what, "Unknown API Key");
  EXPECT_EQ(refusal("error_401_unknown_key.json", 401).outcome, Outcome::Auth);
  EXPECT_EQ(refusal("error_403_not_entitled.json", 403).outcome, Outcome::Entitlement);
  EXPECT_EQ(refusal("error_403_today_before_eod.json", 403).outcome, Outcome::Entitlement);
  EXPECT_EQ(refusal("error_429.json", 429).outcome, Outcome::Throttle);
  EXPECT_EQ(refusal("error_429.json", 429).retry_after, Duration::minutes(1));
}

TEST(PolygonRecorded, TheWholeMarketOfADayAndThePreviousDay) {
  const auto grouped = parse_grouped(recorded("grouped_daily.json"), "");
  ASSERT_TRUE(grouped.has_value()) << grouped.error().what;
  ASSERT_EQ(grouped->size(), 120U);
  EXPECT_EQ(grouped->front().first, "PEB");
  EXPECT_EQ(grouped->front().second.label, day(2019, 2, 1));
  EXPECT_EQ(grouped->back().first, "MGNX");
  EXPECT_EQ(grouped->back().second.close, price("11.43"));

  const auto previous = parse_grouped(recorded("prev_AAPL.json"), "");
  ASSERT_TRUE(previous.has_value()) << previous.error().what;
  ASSERT_EQ(previous->size(), 1U);
  EXPECT_EQ(previous->front().second.label, day(2020, 4, 30));
  EXPECT_EQ(previous->front().second.volume, volume("45755041"));
}

TEST(PolygonRecorded, Snapshots) {
  const auto old = parse_snapshot(recorded("snapshot_AAPL.json"), "");
  ASSERT_TRUE(old.has_value()) << old.error().what;
  EXPECT_EQ(old->last, price("290.35"));
  EXPECT_EQ(old->bid, price("290.05"));
  EXPECT_EQ(old->bid_size, Quantity::whole(1000));
  EXPECT_EQ(old->ask, price("290.4"));
  EXPECT_EQ(old->previous_close, price("293.8"));
  EXPECT_EQ(old->event_at, Timestamp{1588371916252176063}) << "19 digits are kept";
  const auto one = parse_snapshot(recorded("v2_snapshot_AAPL.json"), "");
  ASSERT_TRUE(one.has_value()) << one.error().what;
  EXPECT_EQ(one->last, price("159.99"));
  EXPECT_EQ(one->volume, volume("68840127"));

  const auto all = parse_snapshots(recorded("v2_snapshot_all.json"), "");
  ASSERT_TRUE(all.has_value()) << all.error().what;
  ASSERT_EQ(all->size(), 1U);
  EXPECT_EQ(all->front().symbol, "BCAT");
  const auto gainers = parse_snapshots(recorded("snapshot_gainers.json"), "");
  ASSERT_TRUE(gainers.has_value()) << gainers.error().what;
  ASSERT_EQ(gainers->size(), 21U);
  EXPECT_EQ(gainers->at(4).symbol, "CBO");
  EXPECT_FALSE(gainers->at(4).bid) << "an empty book is no price of 0";
  EXPECT_EQ(gainers->at(4).last, Price::whole(19));
}

TEST(PolygonRecorded, SnapshotsOfAllKindsWithErrorRows) {
  const auto mixed = parse_snapshots(recorded("v3_snapshot_universal.json"), "");
  ASSERT_TRUE(mixed.has_value()) << mixed.error().what;
  ASSERT_EQ(mixed->size(), 2U);
  EXPECT_EQ(mixed->at(1).symbol, "AAPL");
  EXPECT_EQ(mixed->at(1).last, price("0.05"));
  EXPECT_EQ(mixed->at(1).previous_close, price("22.45"));
  const auto indexes = parse_snapshots(recorded("v3_snapshot_indices.json"), "");
  ASSERT_TRUE(indexes.has_value()) << indexes.error().what;
  ASSERT_EQ(indexes->size(), 1U);
  EXPECT_EQ(indexes->front().last, price("3822.39"));
}

TEST(PolygonRecorded, LastTradesAndQuotes) {
  EXPECT_EQ(parse_last(recorded("v2_last_trade_AAPL.json"), "")->last, price("166.25"));
  EXPECT_FALSE(parse_last(recorded("v2_last_trade_AAPL.json"), "")->bid);
  const auto quote = parse_last(recorded("v2_last_nbbo_AAPL.json"), "");
  EXPECT_EQ(quote->bid, price("155.65")) << "lower case is the bid";
  EXPECT_EQ(quote->ask, price("155.66"));
  EXPECT_EQ(parse_last(recorded("old_v1_last_trade_AAPL.json"), "")->last, price("290.37"));
  const auto old = parse_last(recorded("old_v1_last_quote_AAPL.json"), "");
  EXPECT_EQ(old->bid, price("290.15"));
  EXPECT_EQ(old->event_at, Timestamp{1588370461745000000});
}

TEST(PolygonRecorded, Splits) {
  std::vector<CorporateAction> splits;
  ASSERT_TRUE(add_splits(recorded("v3_splits.json"), "", splits).has_value());
  ASSERT_EQ(splits.size(), 10U);
  EXPECT_EQ(splits.front().numerator, 20);
  EXPECT_EQ(splits.front().denominator, 1);
  EXPECT_EQ(splits.front().ex_date.midnight(), day(2022, 7, 18));
  EXPECT_EQ(splits.back().numerator, 4);
  EXPECT_EQ(splits.back().denominator, 3);
  std::vector<CorporateAction> old;
  ASSERT_TRUE(add_splits(recorded("old_v2_splits_AAPL.json"), "", old).has_value());
  ASSERT_EQ(old.size(), 3U);
  EXPECT_EQ(old.front().numerator, 7) << "0.142857 is seven for one";
  EXPECT_EQ(old.back().numerator, 2);
}

TEST(PolygonRecorded, Dividends) {
  std::vector<CorporateAction> dividends;
  ASSERT_TRUE(add_dividends(recorded("v3_dividends.json"), "", dividends).has_value());
  ASSERT_EQ(dividends.size(), 10U);
  EXPECT_EQ(dividends.front().amount, price("0.59375"));
  EXPECT_EQ(dividends.back().ex_date.midnight(), day(2023, 8, 11));
  std::vector<CorporateAction> old;
  ASSERT_TRUE(add_dividends(recorded("old_v2_dividends.json"), "", old).has_value());
  ASSERT_EQ(old.size(), 60U);
  EXPECT_EQ(old.front().amount, price("0.77"));
  EXPECT_EQ(old.back().ex_date.midnight(), day(1988, 11, 21));
}

TEST(PolygonRecorded, SearchPagesAndDetails) {
  const auto first = parse_search(recorded("v3_reference_tickers_page1.json"), "");
  ASSERT_TRUE(first.has_value()) << first.error().what;
  ASSERT_EQ(first->size(), 2U);
  EXPECT_EQ(first->front().symbol, "A");
  EXPECT_EQ(first->front().kind, "equity");
  EXPECT_EQ(parse_search(recorded("v3_reference_tickers_page2.json"), "")->front().kind, "etf");
  const auto old = parse_search(recorded("old_tickers_page1.json"), "");
  ASSERT_EQ(old->size(), 50U);
  EXPECT_EQ(old->back().symbol, "AAMAF");
  EXPECT_EQ(old->back().exchange, "OTC");

  const auto details = parse_details(recorded("v3_ticker_details_AAPL.json"), "");
  ASSERT_TRUE(details.has_value()) << details.error().what;
  EXPECT_EQ(details->figures.front(),
            (std::pair<std::string, double>{"market_cap", 2488795282370}));
  EXPECT_EQ(details->figures.at(1).second, 16319440000);
  EXPECT_EQ(details->words.front().second, "Apple Inc.");
}

TEST(PolygonRecorded, Options) {
  for (const char* name : {"v3_snapshot_options_chain.json", "v3_snapshot_options_contract.json"}) {
    vendor::OptionChain chain;
    ASSERT_TRUE(add_contracts(recorded(name), "", chain).has_value()) << name;
    ASSERT_EQ(chain.contracts.size(), 1U) << name;
    const auto& call = chain.contracts.front();
    EXPECT_EQ(call.symbol, "AAPL230616C00150000");
    EXPECT_EQ(call.strike, Price::whole(150));
    EXPECT_EQ(call.bid, price("28.9"));
    EXPECT_EQ(call.last, price("29.25"));
    EXPECT_EQ(call.open_interest, Volume::whole(8133));
    EXPECT_EQ(call.delta, 0.6436614934293701);
    EXPECT_EQ(call.implied_volatility, 0.3570277203465058);
  }
  std::vector<Date> expiries;
  const auto next = add_expiries(recorded("v3_options_contracts.json"), "", expiries);
  ASSERT_TRUE(next.has_value()) << next.error().what;
  EXPECT_EQ(expiries.size(), 1U);
  EXPECT_EQ(expiries.front().midnight(), day(2022, 5, 20));
  EXPECT_TRUE(next->starts_with("https://api.massive.com/v3/reference/options/contracts?cursor="));
}

std::vector<vendor::StreamEvent> stream(const std::string& name) {
  Stream dialect{{}};
  const std::string text = support::file_text(TW_SHARED "/fixtures/polygon/" + name);
  std::vector<vendor::StreamEvent> events;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) {
      const auto read = dialect.read(text.substr(at, end - at), {}, events);
      EXPECT_TRUE(read.has_value()) << name << ": " << read.error().what;
    }
    at = end + 1;
  }
  return events;
}

Kind kind(const vendor::StreamEvent& event) { return std::get<vendor::StreamNotice>(event).kind; }

TEST(PolygonRecorded, StreamSessions) {
  const auto session = stream("ws_session_captured.jsonl");
  ASSERT_EQ(session.size(), 4U);
  EXPECT_EQ(kind(session[1]), Kind::LoggedIn);
  EXPECT_EQ(kind(session[2]), Kind::Subscribed);
  EXPECT_EQ(std::get<vendor::StreamNotice>(session[2]).symbols.front(), "AAPL");
  EXPECT_EQ(kind(session[3]), Kind::Evicted) << "told only after a success";
  const auto failed = stream("ws_auth_failed.jsonl");
  EXPECT_EQ(std::get<vendor::StreamNotice>(failed.at(1)).refusal.outcome, Outcome::Auth);
  const auto late = stream("ws_auth_timeout.jsonl");
  EXPECT_EQ(std::get<vendor::StreamNotice>(late.at(0)).refusal.outcome, Outcome::Transient);
}

TEST(PolygonRecorded, StreamEvents) {
  const auto events = stream("ws_stock_events_documented.jsonl");
  ASSERT_EQ(events.size(), 5U);
  EXPECT_EQ(std::get<vendor::StreamTrade>(events[0]).price, price("114.125"));
  EXPECT_EQ(std::get<vendor::StreamQuote>(events[1]).quote.ask, price("114.128"));
  EXPECT_EQ(std::get<vendor::StreamBar>(events[2]).timeframe.unit, Timeframe::Unit::Second);
  const auto& bar = std::get<vendor::StreamBar>(events[3]);
  EXPECT_EQ(bar.row.label, Timestamp{1610144640000000000});
  EXPECT_EQ(bar.row.open, price("0.4488"));
  EXPECT_EQ(bar.row.volume, volume("4110"));
  EXPECT_EQ(kind(events[4]), Kind::Unknown);
  const auto trades = stream("ws_trades_frames_mock.jsonl");
  ASSERT_EQ(trades.size(), 3U);
  EXPECT_EQ(std::get<vendor::StreamTrade>(trades[2]).symbol, "AMZN");
  EXPECT_EQ(std::get<vendor::StreamTrade>(trades[2]).size, Quantity::whole(100));
}

/// Answers that no operation asks for are accepted as good ones all the same.
TEST(PolygonRecorded, AnswersThatNobodyAsksForAreNoErrors) {
  for (const char* name :
       {"exchanges.json", "ticker_types.json", "market_holidays.json", "market_status_now.json",
        "v1_marketstatus_upcoming.json", "open_close_AAPL.json", "historic_quotes_v2.json",
        "historic_trades_v2.json", "v3_quotes_AAPL_page1.json", "v3_trades_AAPL.json"}) {
    const auto envelope = open(recorded(name), "");
    EXPECT_TRUE(envelope.has_value()) << name << ": " << envelope.error().what;
  }
}

}  // namespace
}  // namespace tw::adapters::polygon
