#include <algorithm>
#include <gtest/gtest.h>

#include "adapters/yahoo/parse.hpp"
#include "adapters/yahoo/pricing_data.hpp"
#include "adapters/yahoo/session.hpp"
#include "adapters/yahoo/unit.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"

namespace tw::adapters::yahoo {
namespace {

using support::answered;
using support::file_text;
using vendor::Outcome;

constexpr Duration kPatience = Duration::seconds(5);

Price price(std::string_view text) { return *parse<Price>(text); }
Timestamp day(int year, int month, int date) {
  return Date::from_civil(year, month, date)->midnight();
}
vendor::HttpResponse own(const std::string& name) {
  return answered(file_text("tests/data/yahoo/" + name));
}
vendor::HistoryRequest bars(std::string symbol, std::string_view timeframe) {
  return {.symbol = std::move(symbol),
          .timeframe = *parse_timeframe(timeframe),
          .from = day(2024, 1, 1),
          .to = day(2026, 1, 1)};
}
bool has_header(const vendor::HttpRequest& request, std::string_view name, std::string_view value) {
  return std::ranges::any_of(request.headers, [&](const auto& header) {
    return header.first == name && header.second == value;
  });
}

TEST(YahooEncode, ShareClassesAreSpeltWithAHyphenAndExchangesKeepTheirPoint) {
  EXPECT_EQ(yahoo_symbol("BRK.B"), "BRK-B");
  EXPECT_EQ(yahoo_symbol("OCDO.L"), "OCDO.L");
  EXPECT_EQ(yahoo_symbol("7203.T"), "7203.T");
  EXPECT_EQ(own_symbol("BRK-B"), "BRK.B");
  EXPECT_EQ(own_symbol("BTC-USD"), "BTC-USD");
  EXPECT_EQ(own_symbol("NOVO-B.CO"), "NOVO-B.CO");
}

TEST(YahooEncode, AChartIsAskedForWithItsEndExclusive) {
  const vendor::HistoryRequest request{.symbol = "^GSPC",
                                       .timeframe = *parse_timeframe("5m"),
                                       .from = Timestamp::from_seconds(1'760'448'600),
                                       .to = Timestamp::from_seconds(1'760'448'900)};
  const Interval& interval = *interval_of(request.timeframe);
  const auto windows = windows_of(request, interval);

  ASSERT_EQ(windows.size(), 1U);
  EXPECT_EQ(encode_chart(kBaseUrl, request, interval, windows.front()).url,
            "https://query1.finance.yahoo.com/v8/finance/chart/"
            "%5EGSPC?period1=1760448600&period2=1760448901&interval=5m&includePrePost=false"
            "&events=div%2Csplits%2CcapitalGains&includeAdjustedClose=true");
}

TEST(YahooEncode, MinutesAreAskedForAWeekAtATimeAndDaysAllAtOnce) {
  auto request = bars("AAPL", "1m");
  request.from = day(2025, 1, 1);
  request.to = day(2025, 1, 16);
  const auto weeks = windows_of(request, *interval_of(request.timeframe));
  ASSERT_EQ(weeks.size(), 3U);
  for (std::size_t i = 1; i < weeks.size(); ++i) EXPECT_EQ(weeks[i].begin_s, weeks[i - 1].end_s);

  request.timeframe = kDaily;
  const auto days = windows_of(request, *interval_of(kDaily));
  ASSERT_EQ(days.size(), 1U);
  EXPECT_LT(days[0].begin_s, day(2025, 1, 1).unix_ns / 1'000'000'000) << "Sydney opens before";
}

TEST(YahooUnit, PricesLoseWhatFloatsPutBehindThem) {
  EXPECT_EQ(without_float_noise(price("164.97999573")), price("164.98"));
  EXPECT_EQ(without_float_noise(price("9.68999958")), price("9.69"));
  EXPECT_EQ(without_float_noise(price("1524.30004883")), price("1524.3"));
  EXPECT_EQ(without_float_noise(price("106541.75")), price("106541.75"));
  EXPECT_EQ(without_float_noise(price("0.00001234")), price("0.00001234"));
  EXPECT_EQ(without_float_noise(price("-37.63000107")), price("-37.63"));
  EXPECT_EQ(in_whole_units(price("305.3"), price_unit("GBp")), price("3.053"));
  EXPECT_EQ(price_unit("ILA").currency, Currency{"ILS"});
  EXPECT_EQ(price_unit("").currency, vendor::kUnsaidCurrency);
}

TEST(YahooChart, ALiveRowJoinsItsWeekAndPenceBecomePounds) {
  const auto history = parse_chart(own("chart_live_week.json"), bars("OWN.L", "1w"));

  ASSERT_TRUE(history.has_value()) << history.error().what;
  ASSERT_EQ(history->rows.size(), 2U);
  EXPECT_EQ(history->nulls_skipped, 1U);
  EXPECT_EQ(history->repeats_merged, 1U);
  EXPECT_EQ(history->currency, Currency{"GBP"});
  EXPECT_EQ(history->rows[0].label, day(2024, 5, 27));
  EXPECT_EQ(history->rows[0].close, price("2.455"));
  EXPECT_EQ(history->rows[0].adjusted_close, price("2.41"));
  EXPECT_TRUE(history->rows[0].is_complete);
  const vendor::HistoryRow& week = history->rows[1];
  EXPECT_EQ(week.label, day(2024, 6, 10));
  EXPECT_EQ(week.open, price("2.45"));
  EXPECT_EQ(week.high, price("2.5225"));
  EXPECT_EQ(week.low, price("2.44"));
  EXPECT_EQ(week.close, price("2.515"));
  EXPECT_EQ(week.volume, Volume::whole(700));
  EXPECT_FALSE(week.is_complete);
}

TEST(YahooChart, EventsHaveTheDateInsideThemAndOneDaysPaymentsAreOne) {
  const auto history = parse_chart(own("chart_live_week.json"), bars("OWN.L", "1w"));

  ASSERT_TRUE(history.has_value());
  ASSERT_EQ(history->actions.size(), 2U);
  EXPECT_EQ(history->actions[0].kind, CorporateAction::Kind::Split);
  EXPECT_EQ(history->actions[0].ex_date, Date::from_civil(2024, 6, 3));
  EXPECT_EQ(history->actions[0].numerator, 1046);
  EXPECT_EQ(history->actions[0].denominator, 1000);
  EXPECT_EQ(history->actions[1].ex_date, Date::from_civil(2024, 6, 6));
  EXPECT_EQ(history->actions[1].amount, price("0.05"));
  EXPECT_EQ(history->actions[1].currency, Currency{"GBP"});
}

TEST(YahooChart, ALiveRowJoinsItsMinutesAndTheyAreNotComplete) {
  const auto history = parse_chart(own("chart_live_minute.json"), bars("OWN", "5m"));

  ASSERT_TRUE(history.has_value()) << history.error().what;
  ASSERT_EQ(history->rows.size(), 2U);
  EXPECT_TRUE(history->rows[0].is_complete);
  const vendor::HistoryRow& running = history->rows[1];
  EXPECT_EQ(running.label, Timestamp::from_seconds(1'760'448'900));
  EXPECT_EQ(running.open, price("100.2"));
  EXPECT_EQ(running.high, price("100.75"));
  EXPECT_EQ(running.close, price("100.75"));
  EXPECT_EQ(running.volume, Volume::whole(300));
  EXPECT_FALSE(running.is_complete);
}

TEST(YahooChart, ColumnsOfUnevenLengthAreMalformed) {
  const auto history = parse_chart(own("chart_uneven.json"), bars("OWN", "5m"));

  ASSERT_FALSE(history.has_value());
  EXPECT_TRUE(history.error().is_malformed);
  EXPECT_EQ(history.error().what, "'volume' has 1 values for 2 bars");
}

TEST(YahooChart, AnyBodyCutShortIsTransientAndCountedApart) {
  const std::string whole = file_text("tests/data/yahoo/chart_live_minute.json");
  for (std::size_t size = 1; size + 1 < whole.size(); size += 7) {
    const auto history = parse_chart(answered(whole.substr(0, size)), bars("OWN", "5m"));
    ASSERT_FALSE(history.has_value()) << size;
    EXPECT_EQ(history.error().outcome, Outcome::Transient) << size;
    EXPECT_TRUE(history.error().is_malformed) << size;
  }
}

TEST(YahooChart, TimesCenturiesApartAndZonesThatNobodyKnowsAreBorne) {
  const std::string far =
      R"({"chart":{"result":[{"meta":{"exchangeTimezoneName":")" + std::string(20'000, 'A') +
      R"(","gmtoffset":3600,"regularMarketTime":7000000000},"timestamp":[-8000000000,7000000000],)"
      R"("indicators":{"quote":[{"open":[1,2],"high":[1,2],"low":[1,2],"close":[1,2],"volume":[1,1]}]}}]}})";

  const auto minutes = parse_chart(answered(far), bars("OWN", "5m"));
  const auto days = parse_chart(answered(far), bars("OWN", "1d"));

  ASSERT_TRUE(minutes.has_value()) << minutes.error().what;
  EXPECT_EQ(minutes->rows.size(), 2U);
  ASSERT_TRUE(days.has_value()) << days.error().what;
  EXPECT_EQ(days->rows.size(), 2U);
}

TEST(YahooRefusals, AreClassedByStatusAndWords) {
  const auto outcome = [](int status, std::string body) {
    return refusal_of(answered(std::move(body), status))->outcome;
  };
  EXPECT_EQ(outcome(403, "<html>"), Outcome::Blocked);
  EXPECT_EQ(outcome(999, "<html>"), Outcome::Blocked);
  EXPECT_EQ(outcome(503, "<html>"), Outcome::Transient);
  EXPECT_EQ(outcome(200, "<html>Will be right back"), Outcome::Transient);
  EXPECT_EQ(outcome(200, "Too Many Requests\r\n"), Outcome::Throttle);
  EXPECT_EQ(outcome(404, "{}"), Outcome::Transient) << "no symbol is named as unknown";
  EXPECT_EQ(outcome(200, ""), Outcome::Transient);
  EXPECT_EQ(refusal_of(answered("{}")), std::nullopt);
}

TEST(YahooCompany, NumbersMayBeWrappedAndWhatIsUnknownIsAbsent) {
  const auto found = parse_fundamentals(own("fundamentals_wrapped.json"), "OWN");

  ASSERT_TRUE(found.has_value()) << found.error().what;
  ASSERT_EQ(found->figures.size(), 2U);
  EXPECT_EQ(found->figures[0], (std::pair<std::string, double>{"market_cap", 1e6}));
  EXPECT_EQ(found->figures[1], (std::pair<std::string, double>{"dividend_yield", 0.0125}));
  EXPECT_EQ(found->words[0], (std::pair<std::string, std::string>{"name", "Own & Sons"}));
}

constexpr std::string_view kOneQuote =
    R"({"quoteResponse":{"result":[{"symbol":"BRK-B","currency":"USD","market":"us_market","regularMarketPrice":401.5,"bid":0,"bidSize":3,"ask":402,"askSize":2}],"error":null}})";
constexpr std::string_view kBadCrumb =
    R"({"finance":{"result":null,"error":{"code":"Unauthorized","description":"Invalid Crumb"}}})";

TEST(YahooSession, CookiesAndCrumbAreFetchedOnceAndAnswersMatchedBySymbol) {
  support::ScriptedTransport transport;
  Session yahoo{{}, transport};
  transport.answer(404, "", {{"Set-Cookie", "A1=one; Path=/"}, {"set-cookie", "A3=three; Secure"}});
  transport.answer(200, "a/b.c");
  transport.answer(200, std::string{kOneQuote});
  transport.answer(200, std::string{kOneQuote});

  const auto first = yahoo.quote("BRK.B", kPatience);
  const auto second = yahoo.quote("BRK.B", kPatience);

  ASSERT_TRUE(first.has_value()) << first.error().what;
  EXPECT_EQ(first->symbol, "BRK.B");
  EXPECT_EQ(first->last, price("401.5"));
  EXPECT_EQ(first->bid, std::nullopt) << "0 is no bid";
  EXPECT_EQ(first->bid_size, std::nullopt);
  EXPECT_EQ(first->ask_size, Quantity::whole(200)) << "round lots";
  ASSERT_TRUE(second.has_value());
  ASSERT_EQ(transport.requests.size(), 4U);
  EXPECT_EQ(transport.requests[0].url, "https://fc.yahoo.com/");
  EXPECT_TRUE(has_header(transport.requests[1], "Cookie", "A1=one; A3=three"));
  EXPECT_TRUE(transport.requests[2].url.ends_with("symbols=BRK-B&crumb=a%2Fb.c"));
  EXPECT_TRUE(has_header(transport.requests[3], "Cookie", "A1=one; A3=three"));
}

TEST(YahooSession, ARefusedCrumbIsReplacedOnceAndThenYahooIsBlocked) {
  support::ScriptedTransport transport;
  Session yahoo{{}, transport};
  transport.answer(404, "");
  transport.answer(200, "old");
  transport.answer(401, std::string{kBadCrumb});
  transport.answer(404, "");
  transport.answer(200, "new");
  transport.answer(401, std::string{kBadCrumb});

  const auto quote = yahoo.quote("BRK.B", kPatience);

  ASSERT_FALSE(quote.has_value());
  EXPECT_EQ(quote.error().outcome, Outcome::Blocked);
  EXPECT_EQ(transport.requests.size(), 6U);
  EXPECT_TRUE(transport.requests[5].url.ends_with("crumb=new"));
}

TEST(YahooSession, TheConsentFormOfTheEuropeanUnionIsToldWithItsRemedy) {
  const vendor::HttpResponse to_form{
      .status = 307,
      .headers = {{"location", "https://guce.yahoo.com/consent?brandType=eu&done=x"}}};
  const vendor::HttpResponse form{.status = 200,
                                  .body = "<html><form action=\"/v2/collectConsent?sessionId=1\">"};
  for (const vendor::HttpResponse& seeded : {to_form, vendor::HttpResponse{.status = 404}}) {
    support::ScriptedTransport transport;
    Session yahoo{{}, transport};
    transport.answer(seeded.status, seeded.body, seeded.headers);
    if (seeded.status == 307) {
      transport.answer(401, std::string{kBadCrumb});
    } else {
      transport.answer(form.status, form.body);
    }

    const auto quote = yahoo.quote("AAPL", kPatience);

    ASSERT_FALSE(quote.has_value());
    EXPECT_EQ(quote.error().outcome, Outcome::Entitlement) << "the other operations go on";
    EXPECT_NE(quote.error().what.find("another provider"), std::string::npos);
  }
  EXPECT_FALSE(
      consent_refusal({.status = 307, .headers = {{"Location", "https://finance.yahoo.com/"}}}));
  EXPECT_FALSE(consent_refusal({.status = 200, .body = "<html>Will be right back"}));
}

TEST(YahooSession, AWebPageIsNoCrumb) {
  support::ScriptedTransport transport;
  Session yahoo{{}, transport};
  transport.answer(404, "");
  transport.answer(200, "<html>");

  const auto chain = yahoo.option_chain({.underlying = "AAPL"}, kPatience);

  ASSERT_FALSE(chain.has_value());
  EXPECT_TRUE(chain.error().is_malformed);
}

TEST(YahooSession, TheThirdRefusalForHasteInARowIsABlock) {
  support::ScriptedTransport transport;
  Session yahoo{{}, transport};
  for (int i = 0; i < 3; ++i) transport.answer(429, "Too Many Requests\r\n");

  const auto first = yahoo.search("apple", kPatience);
  const auto second = yahoo.search("apple", kPatience);
  const auto third = yahoo.search("apple", kPatience);

  EXPECT_EQ(first.error().outcome, Outcome::Throttle);
  EXPECT_EQ(first.error().retry_after, Duration::seconds(60));
  EXPECT_EQ(second.error().outcome, Outcome::Throttle);
  EXPECT_EQ(third.error().outcome, Outcome::Blocked);
}

TEST(YahooSession, PagesOfMinutesBecomeOneHistory) {
  support::ScriptedTransport transport;
  Session yahoo{{}, transport};
  transport.answer(200, file_text("tests/data/yahoo/chart_live_minute.json"));
  transport.answer(
      200,
      R"({"chart":{"result":[{"meta":{"currency":"USD"},"indicators":{"quote":[{}]}}],"error":null}})");
  auto request = bars("OWN", "5m");
  request.from = Timestamp::from_seconds(1'760'448'600);
  request.to = request.from + Duration::days(60);

  const auto history = yahoo.history(request, kPatience);

  ASSERT_TRUE(history.has_value()) << history.error().what;
  EXPECT_EQ(history->rows.size(), 2U);
  EXPECT_EQ(transport.requests.size(), 2U);
}

TEST(YahooSession, WhatYahooLacksIsRefusedBeforeAnythingIsSent) {
  support::ScriptedTransport transport;
  Session yahoo{{}, transport};
  auto raw = bars("AAPL", "1d");
  raw.basis = PriceBasis::Raw;

  EXPECT_EQ(yahoo.history(bars("AAPL", "4h"), kPatience).error().what,
            "yahoo has no bars of 4h; it has 1m, 2m, 5m, 15m, 30m, 1h, 90m, 1d, 1w, 1mo, 3mo");
  EXPECT_EQ(yahoo.history(raw, kPatience).error().outcome, Outcome::BadRequest);
  EXPECT_TRUE(transport.requests.empty());
}

TEST(YahooStream, SymbolsAreSubscribedInYahoosSpelling) {
  support::ScriptedTransport transport;
  Session yahoo{{}, transport};
  const auto dialect = yahoo.stream();

  EXPECT_EQ(dialect->subscribe({"BRK.B", "AAPL"}, {}),
            std::vector<std::string>{R"({"subscribe":["BRK-B","AAPL"]})"});
  EXPECT_EQ(dialect->unsubscribe({"AAPL"}, {}),
            std::vector<std::string>{R"({"unsubscribe":["AAPL"]})"});
  EXPECT_EQ(dialect->symbols_max(), 100U);
}

TEST(YahooStream, FramesThatMakeNoSenseAreMalformedAndOthersUnknown) {
  support::ScriptedTransport transport;
  Session yahoo{{}, transport};
  const auto dialect = yahoo.stream();
  std::vector<vendor::StreamEvent> events;

  for (const std::string_view frame : {"", "*", "CgRB", "{\"type\":\"pricing\"}", "{\"type\""}) {
    EXPECT_FALSE(dialect->read(frame, {}, events).has_value()) << frame;
  }
  EXPECT_TRUE(events.empty());
  EXPECT_TRUE(dialect->read(R"({"type":"news"})", {}, events).has_value());
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[0]).kind, vendor::StreamNotice::Kind::Unknown);
}

}  // namespace
}  // namespace tw::adapters::yahoo
