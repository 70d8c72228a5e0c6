#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/tiingo/encode.hpp"
#include "adapters/tiingo/parse.hpp"
#include "adapters/tiingo/session.hpp"
#include "adapters/tiingo/stream.hpp"
#include "adapters/tiingo/wire.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"
#include "support/vendor_words.hpp"

namespace tw::adapters::tiingo {
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

std::string data(const std::string& name) { return file_text("tests/data/tiingo/" + name); }
vendor::HistoryRequest days(const std::string& symbol = "BRK.B") {
  return {.symbol = symbol,
          .timeframe = kDaily,
          .from = date(2024, 1, 2).midnight(),
          .to = date(2024, 1, 31).midnight()};
}
vendor::Refusal refusal_of(int status, std::string body, vendor::HttpHeaders headers = {}) {
  return open(answered(std::move(body), status, std::move(headers)), kKey).error();
}

TEST(TiingoEncode, ADotIsSpelledAsADashAndTheKeyIsInAHeader) {
  const auto request = bars_request(vendor::access_of(keyed_settings(), kBaseUrl), days());
  EXPECT_EQ(request.url,
            "https://api.tiingo.com/tiingo/daily/brk-b/prices?startDate=2024-01-02"
            "&endDate=2024-01-31&resampleFreq=daily&format=json");
  EXPECT_EQ(request.headers.front().second, "Token K3Y");
  EXPECT_EQ(symbol_of(ticker_of("BRK.B")), "BRK.B");
}

TEST(TiingoEncode, IntradayVolumeIsNamedAmongTheColumnsAndPairsAreAskedForElsewhere) {
  auto request = days("ABC");
  request.timeframe = {Timeframe::Unit::Minute, 30};
  EXPECT_THAT(bars_request(vendor::access_of(keyed_settings(), kBaseUrl), request).url,
              HasSubstr("/iex/abc/prices?startDate=2024-01-02&endDate=2024-01-31&resampleFreq=30min"
                        "&columns=open,high,low,close,volume&afterHours=false"));
  EXPECT_THAT(bars_request(vendor::access_of(keyed_settings(), kBaseUrl), days("BTC/USD")).url,
              HasSubstr("/tiingo/crypto/prices?tickers=btcusd&startDate=2024-01-02"));
  EXPECT_THAT(quotes_request(vendor::access_of(keyed_settings(), kBaseUrl), {"BTC/USD"}).url,
              HasSubstr("/tiingo/crypto/top?tickers=btcusd"));
  EXPECT_THAT(quotes_request(vendor::access_of(keyed_settings(), kBaseUrl), {"A", "BRK.B"}).url,
              HasSubstr("/iex/?tickers=a,brk-b"));
}

TEST(TiingoParse, DailyBarsCarryBothPricesAndTheirActions) {
  vendor::History history;
  history.symbol = "BRK.B";
  history.basis = PriceBasis::Raw;
  const auto added = add_bars(answered(data("daily.json")), kKey, history);
  ASSERT_TRUE(added.has_value()) << added.error().what;
  ASSERT_EQ(history.rows.size(), 2U);
  EXPECT_EQ(history.nulls_skipped, 1U);
  EXPECT_EQ(history.rows[0].label, date(2024, 1, 2).midnight());
  EXPECT_EQ(history.rows[0].close, Price::whole(100));
  EXPECT_EQ(history.rows[0].adjusted_close, price("49.5"));
  ASSERT_EQ(history.actions.size(), 2U);
  EXPECT_EQ(history.actions[0].amount, price("0.5"));
  EXPECT_EQ(history.actions[1].numerator, 2);
  EXPECT_EQ(history.actions[1].ex_date, date(2024, 1, 3));

  vendor::History total;
  total.basis = PriceBasis::Total;
  ASSERT_TRUE(add_bars(answered(data("daily.json")), kKey, total).has_value());
  EXPECT_EQ(total.rows[0].open, price("49.5"));
  EXPECT_EQ(total.rows[0].volume, Volume::whole(2000));
}

TEST(TiingoParse, AWeekIsDatedByItsFirstSessionNotItsLast) {
  vendor::History history;
  history.timeframe = {Timeframe::Unit::Week, 1};
  const std::string body =
      R"([{"date":"2023-09-08T00:00:00.000Z","open":1,"high":1,"low":1,"close":1,"volume":1}])";
  ASSERT_TRUE(add_bars(answered(body), kKey, history).has_value());
  EXPECT_EQ(history.rows[0].label, date(2023, 9, 5).midnight());
}

TEST(TiingoParse, ErrorsAreClassifiedByStatusAndText) {
  EXPECT_EQ(refusal_of(404, R"({"detail":"Not found."})").outcome, Outcome::SymbolNotFound);
  EXPECT_EQ(refusal_of(401, R"({"detail":"Invalid token."})").outcome, Outcome::Auth);
  EXPECT_EQ(refusal_of(403, R"({"detail":"Please supply a token"})").outcome, Outcome::Auth);
  EXPECT_EQ(refusal_of(403, R"({"detail":"You do not have permission to access"})").outcome,
            Outcome::Entitlement);
  EXPECT_EQ(refusal_of(400, R"({"detail":"Error: startDate"})").outcome, Outcome::BadRequest);
  EXPECT_EQ(refusal_of(500, "<html>oh</html>").outcome, Outcome::Transient);
  EXPECT_TRUE(refusal_of(200, "<html>hello</html>").is_malformed);
  EXPECT_TRUE(refusal_of(200, R"([{"date":)").is_malformed);
  const vendor::HttpHeaders headers{{"Date", "Wed, 21 Oct 2026 07:30:00 GMT"}};
  const auto hour = refusal_of(
      429, R"({"detail":"Error: You have run over your hourly request allocation. K3Y"})", headers);
  EXPECT_EQ(hour.outcome, Outcome::Quota);
  EXPECT_EQ(hour.retry_after, Duration::minutes(30));
  EXPECT_THAT(hour.what, HasSubstr("***"));
  const auto text = refusal_of(200, "Error: You have run over your daily allocation", headers);
  EXPECT_EQ(text.outcome, Outcome::Quota) << "an error as a text under 200";
  EXPECT_EQ(text.retry_after, Duration::minutes(16 * 60 + 30));
}

TEST(TiingoSession, ACompositePriceStandsInForALastThatIsNull) {
  ScriptedTransport transport;
  transport.answer(200, data("quotes.json"));
  transport.answer(200, data("quotes.json"));
  transport.answer(200, "[]");
  Session session{keyed_settings(), transport};
  const auto quote = session.quote("BRK.B", kPatience);
  ASSERT_TRUE(quote.has_value()) << quote.error().what;
  EXPECT_EQ(quote->last, price("360.5"));
  EXPECT_FALSE(quote->bid || quote->bid_size);
  EXPECT_EQ(quote->event_at->unix_ns % 1'000'000'000, 123'456'789);
  EXPECT_EQ(session.quotes({"ABC", "BRK.B"}, kPatience)->front().symbol, "BRK.B");
  EXPECT_EQ(session.quote("NOPE", kPatience).error().outcome, Outcome::SymbolNotFound);
}

TEST(TiingoSession, ActionsAreThoseBesideDailyBarsAndNoneIsAnAnswer) {
  ScriptedTransport transport;
  transport.answer(200, data("daily.json"));
  transport.answer(200, "[]");
  transport.answer(200, "[]");
  Session session{keyed_settings(), transport};
  const vendor::ActionsRequest request{
      .symbol = "BRK.B", .from = date(2024, 1, 1).midnight(), .to = date(2024, 1, 5).midnight()};
  EXPECT_EQ(session.actions(request, kPatience)->size(), 2U);
  EXPECT_TRUE(session.actions(request, kPatience)->empty());
  EXPECT_EQ(session.history(days(), kPatience).error().outcome, Outcome::NoData);
}

TEST(TiingoSession, BarsOfAPairStandOneLevelBelow) {
  ScriptedTransport transport;
  transport.answer(200, data("pair.json"), {{"Date", "Thu, 04 Jan 2024 00:00:00 GMT"}});
  Session session{keyed_settings(), transport};
  const auto history = session.history(days("BTC/USD"), kPatience);
  ASSERT_TRUE(history.has_value()) << history.error().what;
  ASSERT_EQ(history->rows.size(), 1U);
  EXPECT_EQ(history->rounded_values, 1U);
  EXPECT_EQ(history->zone, "");
  EXPECT_TRUE(history->rows[0].is_complete);
}

TEST(TiingoSession, WhatTheVendorLacksIsRefusedBeforeAnythingIsSent) {
  ScriptedTransport transport;
  Session session{keyed_settings(), transport};
  auto request = days();
  request.basis = PriceBasis::Split;
  EXPECT_THAT(session.history(request, kPatience).error().what, HasSubstr("it has raw, total"));
  request.basis = PriceBasis::Raw;
  request.timeframe = {Timeframe::Unit::Minute, 5};
  EXPECT_THAT(session.history(request, kPatience).error().what, HasSubstr("it has unknown"));
  request.timeframe = {Timeframe::Unit::Month, 3};
  EXPECT_THAT(session.history(request, kPatience).error().what, HasSubstr("it has 1m, 5m"));
  auto pair = days("BTC/USD");
  pair.timeframe = {Timeframe::Unit::Week, 1};
  EXPECT_EQ(session.history(pair, kPatience).error().outcome, Outcome::BadRequest);
  EXPECT_EQ(session.quotes({"A", "BTC/USD"}, kPatience).error().outcome, Outcome::BadRequest);
  EXPECT_TRUE(transport.requests.empty());
}

TEST(TiingoStream, LongAndShortEventsAreReadByPosition) {
  using Kind = vendor::StreamNotice::Kind;
  Stream stream{keyed_settings()};
  EXPECT_TRUE(stream.unsubscribe({"ABC"}, {}).empty()) << "there is nothing to leave yet";
  std::vector<vendor::StreamEvent> events;
  const std::string text = data("stream.jsonl");
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const auto read = stream.read(text.substr(at, end - at), {}, events);
    ASSERT_TRUE(read.has_value()) << read.error().what;
    at = end + 1;
  }
  ASSERT_EQ(events.size(), 8U);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[0]).symbols,
            (std::vector<std::string>{"ABC", "BRK.B"}));
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[1]).kind, Kind::Heartbeat);
  const auto& trade = std::get<vendor::StreamTrade>(events[2]);
  EXPECT_EQ(trade.symbol, "BRK.B");
  EXPECT_EQ(trade.size, Quantity::whole(25));
  const auto& quote = std::get<vendor::StreamQuote>(events[3]).quote;
  EXPECT_EQ(quote.bid, price("10.4"));
  EXPECT_EQ(quote.ask_size, Quantity::whole(200));
  const auto& brief = std::get<vendor::StreamQuote>(events[4]).quote;
  EXPECT_EQ(brief.last, price("10.5"));
  EXPECT_EQ(brief.event_at, Timestamp{1704205800500000000});
  const auto& refused = std::get<vendor::StreamNotice>(events[5]);
  EXPECT_EQ(refused.refusal.outcome, Outcome::Auth);
  EXPECT_THAT(refused.refusal.what, HasSubstr("bad token ***"));
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[6]).kind, Kind::Unknown);
  EXPECT_EQ(stream.unsubscribe({"BRK.B"}, {}).front(),
            R"({"eventName":"unsubscribe","authorization":"K3Y",)"
            R"("eventData":{"subscriptionId":7,"tickers":["brk-b"]}})");
  EXPECT_EQ(stream.subscribe({"A"}, {}).front(),
            R"({"eventName":"subscribe","authorization":"K3Y",)"
            R"("eventData":{"thresholdLevel":5,"tickers":["a"]}})");
  EXPECT_FALSE(stream.read("[]", {}, events).has_value());
  EXPECT_FALSE(stream.read(R"({"messageType":"A","data":["T",1]})", {}, events).has_value());
}

}  // namespace
}  // namespace tw::adapters::tiingo
