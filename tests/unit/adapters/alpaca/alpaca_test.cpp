#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/alpaca/encode.hpp"
#include "adapters/alpaca/parse.hpp"
#include "adapters/alpaca/session.hpp"
#include "adapters/alpaca/stream.hpp"
#include "adapters/alpaca/wire.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"
#include "support/vendor_words.hpp"

namespace tw::adapters::alpaca {
namespace {

using support::answered;
using support::date;
using support::file_text;
using support::kKey;
using support::kMinute;
using support::kPatience;
using support::price;
using support::ScriptedTransport;
using testing::HasSubstr;
using vendor::Outcome;

std::string data(const std::string& name) { return file_text("tests/data/alpaca/" + name); }
vendor::VendorSettings settings() {
  return {.base_url = "",
          .stream_url = "",
          .key = Secret{std::string{kKey}},
          .key_secret = Secret{"S3CRET"}};
}
vendor::HistoryRequest minutes() {
  return {.symbol = "ABC",
          .timeframe = kMinute,
          .from = date(2024, 1, 2).midnight(),
          .to = date(2024, 1, 3).midnight()};
}
vendor::Refusal refusal_of(int status, std::string body, vendor::HttpHeaders headers = {}) {
  return open(answered(std::move(body), status, std::move(headers)), kKey).error();
}

TEST(AlpacaEncode, BarsAreAskedForOldestFirstWithBothKeysInHeaders) {
  const auto request = bars_request(vendor::access_of(settings(), kBaseUrl), minutes(), "a=");
  EXPECT_EQ(request.url,
            "https://data.alpaca.markets/v2/stocks/bars?symbols=ABC&timeframe=1Min"
            "&start=2024-01-02T00%3A00%3A00Z&end=2024-01-03T00%3A00%3A00Z&limit=10000"
            "&adjustment=raw&feed=sip&sort=asc&page_token=a%3D");
  EXPECT_EQ(request.headers[0].second, "K3Y");
  EXPECT_EQ(request.headers[1].second, "S3CRET");
}

TEST(AlpacaEncode, TheLastDateOfLongBarsIsAskedForToItsEnd) {
  auto request = minutes();
  request.timeframe = kDaily;
  request.basis = PriceBasis::Total;
  const auto url = bars_request(vendor::access_of(settings(), kBaseUrl), request, "").url;
  EXPECT_THAT(url, HasSubstr("timeframe=1Day"));
  EXPECT_THAT(url, HasSubstr("end=2024-01-03T23%3A59%3A59Z"));
  EXPECT_THAT(url, HasSubstr("adjustment=all"));
}

TEST(AlpacaParse, BarsComeBySymbolAsAnArrayOrAsNull) {
  for (const std::string& body :
       {data("bars.json"),
        std::string{R"({"symbol":"ABC","bars":[{"t":"2024-01-02T14:30:00Z","o":10,"h":10.6,)"
                    R"("l":9.9,"c":10.5,"v":1200}],"next_page_token":"more"})"}}) {
    vendor::History history;
    history.symbol = "ABC";
    history.timeframe = kMinute;
    const auto next = add_bars(answered(body), kKey, history);
    ASSERT_TRUE(next.has_value()) << next.error().what;
    ASSERT_FALSE(history.rows.empty());
    EXPECT_EQ(history.rows[0].label, date(2024, 1, 2).midnight() + Duration::minutes(870));
    EXPECT_EQ(history.rows[0].high, price("10.6"));
  }
  vendor::History none;
  none.symbol = "ABC";
  EXPECT_EQ(add_bars(answered(R"({"bars":null,"next_page_token":null})"), kKey, none).value(), "");
  EXPECT_EQ(add_bars(answered(R"({"bars":{"X":[]},"next_page_token":"t"})"), kKey, none).value(),
            "t");
  EXPECT_TRUE(none.rows.empty()) << "a page may hold only other symbols";
}

TEST(AlpacaParse, ANullSnapshotIsAnUnknownSymbolAndPartsMayBeNull) {
  const auto quotes = parse_snapshots(answered(data("snapshots.json")), kKey);
  ASSERT_TRUE(quotes.has_value()) << quotes.error().what;
  ASSERT_EQ(quotes->size(), 1U);
  EXPECT_EQ(quotes->front().last, price("10.5"));
  EXPECT_FALSE(quotes->front().ask || quotes->front().previous_close);
  EXPECT_EQ(quotes->front().event_at->unix_ns % 1'000'000'000, 563'000'001);
  EXPECT_EQ(parse_snapshots(answered(R"({"NOPE":null})"), kKey).error().outcome,
            Outcome::SymbolNotFound);
  EXPECT_EQ(parse_snapshots(answered("{}"), kKey).error().outcome, Outcome::SymbolNotFound);
}

TEST(AlpacaParse, ErrorsAreClassifiedByStatusAndText) {
  EXPECT_EQ(refusal_of(401, R"({"message":"unauthorized."})").outcome, Outcome::Auth);
  EXPECT_EQ(refusal_of(403, R"({"message":"forbidden."})").outcome, Outcome::Auth);
  EXPECT_EQ(
      refusal_of(403, R"({"message":"subscription does not permit querying recent SIP data"})")
          .outcome,
      Outcome::Entitlement);
  EXPECT_EQ(refusal_of(400, R"({"message":"invalid symbol(s): X"})").outcome,
            Outcome::SymbolNotFound);
  EXPECT_EQ(refusal_of(422, R"({"message":"start should be before end"})").outcome,
            Outcome::BadRequest);
  EXPECT_EQ(refusal_of(404, R"({"message":"endpoint not found"})").outcome, Outcome::Transient);
  EXPECT_EQ(refusal_of(502, "<html>bad gateway</html>").outcome, Outcome::Transient);
  EXPECT_EQ(refusal_of(200, R"({"message":"internal server error occurred"})").outcome,
            Outcome::Transient)
      << "not a window without bars";
  EXPECT_TRUE(refusal_of(200, "<html>hello</html>").is_malformed);
  EXPECT_TRUE(refusal_of(200, R"({"bars":{"A":[)").is_malformed);
  const auto throttled =
      refusal_of(429, R"({"message":"too many requests. K3Y"})",
                 {{"Date", "Wed, 21 Oct 2026 07:28:20 GMT"}, {"X-RateLimit-Reset", "1792567715"}});
  EXPECT_EQ(throttled.outcome, Outcome::Throttle);
  EXPECT_EQ(throttled.retry_after, Duration::seconds(15));
  EXPECT_EQ(throttled.what, "too many requests. ***");
}

TEST(AlpacaParse, TradesThatDidNotStandAreDropped) {
  const auto trades = parse_trades(
      answered(R"({"trades":{"A":[{"t":"2024-01-02T14:30:00Z","x":"D","p":1,"s":5,"i":1},)"
               R"({"t":"2024-01-02T14:30:00Z","p":1,"s":5,"u":"incorrect"},)"
               R"({"t":"2024-01-02T14:30:01Z","p":2,"s":5,"u":"corrected"}]}})"),
      kKey);
  ASSERT_TRUE(trades.has_value()) << trades.error().what;
  ASSERT_EQ(trades->size(), 2U);
  EXPECT_EQ(trades->front().id, "D:1");
}

TEST(AlpacaSession, PagesAreFollowedByTokenUntilItIsNull) {
  ScriptedTransport transport;
  transport.answer(200, R"({"bars":{},"next_page_token":"two"})");
  transport.answer(200, data("bars.json"),
                   {{"Date", "Tue, 02 Jan 2024 14:31:30 GMT"}, {"X-RateLimit-Remaining", "198"}});
  Session session{settings(), transport};
  const auto history = session.history(minutes(), kPatience);
  ASSERT_TRUE(history.has_value()) << history.error().what;
  EXPECT_THAT(transport.requests[1].url, HasSubstr("&page_token=two"));
  ASSERT_EQ(history->rows.size(), 2U);
  EXPECT_EQ(history->nulls_skipped, 1U);
  EXPECT_EQ(history->basis, PriceBasis::Raw);
  EXPECT_TRUE(history->rows[0].is_complete);
  EXPECT_FALSE(history->rows[1].is_complete);
  EXPECT_EQ(session.budget_news().left, 198);
}

TEST(AlpacaSession, TheQuarterOfAnHourThatAFreePlanLacksIsLeftOff) {
  const std::string refusal =
      R"({"message":"subscription does not permit querying recent SIP data"})";
  ScriptedTransport transport;
  transport.answer(403, refusal, {{"Date", "Tue, 02 Jan 2024 15:00:00 GMT"}});
  transport.answer(200, data("bars.json"), {{"Date", "Tue, 02 Jan 2024 15:00:00 GMT"}});
  Session session{settings(), transport};
  const auto history = session.history(minutes(), kPatience);
  ASSERT_TRUE(history.has_value()) << history.error().what;
  EXPECT_THAT(transport.requests[1].url, HasSubstr("end=2024-01-02T14%3A44%3A00Z"));
  EXPECT_EQ(history->delay, Duration::minutes(16));

  transport.answer(403, refusal, {{"Date", "Tue, 02 Jan 2024 15:00:00 GMT"}});
  transport.answer(403, refusal, {{"Date", "Tue, 02 Jan 2024 15:00:00 GMT"}});
  EXPECT_EQ(session.history(minutes(), kPatience).error().outcome, Outcome::Entitlement);
}

TEST(AlpacaSession, AnEmptyRangeAndASameTokenAreTold) {
  ScriptedTransport transport;
  transport.answer(200, R"({"bars":{},"next_page_token":null})");
  Session session{settings(), transport};
  EXPECT_EQ(session.history(minutes(), kPatience).error().outcome, Outcome::NoData);
  transport.answer(200, R"({"bars":{},"next_page_token":"x"})");
  transport.answer(200, R"({"bars":{},"next_page_token":"x"})");
  EXPECT_TRUE(session.history(minutes(), kPatience).error().is_malformed);
  auto request = minutes();
  request.timeframe = {Timeframe::Unit::Minute, 2};
  EXPECT_THAT(session.history(request, kPatience).error().what, HasSubstr("it has 1m, 5m"));
}

TEST(AlpacaStream, FramesOfEventsAreTold) {
  using Kind = vendor::StreamNotice::Kind;
  Stream stream{settings()};
  std::vector<vendor::StreamEvent> events;
  const std::string text = data("stream.jsonl");
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const auto read = stream.read(text.substr(at, end - at), {}, events);
    ASSERT_TRUE(read.has_value()) << read.error().what;
    at = end + 1;
  }
  ASSERT_EQ(events.size(), 10U);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[0]).kind, Kind::Connected);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[1]).kind, Kind::LoggedIn);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[2]).symbols,
            (std::vector<std::string>{"ABC", "XYZ"}));
  EXPECT_EQ(std::get<vendor::StreamTrade>(events[3]).id, "D:7");
  EXPECT_EQ(std::get<vendor::StreamQuote>(events[4]).quote.bid, price("10.4"));
  EXPECT_FALSE(std::get<vendor::StreamQuote>(events[4]).quote.ask);
  EXPECT_EQ(std::get<vendor::StreamBar>(events[5]).timeframe, kMinute) << "a corrected bar";
  const auto& day = std::get<vendor::StreamBar>(events[6]);
  EXPECT_EQ(day.row.label, date(2024, 1, 2).midnight());
  EXPECT_FALSE(day.row.is_complete);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[7]).kind, Kind::Evicted);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[8]).refusal.outcome, Outcome::Entitlement);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[9]).kind, Kind::Unknown);
  EXPECT_FALSE(stream.read("{}", {}, events).has_value());
  EXPECT_FALSE(stream.read(R"([{"T":"b","S":"A"}])", {}, events).has_value());
}

TEST(AlpacaStream, TheWordsToSend) {
  const Stream stream{settings()};
  EXPECT_EQ(stream.login().front(), R"({"action":"auth","key":"K3Y","secret":"S3CRET"})");
  EXPECT_EQ(stream.subscribe({"A"}, {.trades = true, .quotes = false, .bars = true}).front(),
            R"({"action":"subscribe","trades":["A"],"bars":["A"],"updatedBars":["A"]})");
  EXPECT_EQ(stream.unsubscribe({"A", "B"}, {}).front(),
            R"({"action":"unsubscribe","trades":["A","B"]})");
}

}  // namespace
}  // namespace tw::adapters::alpaca
