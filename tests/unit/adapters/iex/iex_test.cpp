#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/iex/encode.hpp"
#include "adapters/iex/parse.hpp"
#include "adapters/iex/session.hpp"
#include "adapters/iex/wire.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"
#include "support/vendor_words.hpp"

namespace tw::adapters::iex {
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

std::string data(const std::string& name) { return file_text("tests/data/iex/" + name); }
vendor::VendorSettings settings(std::string base_url = "http://127.0.0.1:9000/v1") {
  return {.base_url = std::move(base_url),
          .stream_url = "",
          .key = Secret{std::string{kKey}},
          .key_secret = {}};
}
vendor::HistoryRequest days() {
  return {.symbol = "ABC",
          .timeframe = kDaily,
          .from = date(2024, 1, 2).midnight(),
          .to = date(2024, 1, 2).midnight()};
}
vendor::Refusal refusal_of(int status, std::string body) {
  return open(answered(std::move(body), status), kKey).error();
}

TEST(IexSession, TheOfficialHostsAreRetiredAndNothingIsSent) {
  for (const char* base_url :
       {"", "https://cloud.iexapis.com/stable", "https://api.iex.cloud/v1"}) {
    ScriptedTransport transport;
    Session session{settings(base_url), transport};
    const auto history = session.history(days(), kPatience);
    EXPECT_EQ(history.error().outcome, Outcome::Retired);
    EXPECT_THAT(history.error().what, HasSubstr("shut down on 2024-08-31"));
    EXPECT_EQ(session.quote("ABC", kPatience).error().outcome, Outcome::Retired);
    EXPECT_EQ(session.fundamentals("ABC", kPatience).error().outcome, Outcome::Retired);
    EXPECT_TRUE(transport.requests.empty());
  }
  EXPECT_FALSE(is_retired("http://127.0.0.1:1/cloud.iexapis.com"));
}

TEST(IexSession, DaysAreCutToTheRangeAndComeOnEitherBasis) {
  ScriptedTransport transport;
  transport.answer(200, data("days.json"), {{"Date", "Tue, 02 Jan 2024 22:00:00 GMT"}});
  transport.answer(200, data("days.json"));
  Session session{settings(), transport};
  const auto adjusted = session.history(days(), kPatience);
  ASSERT_TRUE(adjusted.has_value()) << adjusted.error().what;
  EXPECT_EQ(transport.requests[0].url, "http://127.0.0.1:9000/v1/stock/ABC/chart/max?token=K3Y");
  ASSERT_EQ(adjusted->rows.size(), 1U);
  EXPECT_EQ(adjusted->basis, PriceBasis::Split);
  EXPECT_EQ(adjusted->rows[0].close, Price::whole(51));
  EXPECT_TRUE(adjusted->rows[0].is_complete);
  auto request = days();
  request.basis = PriceBasis::Raw;
  const auto raw = session.history(request, kPatience);
  ASSERT_TRUE(raw.has_value()) << raw.error().what;
  EXPECT_EQ(raw->rows[0].close, Price::whole(102));
  EXPECT_EQ(raw->rows[0].volume, Volume::whole(1000));
}

TEST(IexSession, MinutesAreAskedForByDayOfTradingOnNewYorksClock) {
  ScriptedTransport transport;
  transport.answer(200, data("minutes.json"));
  transport.answer(200, "[]");
  Session session{settings(), transport};
  auto request = days();
  request.timeframe = kMinute;
  request.from = date(2024, 7, 2).midnight();
  request.to = date(2024, 7, 4).midnight() + Duration::hours(20);  // A holiday, without a request.
  const auto history = session.history(request, kPatience);
  ASSERT_TRUE(history.has_value()) << history.error().what;
  ASSERT_EQ(transport.requests.size(), 2U);
  EXPECT_THAT(transport.requests[1].url, HasSubstr("/stock/ABC/chart/date/20240703?"));
  ASSERT_EQ(history->rows.size(), 1U);
  EXPECT_EQ(history->nulls_skipped, 1U);
  EXPECT_EQ(history->rows[0].label, date(2024, 7, 2).midnight() + Duration::minutes(13 * 60 + 30));
  request.to = date(2024, 12, 31).midnight();
  EXPECT_THAT(session.history(request, kPatience).error().what, HasSubstr("shorter range"));
}

TEST(IexSession, ABatchLeavesOutWhatIsNotKnown) {
  ScriptedTransport transport;
  transport.answer(200, data("batch.json"));
  transport.answer(200, "{}");
  Session session{settings(), transport};
  const auto quote = session.quote("ABC", kPatience);
  ASSERT_TRUE(quote.has_value()) << quote.error().what;
  EXPECT_EQ(quote->last, price("10.6"));
  EXPECT_FALSE(quote->bid || quote->bid_size) << "0 is no price";
  EXPECT_EQ(quote->ask_size, Quantity::whole(100));
  EXPECT_EQ(quote->event_at, Timestamp{1704205800123000000});
  EXPECT_EQ(session.quote("NOPE", kPatience).error().outcome, Outcome::SymbolNotFound);
}

TEST(IexSession, ActionsAreCutToTheRangeAndOrdered) {
  ScriptedTransport transport;
  transport.answer(200, data("dividends.json"));
  transport.answer(200, data("splits.json"));
  Session session{settings(), transport};
  const auto actions = session.actions(
      {.symbol = "ABC", .from = date(2024, 1, 1).midnight(), .to = date(2024, 12, 31).midnight()},
      kPatience);
  ASSERT_TRUE(actions.has_value()) << actions.error().what;
  ASSERT_EQ(actions->size(), 2U);
  EXPECT_EQ((*actions)[0].numerator, 2) << "a ratio of 0.5 is two for one";
  EXPECT_EQ((*actions)[1].amount, price("0.24"));
}

TEST(IexSession, WhatTheVendorLacksIsRefusedBeforeAnythingIsSent) {
  ScriptedTransport transport;
  Session session{settings(), transport};
  auto request = days();
  request.timeframe = {Timeframe::Unit::Minute, 5};
  EXPECT_THAT(session.history(request, kPatience).error().what, HasSubstr("it has 1m, 1d"));
  request = days();
  request.basis = PriceBasis::Total;
  EXPECT_EQ(session.history(request, kPatience).error().outcome, Outcome::BadRequest);
  request.timeframe = kMinute;
  request.basis = PriceBasis::Split;
  EXPECT_EQ(session.history(request, kPatience).error().outcome, Outcome::BadRequest);
  EXPECT_TRUE(transport.requests.empty());
}

TEST(IexParse, TextsAreClassifiedAndAPageMeansThatNothingIsServed) {
  EXPECT_EQ(refusal_of(404, "Unknown symbol").outcome, Outcome::SymbolNotFound);
  EXPECT_EQ(refusal_of(404, "Not Found").outcome, Outcome::Retired);
  EXPECT_EQ(refusal_of(410, "Gone").outcome, Outcome::Retired);
  EXPECT_EQ(refusal_of(404, "<html>IEX</html>").outcome, Outcome::Retired);
  EXPECT_EQ(refusal_of(503, "<html>IEX</html>").outcome, Outcome::Transient) << "it may come back";
  EXPECT_TRUE(refusal_of(200, "<html>IEX</html>").is_malformed) << "a proxy's, as likely as not";
  EXPECT_EQ(refusal_of(403, "The API key provided is not valid. K3Y").outcome, Outcome::Auth);
  EXPECT_EQ(refusal_of(403, "key K3Y").what, "key ***");
  EXPECT_EQ(refusal_of(402, "You have exceeded your allotted message quota").outcome,
            Outcome::Quota);
  EXPECT_EQ(refusal_of(429, "too many").outcome, Outcome::Throttle);
  EXPECT_EQ(refusal_of(451, "licence").outcome, Outcome::Entitlement);
  EXPECT_EQ(refusal_of(400, R"({"error":"\"x\" is not allowed"})").outcome, Outcome::BadRequest);
  EXPECT_EQ(refusal_of(500, "oh").outcome, Outcome::Transient);
  EXPECT_TRUE(refusal_of(200, R"([{"date":)").is_malformed);
}

}  // namespace
}  // namespace tw::adapters::iex
