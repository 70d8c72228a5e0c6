#include <gtest/gtest.h>

#include "adapters/twelvedata/parse.hpp"
#include "adapters/twelvedata/stream.hpp"
#include "core/decimal.hpp"
#include "formats/csv_bars.hpp"
#include "support/scripted_transport.hpp"

// What the vendor really sent, and what it documents, file by file.
namespace tw::adapters::twelvedata {
namespace {

using vendor::Outcome;
using Kind = vendor::StreamNotice::Kind;

std::string text_of(const std::string& name) {
  return support::file_text(TW_SHARED "/fixtures/twelvedata/" + name);
}
vendor::HttpResponse recorded(const std::string& name, int status = 200) {
  return support::answered(text_of(name), status);
}
Price price(std::string_view text) { return *parse<Price>(text); }
Timestamp day(int year, int month, int day) {
  return Date::from_civil(year, month, day)->midnight();
}
vendor::History bars(const std::string& name, const std::string& symbol,
                     Timeframe timeframe = kDaily) {
  vendor::History history;
  history.symbol = symbol;
  history.timeframe = timeframe;
  const auto added = add_bars(recorded(name), "", history);
  EXPECT_TRUE(added.has_value()) << name << ": " << added.error().what;
  return history;
}

TEST(TwelveDataRecorded, DailyBars) {
  const auto history = bars("time_series_IBM_1day.json", "IBM");
  ASSERT_EQ(history.rows.size(), 30U);
  EXPECT_EQ(history.rows.front().label, day(2021, 7, 1)) << "newest first, as it came";
  EXPECT_EQ(history.rows.front().open, price("146.96001"));
  EXPECT_EQ(history.rows.back().label, day(2021, 5, 20));
  EXPECT_EQ(history.rows.back().close, price("143.87"));
  EXPECT_EQ(history.rows.back().volume, Volume::whole(3666726));
  EXPECT_EQ(history.nulls_skipped, 0U);
}

TEST(TwelveDataRecorded, DailyBarsAsCsvReadAsAFile) {
  const auto read = formats::parse_csv_bars(text_of("time_series_IBM_1day.csv"), {});
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(read->table.size(), 30U);
  EXPECT_EQ(Price::from_raw(read->table.close.back()), price("146.84"));
}

TEST(TwelveDataRecorded, APairOfSmallDecimalsIsRoundedAndCounted) {
  const auto history = bars("time_series_cross.json", "JPY/BTC", {Timeframe::Unit::Minute, 1});
  ASSERT_EQ(history.rows.size(), 30U);
  EXPECT_EQ(history.rows.front().open, price("0.00000006"));
  EXPECT_EQ(history.rows.front().volume, Volume{});
  EXPECT_EQ(history.rounded_values, 120U);
  EXPECT_EQ(history.rows.back().label, day(2025, 8, 7) + Duration::minutes(7 * 60 + 47));
}

TEST(TwelveDataRecorded, Batches) {
  EXPECT_EQ(bars("batch_time_series.json", "MSFT").rows.front().close, price("414.17"));
  EXPECT_EQ(bars("batch_partial_error.json", "AAPL").rows.front().close, price("229.87"));
  vendor::History history;
  history.symbol = "INVALID";
  EXPECT_EQ(add_bars(recorded("batch_partial_error.json"), "", history).error().outcome,
            Outcome::SymbolNotFound);

  const auto quotes = parse_quotes(recorded("batch_quote.json"), "");
  ASSERT_TRUE(quotes.has_value()) << quotes.error().what;
  ASSERT_EQ(quotes->size(), 2U);
  EXPECT_EQ(quotes->front().symbol, "AAPL");
  EXPECT_EQ(quotes->front().last, price("229.87"));
  EXPECT_EQ(quotes->front().event_at, Timestamp::from_seconds(1732305600));
  const auto mixed = parse_quotes(recorded("batch_mixed_endpoint.json"), "");
  ASSERT_TRUE(mixed.has_value()) << mixed.error().what;
  ASSERT_EQ(mixed->size(), 2U) << "a time series is no quote";
  EXPECT_EQ(mixed->front().symbol, "q_msft");
  EXPECT_EQ(mixed->back().last, price("176.47"));
}

TEST(TwelveDataRecorded, QuotesPricesAndRates) {
  const auto quote = parse_quote(recorded("quote_IBM.json"), "", "IBM");
  ASSERT_TRUE(quote.has_value()) << quote.error().what;
  EXPECT_EQ(quote->last, price("146.84"));
  EXPECT_EQ(quote->previous_close, price("146.59"));
  EXPECT_EQ(quote->volume, Volume::whole(2665427));
  EXPECT_FALSE(quote->event_at) << "older answers have no timestamp";
  EXPECT_EQ(parse_quote(recorded("price_IBM.json"), "", "IBM")->last, price("146.55"));
  const auto rate = parse_quote(recorded("exchange_rate.json"), "", "EUR/USD");
  EXPECT_EQ(rate->last, price("1.16844"));
  EXPECT_EQ(rate->event_at, Timestamp::from_seconds(1754555760));
}

TEST(TwelveDataRecorded, ErrorBodies) {
  const auto outcome = [](const std::string& name, int status) {
    return open(recorded(name, status), "").error().outcome;
  };
  EXPECT_EQ(outcome("error_400_interval_in_200.json", 200), Outcome::BadRequest);
  EXPECT_EQ(outcome("error_401_apikey.json", 401), Outcome::Auth);
  EXPECT_EQ(outcome("error_404_nothing_found.json", 200), Outcome::SymbolNotFound);
  EXPECT_EQ(outcome("error_404_symbol_missing.json", 200), Outcome::SymbolNotFound);
  EXPECT_EQ(outcome("error_404_page.txt", 404), Outcome::BadRequest);
  EXPECT_EQ(outcome("error_429_minute_credits.json", 200), Outcome::Throttle);
}

TEST(TwelveDataRecorded, SplitsAndDividends) {
  std::vector<CorporateAction> splits;
  ASSERT_TRUE(add_splits(recorded("splits_calendar.json"), "", "", splits).has_value());
  ASSERT_EQ(splits.size(), 100U);
  EXPECT_EQ(splits[0].numerator, 41) << "1.025 for 1";
  EXPECT_EQ(splits[0].denominator, 40);
  EXPECT_EQ(splits[1].denominator, 7) << "1 for 7";
  EXPECT_EQ(splits[1].symbol.view(), "SMXWW");
  EXPECT_EQ(splits.back().numerator, 10);
  EXPECT_EQ(splits.back().ex_date.midnight(), day(2025, 7, 31));
  std::vector<CorporateAction> dividends;
  ASSERT_TRUE(add_dividends(recorded("dividends_calendar.json"), "", "", dividends).has_value());
  ASSERT_EQ(dividends.size(), 100U);
  EXPECT_EQ(dividends.front().amount, price("0.51345"));
  EXPECT_EQ(dividends.back().ex_date.midnight(), day(2025, 10, 1));
}

TEST(TwelveDataRecorded, SearchStatisticsAndProfile) {
  const auto matches = parse_search(recorded("symbol_search_IBM.json"), "");
  ASSERT_TRUE(matches.has_value()) << matches.error().what;
  ASSERT_EQ(matches->size(), 21U);
  EXPECT_EQ(matches->at(0).region, "Argentina");
  EXPECT_EQ(matches->at(2).kind, "equity");
  EXPECT_EQ(matches->at(2).currency.view(), "EUR");
  EXPECT_EQ(matches->at(7).kind, "etf");

  auto facts = parse_statistics(recorded("statistics.json"), "");
  ASSERT_TRUE(facts.has_value()) << facts.error().what;
  EXPECT_EQ(facts->symbol, "TSM");
  EXPECT_EQ(facts->figures.front(), (std::pair<std::string, double>{"market_cap", 953495257088.0}));
  EXPECT_EQ(facts->figures.at(7), (std::pair<std::string, double>{"eps", 6.22}));
  ASSERT_TRUE(add_profile(recorded("profile.json"), "", *facts).has_value());
  EXPECT_EQ(facts->words.at(1), (std::pair<std::string, std::string>{"sector", "Technology"}));
  EXPECT_EQ(facts->figures.back().second, 164000.0);
}

TEST(TwelveDataRecorded, AnswersThatNobodyAsksForAreNoErrors) {
  EXPECT_TRUE(open(recorded("api_usage.json"), "").has_value());
  EXPECT_TRUE(open(recorded("exchange_schedule.json"), "").has_value());
}

std::vector<vendor::StreamEvent> stream(const std::string& name) {
  Stream dialect{{}};
  std::vector<vendor::StreamEvent> events;
  const auto read = dialect.read(text_of(name), {}, events);
  EXPECT_TRUE(read.has_value()) << name << ": " << read.error().what;
  return events;
}

TEST(TwelveDataRecorded, StreamEvents) {
  const auto notice = [](const std::string& name) {
    return std::get<vendor::StreamNotice>(stream(name).at(0));
  };
  EXPECT_EQ(notice("ws_heartbeat.json").kind, Kind::Heartbeat);
  EXPECT_EQ(notice("ws_subscribe_ok_captured.json").symbols.front(), "EUR/USD");
  EXPECT_EQ(notice("ws_subscribe_status.json").kind, Kind::Subscribed);
  EXPECT_EQ(stream("ws_subscribe_status.json").size(), 1U) << "an empty list of fails";
  EXPECT_EQ(notice("ws_subscribe_fail_captured.json").kind, Kind::Refused);
  EXPECT_EQ(notice("ws_subscribe_fail_captured.json").symbols.front(), "BTC");
  const auto quote = std::get<vendor::StreamQuote>(stream("ws_price_event.json").at(0)).quote;
  EXPECT_EQ(quote.last, price("150.25"));
  EXPECT_EQ(quote.event_at, Timestamp::from_seconds(1631772000));
}

}  // namespace
}  // namespace tw::adapters::twelvedata
