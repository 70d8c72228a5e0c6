#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/polygon/encode.hpp"
#include "adapters/polygon/parse.hpp"
#include "adapters/polygon/session.hpp"
#include "adapters/polygon/stream.hpp"
#include "adapters/polygon/wire.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"
#include "support/vendor_words.hpp"

namespace tw::adapters::polygon {
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
using vendor::Outcome;

std::string data(const std::string& name) { return file_text("tests/data/polygon/" + name); }
vendor::HistoryRequest minutes() {
  return {.symbol = "ABC",
          .timeframe = kMinute,
          .from = date(2024, 1, 2).midnight(),
          .to = date(2024, 1, 3).midnight()};
}
Outcome outcome_of(int status, std::string body, vendor::HttpHeaders headers = {}) {
  vendor::History history;
  return add_bars(answered(std::move(body), status, std::move(headers)), kKey, history)
      .error()
      .outcome;
}

TEST(PolygonEncode, BarsAreAskedForOldestFirstWithTheKeyInAHeader) {
  const auto request = bars_request(vendor::access_of(keyed_settings(), kBaseUrl), minutes());

  EXPECT_EQ(request.url,
            "https://api.massive.com/v2/aggs/ticker/ABC/range/1/minute/1704153600000/"
            "1704240000000?adjusted=true&sort=asc&limit=50000");
  EXPECT_EQ(request.headers.front().second, "Bearer K3Y");
}

TEST(PolygonEncode, LongBarsAreAskedForByDateAndRawWhenWanted) {
  auto request = minutes();
  request.timeframe = {Timeframe::Unit::Month, 3};
  request.basis = PriceBasis::Raw;
  EXPECT_THAT(bars_request(vendor::access_of(keyed_settings(), kBaseUrl), request).url,
              HasSubstr("/range/3/month/2024-01-02/2024-01-03?adjusted=false"));
  request.timeframe = {Timeframe::Unit::Minute, 240};
  EXPECT_THAT(bars_request(vendor::access_of(keyed_settings(), kBaseUrl), request).url,
              HasSubstr("/range/4/hour/"));
}

TEST(PolygonEncode, ANextPageIsFollowedToTheKnownHostsOnly) {
  const vendor::VendorSettings kept = keyed_settings();  // The access views its key.
  Access access = vendor::access_of(kept, kBaseUrl);
  EXPECT_EQ(next_request(access, "https://api.polygon.io/v2/aggs?cursor=x")->url,
            "https://api.massive.com/v2/aggs?cursor=x");
  EXPECT_FALSE(next_request(access,
                            "https"
                            "://api.massive.com.example.com/v2/aggs?cursor=x"));
  EXPECT_FALSE(next_request(access, "http://api.massive.com/v2/aggs?cursor=x"));
  EXPECT_FALSE(next_request(access, "https://api.massive.com@example.com/v2"));
  EXPECT_FALSE(next_request(access, "/v2/aggs?cursor=x"));
  access.base_url = "http://127.0.0.1:9000";
  EXPECT_EQ(next_request(access, "http://127.0.0.1:9000/v2?cursor=x")->url,
            "http://127.0.0.1:9000/v2?cursor=x");
}

TEST(PolygonParse, DelayedIsSuccessAndRowsWithoutPricesAreSkipped) {
  vendor::History history;
  history.timeframe = kMinute;

  const auto next = add_bars(answered(data("bars.json")), kKey, history);

  ASSERT_TRUE(next.has_value()) << next.error().what;
  EXPECT_EQ(*next, "");
  EXPECT_EQ(history.basis, PriceBasis::Split);
  EXPECT_EQ(history.delay, Duration::minutes(15));
  EXPECT_EQ(history.nulls_skipped, 1U);
  EXPECT_EQ(history.rounded_values, 1U);
  ASSERT_EQ(history.rows.size(), 3U);
  EXPECT_EQ(history.rows[0].volume, Volume::whole(1500));
  EXPECT_EQ(history.rows[0].label, Timestamp::from_seconds(1704205800));
  EXPECT_EQ(history.rows[2].volume, Volume{}) << "indexes have none";
}

TEST(PolygonParse, ADayIsLabelledByItsDateAndAWeekByItsFirstSession) {
  vendor::History history;
  history.timeframe = {Timeframe::Unit::Week, 1};
  // The vendor's week begins on a Sunday: 2024-01-14, before a Monday without trading.
  const std::string body = R"({"results":[{"o":1,"h":1,"l":1,"c":1,"t":1705208400000}]})";
  ASSERT_TRUE(add_bars(answered(body), kKey, history).has_value());
  EXPECT_EQ(history.rows[0].label, date(2024, 1, 16).midnight());
}

TEST(PolygonParse, ErrorsAreClassifiedByStatusWordAndText) {
  EXPECT_EQ(outcome_of(401, R"({"status":"ERROR","error":"Unknown API Key"})"), Outcome::Auth);
  EXPECT_EQ(outcome_of(200, R"({"status":"NOT_AUTHORIZED","message":"no"})"), Outcome::Entitlement);
  EXPECT_EQ(outcome_of(404, R"({"status":"NOT_FOUND","message":"no"})"), Outcome::SymbolNotFound);
  EXPECT_EQ(outcome_of(400, R"({"status":"ERROR","error":"bad range"})"), Outcome::BadRequest);
  EXPECT_EQ(outcome_of(500, R"({"status":"ERROR","error":"oh"})"), Outcome::Transient);
  EXPECT_EQ(outcome_of(503, "<html>busy</html>"), Outcome::Transient);
  EXPECT_EQ(outcome_of(200, "<html>hello</html>"), Outcome::Transient);
  EXPECT_EQ(outcome_of(200, ""), Outcome::Transient);
  EXPECT_EQ(outcome_of(200, R"({"results":[{"o":1,)"), Outcome::Transient);
}

TEST(PolygonParse, AThrottleWaitsForTheNextMinuteOfTheVendorsClock) {
  vendor::History history;
  const auto refused = add_bars(answered(R"({"status":"ERROR","error":"key K3Y is over"})", 429,
                                         {{"Date", "Wed, 21 Oct 2026 07:28:20 GMT"}}),
                                kKey, history);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().outcome, Outcome::Throttle);
  EXPECT_EQ(refused.error().retry_after, Duration::seconds(40));
  EXPECT_EQ(refused.error().what, "key *** is over");
}

TEST(PolygonParse, AThrottleWithoutWordsSaysItsClass) {
  vendor::History history;
  EXPECT_EQ(add_bars(answered("[]", 429), kKey, history).error().what, "throttle");
}

TEST(PolygonParse, AValueThatIsNoNumberIsAMalformedBody) {
  vendor::History history;
  history.timeframe = kMinute;
  const auto refused = add_bars(
      answered(R"({"results":[{"o":"x","h":1,"l":1,"c":1,"t":1705208400000}]})"), kKey, history);
  ASSERT_FALSE(refused.has_value());
  EXPECT_TRUE(refused.error().is_malformed);
  EXPECT_EQ(refused.error().outcome, Outcome::Transient);
}

TEST(PolygonParse, ASnapshotClearedAtNightHasNoPriceOfZero) {
  const auto quote = parse_snapshot(answered(data("snapshot_cleared.json")), kKey);
  ASSERT_TRUE(quote.has_value()) << quote.error().what;
  EXPECT_FALSE(quote->open || quote->high || quote->last || quote->volume || quote->ask);
  EXPECT_FALSE(quote->ask_size || quote->event_at);
  EXPECT_EQ(quote->bid, price("9.5"));
  EXPECT_EQ(quote->bid_size, Quantity::whole(300)) << "sizes are in lots";
  EXPECT_EQ(quote->previous_close, price("9.75"));
}

TEST(PolygonParse, AnErrorRowInsideASnapshotIsLeftOut) {
  const auto quotes = parse_snapshots(answered(data("snapshots.json")), kKey);
  ASSERT_TRUE(quotes.has_value()) << quotes.error().what;
  ASSERT_EQ(quotes->size(), 2U);
  EXPECT_EQ((*quotes)[0].ask, price("10.6"));
  EXPECT_EQ((*quotes)[0].event_at, Timestamp{1704205800000000002});
  EXPECT_EQ((*quotes)[1].last, price("4700.5")) << "an index has a value and no trade";
}

TEST(PolygonParse, ASnapshotOfErrorRowsAloneIsAnError) {
  const std::string unknown = R"({"results":[{"ticker":"A","error":"NOT_FOUND"}]})";
  const std::string paid = R"({"results":[{"ticker":"A","error":"NOT_ENTITLED"}]})";
  EXPECT_EQ(parse_snapshots(answered(unknown), kKey).error().outcome, Outcome::SymbolNotFound);
  EXPECT_EQ(parse_snapshots(answered(paid), kKey).error().outcome, Outcome::Entitlement);
}

TEST(PolygonParse, ContractsComeWithGreeksWhereThereAreSome) {
  vendor::OptionChain chain;
  ASSERT_TRUE(add_contracts(answered(data("chain.json")), kKey, chain).has_value());
  ASSERT_EQ(chain.contracts.size(), 2U);
  EXPECT_FALSE(chain.contracts[0].is_call || chain.contracts[0].delta ||
               chain.contracts[0].implied_volatility || chain.contracts[0].last);
  const auto& call = chain.contracts[1];
  EXPECT_EQ(call.symbol, "ABC260116C00010000");
  EXPECT_EQ(call.expiry, date(2026, 1, 16));
  EXPECT_EQ(call.theta, -0.02);
  EXPECT_EQ(call.last, price("1.1"));
}

TEST(PolygonParse, SplitsAreNewForOldAndDividendsWithoutADateAreLeftOut) {
  std::vector<CorporateAction> actions;
  ASSERT_TRUE(add_splits(answered(data("actions.json")), kKey, actions).has_value());
  ASSERT_TRUE(add_dividends(answered(data("dividends.json")), kKey, actions).has_value());
  ASSERT_EQ(actions.size(), 3U);
  EXPECT_EQ(actions[0].numerator, 10);
  EXPECT_EQ(actions[1].denominator, 20);
  EXPECT_EQ(actions[2].amount, price("0.24"));
}

TEST(PolygonSession, PagesAreJoinedAndTheRunningBarIsMarked) {
  ScriptedTransport transport;
  transport.answer(200, R"({"results":[{"o":1,"h":1,"l":1,"c":1,"t":1704205800000}],"status":"OK",)"
                        R"("next_url":"https://api.polygon.io/v2/aggs?cursor=x"})");
  transport.answer(200,
                   R"({"results":[{"o":2,"h":2,"l":2,"c":2,"t":1704205800000},)"
                   R"({"o":3,"h":3,"l":3,"c":3,"t":1704205860000},)"
                   R"({"o":4,"h":4,"l":4,"c":4,"t":1704200000000}],"status":"OK"})",
                   {{"Date", "Tue, 02 Jan 2024 14:31:30 GMT"}});
  Session session{keyed_settings(), transport};

  const auto history = session.history(minutes(), kPatience);

  ASSERT_TRUE(history.has_value()) << history.error().what;
  ASSERT_EQ(transport.requests.size(), 2U);
  EXPECT_EQ(transport.requests[1].url, "https://api.massive.com/v2/aggs?cursor=x");
  ASSERT_EQ(history->rows.size(), 2U) << "what traded before the open was not asked for";
  EXPECT_EQ(history->repeats_merged, 1U);
  EXPECT_EQ(history->rows[0].close, Price::whole(2));
  EXPECT_TRUE(history->rows[0].is_complete);
  EXPECT_FALSE(history->rows[1].is_complete);
}

TEST(PolygonSession, ASymbolWithoutBarsIsLookedUpBeforeItIsCalledUnknown) {
  const std::string nothing = R"({"ticker":"ABC","resultsCount":0,"status":"OK"})";
  ScriptedTransport transport;
  transport.answer(200, nothing);
  transport.answer(404, R"({"status":"NOT_FOUND","message":"Ticker not found."})");
  transport.answer(200, nothing);
  transport.answer(200, R"({"results":{"ticker":"ABC","name":"Abc"},"status":"OK"})");
  Session session{keyed_settings(), transport};

  EXPECT_EQ(session.history(minutes(), kPatience).error().outcome, Outcome::SymbolNotFound);
  EXPECT_EQ(session.history(minutes(), kPatience).error().outcome, Outcome::NoData);
  EXPECT_THAT(transport.requests[1].url, HasSubstr("/v3/reference/tickers/ABC"));
}

TEST(PolygonSession, WhatTheVendorLacksIsRefusedBeforeAnythingIsSent) {
  ScriptedTransport transport;
  Session session{keyed_settings(), transport};
  auto request = minutes();
  request.timeframe = {Timeframe::Unit::Minute, 7};
  EXPECT_THAT(session.history(request, kPatience).error().what, HasSubstr("it has 1s, 5s"));
  request = minutes();
  request.basis = PriceBasis::Total;
  EXPECT_EQ(session.history(request, kPatience).error().outcome, Outcome::BadRequest);
  EXPECT_EQ(session.quotes({}, kPatience).error().outcome, Outcome::BadRequest);
  EXPECT_TRUE(transport.requests.empty());
}

TEST(PolygonSession, ANextPageAtAForeignHostIsNotFollowed) {
  ScriptedTransport transport;
  transport.answer(200, R"({"results":[],"next_url":"https://example.com/v2?apiKey=x"})");
  Session session{keyed_settings(), transport};
  const auto refused = session.history(minutes(), kPatience);
  EXPECT_TRUE(refused.error().is_malformed);
  EXPECT_THAT(refused.error().what, HasSubstr("https://example.com/v2"));
  EXPECT_EQ(transport.requests.size(), 1U);
}

TEST(PolygonSession, AChainWithoutAnExpiryIsTheNearestWithTheListOfAll) {
  ScriptedTransport transport;
  transport.answer(200, R"({"results":[{"expiration_date":"2026-02-20"},)"
                        R"({"expiration_date":"2026-01-16"},{"expiration_date":"2026-02-20"}]})");
  transport.answer(200, data("chain.json"));
  Session session{keyed_settings(), transport};

  const auto chain = session.option_chain({.underlying = "ABC", .expiry = std::nullopt}, kPatience);

  ASSERT_TRUE(chain.has_value()) << chain.error().what;
  EXPECT_EQ(chain->expiries, (std::vector{date(2026, 1, 16), date(2026, 2, 20)}));
  EXPECT_EQ(chain->contracts.size(), 2U);
  EXPECT_THAT(transport.requests[1].url, HasSubstr("expiration_date=2026-01-16"));
}

TEST(PolygonSession, SplitsAndDividendsComeInOneOrder) {
  ScriptedTransport transport;
  transport.answer(200, data("actions.json"));
  transport.answer(200, data("dividends.json"));
  Session session{keyed_settings(), transport};
  const auto actions = session.actions(
      {.symbol = "ABC", .from = date(2024, 1, 1).midnight(), .to = date(2024, 12, 31).midnight()},
      kPatience);
  ASSERT_TRUE(actions.has_value()) << actions.error().what;
  ASSERT_EQ(actions->size(), 3U);
  EXPECT_EQ((*actions)[0].denominator, 20);
  EXPECT_EQ((*actions)[1].kind, CorporateAction::Kind::CashDividend);
  EXPECT_EQ((*actions)[2].numerator, 10);
}

std::vector<vendor::StreamEvent> read_lines(const std::string& text) {
  Stream stream{keyed_settings()};
  std::vector<vendor::StreamEvent> events;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const auto read = stream.read(text.substr(at, end - at), {}, events);
    EXPECT_TRUE(read.has_value()) << read.error().what;
    at = end + 1;
  }
  return events;
}

TEST(PolygonStream, TradesQuotesBarsAndNoticesAreTold) {
  using Kind = vendor::StreamNotice::Kind;
  const auto events = read_lines(data("stream.jsonl"));
  ASSERT_EQ(events.size(), 9U);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[0]).kind, Kind::Connected);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[1]).kind, Kind::LoggedIn);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[2]).symbols, std::vector<std::string>{"ABC"});
  const auto& trade = std::get<vendor::StreamTrade>(events[3]);
  EXPECT_EQ(trade.size, *parse<Quantity>("0.25")) << "the exact size wins";
  EXPECT_EQ(trade.id, "4:7");
  EXPECT_EQ(trade.event_at, Timestamp{1704205800123000000});
  const auto& quote = std::get<vendor::StreamQuote>(events[4]).quote;
  EXPECT_EQ(quote.bid, price("10.4"));
  EXPECT_FALSE(quote.ask) << "an empty side of the book is no price of 0";
  EXPECT_EQ(std::get<vendor::StreamBar>(events[5]).row.high, Price::whole(11));
  const auto& refusal = std::get<vendor::StreamNotice>(events[6]);
  EXPECT_EQ(refusal.kind, Kind::Refused);
  EXPECT_EQ(refusal.refusal.outcome, Outcome::Entitlement);
  EXPECT_EQ(refusal.symbols, std::vector<std::string>{"ABC"});
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[7]).kind, Kind::Unknown);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[8]).kind, Kind::Evicted);
}

TEST(PolygonStream, TopicsAreSentInMessagesOfBoundedLength) {
  const Stream stream{keyed_settings()};
  EXPECT_EQ(stream.login().front(), R"({"action":"auth","params":"K3Y"})");
  EXPECT_EQ(stream.subscribe({"A", "B"}, {.trades = true, .quotes = true, .bars = true}).front(),
            R"({"action":"subscribe","params":"T.A,Q.A,AM.A,T.B,Q.B,AM.B"})");
  EXPECT_EQ(stream.unsubscribe({"A"}, {}).front(), R"({"action":"unsubscribe","params":"T.A"})");
  EXPECT_EQ(stream.subscribe(std::vector<std::string>(250, "A"), {}).size(), 3U);
  EXPECT_EQ(stream.handshake().url, "wss://socket.massive.com/stocks");
}

TEST(PolygonStream, AFrameThatMakesNoSenseKeepsWhatWasReadBefore) {
  Stream stream{keyed_settings()};
  std::vector<vendor::StreamEvent> events;
  const auto read = stream.read(
      R"([{"ev":"T","sym":"A","p":1,"s":1,"t":1},{"ev":"T","sym":"A","p":0,"t":1}])", {}, events);
  EXPECT_TRUE(read.error().is_malformed);
  EXPECT_EQ(events.size(), 1U);
  EXPECT_FALSE(stream.read("[{", {}, events).has_value());
  EXPECT_FALSE(stream.read(R"({"ev":"T"})", {}, events).has_value());
}

}  // namespace
}  // namespace tw::adapters::polygon
