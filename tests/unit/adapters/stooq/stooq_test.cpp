#include <gtest/gtest.h>

#include "adapters/stooq/parse.hpp"
#include "adapters/stooq/session.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"

namespace tw::adapters::stooq {
namespace {

using support::answered;
using vendor::Outcome;

constexpr Duration kPatience = Duration::seconds(5);

Price price(std::string_view text) { return *parse<Price>(text); }
Timestamp day(std::string_view text) { return parse_date(text)->midnight(); }
vendor::HistoryRequest bars(std::string symbol, std::string_view timeframe) {
  return {.symbol = std::move(symbol),
          .timeframe = *parse_timeframe(timeframe),
          .from = day("2024-06-05"),
          .to = day("2024-06-30")};
}

TEST(StooqEncode, SymbolsAreSpeltByTheirKindAndExchangesAbroadRefused) {
  EXPECT_EQ(spelling_of("AAPL")->symbol, "aapl.us");
  EXPECT_EQ(spelling_of("BRK.B")->symbol, "brk-b.us");
  EXPECT_EQ(spelling_of("^SPX")->symbol, "^spx");
  EXPECT_EQ(spelling_of("EURUSD=X")->symbol, "eurusd");
  EXPECT_EQ(spelling_of("USDJPY=X")->currency, Currency{"JPY"});
  EXPECT_EQ(spelling_of("GC=F")->symbol, "gc.f");
  EXPECT_EQ(spelling_of("OCDO.L"), std::nullopt);
  EXPECT_EQ(spelling_of("JPY=X"), std::nullopt);
}

TEST(StooqEncode, AWeekIsAskedForWhole) {
  const auto request = encode_history({.base_url = "https://stooq.com", .key = "K3Y", .secret = {}},
                                      bars("^SPX", "1w"), *spelling_of("^SPX"));
  EXPECT_EQ(request.url,
            "https://stooq.com/q/d/l/?s=%5Espx&i=w&d1=20240603&d2=20240630&apikey=K3Y");
}

TEST(StooqHistory, PolishHeadingsAreReadAndIndexesHaveNoVolume) {
  const auto history = parse_history(
      answered("Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie\r\n2024-06-07,5343.81,5375.08,5331.33,"
               "5346.99\r\n2024-06-14,5341.22,5447.25,5331.52,5431.6\r\n"),
      bars("^SPX", "1w"), vendor::kUnsaidCurrency, "");

  ASSERT_TRUE(history.has_value()) << history.error().what;
  ASSERT_EQ(history->rows.size(), 2U);
  EXPECT_EQ(history->rows[0].label, day("2024-06-03"));
  EXPECT_EQ(history->rows[1].close, price("5431.6"));
  EXPECT_EQ(history->rows[1].volume, Volume{});
  EXPECT_EQ(history->basis, PriceBasis::Unknown);
}

TEST(StooqRefusals, APageWantsAKeyAndWhatIsNoHeaderIsMalformed) {
  EXPECT_EQ(refusal_of(answered("<html>captcha"), "")->outcome, Outcome::Auth);
  EXPECT_EQ(refusal_of(answered(""), "")->outcome, Outcome::SymbolNotFound);
  EXPECT_TRUE(refusal_of(answered("Write to us, K3Y"), "K3Y")->is_malformed);
  EXPECT_EQ(refusal_of(answered("Write to us, K3Y"), "K3Y")->what, "no CSV: Write to us, ***");
  EXPECT_EQ(refusal_of(answered("", 503), "")->outcome, Outcome::Transient);
}

TEST(StooqSession, QuotesAreAskedForTogetherAndUnknownOnesLeftOut) {
  support::ScriptedTransport transport;
  Session stooq{{}, transport};
  transport.answer(200,
                   "Symbol,Date,Time,Open,High,Low,Close,Volume\r\n"
                   "AAPL.US,2024-06-07,22:00:09,194.65,196.94,194.14,196.89,53103912\r\n"
                   "NONE.US,N/D,N/D,N/D,N/D,N/D,N/D,N/D\r\n"
                   "EURUSD,2024-06-07,22:59:53,1.08902,1.09016,1.08009,1.08010,N/D\r\n");

  const auto found = stooq.quotes({"EURUSD=X", "AAPL", "NONE"}, kPatience);

  ASSERT_TRUE(found.has_value()) << found.error().what;
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ((*found)[0].symbol, "AAPL");
  EXPECT_EQ((*found)[0].last, price("196.89"));
  EXPECT_EQ((*found)[0].event_at, day("2024-06-07") + Duration::seconds(20 * 3600 + 9));
  EXPECT_EQ((*found)[1].symbol, "EURUSD=X");
  EXPECT_EQ((*found)[1].volume, std::nullopt);
  EXPECT_TRUE(
      transport.requests[0].url.ends_with("/q/l/?s=eurusd+aapl.us+none.us&f=sd2t2ohlcv&h&e=csv"));
}

TEST(StooqSession, AnswersForOtherSymbolsAreMalformed) {
  support::ScriptedTransport transport;
  Session stooq{{}, transport};
  transport.answer(
      200, "Symbol,Date,Time,Open,High,Low,Close,Volume\nTWO.US,2024-06-07,22:00:09,1,1,1,1,1\n");

  EXPECT_TRUE(stooq.quote("OWN", kPatience).error().is_malformed);
}

TEST(StooqSession, OneBasisOnlyIsOfferedAndItIsNotSaidWhich) {
  support::ScriptedTransport transport;
  Session stooq{{}, transport};
  auto raw = bars("AAPL", "1d");
  raw.basis = PriceBasis::Raw;

  EXPECT_EQ(stooq.history(raw, kPatience).error().outcome, Outcome::BadRequest);
  EXPECT_EQ(stooq.history(bars("AAPL", "5m"), kPatience).error().what,
            "stooq has no bars of 5m; it has 1d, 1w, 1mo, 3mo, 12mo");
  EXPECT_EQ(stooq.history(bars("OCDO.L", "1d"), kPatience).error().outcome, Outcome::BadRequest);
  EXPECT_TRUE(transport.requests.empty());
}

}  // namespace
}  // namespace tw::adapters::stooq
