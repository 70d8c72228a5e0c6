#include <gtest/gtest.h>

#include "adapters/alphavantage/parse.hpp"
#include "adapters/alphavantage/refusal.hpp"
#include "adapters/alphavantage/session.hpp"
#include "adapters/alphavantage/symbol.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"

namespace tw::adapters::alphavantage {
namespace {

using support::answered;
using support::file_text;
using vendor::Outcome;

constexpr Duration kPatience = Duration::seconds(5);

Price price(std::string_view text) { return *parse<Price>(text); }
Timestamp day(std::string_view text) { return parse_date(text)->midnight(); }
vendor::HttpResponse own(const std::string& name) {
  return answered(file_text("tests/data/alphavantage/" + name));
}
vendor::HistoryRequest bars(std::string symbol, std::string_view timeframe, std::string_view from,
                            std::string_view to) {
  return {.symbol = std::move(symbol),
          .timeframe = *parse_timeframe(timeframe),
          .from = day(from),
          .to = day(to)};
}
vendor::VendorSettings keyed() { return {.key = Secret{"K3Y"}}; }

TEST(AlphaVantageSymbols, ClassesAreHyphenatedAndCurrenciesKnownOrNot) {
  EXPECT_EQ(vendor_symbol("BRK.B"), "BRK-B");
  EXPECT_EQ(own_symbol("BRK-B"), "BRK.B");
  EXPECT_EQ(own_symbol("TSCO.LON"), "TSCO.LON");
  EXPECT_EQ(currency_of("BRK.B"), kUsd);
  EXPECT_EQ(currency_of("SHOP.TRT"), Currency{"CAD"});
  EXPECT_EQ(currency_of("TSCO.LON"), std::nullopt) << "pence or pounds";
}

TEST(AlphaVantageSeries, AnAdjustedDailySeriesBringsItsDividendsAndSplits) {
  const auto history = parse_series(own("daily_adjusted.json"), "K3Y",
                                    bars("OWN", "1d", "2024-01-01", "2024-12-31"));

  ASSERT_TRUE(history.has_value()) << history.error().what;
  ASSERT_EQ(history->rows.size(), 2U);
  EXPECT_EQ(history->rows[0].label, day("2024-06-10")) << "oldest first";
  EXPECT_EQ(history->rows[0].close, price("21.5")) << "raw";
  EXPECT_EQ(history->rows[0].adjusted_close, price("10.61234568"));
  EXPECT_EQ(history->rows[1].volume, Volume::whole(1'200));
  EXPECT_EQ(history->rounded_values, 1U);
  EXPECT_EQ(history->basis, PriceBasis::Raw);
  ASSERT_EQ(history->actions.size(), 2U);
  EXPECT_EQ(history->actions[0].amount, price("0.13"));
  EXPECT_EQ(history->actions[1].numerator, 2);
}

TEST(AlphaVantageSeries, AWeekIsNamedByItsFirstSessionAndRunsUntilItsLast) {
  const auto history =
      parse_series(own("weekly.csv"), "K3Y", bars("OWN", "1w", "2024-01-01", "2024-12-31"));

  ASSERT_TRUE(history.has_value()) << history.error().what;
  ASSERT_EQ(history->rows.size(), 3U);
  EXPECT_EQ(history->rows[0].label, day("2024-05-28")) << "Monday was a holiday";
  EXPECT_EQ(history->rows[0].volume, Volume{}) << "a blank";
  EXPECT_EQ(history->rows[1].label, day("2024-06-03"));
  EXPECT_TRUE(history->rows[1].is_complete);
  EXPECT_EQ(history->rows[2].label, day("2024-06-10"));
  EXPECT_FALSE(history->rows[2].is_complete) << "a Wednesday ends no week";
}

TEST(AlphaVantageSeries, WhatIsNoSeriesIsMalformedAndAHeaderAloneNoData) {
  const auto request = bars("OWN", "1d", "2024-01-01", "2024-12-31");
  const auto outcome = [&](std::string body) {
    const auto parsed = parse_series(answered(std::move(body)), "K3Y", request);
    return std::pair{parsed.error().outcome, parsed.error().is_malformed};
  };

  EXPECT_EQ(outcome("timestamp,open,high,low,close,volume\r\n"),
            (std::pair{Outcome::NoData, false}));
  EXPECT_EQ(outcome("{}"), (std::pair{Outcome::NoData, false}));
  EXPECT_EQ(outcome("timestamp,open,high,low,close,volume\r"),
            (std::pair{Outcome::Transient, true}))
      << "broken off, and not empty";
  EXPECT_EQ(outcome("timestamp,value\n2024-01-02,1\n"), (std::pair{Outcome::Transient, true}));
  EXPECT_EQ(outcome("timestamp,open,high,low,close,volume\n2024-01-02,1,1"),
            (std::pair{Outcome::Transient, true}));
  EXPECT_EQ(outcome("timestamp,open,high,low,close,volume\n2024-01-02 09:30:00,1,1,1,1,1\n"),
            (std::pair{Outcome::Transient, true}))
      << "a time in a series of days";
  EXPECT_EQ(outcome("{\"Greetings\":\"from afar\"}"), (std::pair{Outcome::Transient, true}));
  EXPECT_EQ(outcome("{\"Time Series (Daily)\":{"), (std::pair{Outcome::Transient, true}));
  EXPECT_EQ(outcome("<html>"), (std::pair{Outcome::Transient, true}));
  EXPECT_EQ(outcome(""), (std::pair{Outcome::Transient, true}));
}

TEST(AlphaVantageRefusals, AKeyThatIsEchoedIsTakenOut) {
  const std::string words =
      R"({"Information":"We have detected your API key as K3Y-OF-OTHERS and our limit is 25 requests per day."})";

  const auto refused = refusal_of(answered(words), "K3Y");

  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->outcome, Outcome::Quota);
  EXPECT_EQ(refused->what,
            "We have detected your API key as *** and our limit is 25 requests per day.");
}

TEST(AlphaVantageSession, TheKeyStandsOnlyInTheQuery) {
  support::ScriptedTransport transport;
  Session vendor{keyed(), transport};
  transport.answer(200, R"({"Global Quote":{}})");

  EXPECT_EQ(vendor.quote("BRK.B", kPatience).error().outcome, Outcome::SymbolNotFound);
  ASSERT_EQ(transport.requests.size(), 1U);
  EXPECT_EQ(transport.requests[0].url,
            "https://www.alphavantage.co/query?function=GLOBAL_QUOTE&symbol=BRK-B&apikey=K3Y");
  EXPECT_EQ(vendor::loggable_url(transport.requests[0].url), "https://www.alphavantage.co/query");
}

TEST(AlphaVantageSession, MinutesAreAskedForMonthByMonthAndDaysInFullOnlyWhenCut) {
  support::ScriptedTransport transport;
  Session vendor{keyed(), transport};
  const std::string header = "timestamp,open,high,low,close,volume\n";
  transport.answer(200, header + "2024-01-31 15:59:00,1,2,1,2,10\n");
  transport.answer(200, header + "2024-02-01 09:30:00,2,3,2,3,20\n");

  const auto minutes = vendor.history(bars("OWN", "1m", "2024-01-31", "2024-02-03"), kPatience);

  ASSERT_TRUE(minutes.has_value()) << minutes.error().what;
  ASSERT_EQ(minutes->rows.size(), 2U);
  EXPECT_EQ(minutes->rows[0].label, day("2024-01-31") + Duration::minutes(20 * 60 + 59));
  ASSERT_EQ(transport.requests.size(), 2U);
  EXPECT_TRUE(transport.requests[0].url.contains(
      "TIME_SERIES_INTRADAY&interval=1min&symbol=OWN&month=2024-01&adjusted=false"));
  EXPECT_TRUE(transport.requests[1].url.contains("&month=2024-02&"));

  transport.answer(200, header + "2024-02-01,2,3,2,3,20\n");
  EXPECT_TRUE(vendor.history(bars("OWN", "1d", "2024-01-01", "2024-02-03"), kPatience).has_value());
  EXPECT_EQ(transport.requests.size(), 3U) << "less than a hundred rows are all there are";

  std::string many = header;
  for (int i = 0; i < 100; ++i) many += to_string(*parse_date("2024-02-01") - i) + ",2,3,2,3,20\n";
  transport.answer(200, many);
  transport.answer(200, R"({"Information":"This is a premium endpoint."})");
  const auto cut = vendor.history(bars("OWN", "1d", "2020-01-01", "2024-02-03"), kPatience);
  EXPECT_EQ(cut.error().outcome, Outcome::Entitlement);
  EXPECT_TRUE(transport.requests.back().url.contains("outputsize=full"));
}

TEST(AlphaVantageSession, ActionsAreSplitsAndDividendsOfTheRangeInOrder) {
  support::ScriptedTransport transport;
  Session vendor{keyed(), transport};
  transport.answer(200, "effective_date,split_factor\n2024-03-01,0.1000\n1999-01-01,2.0000\n");
  transport.answer(200,
                   "ex_dividend_date,declaration_date,record_date,payment_date,amount\n2024-02-01,"
                   "None,None,None,0.5\n");

  const auto found = vendor.actions(
      {.symbol = "OWN", .from = day("2024-01-01"), .to = day("2024-12-31")}, kPatience);

  ASSERT_TRUE(found.has_value()) << found.error().what;
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ((*found)[0].amount, price("0.5"));
  EXPECT_EQ((*found)[1].numerator, 1);
  EXPECT_EQ((*found)[1].denominator, 10);
}

TEST(AlphaVantageSession, WhatItLacksIsRefusedBeforeAnythingIsSent) {
  support::ScriptedTransport transport;
  Session vendor{keyed(), transport};
  auto split = bars("OWN", "1d", "2024-01-01", "2024-12-31");
  split.basis = PriceBasis::Split;

  EXPECT_EQ(vendor.history(split, kPatience).error().outcome, Outcome::BadRequest);
  EXPECT_EQ(vendor.history(bars("OWN", "2m", "2024-01-01", "2024-12-31"), kPatience).error().what,
            "alphavantage has no bars of 2m; it has 1m, 5m, 15m, 30m, 1h, 1d, 1w, 1mo");
  EXPECT_EQ(vendor.quote("TSCO.LON", kPatience).error().what,
            "alphavantage does not say in what TSCO.LON is priced: pence could pass for pounds; "
            "ask another");
  EXPECT_EQ(vendor.quotes({"OWN"}, kPatience).error().outcome, Outcome::BadRequest);
  EXPECT_TRUE(transport.requests.empty());
}

}  // namespace
}  // namespace tw::adapters::alphavantage
