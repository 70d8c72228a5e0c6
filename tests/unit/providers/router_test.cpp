#include "providers/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <latch>
#include <thread>

#include "unit/providers/scripted_vendor.hpp"

namespace tw::providers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using vendor::Outcome;

constexpr vendor::RateLimit kTwoAMinute{.count = 2, .window = Duration::minutes(1)};

TEST(Router, AnAnswerNamesItsSourceAndItsAge) {
  Bench bench{{"first", "second"}};
  bench[0].set_price("AAPL", 187);
  bench[0].set_event_at(ScriptedWorld::kStart - Duration::seconds(3));

  const auto answer = bench.router().quote("AAPL");

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->source, "first");
  EXPECT_EQ(answer->value.last, Price::whole(187));
  EXPECT_EQ(answer->latency, Duration{100'000'000});
  EXPECT_EQ(answer->age, Duration{3'100'000'000});
  EXPECT_EQ(bench[1].requests(), 0);
}

TEST(Router, APassingFailureIsTriedAgainWithALongerPauseEachTime) {
  Bench bench{{"first", "second"}};
  bench[0].next({.refusal = refused(Outcome::Transient)});
  bench[0].next({.refusal = refused(Outcome::Transient)});

  const auto answer = bench.router().quote("AAPL");

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->source, "first");
  EXPECT_THAT(bench.world.slept(), ElementsAre(Duration{250'000'000}, Duration{500'000'000}));
}

TEST(Router, WhoKeepsFailingIsReplacedInTheMiddleOfTheQuestion) {
  Bench bench{{"first", "second"}};
  bench[0].always({.refusal = refused(Outcome::Transient)});

  const auto answer =
      bench.router().history({.symbol = "AAPL", .timeframe = kDaily, .from = {}, .to = {}});

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->source, "second");
  ASSERT_EQ(answer->said.size(), 1U);
  EXPECT_EQ(answer->said[0].vendor, "first");
  EXPECT_EQ(answer->said[0].requests, 3);
}

TEST(Router, WhenAllFailOneErrorSaysWhatEachSaid) {
  Bench bench{{"first", "second", "third"}};
  bench[0].always({.refusal = refused(Outcome::Auth)});
  bench[1].always({.refusal = vendor::malformed("no JSON")});
  bench.members[2].unusable = "THIRD_API_KEY is not set";

  const auto answer = bench.router().quote("AAPL");

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().text(),
            "first: auth: it said auth; second: transient (malformed): no JSON; "
            "not asked: third (THIRD_API_KEY is not set)");
  EXPECT_EQ(bench.record(1).malformed, 3);
}

TEST(Router, AVendorWithoutItsKeyDoesNotNameTheFailureOfThoseThatWereAsked) {
  Bench bench{{"keyless", "asked"}};
  bench.members[0].unusable = "KEYLESS_API_KEY is not set";
  bench[1].always({.refusal = refused(Outcome::Quota)});

  EXPECT_EQ(bench.router().quote("AAPL").error().outcome(), Outcome::Quota);
}

TEST(Router, TheDeadlineHoldsForAllVendorsTogether) {
  Bench bench{{"first", "second", "third"}};
  for (std::size_t i = 0; i < 3; ++i) {
    bench[i].always({.refusal = refused(Outcome::Transient), .is_until_patience_ends = true});
  }

  const auto answer =
      bench.router().quote("AAPL", {.provider = "", .deadline = Duration::seconds(10)});

  ASSERT_FALSE(answer);
  EXPECT_LE(bench.world.now() - ScriptedWorld::kStart, Duration::seconds(10));
}

TEST(Router, WhoTellsUsToWaitIsAskedAgainWhenNobodyElseAnswers) {
  Bench bench{{"first", "second"}};
  bench[0].next({.refusal = refused(Outcome::Throttle, Duration::seconds(5))});
  bench[1].always({.refusal = refused(Outcome::SymbolNotFound)});

  const auto answer = bench.router().quote("AAPL");

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->source, "first");
  EXPECT_EQ(bench[0].requests(), 2);
  EXPECT_GE(bench.world.now() - ScriptedWorld::kStart, Duration::seconds(5));
}

TEST(Router, AVendorIsNotAskedBeyondItsBudget) {
  Bench bench{{"first", "second"}};
  bench.members[0].limits = {kTwoAMinute};

  for (const char* symbol : {"A", "B", "C", "D"}) ASSERT_TRUE(bench.router().quote(symbol));

  EXPECT_THAT(bench[0].asked(), ElementsAre("A", "B"));
  EXPECT_THAT(bench[1].asked(), ElementsAre("C", "D"));
}

TEST(Router, ABudgetThatIsUsedUpIsSaidWithTheTimeOfTheNextRequest) {
  Bench bench{{"only"}};
  bench.members[0].limits = {{.count = 1, .window = Duration::hours(1)}};
  ASSERT_TRUE(bench.router().quote("A"));

  const auto answer = bench.router().quote("B");

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().text(),
            "only: throttle: our budget is used up until 2026-01-05T15:31:00Z");
}

TEST(Router, TheVendorsHeadersEmptyItsBudget) {
  Bench bench{{"first", "second"}};
  bench[0].set_news({.left = 0, .resets_in = Duration::seconds(40)});

  ASSERT_EQ(bench.router().quote("A")->source, "first");

  EXPECT_EQ(bench.router().quote("B")->source, "second");
  bench.world.pass(Duration::seconds(40));
  EXPECT_EQ(bench.router().quote("C")->source, "first");
}

TEST(Router, AfterFiveFailuresOnlyOneQuestionProbesWhetherTheVendorIsBack) {
  Bench bench{{"first", "second"}};
  bench[0].always({.refusal = refused(Outcome::Transient)});
  ASSERT_TRUE(bench.router().quote("A"));
  ASSERT_TRUE(bench.router().quote("B"));
  ASSERT_EQ(bench[0].requests(), 5) << "the breaker opens in the second question";
  ASSERT_TRUE(bench.router().quote("C"));
  EXPECT_EQ(bench[0].requests(), 5) << "open";

  bench.world.pass(kBreakerPause);
  ASSERT_EQ(bench.router().quote("D")->source, "second");
  EXPECT_EQ(bench[0].requests(), 6) << "the probe failed";
  bench.world.pass(kBreakerPause);
  ASSERT_TRUE(bench.router().quote("E"));
  EXPECT_EQ(bench[0].requests(), 6) << "the second pause is twice as long";

  bench.world.pass(kBreakerPause);
  bench[0].always({.refusal = {}});
  EXPECT_EQ(bench.router().quote("F")->source, "first");
  EXPECT_EQ(bench.record(0).breaker.state(bench.world.now()), Breaker::State::Closed);
}

TEST(Router, ASymbolThatAVendorDoesNotKnowIsNotAskedThereForADay) {
  Bench bench{{"first", "second"}};
  bench[0].next({.refusal = refused(Outcome::SymbolNotFound)});
  ASSERT_EQ(bench.router().quote("A")->source, "second");

  EXPECT_EQ(bench.router().quote("A")->source, "second");
  EXPECT_EQ(bench.router().quote("B")->source, "first");
  bench.world.pass(Duration::days(1));
  EXPECT_EQ(bench.router().quote("A")->source, "first");
}

TEST(Router, AWrongKeySwitchesAVendorOffUntilTheOperatorActs) {
  Bench bench{{"first", "second"}};
  bench[0].next({.refusal = refused(Outcome::Auth)});
  ASSERT_EQ(bench.router().quote("A")->source, "second");
  bench.world.pass(Duration::days(400));
  ASSERT_EQ(bench.router().quote("A")->source, "second");

  bench.router().reset(bench.router().members()[0]);

  EXPECT_EQ(bench.router().quote("A")->source, "first");
}

TEST(Router, AnEmptyWindowIsAnAnswerAndNobodyElseIsAsked) {
  Bench bench{{"first", "second"}};
  bench[0].always({.refusal = refused(Outcome::NoData)});

  const auto answer = bench.router().quote("A");

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().outcome(), Outcome::NoData);
  EXPECT_EQ(bench[1].requests(), 0);
  EXPECT_EQ(bench.record(0).health.success, 1.0);
}

TEST(Router, AVendorInPoorHealthIsAskedLast) {
  Bench bench{{"first", "second"}};
  bench.records.update("first", [](VendorRecord& record) {
    record.health.success = 0.4;
    record.health.asked_at = ScriptedWorld::kStart;
  });

  EXPECT_EQ(bench.router().quote("A")->source, "second");
  bench.world.pass(Duration::minutes(10));
  EXPECT_EQ(bench.router().quote("A")->source, "first") << "forgiven in time";
}

TEST(Router, AQuoteThatIsOldWhileItsMarketIsOpenCountsAgainstItsVendor) {
  Bench bench{{"only"}};
  bench[0].set_event_at(ScriptedWorld::kStart - Duration::hours(1));
  ASSERT_TRUE(bench.router().quote("AAPL"));
  EXPECT_GT(bench.record(0).health.stale, 0.0);

  Bench closed{{"only"}};
  closed.world.pass(Duration::hours(12));
  closed[0].set_event_at(ScriptedWorld::kStart);
  ASSERT_TRUE(closed.router().quote("AAPL"));
  EXPECT_EQ(closed.record(0).health.stale, 0.0) << "at night the last price is as old as it is";
}

TEST(Router, AskedByNameOnlyThatVendorAnswersAndSaysWhatItLacks) {
  Bench bench{{"first", "second"}};
  ASSERT_EQ(bench.router().quote("A", {.provider = "second", .deadline = {}})->source, "second");

  const auto history = bench.router().history(
      {.symbol = "A", .timeframe = {Timeframe::Unit::Minute, 7}, .from = {}, .to = {}},
      {.provider = "second", .deadline = {}});

  ASSERT_FALSE(history);
  EXPECT_EQ(history.error().text(), "second: bad-request: second has no bars of 7m; it has 1m, 1d");
}

TEST(Router, WhoKeepsNoneOfTheBarsIsNotAskedForThem) {
  Bench bench{{"first", "second"}};
  bench[0].change_facts().history_since = parse_date("2016-01-01");
  const vendor::HistoryRequest old{.symbol = "A",
                                   .timeframe = kDaily,
                                   .from = parse_date("2010-01-01")->midnight(),
                                   .to = parse_date("2010-12-31")->midnight()};

  const auto answer = bench.router().history(old);

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->source, "second");
  EXPECT_EQ(bench[0].requests(), 0);
  EXPECT_EQ(answer->said[0].refusal.what, "first keeps 1d bars only from 2016-01-01 on");
  const auto named = bench.router().history(old, {.provider = "first", .deadline = {}});
  ASSERT_FALSE(named);
  EXPECT_EQ(named.error().text(),
            "first: bad-request: first keeps 1d bars only from 2016-01-01 on");
}

TEST(Router, WhoKeepsTheWholeRangeIsAskedFirstAndWhoKeepsItsEndForThat) {
  Bench bench{{"first", "second"}};
  bench[0].change_facts().history_since = parse_date("2016-01-01");
  const vendor::HistoryRequest partly{.symbol = "A",
                                      .timeframe = kDaily,
                                      .from = parse_date("2015-01-01")->midnight(),
                                      .to = parse_date("2016-12-31")->midnight()};

  ASSERT_EQ(bench.router().history(partly)->source, "second");
  EXPECT_EQ(bench[1].asked_from(), partly.from);
  EXPECT_EQ(bench[0].requests(), 0);
  bench[1].always({.refusal = refused(Outcome::Entitlement)});
  ASSERT_EQ(bench.router().history(partly)->source, "first");

  EXPECT_EQ(bench[0].asked_from(), parse_date("2016-01-01")->midnight());
}

TEST(Router, ThePreferenceOfAnOperationDecidesWhoIsAsked) {
  RouterOptions options;
  ASSERT_TRUE(options.preference.set("quote", {"second"}));
  Bench bench{{"first", "second"}, options};

  EXPECT_EQ(bench.router().quote("A")->source, "second");
  EXPECT_EQ(bench.router().fundamentals("A")->source, "first");
}

TEST(Router, SeveralQuotesAreAskedInBatchesAndWhoIsMissingElsewhere) {
  Bench bench{{"first", "second"}};
  bench[0].change_facts().quotes_max = 2;
  bench[0].set_price("A", 1);
  bench[0].set_price("C", 3);
  bench[0].always({.refusal = {}});
  bench[1].set_price("B", 2);
  bench.records.update("first", [](VendorRecord& record) {
    record.unknown_symbols.push_back({.symbol = "B", .until = kForever});
  });

  const auto answers = bench.router().quotes({"A", "B", "C"});

  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(answers[0]->value.last, Price::whole(1));
  EXPECT_EQ(answers[1]->source, "second");
  EXPECT_EQ(answers[1]->value.last, Price::whole(2));
  EXPECT_EQ(answers[2]->value.last, Price::whole(3));
  EXPECT_THAT(bench[0].asked(), ElementsAre("A,B", "C"));
}

TEST(Router, ABatchThatIsChargedEachCostsAsMany) {
  Bench bench{{"first"}};
  bench[0].change_facts().is_batch_charged_each = true;
  bench.members[0].limits = {{.count = 8, .window = Duration::minutes(1)}};
  for (const char* symbol : {"A", "B", "C"}) bench[0].set_price(symbol, 1);

  for (const auto& answer : bench.router().quotes({"A", "B", "C"})) ASSERT_TRUE(answer);

  EXPECT_EQ(bench.record(0).budget.left(bench.world.now()), 5);
}

TEST(Router, TheSameQuestionFromSeveralThreadsIsSentOnce) {
  Bench bench{{"only"}};
  bench[0].set_price("AAPL", 187);
  Router& router = bench.router();
  bench[0].on_request([&] {
    while (router.coalesced() < 3) std::this_thread::yield();
  });
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        const auto answer = router.quote("AAPL");
        if (answer && answer->value.last == Price::whole(187)) right += 1;
      });
    }
  }

  EXPECT_EQ(right, 4);
  EXPECT_EQ(bench[0].requests(), 1);
}

TEST(Router, AHedgedQuoteIsTheOneThatComesFirst) {
  RouterOptions options;
  options.hedge_after = Duration{};
  std::latch fast_was_used{1};  // The loser may still be at it when the answer is there.
  Bench bench{{"slow", "fast"}, options};
  bench[0].on_request([&] { fast_was_used.wait(); });

  const auto answer = bench.router().quote("AAPL");
  fast_was_used.count_down();

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->source, "fast");
}

TEST(Router, AHedgeThatBothLoseGoesOnWithTheOthers) {
  RouterOptions options;
  options.hedge_after = Duration{};
  Bench bench{{"first", "second", "third"}, options};
  bench[0].always({.refusal = refused(Outcome::SymbolNotFound)});
  bench[1].always({.refusal = refused(Outcome::SymbolNotFound)});

  const auto answer = bench.router().quote("AAPL");

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->source, "third");
  EXPECT_EQ(bench[0].requests(), 1);
  EXPECT_EQ(bench[1].requests(), 1);
}

}  // namespace
}  // namespace tw::providers
