#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/finnhub/encode.hpp"
#include "adapters/finnhub/parse.hpp"
#include "adapters/finnhub/session.hpp"
#include "adapters/finnhub/stream.hpp"
#include "adapters/finnhub/wire.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"
#include "support/vendor_words.hpp"

namespace tw::adapters::finnhub {
namespace {

using support::answered;
using support::date;
using support::file_text;
using support::keyed_settings;
using support::kKey;
using support::kPatience;
using support::price;
using support::ScriptedTransport;
using testing::HasSubstr;
using vendor::Outcome;

std::string data(const std::string& name) { return file_text("tests/data/finnhub/" + name); }
vendor::HistoryRequest minutes() {
  return {.symbol = "ABC",
          .timeframe = {Timeframe::Unit::Minute, 1},
          .from = date(2024, 1, 2).midnight(),
          .to = date(2024, 1, 3).midnight()};
}
vendor::Refusal refusal_of(int status, std::string body, vendor::HttpHeaders headers = {}) {
  return open(answered(std::move(body), status, std::move(headers)), kKey).error();
}

TEST(FinnhubEncode, TheKeyIsInAHeaderAndNotInTheAddress) {
  const auto request = candles_request(vendor::access_of(keyed_settings(), kBaseUrl), minutes());
  EXPECT_EQ(request.url,
            "https://finnhub.io/api/v1/stock/candle?symbol=ABC&resolution=1&from=1704153600"
            "&to=1704240000");
  EXPECT_EQ(request.headers.front().second, "K3Y");
  EXPECT_THAT(quote_request(vendor::access_of(keyed_settings(), kBaseUrl), "BRK B").url,
              HasSubstr("symbol=BRK%20B"));
}

TEST(FinnhubParse, CandlesAreReadFromColumnsAndEmptyOnesSkipped) {
  vendor::History history;
  history.symbol = "ABC";
  history.timeframe = {Timeframe::Unit::Minute, 1};
  const auto added = add_candles(answered(data("candles.json")), kKey, history);
  ASSERT_TRUE(added.has_value()) << added.error().what;
  ASSERT_EQ(history.rows.size(), 2U);
  EXPECT_EQ(history.nulls_skipped, 1U);
  EXPECT_EQ(history.rows[1].label, Timestamp::from_seconds(1704205920));
  EXPECT_EQ(history.rows[1].volume, *parse<Volume>("300.5"));
  EXPECT_EQ(history.basis, PriceBasis::Split);
}

TEST(FinnhubParse, ColumnsOfDifferentLengthsAreMalformed) {
  vendor::History history;
  const auto added = add_candles(
      answered(R"({"c":[1],"h":[1],"l":[1],"o":[1],"t":[1,2],"v":[1],"s":"ok"})"), kKey, history);
  EXPECT_TRUE(added.error().is_malformed);
  EXPECT_TRUE(add_candles(answered(R"({"s":"soon"})"), kKey, history).error().is_malformed);
  EXPECT_EQ(add_candles(answered(R"({"s":"no_data"})"), kKey, history).error().outcome,
            Outcome::NoData);
  EXPECT_EQ(add_candles(answered("{}"), kKey, history).error().outcome, Outcome::NoData);
}

TEST(FinnhubParse, AQuoteOfZerosIsAnUnknownSymbolAndNoPrice) {
  const auto unknown = parse_quote(
      answered(R"({"c":0,"d":null,"dp":null,"h":0,"l":0,"o":0,"pc":0,"t":0})"), kKey, "NOPE");
  EXPECT_EQ(unknown.error().outcome, Outcome::SymbolNotFound);
  EXPECT_TRUE(parse_quote(answered("{}"), kKey, "NOPE").error().is_malformed);
  const auto quiet =
      parse_quote(answered(R"({"c":0,"h":0,"l":0,"o":0,"pc":9.5,"t":0})"), kKey, "ABC");
  EXPECT_FALSE(quiet->last || quiet->event_at);
  EXPECT_EQ(quiet->previous_close, price("9.5"));
}

TEST(FinnhubParse, ErrorsAreToldByTheirTextBeforeTheirStatus) {
  EXPECT_EQ(refusal_of(401, R"({"error":"You don't have access to this resource."})").outcome,
            Outcome::Entitlement);
  EXPECT_EQ(refusal_of(401, R"({"error":"Please use an API key."})").outcome, Outcome::Auth);
  EXPECT_EQ(refusal_of(403, R"({"error":"no"})").outcome, Outcome::Entitlement);
  EXPECT_EQ(refusal_of(500, R"({"error":"oh"})").outcome, Outcome::Transient);
  EXPECT_EQ(refusal_of(302, "<html>moved</html>").outcome, Outcome::Transient);
  EXPECT_TRUE(refusal_of(200, "<html>hello</html>").is_malformed);
  EXPECT_TRUE(refusal_of(200, R"({"c":[1,)").is_malformed);
}

TEST(FinnhubParse, AThrottleWaitsUntilTheResetOfTheHeader) {
  const vendor::HttpHeaders headers{{"Date", "Wed, 21 Oct 2026 07:28:20 GMT"},
                                    {"X-Ratelimit-Remaining", "0"},
                                    {"X-Ratelimit-Reset", "1792567715"}};
  const auto throttled = refusal_of(429, R"({"error":"API limit reached. K3Y"})", headers);
  EXPECT_EQ(throttled.outcome, Outcome::Throttle);
  EXPECT_EQ(throttled.retry_after, Duration::seconds(15));
  EXPECT_EQ(throttled.what, "API limit reached. ***");
  EXPECT_EQ(refusal_of(200, R"({"error":"API limit reached."})").retry_after, Duration::minutes(1));
  EXPECT_EQ(budget_of(answered("{}", 200, headers)).left, 0);
  EXPECT_FALSE(budget_of(answered("{}")).left);
}

TEST(FinnhubSession, MillionsAndPercentAreConvertedAndDatesLeftOut) {
  ScriptedTransport transport;
  transport.answer(200, data("profile.json"));
  transport.answer(200, data("metrics.json"));
  Session session{keyed_settings(), transport};
  const auto facts = session.fundamentals("ABC", kPatience);
  ASSERT_TRUE(facts.has_value()) << facts.error().what;
  const std::vector<std::pair<std::string, double>> figures{{"market_cap", 1234.5e6},
                                                            {"shares_outstanding", 12.25e6},
                                                            {"pe_trailing", 20.5},
                                                            {"week_52_high", 12.5},
                                                            {"dividend_yield", 0.015}};
  EXPECT_EQ(facts->figures, figures);
  transport.answer(200, "{}");
  EXPECT_EQ(session.fundamentals("NOPE", kPatience).error().outcome, Outcome::SymbolNotFound);
}

TEST(FinnhubSession, BarsOfTheRegularSessionComeInOrderAndTheRunningOneIsMarked) {
  ScriptedTransport transport;
  transport.answer(200, data("candles.json"), {{"Date", "Tue, 02 Jan 2024 14:32:30 GMT"}});
  Session session{keyed_settings(), transport};
  const auto history = session.history(minutes(), kPatience);
  ASSERT_TRUE(history.has_value()) << history.error().what;
  ASSERT_EQ(history->rows.size(), 2U);
  EXPECT_TRUE(history->rows[0].is_complete);
  EXPECT_FALSE(history->rows[1].is_complete);
}

TEST(FinnhubSession, WhatTheVendorLacksIsRefusedBeforeAnythingIsSent) {
  ScriptedTransport transport;
  Session session{keyed_settings(), transport};
  auto request = minutes();
  request.basis = PriceBasis::Raw;
  EXPECT_THAT(session.history(request, kPatience).error().what, HasSubstr("it has split"));
  request.timeframe = {Timeframe::Unit::Minute, 2};
  EXPECT_THAT(session.history(request, kPatience).error().what, HasSubstr("it has 1m, 5m"));
  EXPECT_EQ(session.quotes({"A"}, kPatience).error().outcome, Outcome::BadRequest);
  EXPECT_TRUE(transport.requests.empty());
}

TEST(FinnhubStream, TradesPingsAndErrorsAreTold) {
  using Kind = vendor::StreamNotice::Kind;
  Stream stream{keyed_settings()};
  std::vector<vendor::StreamEvent> events;
  const std::string text = data("stream.jsonl");
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    ASSERT_TRUE(stream.read(text.substr(at, end - at), {}, events).has_value());
    at = end + 1;
  }
  ASSERT_EQ(events.size(), 6U);
  EXPECT_EQ(std::get<vendor::StreamTrade>(events[0]).size, Quantity::whole(100));
  EXPECT_EQ(std::get<vendor::StreamQuote>(events[1]).quote.last, price("1.1"))
      << "a price without a size is no trade";
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[2]).kind, Kind::Heartbeat);
  const auto& symbol = std::get<vendor::StreamNotice>(events[3]);
  EXPECT_EQ(symbol.kind, Kind::Unknown) << "one symbol's error must not end the stream";
  EXPECT_EQ(symbol.refusal.outcome, Outcome::SymbolNotFound);
  const auto& key = std::get<vendor::StreamNotice>(events[4]);
  EXPECT_EQ(key.kind, Kind::Refused);
  EXPECT_EQ(key.refusal.what, "Invalid API key ***");
  EXPECT_FALSE(stream.read("[]", {}, events).has_value());
  EXPECT_FALSE(
      stream.read(R"({"type":"trade","data":[{"p":0,"s":"A","t":1}]})", {}, events).has_value());
}

TEST(FinnhubStream, OneSymbolIsSubscribedAMessage) {
  const Stream stream{keyed_settings()};
  EXPECT_EQ(stream.subscribe({"A", "B"}, {}).at(1), R"({"type":"subscribe","symbol":"B"})");
  EXPECT_EQ(stream.unsubscribe({"A"}, {}).at(0), R"({"type":"unsubscribe","symbol":"A"})");
  EXPECT_EQ(vendor::loggable_url(stream.handshake().url), "wss://ws.finnhub.io");
  EXPECT_EQ(stream.symbols_max(), 50U);
}

}  // namespace
}  // namespace tw::adapters::finnhub
