#include <algorithm>
#include <gtest/gtest.h>
#include <sstream>

#include "adapters/yahoo/encode.hpp"
#include "adapters/yahoo/parse.hpp"
#include "adapters/yahoo/stream.hpp"
#include "adapters/yahoo/wire.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"

// What Yahoo really sent, file by file.
namespace tw::adapters::yahoo {
namespace {

using vendor::Outcome;

vendor::HttpResponse recorded(const std::string& name, int status = 200) {
  auto body = support::file_text(TW_SHARED "/fixtures/yahoo/" + name);
  EXPECT_FALSE(body.empty()) << name;
  return support::answered(std::move(body), status);
}
Price price(std::string_view text) { return *parse<Price>(text); }
Date date(std::string_view text) { return *parse_date(text); }

vendor::HistoryRequest asked(std::string symbol, std::string_view timeframe) {
  return {
      .symbol = std::move(symbol), .timeframe = *parse_timeframe(timeframe), .from = {}, .to = {}};
}
vendor::History chart(const std::string& name, std::string_view timeframe) {
  auto history = parse_chart(recorded(name), asked("ASKED", timeframe));
  EXPECT_TRUE(history.has_value()) << name << ": " << history.error().what;
  return history.value_or(vendor::History{});
}
void expect_row(const vendor::HistoryRow& row, std::string_view day, std::string_view open,
                std::string_view high, std::string_view low, std::string_view close,
                std::int64_t volume) {
  EXPECT_EQ(row.label, date(day).midnight()) << day;
  EXPECT_EQ(to_string(row.open), open) << day;
  EXPECT_EQ(to_string(row.high), high) << day;
  EXPECT_EQ(to_string(row.low), low) << day;
  EXPECT_EQ(to_string(row.close), close) << day;
  EXPECT_EQ(row.volume, Volume::whole(volume)) << day;
}
vendor::Refusal refusal(const std::string& name, int status) {
  const auto refused = refusal_of(recorded(name, status));
  EXPECT_TRUE(refused.has_value()) << name;
  return refused.value_or(vendor::Refusal{});
}

TEST(YahooRecorded, OneDay) {
  const auto history = chart("chart_AAPL_1d_single_bar.json", "1d");
  ASSERT_EQ(history.rows.size(), 1U);
  expect_row(history.rows[0], "2022-02-22", "164.98", "166.69", "162.15", "164.32", 91'162'800);
  EXPECT_EQ(history.rows[0].adjusted_close, price("161.6999"));
  EXPECT_TRUE(history.rows[0].is_complete);
  EXPECT_EQ(history.currency, kUsd);
  EXPECT_EQ(history.zone, "America/New_York");
  EXPECT_EQ(history.basis, PriceBasis::Split);
}

TEST(YahooRecorded, SixMonthsWithALiveRowAndTwoDividends) {
  const auto history = chart("chart_AAPL_6mo_range.json", "1d");
  ASSERT_EQ(history.rows.size(), 127U);
  expect_row(history.rows.front(), "2025-04-30", "209.3", "213.58", "206.67", "212.5", 52'286'500);
  expect_row(history.rows[125], "2025-10-28", "268.99", "269.89", "268.15", "269", 41'534'800);
  expect_row(history.rows.back(), "2025-10-29", "269.275", "271.41", "267.11", "269.7", 43'332'154);
  EXPECT_TRUE(history.rows[125].is_complete);
  EXPECT_FALSE(history.rows.back().is_complete) << "the live row";
  ASSERT_EQ(history.actions.size(), 2U);
  EXPECT_EQ(history.actions[0].ex_date, date("2025-05-12"));
  EXPECT_EQ(history.actions[1].ex_date, date("2025-08-11"));
  EXPECT_EQ(history.actions[1].amount, price("0.26"));
}

TEST(YahooRecorded, ASplitAndADividend) {
  const auto history = chart("chart_AAPL_1d_split_dividend_2020.json", "1d");
  ASSERT_EQ(history.rows.size(), 49U);
  expect_row(history.rows.front(), "2020-08-31", "127.58", "131", "126", "129.04", 225'702'700);
  expect_row(history.rows.back(), "2020-11-06", "118.32", "119.2", "116.13", "118.69", 114'457'900);
  ASSERT_EQ(history.actions.size(), 2U);
  EXPECT_EQ(history.actions[0].kind, CorporateAction::Kind::Split);
  EXPECT_EQ(history.actions[0].ex_date, date("2020-08-31"));
  EXPECT_EQ(history.actions[0].numerator, 4);
  EXPECT_EQ(history.actions[0].denominator, 1);
  EXPECT_EQ(history.actions[1].ex_date, date("2020-11-06"));
  EXPECT_EQ(history.actions[1].amount, price("0.205"));
}

TEST(YahooRecorded, AYearWithFourDividends) {
  const auto history = chart("chart_MSFT_1d_dividends_1y.json", "1d");
  ASSERT_EQ(history.rows.size(), 252U);
  expect_row(history.rows.front(), "2021-02-01", "235.06", "242.5", "232.43", "239.65", 33'314'200);
  expect_row(history.rows.back(), "2022-01-28", "300.23", "308.48", "294.45", "308.26", 49'743'700);
  EXPECT_EQ(history.actions.size(), 4U);
  EXPECT_EQ(history.actions[0].amount, price("0.56"));
}

TEST(YahooRecorded, SydneyIsDatedByItsOwnClockAndItsLiveRowIsMarked) {
  const auto history = chart("chart_ALL.AX_1d.json", "1d");
  ASSERT_EQ(history.rows.size(), 64U);
  expect_row(history.rows.front(), "2021-10-13", "44.422", "45.08933", "43.675", "44.70088",
             771'128);
  expect_row(history.rows.back(), "2022-01-13", "44.38", "44.38", "43.72", "44.05", 848'539);
  EXPECT_EQ(history.rows[62].label, date("2022-01-12").midnight());
  EXPECT_TRUE(history.rows[62].is_complete);
  EXPECT_FALSE(history.rows.back().is_complete);
  EXPECT_EQ(history.currency, Currency{"AUD"});
  EXPECT_EQ(history.delay, Duration::minutes(15));
}

TEST(YahooRecorded, AFundsQuartersWithDividendsAndCapitalGains) {
  const auto history = chart("chart_VFINX_3mo_capital_gains.json", "3mo");
  ASSERT_EQ(history.rows.size(), 164U);
  expect_row(history.rows.front(), "1985-01-02", "19.31", "21.53", "19.11", "21.11", 0);
  expect_row(history.rows.back(), "2025-10-01", "619.52", "636.41", "605.07", "636.41", 0);
  EXPECT_TRUE(history.rows[162].is_complete);
  EXPECT_FALSE(history.rows.back().is_complete) << "the quarter goes on";
  ASSERT_EQ(history.actions.size(), 164U) << "21 capital gains fall on the days of dividends";
  EXPECT_EQ(history.actions.front().ex_date, date("1980-06-27")) << "the date inside the event";
  EXPECT_EQ(history.actions.front().amount, price("0.16"));
  const auto both =
      std::ranges::find(history.actions, date("1999-12-23"), &CorporateAction::ex_date);
  ASSERT_NE(both, history.actions.end());
  EXPECT_EQ(both->amount, price("0.95"));
}

TEST(YahooRecorded, PenceAreHundredthsOfAPound) {
  const auto history = chart("chart_OCDO.L_1d_GBp.json", "1d");
  ASSERT_EQ(history.rows.size(), 1U);
  expect_row(history.rows[0], "2020-01-02", "12.795", "12.8657", "12.58", "12.595", 728'520);
  EXPECT_EQ(history.rows[0].adjusted_close, price("12.595"));
  EXPECT_EQ(history.currency, Currency{"GBP"});
}

TEST(YahooRecorded, CoinsCurrenciesFuturesAndFunds) {
  const auto coin = chart("chart_BTC-USD_1d.json", "1d");
  ASSERT_EQ(coin.rows.size(), 3U);
  expect_row(coin.rows.front(), "2020-01-01", "7194.892", "7254.331", "7174.944", "7200.174",
             18'565'664'997);
  expect_row(coin.rows.back(), "2020-01-03", "6984.429", "7413.715", "6914.996", "7344.884",
             28'111'481'032);
  const auto euro = chart("chart_EURUSD=X_1d.json", "1d");
  ASSERT_EQ(euro.rows.size(), 3U);
  expect_row(euro.rows.front(), "2020-01-01", "1.122083", "1.122838", "1.115947", "1.122083", 0);
  const auto gold = chart("chart_GC=F_1d_future.json", "1d");
  ASSERT_EQ(gold.rows.size(), 1U);
  EXPECT_EQ(gold.rows[0].label, date("2020-01-02").midnight());
  EXPECT_EQ(gold.rows[0].close, price("1524.5"));
  const auto fund = chart("chart_0P000071W8.TO_1d_mutualfund.json", "1d");
  ASSERT_EQ(fund.rows.size(), 1U);
  EXPECT_EQ(fund.rows[0].close, price("73.72"));
  EXPECT_EQ(fund.currency, Currency{"CAD"});
}

TEST(YahooRecorded, ADayThatIsNotPricedYetIsSkipped) {
  const auto history = chart("chart_FBIIX_1d_null_last_bar.json", "1d");
  ASSERT_EQ(history.rows.size(), 3U);
  EXPECT_EQ(history.nulls_skipped, 1U);
  expect_row(history.rows.front(), "2022-02-23", "9.69", "9.69", "9.69", "9.69", 0);
  expect_row(history.rows.back(), "2022-02-25", "9.69", "9.69", "9.69", "9.69", 0);
  EXPECT_TRUE(history.rows.back().is_complete);
}

TEST(YahooRecorded, FiveMinutesOfAnIndex) {
  const auto history = chart("chart_^TNX_5m_1d.json", "5m");
  ASSERT_EQ(history.rows.size(), 15U);
  EXPECT_EQ(history.rows.front().label, Timestamp::from_seconds(1'770'057'900));
  EXPECT_EQ(history.rows.front().close, price("4.271"));
  EXPECT_EQ(history.rows.back().close, price("4.275"));
  EXPECT_TRUE(history.rows[13].is_complete);
  EXPECT_FALSE(history.rows.back().is_complete) << "eight seconds are left of it";
  EXPECT_EQ(history.rows.back().adjusted_close, std::nullopt);
}

TEST(YahooRecorded, MinutesAroundTheSessionWithOneNull) {
  const auto regular =
      parse_chart(recorded("constructed_chart_1m_nulls_prepost.json"), asked("TEST", "1m"));
  ASSERT_TRUE(regular.has_value());
  EXPECT_EQ(regular->nulls_skipped, 1U);
  ASSERT_EQ(regular->rows.size(), 3U) << "the row at the close has no trades";
  auto request = asked("TEST", "1m");
  request.with_extended_hours = true;
  const auto extended = parse_chart(recorded("constructed_chart_1m_nulls_prepost.json"), request);
  ASSERT_TRUE(extended.has_value());
  ASSERT_EQ(extended->rows.size(), 4U);
  EXPECT_EQ(extended->rows.back().label, Timestamp::from_seconds(1'760'472'000));
}

TEST(YahooRecorded, WindowsWithoutBarsAreNoDataInEachOfTheirForms) {
  for (const std::string name :
       {"chart_AAPL_1h_no_results.json", "chart_AAPL_1m_weekend_no_timestamp.json",
        "chart_AAPL_5d_close_only_no_ts.json", "chart_CAPIO.ST_delisted_nodata.json",
        "chart_GRND3.SA_1m_empty_arrays.json"}) {
    const auto history = parse_chart(recorded(name), asked("ASKED", "1h"));
    ASSERT_FALSE(history.has_value()) << name;
    EXPECT_EQ(history.error().outcome, Outcome::NoData) << name;
  }
}

TEST(YahooRecorded, EachIntervalReachesAsFarBackAsTheProtocolSays) {
  const std::string page = support::file_text(TW_SHARED "/protocols/yahoo.md");
  std::istringstream lines{page.substr(page.find("| interval | oldest |"))};
  std::string line;
  std::size_t read = 0;
  while (std::getline(lines, line) && line.starts_with('|')) {
    std::istringstream cells{line.substr(1)};
    std::string words;
    std::string oldest;
    std::getline(cells, words, '|');
    std::getline(cells, oldest, '|');
    if (oldest.find("days") == std::string::npos) continue;
    std::istringstream each{words};
    for (std::string word; each >> word;) {
      const auto found = std::ranges::find(kIntervals, word, &Interval::word);
      if (found == kIntervals.end()) continue;
      EXPECT_EQ(found->look_back, Duration::days(std::stoi(oldest))) << word;
      EXPECT_LT(found->window_max, found->look_back) << word;
      read += 1;
    }
  }
  EXPECT_EQ(read, 7U) << "1m 2m 5m 15m 30m 60m 90m";
}

TEST(YahooRecorded, ErrorsAreClassedInYahoosWords) {
  const auto crumb = refusal("error_401_invalid_crumb.json", 401);
  EXPECT_EQ(crumb.outcome, Outcome::Auth);
  EXPECT_EQ(crumb.what, "HTTP 401: Unauthorized: Invalid Crumb");
  const auto unknown = refusal("error_404_chart_symbol.json", 404);
  EXPECT_EQ(unknown.outcome, Outcome::SymbolNotFound);
  EXPECT_EQ(unknown.what, "HTTP 404: Not Found: No data found, symbol may be delisted");
  EXPECT_EQ(refusal("error_422_interval_range.json", 422).outcome, Outcome::BadRequest);
  const auto haste = refusal("error_429_too_many_requests.txt", 429);
  EXPECT_EQ(haste.outcome, Outcome::Throttle);
  EXPECT_EQ(haste.retry_after, Duration::seconds(60));
  EXPECT_EQ(refusal("historical_v7_error_400.txt", 400).outcome, Outcome::NoData);
  EXPECT_EQ(refusal("search_error_400_missing_q.json", 400).outcome, Outcome::BadRequest);
  EXPECT_EQ(refusal("quoteSummary_error_404_ADH.json", 404).outcome, Outcome::NoData);
}

std::vector<vendor::SymbolQuote> quotes(const std::string& name,
                                        const std::vector<std::string>& symbols) {
  auto parsed = parse_quotes(recorded(name), symbols);
  EXPECT_TRUE(parsed.has_value()) << name << ": " << parsed.error().what;
  return parsed.value_or(std::vector<vendor::SymbolQuote>{});
}

TEST(YahooRecorded, AQuoteOfAnEquity) {
  const auto found = quotes("quote_AAPL.json", {"AAPL"});
  ASSERT_EQ(found.size(), 1U);
  const vendor::SymbolQuote& quote = found[0];
  EXPECT_EQ(quote.symbol, "AAPL");
  EXPECT_EQ(quote.last, price("244.6"));
  EXPECT_EQ(quote.bid, price("244.44"));
  EXPECT_EQ(quote.ask, price("253.37"));
  EXPECT_EQ(quote.bid_size, Quantity::whole(200));
  EXPECT_EQ(quote.ask_size, Quantity::whole(100));
  EXPECT_EQ(quote.open, price("241.07"));
  EXPECT_EQ(quote.high, price("245.41"));
  EXPECT_EQ(quote.low, price("241"));
  EXPECT_EQ(quote.previous_close, price("241.53"));
  EXPECT_EQ(quote.volume, Volume::whole(40'896'227));
  EXPECT_EQ(quote.event_at, Timestamp::from_seconds(1'739'566'800));
  EXPECT_EQ(quote.delay, Duration{});
}

TEST(YahooRecorded, QuotesOfSeveralAndOfSymbolsThatYahooLeavesOut) {
  const auto two = quotes("quote_AAPL-BABA_multi.json", {"BABA", "AAPL"});
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[1].symbol, "BABA");
  EXPECT_EQ(two[1].ask_size, Quantity::whole(1'800));
  const auto newer = quotes("quote_AAPL-MSFT_2025.json", {"AAPL", "MSFT"});
  ASSERT_EQ(newer.size(), 2U);
  EXPECT_EQ(newer[1].last, price("541.55"));
  const auto partial = quotes("quote_AAPL_plus_NONEXIST_partial.json", {"AAPL", "NONEXIST"});
  ASSERT_EQ(partial.size(), 1U);
  EXPECT_EQ(partial[0].last, price("160.07"));
  EXPECT_EQ(partial[0].bid, std::nullopt) << "0 is no bid";
  EXPECT_TRUE(quotes("quote_NONEXIST_empty_result.json", {"NONEXIST"}).empty());
  EXPECT_TRUE(quotes("quote_option_AAPL220121C00025000.json", {"AAPL220121C00025000"}).empty());
  const auto few = quotes("quote_fields_filter_TSLA.json", {"TSLA"});
  ASSERT_EQ(few.size(), 1U);
  EXPECT_EQ(few[0].last, price("355.84"));
  EXPECT_EQ(few[0].currency, vendor::kUnsaidCurrency) << "Yahoo was not asked for it";
  EXPECT_EQ(few[0].volume, std::nullopt);
}

TEST(YahooRecorded, QuotesOfOtherKinds) {
  EXPECT_EQ(quotes("quote_BTC-USD.json", {"BTC-USD"}).at(0).last, price("96077.45"));
  const auto euro = quotes("quote_EURUSD=X.json", {"EURUSD=X"}).at(0);
  EXPECT_EQ(euro.bid, price("1.0489877"));
  EXPECT_EQ(euro.bid_size, std::nullopt);
  const auto gold = quotes("quote_GC=F.json", {"GC=F"}).at(0);
  EXPECT_EQ(gold.ask, price("2910.8"));
  EXPECT_EQ(gold.bid_size, Quantity::whole(14)) << "contracts, not round lots";
  EXPECT_EQ(gold.delay, Duration::minutes(10));
  EXPECT_EQ(quotes("quote_QQQ_etf.json", {"QQQ"}).at(0).last, price("538.15"));
  const auto fund = quotes("quote_0P000071W8.TO_fund.json", {"0P000071W8.TO"}).at(0);
  EXPECT_EQ(fund.last, price("152.63"));
  EXPECT_EQ(fund.currency, Currency{"CAD"});
  EXPECT_EQ(fund.volume, std::nullopt);
  const auto pence = quotes("quote_OCDO.L_GBp.json", {"OCDO.L"}).at(0);
  EXPECT_EQ(pence.last, price("3.088"));
  EXPECT_EQ(pence.high, price("3.154158"));
  EXPECT_EQ(pence.currency, Currency{"GBP"});
  EXPECT_EQ(pence.delay, Duration::minutes(15));
}

TEST(YahooRecorded, Searches) {
  const auto found = [](const std::string& name) {
    auto matches = parse_search(recorded(name));
    EXPECT_TRUE(matches.has_value()) << name;
    return matches.value_or(std::vector<vendor::SymbolMatch>{});
  };
  const auto apple = found("search_AAPL.json");
  ASSERT_EQ(apple.size(), 6U) << "a company without a symbol is left out";
  EXPECT_EQ(apple[0].symbol, "AAPL");
  EXPECT_EQ(apple[0].name, "Apple Inc.");
  EXPECT_EQ(apple[0].exchange, "NASDAQ");
  EXPECT_EQ(apple[0].kind, "equity");
  EXPECT_EQ(apple[1].kind, "etf");
  EXPECT_EQ(apple[2].kind, "option");
  const auto bmw = found("search_BMW_name.json");
  ASSERT_EQ(bmw.size(), 6U);
  EXPECT_EQ(bmw[0].symbol, "BMW.DE");
  EXPECT_EQ(bmw[5].exchange, "Dusseldorf Stock Exchange");
  EXPECT_EQ(found("search_apple_2025.json").size(), 7U);
  EXPECT_EQ(found("search_no_match_BJ0CDD2.json").at(0).symbol, "MNTN.L");
}

TEST(YahooRecorded, OptionChains) {
  const auto chain = parse_options(recorded("options_AAPL_chain.json"), {.underlying = "AAPL"});
  ASSERT_TRUE(chain.has_value()) << chain.error().what;
  EXPECT_EQ(chain->expiries.size(), 20U);
  EXPECT_EQ(chain->expiries.front(), date("2025-02-28"));
  ASSERT_EQ(chain->contracts.size(), 102U);
  const vendor::OptionContract& call = chain->contracts.front();
  EXPECT_EQ(call.symbol, "AAPL250228C00110000");
  EXPECT_TRUE(call.is_call);
  EXPECT_EQ(call.expiry, date("2025-02-28"));
  EXPECT_EQ(call.strike, Price::whole(110));
  EXPECT_EQ(call.bid, price("135.9"));
  EXPECT_EQ(call.last, price("111.67"));
  EXPECT_EQ(call.volume, std::nullopt);
  EXPECT_DOUBLE_EQ(*call.implied_volatility, 3.58593853515625);
  EXPECT_EQ(call.event_at, Timestamp::from_seconds(1'737'487'202));
  const vendor::OptionContract& put = chain->contracts.back();
  EXPECT_FALSE(put.is_call);
  EXPECT_EQ(put.volume, Volume::whole(2));
  EXPECT_EQ(put.bid, std::nullopt);
  EXPECT_EQ(put.implied_volatility, std::nullopt) << "1e-05 is no volatility";
  const auto newer = parse_options(recorded("options_AAPL_2025.json"), {.underlying = "AAPL"});
  ASSERT_TRUE(newer.has_value());
  EXPECT_EQ(newer->contracts.size(), 112U);
  EXPECT_EQ(newer->contracts.front().open_interest, Volume::whole(29));
}

TEST(YahooRecorded, ChainsWithoutContractsAreNoData) {
  for (const std::string name : {"options_ADH_unknown.json", "options_EURUSD=X_none.json",
                                 "options_AAPL_expired_date.json"}) {
    const auto chain = parse_options(recorded(name), {.underlying = "AAPL"});
    ASSERT_FALSE(chain.has_value()) << name;
    EXPECT_EQ(chain.error().outcome, Outcome::NoData) << name;
  }
}

TEST(YahooRecorded, CompanyFigures) {
  const auto figure = [](const std::string& name, std::string_view wanted) {
    const auto found = parse_fundamentals(recorded(name), "AAPL");
    EXPECT_TRUE(found.has_value()) << name;
    for (const auto& [key, value] : found->figures) {
      if (key == wanted) return value;
    }
    return -1.0;
  };
  EXPECT_DOUBLE_EQ(figure("quoteSummary_summaryDetail_AAPL.json", "market_cap"), 3688676720640.0);
  EXPECT_DOUBLE_EQ(figure("quoteSummary_summaryDetail_AAPL.json", "dividend_yield"), 0.0041);
  EXPECT_DOUBLE_EQ(figure("quoteSummary_summaryDetail_AAPL.json", "week_52_high"), 260.1);
  EXPECT_DOUBLE_EQ(figure("quoteSummary_defaultKeyStatistics_AAPL.json", "eps"), 6.31);
  EXPECT_DOUBLE_EQ(figure("quoteSummary_financialData_AAPL.json", "profit_margin"), 0.24295);
  const auto profile = parse_fundamentals(recorded("quoteSummary_assetProfile_AAPL.json"), "AAPL");
  ASSERT_TRUE(profile.has_value());
  const auto sector =
      std::ranges::find(profile->words, "sector", &std::pair<std::string, std::string>::first);
  ASSERT_NE(sector, profile->words.end());
  EXPECT_EQ(sector->second, "Technology");
}

TEST(YahooRecorded, OtherModulesAndEndpointsAreReadWithoutFault) {
  for (const std::string module :
       {"calendarEvents", "earnings", "earningsTrend", "majorHoldersBreakdown", "price",
        "quoteType", "recommendationTrend", "secFilings", "summaryProfile",
        "upgradeDowngradeHistory"}) {
    const auto found =
        parse_fundamentals(recorded("quoteSummary_" + module + "_AAPL.json"), "AAPL");
    EXPECT_TRUE(found.has_value()) << module;
  }
  for (const std::string name :
       {"calendarEvents_META.json", "insights_AAPL.json", "recommendations_AAPL.json",
        "screener_aggressive_small_caps.json", "spark_AAPL_5d.json", "trending_US.json"}) {
    EXPECT_TRUE(document_of(recorded(name)).has_value()) << name;
  }
}

TEST(YahooRecorded, CookiesAndCrumbOfTheConsentFlow) {
  const auto step = [](const std::string& name) {
    auto document = formats::JsonDocument::parse(
        support::file_text(TW_SHARED "/fixtures/yahoo/crumbflow_" + name + ".http.json"));
    EXPECT_TRUE(document.has_value()) << name;
    const formats::JsonNode response = document->root()["response"];
    vendor::HttpResponse answer{.status = std::stoi(std::string{response["status"].token()}),
                                .headers = {},
                                .body = response["bodyText"].text()};
    for (const char* header : {"location", "server"}) {
      answer.headers.emplace_back(header, response["headers"][header].text());
    }
    for (const formats::JsonNode cookie : response["headers"]["set-cookie"]) {
      answer.headers.emplace_back("set-cookie", cookie.text());
    }
    return answer;
  };
  EXPECT_EQ(parse_cookies(step("1_start")), "GUCS=REDACTED");
  EXPECT_EQ(parse_cookies(step("2_consent")), "");
  EXPECT_EQ(parse_cookies(step("4_collectConsentSubmit")), "CFC=REDACTED");
  EXPECT_EQ(parse_cookies(step("5_copyConsent")),
            "GUC=REDACTED; A3=REDACTED; A1S=REDACTED; EuConsent=REDACTED; A1=REDACTED");
  EXPECT_EQ(parse_crumb(step("3_collectConsent")).error().outcome, Outcome::Entitlement);
  for (const char* leading : {"1_start", "2_consent"}) {
    EXPECT_TRUE(consent_refusal(step(leading)).has_value()) << leading;
  }
  EXPECT_FALSE(parse_crumb(step("6_consent-final-redirect")).has_value());
  EXPECT_EQ(parse_crumb(step("7_getcrumb")), "REDACTEDxyz");
}

vendor::SymbolQuote streamed(const std::string& name) {
  Dialect dialect{"wss://example.com"};
  std::vector<vendor::StreamEvent> events;
  const auto read =
      dialect.read(support::file_text(TW_SHARED "/fixtures/yahoo/" + name), {}, events);
  EXPECT_TRUE(read.has_value()) << name << ": " << read.error().what;
  if (events.size() != 1) return {};
  const auto* const quote = std::get_if<vendor::StreamQuote>(&events[0]);
  EXPECT_NE(quote, nullptr) << name;
  return quote == nullptr ? vendor::SymbolQuote{} : quote->quote;
}

TEST(YahooRecorded, FramesOfTheStream) {
  const auto apple = streamed("ws_AAPL_post_2026-07-29.b64");
  EXPECT_EQ(apple.symbol, "AAPL");
  EXPECT_EQ(apple.last, price("339.5"));
  EXPECT_EQ(apple.currency, vendor::kUnsaidCurrency) << "frames of shares name no currency";
  EXPECT_EQ(apple.volume, std::nullopt);
  const auto tesla = streamed("ws_TSLA_2021-04-07.b64");
  EXPECT_EQ(tesla.last, price("676.08"));
  EXPECT_EQ(tesla.volume, Volume::whole(15'605'331));
  EXPECT_EQ(tesla.event_at, Timestamp::from_seconds(1'617'815'434));
  const auto euro = streamed("ws_EURUSD=X_2026-08-13.b64");
  EXPECT_EQ(euro.symbol, "EURUSD=X");
  EXPECT_EQ(euro.last, price("1.15327"));
  const auto coin = streamed("ws_BTC-USD_2025-01-10.b64");
  EXPECT_EQ(coin.currency, kUsd);
  EXPECT_EQ(coin.last, price("94745.08"));
  const auto older = streamed("ws_BTC-USD_short_name_2021-09-19.b64");
  EXPECT_EQ(older.last, price("47626.266"));
  EXPECT_EQ(older.high, price("48266.344"));
  EXPECT_EQ(older.volume, Volume::whole(27'658'530'816));
  const auto enveloped = streamed("ws_v2_envelope_BTC-USD.json");
  EXPECT_EQ(enveloped.symbol, "BTC-USD");
  EXPECT_EQ(enveloped.last, price("110429.42"));
  EXPECT_EQ(enveloped.open, Price::whole(110'066));
}

}  // namespace
}  // namespace tw::adapters::yahoo
