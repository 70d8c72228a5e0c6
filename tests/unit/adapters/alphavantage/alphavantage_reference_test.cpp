#include <algorithm>
#include <gtest/gtest.h>

#include "adapters/alphavantage/parse.hpp"
#include "adapters/alphavantage/refusal.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"

// What Alpha Vantage really sent, file by file.
namespace tw::adapters::alphavantage {
namespace {

using vendor::Outcome;

constexpr std::string_view kKey = "demo-key";

vendor::HttpResponse recorded(const std::string& name) {
  auto body = support::file_text(TW_SHARED "/fixtures/alpha_vantage/" + name);
  EXPECT_FALSE(body.empty()) << name;
  return support::answered(std::move(body));
}
Price price(std::string_view text) { return *parse<Price>(text); }
Date date(std::string_view text) { return *parse_date(text); }

vendor::History series(const std::string& name, std::string_view timeframe) {
  const vendor::HistoryRequest request{
      .symbol = "IBM", .timeframe = *parse_timeframe(timeframe), .from = {}, .to = {}};
  auto history = parse_series(recorded(name), kKey, request);
  EXPECT_TRUE(history.has_value()) << name << ": " << history.error().what;
  return history.value_or(vendor::History{});
}
void expect_row(const vendor::HistoryRow& row, Timestamp label, std::string_view open,
                std::string_view high, std::string_view low, std::string_view close,
                std::int64_t volume) {
  EXPECT_EQ(row.label, label) << to_string(row.label);
  EXPECT_EQ(row.open, price(open));
  EXPECT_EQ(row.high, price(high));
  EXPECT_EQ(row.low, price(low));
  EXPECT_EQ(row.close, price(close));
  EXPECT_EQ(row.volume, Volume::whole(volume));
}

TEST(AlphaVantageRecorded, ADailySeries) {
  const auto history = series("TIME_SERIES_DAILY_IBM.csv", "1d");
  ASSERT_EQ(history.rows.size(), 100U);
  expect_row(history.rows.front(), date("2025-12-22").midnight(), "301.03", "303.18", "298.32",
             "302.79", 2'612'100);
  expect_row(history.rows.back(), date("2026-05-15").midnight(), "218.2", "220.91", "217.615",
             "219.3", 6'154'450);
  EXPECT_EQ(history.basis, PriceBasis::Raw);
  EXPECT_EQ(history.nulls_skipped, 0U);
  EXPECT_TRUE(history.actions.empty());
}

TEST(AlphaVantageRecorded, AnAdjustedDailySeries) {
  const auto history = series("TIME_SERIES_DAILY_ADJUSTED_IBM.csv", "1d");
  ASSERT_EQ(history.rows.size(), 100U);
  expect_row(history.rows.front(), date("2025-12-22").midnight(), "301.03", "303.18", "298.32",
             "302.79", 2'612'100);
  EXPECT_EQ(history.rows.front().adjusted_close, price("298.85821743"));
  EXPECT_EQ(history.rows.back().adjusted_close, price("219.3"));
  ASSERT_EQ(history.actions.size(), 2U);
  EXPECT_EQ(history.actions[0].ex_date, date("2026-02-10"));
  EXPECT_EQ(history.actions[0].amount, price("1.68"));
  EXPECT_EQ(history.actions[1].ex_date, date("2026-05-08"));
  EXPECT_GT(history.rounded_values, 0U);
}

TEST(AlphaVantageRecorded, WeeksAndAdjustedMonths) {
  const auto weeks = series("TIME_SERIES_WEEKLY_IBM.csv", "1w");
  ASSERT_EQ(weeks.rows.size(), 199U);
  expect_row(weeks.rows.front(), date("2022-07-25").midnight(), "128.44", "131", "127.58", "130.79",
             22'223'785);
  expect_row(weeks.rows.back(), date("2026-05-11").midnight(), "228.66", "230.23", "212.34",
             "219.3", 33'144'274);
  EXPECT_TRUE(weeks.rows.back().is_complete) << "a Friday";
  const auto months = series("TIME_SERIES_MONTHLY_ADJUSTED_IBM.csv", "1mo");
  ASSERT_EQ(months.rows.size(), 119U);
  expect_row(months.rows.front(), date("2016-07-01").midnight(), "152.19", "163.6", "149.92",
             "160.62", 69'930'927);
  EXPECT_EQ(months.rows.front().adjusted_close, price("100.9584"));
  EXPECT_EQ(months.rows.back().label, date("2026-05-01").midnight());
  EXPECT_FALSE(months.rows.back().is_complete) << "the middle of May";
  EXPECT_TRUE(months.rows[117].is_complete);
}

TEST(AlphaVantageRecorded, MinutesAsCsvAndAsJson) {
  const auto csv = series("TIME_SERIES_INTRADAY_IBM_5min.csv", "5m");
  ASSERT_EQ(csv.rows.size(), 100U);
  expect_row(csv.rows.front(), date("2026-05-15").midnight() + Duration::minutes(15 * 60 + 40),
             "217.98", "218.42", "217.96", "218.14", 62'832);
  expect_row(csv.rows.back(), date("2026-05-15").midnight() + Duration::minutes(23 * 60 + 55),
             "219.03", "219.03", "219", "219", 158);
  const auto json = series("TIME_SERIES_INTRADAY_MSFT_1min_2017.json", "1m");
  ASSERT_EQ(json.rows.size(), 100U);
  EXPECT_EQ(json.zone, "US/Eastern");
  expect_row(json.rows.front(), date("2017-12-18").midnight() + Duration::minutes(18 * 60 + 17),
             "86.8101", "86.82", "86.79", "86.8", 31'172);
  expect_row(json.rows.back(), date("2017-12-18").midnight() + Duration::minutes(19 * 60 + 56),
             "86.49", "86.5", "86.475", "86.5", 10'494);
}

TEST(AlphaVantageRecorded, QuotesAsCsvAndAsJson) {
  const auto csv = parse_quote(recorded("GLOBAL_QUOTE_IBM.csv"), kKey, "IBM");
  ASSERT_TRUE(csv.has_value()) << csv.error().what;
  EXPECT_EQ(csv->last, price("219.3"));
  EXPECT_EQ(csv->previous_close, price("218.37"));
  EXPECT_EQ(csv->volume, Volume::whole(6'154'450));
  EXPECT_EQ(csv->event_at, date("2026-05-15").midnight() + Duration::hours(20));
  EXPECT_EQ(csv->bid, std::nullopt);
  const auto json = parse_quote(recorded("GLOBAL_QUOTE_MSFT_2018.json"), kKey, "MSFT");
  ASSERT_TRUE(json.has_value()) << json.error().what;
  EXPECT_EQ(json->last, price("112.13"));
  EXPECT_EQ(json->low, price("110.64"));
  EXPECT_EQ(json->previous_close, price("112.79"));
  EXPECT_EQ(json->event_at, date("2018-10-05").midnight() + Duration::hours(20));
  const auto unknown = parse_quote(recorded("GLOBAL_QUOTE_unknown_symbol.json"), kKey, "NONE");
  EXPECT_EQ(unknown.error().outcome, Outcome::SymbolNotFound);
}

TEST(AlphaVantageRecorded, SearchesAsCsvAndAsJson) {
  const auto csv = parse_search(recorded("SYMBOL_SEARCH_tesco.csv"), kKey);
  ASSERT_TRUE(csv.has_value()) << csv.error().what;
  ASSERT_EQ(csv->size(), 5U);
  EXPECT_EQ((*csv)[0].symbol, "TSCO.LON");
  EXPECT_EQ((*csv)[0].currency, Currency{"GBP"}) << "GBX are pence";
  EXPECT_EQ((*csv)[4].name, "TESCO PLC LS-0633333");
  const auto json = parse_search(recorded("SYMBOL_SEARCH_BA_2018.json"), kKey);
  ASSERT_TRUE(json.has_value()) << json.error().what;
  ASSERT_EQ(json->size(), 10U);
  EXPECT_EQ((*json)[0].name, "The Boeing Company");
  EXPECT_EQ((*json)[0].kind, "equity");
  EXPECT_EQ((*json)[3].symbol, "6190.HKG");
  EXPECT_EQ((*json)[3].currency, Currency{"HKD"});
}

TEST(AlphaVantageRecorded, SplitsAndDividends) {
  const auto splits = parse_splits(recorded("SPLITS_IBM.csv"), kKey, "IBM");
  ASSERT_TRUE(splits.has_value()) << splits.error().what;
  ASSERT_EQ(splits->size(), 2U);
  EXPECT_EQ((*splits)[0].ex_date, date("1999-05-27"));
  EXPECT_EQ((*splits)[0].numerator, 2);
  EXPECT_EQ((*splits)[0].denominator, 1);
  EXPECT_EQ((*splits)[1].ex_date, date("2021-11-04"));
  EXPECT_EQ((*splits)[1].numerator, 523) << "1.0460, a spin-off";
  EXPECT_EQ((*splits)[1].denominator, 500);
  const auto paid = parse_dividends(recorded("DIVIDENDS_IBM.csv"), kKey, "IBM");
  ASSERT_TRUE(paid.has_value()) << paid.error().what;
  ASSERT_EQ(paid->size(), 110U);
  EXPECT_EQ(paid->front().ex_date, date("1999-02-08")) << "with 'None' for the other dates";
  EXPECT_EQ(paid->front().amount, price("0.22"));
  EXPECT_EQ(paid->back().ex_date, date("2026-05-08"));
  EXPECT_EQ(paid->back().amount, price("1.69"));
}

TEST(AlphaVantageRecorded, OverviewsOfTwoYears) {
  const auto figure = [](const std::string& name, std::string_view wanted) {
    const auto found = parse_overview(recorded(name), kKey, "IBM");
    EXPECT_TRUE(found.has_value()) << name << ": " << found.error().what;
    for (const auto& [key, value] : found->figures) {
      if (key == wanted) return value;
    }
    return -1.0;
  };
  EXPECT_DOUBLE_EQ(figure("OVERVIEW_IBM.json", "market_cap"), 206116848000.0);
  EXPECT_DOUBLE_EQ(figure("OVERVIEW_IBM.json", "pe_trailing"), 19.42);
  EXPECT_DOUBLE_EQ(figure("OVERVIEW_IBM.json", "dividend_yield"), 0.0308);
  EXPECT_DOUBLE_EQ(figure("OVERVIEW_IBM.json", "week_52_high"), 320.7);
  EXPECT_GT(figure("OVERVIEW_IBM_2020.json", "payout_ratio"), 0.0);
  const auto found = parse_overview(recorded("OVERVIEW_IBM.json"), kKey, "IBM");
  EXPECT_EQ(found->words.front().second, "International Business Machines");
}

TEST(AlphaVantageRecorded, TheChainOfASession) {
  const auto chain =
      parse_options(recorded("HISTORICAL_OPTIONS_IBM.csv"), kKey, {.underlying = "IBM"});
  ASSERT_TRUE(chain.has_value()) << chain.error().what;
  ASSERT_EQ(chain->contracts.size(), 59U);
  ASSERT_EQ(chain->expiries.size(), 1U);
  const vendor::OptionContract& call = chain->contracts.front();
  EXPECT_EQ(call.symbol, "IBM260515C00115000");
  EXPECT_TRUE(call.is_call);
  EXPECT_EQ(call.strike, Price::whole(115));
  EXPECT_EQ(call.bid, price("103.1"));
  EXPECT_EQ(call.last, price("98.62"));
  EXPECT_EQ(call.open_interest, Volume::whole(1));
  EXPECT_DOUBLE_EQ(*call.implied_volatility, 6.33667);
  EXPECT_DOUBLE_EQ(*call.theta, -1.56959);
  EXPECT_EQ(call.event_at, date("2026-05-15").midnight() + Duration::hours(20));
  EXPECT_EQ(chain->contracts[1].bid, std::nullopt) << "0.00 is no bid";
  EXPECT_FALSE(chain->contracts[1].is_call);
  EXPECT_EQ(parse_options(recorded("HISTORICAL_OPTIONS_IBM.csv"), kKey,
                          {.underlying = "IBM", .expiry = date("2027-01-15")})
                .error()
                .outcome,
            Outcome::NoData);
}

struct Refused {
  std::string name;
  Outcome outcome;
  std::optional<Duration> wait;
};

TEST(AlphaVantageRecorded, EveryRefusalIsHttp200AndClassedByItsWords) {
  const std::vector<Refused> all{
      {"error_message_apikey.json", Outcome::Auth, std::nullopt},
      {"error_message_invalid_call.json", Outcome::SymbolNotFound, std::nullopt},
      {"error_information_premium.json", Outcome::Entitlement, std::nullopt},
      {"error_information_25_per_day.json", Outcome::Quota, std::nullopt},
      {"error_information_25_per_day_keyed.json", Outcome::Quota, std::nullopt},
      {"constructed_burst_information.json", Outcome::Throttle, Duration::seconds(2)},
      {"error_note_5_per_min.json", Outcome::Throttle, Duration::seconds(60)},
      {"REALTIME_OPTIONS_premium_artificial.json", Outcome::Entitlement, std::nullopt},
      {"REALTIME_BULK_QUOTES_premium_artificial.json", Outcome::Entitlement, std::nullopt},
  };
  for (const Refused& expected : all) {
    const auto refused = refusal_of(recorded(expected.name), "REDACTED");
    ASSERT_TRUE(refused.has_value()) << expected.name;
    EXPECT_EQ(refused->outcome, expected.outcome) << expected.name;
    EXPECT_EQ(refused->retry_after, expected.wait) << expected.name;
    EXPECT_FALSE(refused->what.empty());
    EXPECT_FALSE(refused->what.contains("REDACTED")) << refused->what;
  }
}

TEST(AlphaVantageRecorded, InventedSamplesAreNeverRead) {
  const auto chain = parse_options(recorded("REALTIME_OPTIONS_premium_artificial.json"), kKey,
                                   {.underlying = "AAPL"});
  EXPECT_EQ(chain.error().outcome, Outcome::Entitlement);
  const auto quote =
      parse_quote(recorded("REALTIME_BULK_QUOTES_premium_artificial.json"), kKey, "MSFT");
  EXPECT_EQ(quote.error().outcome, Outcome::Entitlement);
}

TEST(AlphaVantageRecorded, AnswersOfOtherKindsAreNoRefusals) {
  for (const std::string name :
       {"CPI_monthly.csv", "CURRENCY_EXCHANGE_RATE.json", "EARNINGS_CALENDAR_3month.csv",
        "EARNINGS_IBM.json", "FEDERAL_FUNDS_RATE_monthly.csv", "IPO_CALENDAR.csv",
        "LISTING_STATUS_active.csv", "MARKET_STATUS.json", "NEWS_SENTIMENT_AAPL.json",
        "REAL_GDP_annual.csv", "TOP_GAINERS_LOSERS.json", "TREASURY_YIELD_10year_monthly.csv",
        "UNEMPLOYMENT.csv"}) {
    EXPECT_FALSE(refusal_of(recorded(name), kKey).has_value()) << name;
  }
}

}  // namespace
}  // namespace tw::adapters::alphavantage
