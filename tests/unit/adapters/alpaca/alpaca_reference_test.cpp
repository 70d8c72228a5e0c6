#include <gtest/gtest.h>

#include "adapters/alpaca/parse.hpp"
#include "adapters/alpaca/stream.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"

// What the vendor really sent, and what it documents, file by file.
namespace tw::adapters::alpaca {
namespace {

using vendor::Outcome;
using Kind = vendor::StreamNotice::Kind;

std::string text_of(const std::string& name) {
  return support::file_text(TW_SHARED "/fixtures/alpaca/" + name);
}
vendor::HttpResponse recorded(const std::string& name) { return support::answered(text_of(name)); }
Price price(std::string_view text) { return *parse<Price>(text); }
Timestamp day(int year, int month, int day) {
  return Date::from_civil(year, month, day)->midnight();
}

TEST(AlpacaRecorded, DailyBarsOverTwoPages) {
  vendor::History history;
  history.symbol = "META";
  const auto first = add_bars(recorded("bars_META_page1.json"), "", history);
  ASSERT_TRUE(first.has_value()) << first.error().what;
  EXPECT_EQ(*first, "TUVUQXxEfDIwMjItMDYtMDlUMDQ6MDA6MDAuMDAwMDAwMDAwWg==");
  ASSERT_TRUE(add_bars(recorded("bars_META_page2.json"), "", history).has_value());
  ASSERT_EQ(history.rows.size(), 4U);
  EXPECT_EQ(history.rows.front().label, day(2022, 6, 8));
  EXPECT_EQ(history.rows.front().open, price("194.67"));
  EXPECT_EQ(history.rows.front().volume, Volume::whole(22211813));
  EXPECT_EQ(history.rows.back().label, day(2022, 6, 13));
  EXPECT_EQ(history.rows.back().high, price("172.575"));
}

TEST(AlpacaRecorded, LatestBarsAndQuotes) {
  vendor::History history;
  history.symbol = "NIO";
  history.timeframe = {Timeframe::Unit::Minute, 1};
  ASSERT_TRUE(add_bars(recorded("latest_bars.json"), "", history).has_value());
  ASSERT_EQ(history.rows.size(), 1U);
  EXPECT_EQ(history.rows.front().close, price("35.6"));
  EXPECT_EQ(history.rows.front().label, day(2021, 10, 11) + Duration::minutes(23 * 60 + 59));

  const auto latest = parse_quotes(recorded("latest_quotes.json"), "");
  ASSERT_TRUE(latest.has_value()) << latest.error().what;
  ASSERT_EQ(latest->size(), 3U);
  EXPECT_EQ(latest->at(1).symbol, "TSLA");
  EXPECT_EQ(latest->at(1).ask, price("792.6"));
  const auto ticks = parse_quotes(recorded("quotes_IBM_page1.json"), "");
  ASSERT_EQ(ticks->size(), 10U);
  EXPECT_EQ(ticks->front().event_at, day(2021, 10, 4) + Duration{64'814'012'577'217}) << "all 9";
  EXPECT_EQ(ticks->back().bid, price("143.69"));
}

TEST(AlpacaRecorded, SnapshotsWithANullSymbol) {
  const auto quotes = parse_snapshots(recorded("snapshots_multi.json"), "");
  ASSERT_TRUE(quotes.has_value()) << quotes.error().what;
  ASSERT_EQ(quotes->size(), 2U);
  EXPECT_EQ(quotes->front().last, price("133.4201"));
  EXPECT_EQ(quotes->front().previous_close, price("131.46"));
  EXPECT_EQ(quotes->back().symbol, "MSFT");
  EXPECT_FALSE(quotes->back().previous_close);
  EXPECT_EQ(quotes->back().volume, Volume::whole(6100459));
}

TEST(AlpacaRecorded, Trades) {
  const auto trades = parse_trades(recorded("trades_AAPL_page.json"), "");
  ASSERT_TRUE(trades.has_value()) << trades.error().what;
  ASSERT_EQ(trades->size(), 1U);
  EXPECT_EQ(trades->front().price, price("140.2"));
  EXPECT_EQ(trades->front().size, Quantity::whole(595));
  EXPECT_TRUE(parse_trades(recorded("trades_corrected_canceled.json"), "")->empty());
  EXPECT_TRUE(parse_trades(recorded("trades_empty_token_null.json"), "")->empty());
  vendor::History none;
  none.symbol = "AAPL";
  EXPECT_EQ(add_bars(recorded("trades_empty_token_null.json"), "", none).value(), "");
  EXPECT_EQ(none.currency.view(), "MXN");
}

std::vector<vendor::StreamEvent> stream(const std::string& name) {
  Stream dialect{{}};
  const std::string text = text_of(name);
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

TEST(AlpacaRecorded, StreamControl) {
  const auto events = stream("constructed_ws_control.jsonl");
  ASSERT_EQ(events.size(), 8U);
  const auto notice = [&](std::size_t i) { return std::get<vendor::StreamNotice>(events[i]); };
  EXPECT_EQ(notice(0).kind, Kind::Connected);
  EXPECT_EQ(notice(1).kind, Kind::LoggedIn);
  EXPECT_EQ(notice(2).symbols, (std::vector<std::string>{"*", "AAPL", "AMD", "CLDR"}));
  EXPECT_EQ(notice(3).refusal.outcome, Outcome::Auth);
  EXPECT_EQ(notice(4).kind, Kind::Evicted);
  EXPECT_EQ(notice(5).refusal.outcome, Outcome::BadRequest);
  EXPECT_EQ(notice(6).refusal.outcome, Outcome::Entitlement);
  EXPECT_EQ(notice(7).refusal.what, "slow client");
}

TEST(AlpacaRecorded, StreamEvents) {
  const auto events = stream("constructed_ws_data.jsonl");
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(std::get<vendor::StreamTrade>(events[0]).price, price("126.55"));
  EXPECT_EQ(std::get<vendor::StreamTrade>(events[0]).id, "D:96921");
  EXPECT_EQ(std::get<vendor::StreamQuote>(events[1]).quote.ask, price("87.68"));
  const auto& bar = std::get<vendor::StreamBar>(events[2]);
  EXPECT_EQ(bar.symbol, "SPY");
  EXPECT_EQ(bar.row.open, price("388.985"));
  EXPECT_EQ(bar.row.label, day(2021, 2, 22) + Duration::minutes(19 * 60 + 15));
}

}  // namespace
}  // namespace tw::adapters::alpaca
