#include <gtest/gtest.h>

#include "adapters/iex/parse.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"

// What the service really sent, file by file.
namespace tw::adapters::iex {
namespace {

using vendor::Outcome;

vendor::HttpResponse recorded(const std::string& name, int status = 200) {
  return support::answered(support::file_text(TW_SHARED "/fixtures/iex/" + name), status);
}
Price price(std::string_view text) { return *parse<Price>(text); }
Timestamp day(int year, int month, int day) {
  return Date::from_civil(year, month, day)->midnight();
}
vendor::History bars(const std::string& name, PriceBasis basis, Timeframe timeframe = kDaily) {
  vendor::History history;
  history.basis = basis;
  history.timeframe = timeframe;
  const auto added = add_bars(recorded(name), "", history);
  EXPECT_TRUE(added.has_value()) << name << ": " << added.error().what;
  return history;
}

TEST(IexRecorded, ChartsOfDays) {
  const auto month = bars("chart_MSFT_1m.json", PriceBasis::Split);
  ASSERT_EQ(month.rows.size(), 23U);
  EXPECT_EQ(month.rows.front().label, day(2019, 7, 10));
  EXPECT_EQ(month.rows.front().open, price("137.13"));
  EXPECT_EQ(month.rows.back().label, day(2019, 8, 9));
  EXPECT_EQ(month.rows.back().volume, Volume::whole(23466701));
  const auto week = bars("chart_MSFT_5d.json", PriceBasis::Raw);
  ASSERT_EQ(week.rows.size(), 5U);
  EXPECT_EQ(week.rows.back().close, price("211.01"));
  EXPECT_EQ(bars("chart_by_day_MSFT.json", PriceBasis::Raw).rows.at(0).high, price("216.5"));
  const auto dynamic = bars("chart_dynamic_1m.json", PriceBasis::Split);
  ASSERT_EQ(dynamic.rows.size(), 23U);
  EXPECT_EQ(dynamic.rows.back().close, price("137.71"));
}

TEST(IexRecorded, AChartOfMinutes) {
  const auto minutes =
      bars("chart_MSFT_1d_minutes.json", PriceBasis::Raw, {Timeframe::Unit::Minute, 1});
  ASSERT_EQ(minutes.rows.size(), 60U);
  EXPECT_EQ(minutes.nulls_skipped, 0U);
  EXPECT_EQ(minutes.rows.front().label, day(2019, 8, 9) + Duration::minutes(13 * 60 + 30));
  EXPECT_EQ(minutes.rows.front().volume, Volume::whole(3673));
  EXPECT_EQ(minutes.rows.back().label, day(2019, 8, 9) + Duration::minutes(14 * 60 + 29));
  EXPECT_EQ(minutes.rows.back().close, price("137.635"));
}

TEST(IexRecorded, QuotesPricesAndBooks) {
  const auto quote = parse_quote(recorded("quote_MSFT.json"), "");
  ASSERT_TRUE(quote.has_value()) << quote.error().what;
  EXPECT_EQ(quote->last, price("119.36"));
  EXPECT_EQ(quote->previous_close, price("119.97"));
  EXPECT_EQ(quote->volume, Volume::whole(20088221));
  EXPECT_FALSE(quote->bid || quote->ask) << "zeros out of hours";
  EXPECT_EQ(quote->event_at, Timestamp{1554408000193000000});
  EXPECT_EQ(parse_quote(recorded("price_MSFT.txt"), "")->last, price("119.36"));
  const auto day = parse_quote(recorded("ohlc_MSFT.json"), "");
  EXPECT_EQ(day->open, Price::whole(120));
  EXPECT_EQ(day->last, price("119.36"));
  EXPECT_EQ(day->low, price("118.38"));
  const auto book = parse_quote(recorded("socket_tops.json"), "");
  EXPECT_EQ(book->bid, price("185.59"));
  EXPECT_EQ(book->ask_size, Quantity::whole(100));
  const auto tops = parse_quotes(recorded("iextrading_v1_tops.json"), "");
  ASSERT_TRUE(tops.has_value()) << tops.error().what;
  EXPECT_EQ(tops->at(0).last, price("170.435"));
  const auto rates = parse_quotes(recorded("fx_latest.json"), "");
  ASSERT_EQ(rates->size(), 3U);
  EXPECT_EQ(rates->at(1).last, price("0.72621114")) << "rounded to eight decimals";
}

TEST(IexRecorded, Trades) {
  const auto largest = parse_trades(recorded("largest_trades_AAPL.json"), "");
  ASSERT_TRUE(largest.has_value()) << largest.error().what;
  ASSERT_EQ(largest->size(), 10U);
  EXPECT_EQ(largest->front().size, Quantity::whole(18400));
  EXPECT_EQ(largest->back().price, Price::whole(195));
  const auto deep = parse_trades(recorded("iextrading_deep_trades.json"), "");
  ASSERT_EQ(deep->size(), 1U);
  EXPECT_EQ(deep->front().symbol, "SNAP");
  EXPECT_EQ(deep->front().id, "364415895");
}

TEST(IexRecorded, DividendsAndStats) {
  std::vector<CorporateAction> actions;
  ASSERT_TRUE(add_dividends(recorded("dividends_MSFT_1y.json"), "", "MSFT", actions).has_value());
  ASSERT_EQ(actions.size(), 5U);
  EXPECT_EQ(actions.front().amount, price("0.46"));
  EXPECT_EQ(actions.back().ex_date.midnight(), day(2018, 5, 16));
  const auto facts = parse_stats(recorded("key_stats_MSFT.json"), "", "MSFT");
  ASSERT_TRUE(facts.has_value()) << facts.error().what;
  EXPECT_EQ(facts->figures.at(0).second, 990869169557.0);
  EXPECT_EQ(facts->figures.at(4).second, 0.014087248841960684);
  EXPECT_EQ(facts->words.at(0).second, "Microsoft Corp.");
}

TEST(IexRecorded, ErrorTexts) {
  const auto outcome = [](const std::string& name, int status) {
    return open(recorded(name, status), "").error().outcome;
  };
  EXPECT_EQ(outcome("access_denied_403.txt", 403), Outcome::Auth);
  EXPECT_EQ(outcome("chart_invalid_404.txt", 404), Outcome::SymbolNotFound);
  EXPECT_EQ(outcome("quote_invalid_404.txt", 404), Outcome::SymbolNotFound);
  EXPECT_EQ(outcome("invalid_date_400.txt", 400), Outcome::BadRequest);
  EXPECT_EQ(outcome("chart_bad_option_400.json", 400), Outcome::BadRequest);
}

TEST(IexRecorded, AnswersThatNobodyAsksForAreNoErrors) {
  EXPECT_TRUE(open(recorded("earnings_MSFT.json"), "").has_value());
  EXPECT_TRUE(open(recorded("news_MSFT.json"), "").has_value());
}

}  // namespace
}  // namespace tw::adapters::iex
