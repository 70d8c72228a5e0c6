#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/twelvedata/encode.hpp"
#include "adapters/twelvedata/parse.hpp"
#include "adapters/twelvedata/session.hpp"
#include "adapters/twelvedata/stream.hpp"
#include "adapters/twelvedata/wire.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"
#include "support/vendor_words.hpp"

namespace tw::adapters::twelvedata {
namespace {

using support::answered;
using support::date;
using support::file_text;
using support::keyed_settings;
using support::kKey;
using support::kMinute;
using support::kPatience;
using support::price;
using support::ScriptedTransport;
using testing::HasSubstr;
using testing::Not;
using vendor::Outcome;

std::string data(const std::string& name) { return file_text("tests/data/twelvedata/" + name); }
vendor::HistoryRequest minutes() {
  return {.symbol = "ABC",
          .timeframe = kMinute,
          .from = date(2024, 1, 2).midnight(),
          .to = date(2024, 1, 3).midnight() + Duration::seconds(30)};
}
vendor::Refusal refusal_of(int status, std::string body, vendor::HttpHeaders headers = {}) {
  return open(answered(std::move(body), status, std::move(headers)), kKey).error();
}

TEST(TwelveDataEncode, IntradayBarsAreAskedForInUtcWithTheKeyInAHeader) {
  const auto request = bars_request(vendor::access_of(keyed_settings(), kBaseUrl), minutes());
  EXPECT_EQ(request.url,
            "https://api.twelvedata.com/time_series?symbol=ABC&interval=1min"
            "&start_date=2024-01-02%2000%3A00%3A00&end_date=2024-01-03%2000%3A00%3A30"
            "&outputsize=5000&order=DESC&dp=11&adjust=splits&timezone=UTC");
  EXPECT_EQ(request.headers.front().second, "apikey K3Y");
}

TEST(TwelveDataEncode, TheBasisAndExtendedHoursAreAskedFor) {
  auto request = minutes();
  request.with_extended_hours = true;
  request.basis = PriceBasis::Raw;
  EXPECT_THAT(bars_request(vendor::access_of(keyed_settings(), kBaseUrl), request).url,
              HasSubstr("adjust=none"));
  EXPECT_THAT(bars_request(vendor::access_of(keyed_settings(), kBaseUrl), request).url,
              HasSubstr("prepost=true"));
  request.basis = PriceBasis::Total;
  request.timeframe = kDaily;
  const auto url = bars_request(vendor::access_of(keyed_settings(), kBaseUrl), request).url;
  EXPECT_THAT(url, HasSubstr("interval=1day&start_date=2024-01-02&end_date=2024-01-03&"));
  EXPECT_THAT(url, HasSubstr("adjust=all"));
  EXPECT_THAT(url, Not(HasSubstr("timezone")));
}

TEST(TwelveDataParse, BarsOfTextNewestFirstAreReadAndEmptyRowsSkipped) {
  vendor::History history;
  history.symbol = "ABC";
  history.timeframe = kMinute;
  const auto rows = add_bars(answered(data("bars.json")), kKey, history);
  ASSERT_TRUE(rows.has_value()) << rows.error().what;
  EXPECT_EQ(*rows, 3U);
  EXPECT_EQ(history.nulls_skipped, 1U);
  ASSERT_EQ(history.rows.size(), 2U);
  EXPECT_EQ(history.rows[1].label, date(2024, 1, 2).midnight() + Duration::minutes(14 * 60 + 30));
  EXPECT_EQ(history.rows[1].volume, Volume::whole(1200));
  EXPECT_EQ(history.zone, "America/New_York");
}

TEST(TwelveDataParse, AnErrorIsOneWhateverTheHttpStatusSays) {
  const auto body = [](int code, const std::string& message) {
    return R"({"code":)" + std::to_string(code) + R"(,"message":")" + message +
           R"(","status":"error"})";
  };
  EXPECT_EQ(refusal_of(200, body(401, "**apikey** parameter is incorrect")).outcome, Outcome::Auth);
  EXPECT_EQ(refusal_of(200, body(403, "available starting with Grow")).outcome,
            Outcome::Entitlement);
  EXPECT_EQ(refusal_of(200, body(404, "nothing found")).outcome, Outcome::SymbolNotFound);
  EXPECT_EQ(refusal_of(200, body(400, "Invalid **interval** provided")).outcome,
            Outcome::BadRequest);
  EXPECT_EQ(refusal_of(200, body(400, "**symbol** not found: X")).outcome, Outcome::SymbolNotFound);
  EXPECT_EQ(refusal_of(200, body(400, "No data is available on the specified dates")).outcome,
            Outcome::NoData);
  EXPECT_EQ(refusal_of(200, body(414, "too long")).outcome, Outcome::BadRequest);
  EXPECT_EQ(refusal_of(200, body(500, "oh")).outcome, Outcome::Transient);
  EXPECT_EQ(refusal_of(200, R"({"code":404,"message":"no status"})").outcome,
            Outcome::SymbolNotFound);
  EXPECT_EQ(refusal_of(404, "404 page not found").outcome, Outcome::BadRequest);
  EXPECT_EQ(refusal_of(502, "<html>bad gateway</html>").outcome, Outcome::Transient);
  EXPECT_TRUE(refusal_of(200, "<html>hello</html>").is_malformed);
  EXPECT_TRUE(refusal_of(200, R"({"values":[{"datetime":)").is_malformed);
}

TEST(TwelveDataParse, AMinuteThrottlesAndADayEndsTheQuota) {
  const std::string minute =
      R"({"code":429,"message":"run out of API credits for the current minute","status":"error"})";
  const std::string day =
      R"({"code":429,"message":"run out of API credits for the day. K3Y","status":"error"})";
  const vendor::HttpHeaders late{{"Date", "Wed, 21 Oct 2026 23:59:50 GMT"}};
  const auto throttled = refusal_of(200, minute, late);
  EXPECT_EQ(throttled.outcome, Outcome::Throttle);
  EXPECT_EQ(throttled.retry_after, Duration::seconds(10));
  const auto out = refusal_of(429, day, {{"Date", "Wed, 21 Oct 2026 23:00:00 GMT"}});
  EXPECT_EQ(out.outcome, Outcome::Quota);
  EXPECT_EQ(out.retry_after, Duration::hours(1));
  EXPECT_THAT(out.what, HasSubstr("the day. ***"));
}

TEST(TwelveDataParse, AnAnswerWithoutAStatusIsNoError) {
  const auto quote = parse_quote(answered(R"({"price":"146.55000"})"), kKey, "IBM");
  ASSERT_TRUE(quote.has_value());
  EXPECT_EQ(quote->last, price("146.55"));
  EXPECT_FALSE(quote->event_at);
}

TEST(TwelveDataParse, ASymbolThatFailedInABatchIsLeftOut) {
  const auto quotes = parse_quotes(answered(data("batch.json")), kKey);
  ASSERT_TRUE(quotes.has_value()) << quotes.error().what;
  ASSERT_EQ(quotes->size(), 1U);
  EXPECT_EQ(quotes->front().symbol, "ABC");
  EXPECT_EQ(quotes->front().last, price("10.6"));
  EXPECT_EQ(quotes->front().event_at, Timestamp::from_seconds(1704205800));
  const std::string all =
      R"({"X":{"code":400,"message":"**symbol** not found: X","status":"error"}})";
  EXPECT_EQ(parse_quotes(answered(all), kKey).error().outcome, Outcome::SymbolNotFound);
}

TEST(TwelveDataParse, TenForOneIsTenNewSharesAndOneForSevenIsAMerger) {
  std::vector<CorporateAction> actions;
  ASSERT_TRUE(add_splits(answered(data("splits.json")), kKey, "ABC", actions).has_value());
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_EQ(actions[0].numerator, 10);
  EXPECT_EQ(actions[1].denominator, 7);
  EXPECT_EQ(actions[1].symbol.view(), "ABC");
  ASSERT_TRUE(add_dividends(answered(data("dividends.json")), kKey, "ABC", actions).has_value());
  EXPECT_EQ(actions[2].currency.view(), "GBP");
}

std::string page_of(int rows, int newest_minute) {
  std::string text = R"({"meta":{"exchange_timezone":"America/New_York"},"values":[)";
  for (int i = 0; i < rows; ++i) {
    const Timestamp at = date(2024, 1, 2).midnight() + Duration::minutes(newest_minute - i);
    std::string label = to_string(at);
    label[10] = ' ';
    label.pop_back();
    if (i > 0) text += ',';
    text += R"({"datetime":")" + label + R"(","open":"1","high":"1","low":"1","close":"1"})";
  }
  return text + "]}";
}

TEST(TwelveDataSession, OlderPagesAreAskedForUntilOneIsShort) {
  ScriptedTransport transport;
  transport.answer(200, page_of(kRowsMax, 9000));
  transport.answer(200, page_of(3, 4001),
                   {{"api-credits-left", "5"}, {"Date", "Wed, 21 Oct 2026 07:28:20 GMT"}});
  Session session{keyed_settings(), transport};
  auto request = minutes();
  request.to = date(2024, 1, 9).midnight();

  const auto history = session.history(request, kPatience);

  ASSERT_TRUE(history.has_value()) << history.error().what;
  EXPECT_EQ(history->rows.size(), 5002U);
  EXPECT_EQ(history->repeats_merged, 1U) << "the end of a page is inclusive";
  EXPECT_THAT(transport.requests[1].url, HasSubstr("end_date=2024-01-04%2018%3A41%3A00"));
  EXPECT_EQ(history->basis, PriceBasis::Split);
  EXPECT_TRUE(history->rows.back().is_complete);
  EXPECT_EQ(session.budget_news().left, 5);
  EXPECT_EQ(session.budget_news().resets_in, Duration::seconds(40));
}

TEST(TwelveDataSession, WhatTheVendorLacksIsRefusedBeforeAnythingIsSent) {
  ScriptedTransport transport;
  Session session{keyed_settings(), transport};
  auto request = minutes();
  request.timeframe = {Timeframe::Unit::Minute, 2};
  EXPECT_THAT(session.history(request, kPatience).error().what, HasSubstr("it has 1m, 5m, 15m"));
  EXPECT_EQ(session.quotes(std::vector<std::string>(9, "A"), kPatience).error().outcome,
            Outcome::BadRequest);
  EXPECT_EQ(session.option_chain({.underlying = "A", .expiry = {}}, kPatience).error().outcome,
            Outcome::BadRequest);
  EXPECT_TRUE(transport.requests.empty());
}

TEST(TwelveDataSession, FiguresWithoutAProfileAreStillAnAnswer) {
  ScriptedTransport transport;
  transport.answer(200, R"({"meta":{"symbol":"ABC","name":"Abc"},"statistics":{)"
                        R"("valuations_metrics":{"market_capitalization":12}}})");
  transport.answer(200, R"({"code":403,"message":"Grow","status":"error"})");
  Session session{keyed_settings(), transport};
  const auto facts = session.fundamentals("ABC", kPatience);
  ASSERT_TRUE(facts.has_value()) << facts.error().what;
  EXPECT_EQ(facts->figures.size(), 1U);
  EXPECT_EQ(facts->words.size(), 1U);
}

TEST(TwelveDataSession, OneSymbolIsAnsweredFlatAndSeveralByName) {
  ScriptedTransport transport;
  transport.answer(200, R"({"symbol":"ABC","close":"2"})");
  transport.answer(200, data("batch.json"));
  Session session{keyed_settings(), transport};
  EXPECT_EQ(session.quotes({"ABC"}, kPatience)->front().last, Price::whole(2));
  EXPECT_EQ(session.quotes({"ABC", "NOPE"}, kPatience)->size(), 1U);
  EXPECT_THAT(transport.requests[1].url, HasSubstr("/quote?symbol=ABC,NOPE"));
}

TEST(TwelveDataStream, PricesAndBothListsOfAStatusAreTold) {
  using Kind = vendor::StreamNotice::Kind;
  Stream stream{keyed_settings()};
  std::vector<vendor::StreamEvent> events;
  const std::string text = data("stream.jsonl");
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    ASSERT_TRUE(stream.read(text.substr(at, end - at), {}, events).has_value());
    at = end + 1;
  }
  ASSERT_EQ(events.size(), 6U) << "a status without lists says nothing";
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[0]).kind, Kind::Subscribed);
  const auto& failed = std::get<vendor::StreamNotice>(events[1]);
  EXPECT_EQ(failed.kind, Kind::Refused) << "an 'ok' may carry fails";
  EXPECT_EQ(failed.symbols, std::vector<std::string>{"NOPE"});
  const auto& quote = std::get<vendor::StreamQuote>(events[2]).quote;
  EXPECT_EQ(quote.last, price("10.5"));
  EXPECT_EQ(quote.ask, price("10.6"));
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[3]).kind, Kind::Heartbeat);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[4]).kind, Kind::Unsubscribed);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[5]).kind, Kind::Unknown);
  EXPECT_FALSE(stream.read("[]", {}, events).has_value());
  EXPECT_FALSE(stream.read(R"({"event":"price","symbol":"A"})", {}, events).has_value());
}

TEST(TwelveDataStream, TheWordsToSend) {
  const Stream stream{keyed_settings()};
  EXPECT_EQ(stream.subscribe({"ABC", "EUR/USD"}, {}).front(),
            R"({"action":"subscribe","params":{"symbols":"ABC,EUR/USD"}})");
  EXPECT_EQ(stream.unsubscribe({"ABC"}, {}).front(),
            R"({"action":"unsubscribe","params":{"symbols":"ABC"}})");
  EXPECT_TRUE(stream.subscribe({}, {}).empty());
  EXPECT_EQ(stream.heartbeat(), R"({"action":"heartbeat"})");
  EXPECT_EQ(vendor::loggable_url(stream.handshake().url),
            "wss://ws.twelvedata.com/v1/quotes/price");
}

}  // namespace
}  // namespace tw::adapters::twelvedata
