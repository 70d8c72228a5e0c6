#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "core/splitmix.hpp"
#include "providers/all.hpp"
#include "providers/asset_class.hpp"
#include "providers/budget.hpp"
#include "providers/preference.hpp"
#include "providers/records.hpp"
#include "support/temp_folder.hpp"

namespace tw::providers {
namespace {

using testing::ElementsAre;
using testing::Pointee;

constexpr Timestamp kNow = Timestamp::from_seconds(1'767'623'400);
constexpr vendor::RateLimit kFiveAMinute{.count = 5, .window = Duration::minutes(1)};

TEST(AssetClass, IsSaidByTheSpellingOfASymbol) {
  EXPECT_EQ(asset_class_of("BRK.B"), AssetClass::Stock);
  EXPECT_EQ(asset_class_of("^GSPC"), AssetClass::Index);
  EXPECT_EQ(asset_class_of("EUR/USD"), AssetClass::Fx);
  EXPECT_EQ(asset_class_of("BTC/USD"), AssetClass::Crypto);
  EXPECT_EQ(asset_class_of("ES=F"), AssetClass::Future);
  EXPECT_EQ(asset_class_of("AAPL240119C00150000"), AssetClass::Option);
  for (std::size_t i = 0; i < kAssetClasses; ++i) {
    const auto each = static_cast<AssetClass>(i);
    EXPECT_EQ(parse_asset_class(to_string(each)), each);
  }
}

TEST(AllFacts, EachVendorsHistoryReachesAsFarAsItSaysItself) {
  // 14:30 on Monday 2026-01-05; a day of look-back is worth its whole days only.
  const auto back = [](int days) { return Date::of(kNow) - days + 1; };
  struct Reach {
    std::string_view timeframe;
    std::optional<Date> first;
  };
  const std::map<std::string_view, std::vector<Reach>> expected{
      {"yahoo",
       {{"1m", back(30)},
        {"2m", back(60)},
        {"5m", back(60)},
        {"15m", back(60)},
        {"30m", back(60)},
        {"60m", back(730)},
        {"90m", back(60)},
        {"1d", {}},
        {"1w", {}},
        {"1mo", {}},
        {"3mo", {}}}},
      {"alpaca", {{"1m", parse_date("2016-01-01")}, {"1d", parse_date("2016-01-01")}}},
      {"polygon", {{"1s", parse_date("2003-09-10")}, {"1d", parse_date("2003-09-10")}}},
      {"alphavantage",
       {{"1m", parse_date("2000-01-01")},
        {"60m", parse_date("2000-01-01")},
        {"1d", {}},
        {"1mo", {}}}},
      // They name no such day.
      {"twelvedata", {{"1m", {}}, {"1d", {}}}},
      {"finnhub", {{"1m", {}}, {"1d", {}}}},
      {"tiingo", {{"1d", {}}}},
      {"stooq", {{"1d", {}}}},
      {"iex", {{"1m", {}}, {"1d", {}}}},
      {"csv", {{"1m", {}}, {"1d", {}}}}};

  for (const vendor::VendorFacts* const facts : all_facts()) {
    const auto found = expected.find(facts->name);
    ASSERT_NE(found, expected.end()) << facts->name << " is in no row of this table";
    for (const auto& [word, first] : found->second) {
      const Timeframe timeframe = *parse_timeframe(word);
      EXPECT_EQ(vendor::history_reach(*facts, timeframe, kNow), first) << facts->name << word;
      EXPECT_TRUE(facts->timeframes.empty() || std::ranges::count(facts->timeframes, timeframe) > 0)
          << facts->name << " has no " << word;
    }
  }
}

TEST(Bucket, ASpentTokenIsBackAWindowLater) {
  Bucket bucket{kFiveAMinute};
  for (int i = 0; i < 5; ++i) bucket.take(1, kNow);

  EXPECT_EQ(bucket.left(kNow), 0);
  EXPECT_EQ(bucket.wait(1, kNow), Duration::seconds(61));
  EXPECT_EQ(bucket.left(kNow + Duration::seconds(60)), 0);
  EXPECT_EQ(bucket.left(kNow + Duration::seconds(61)), 5);
  EXPECT_EQ(bucket.wait(6, kNow), std::nullopt) << "more than the bucket ever holds";
}

TEST(Bucket, NoWindowEverHoldsMoreThanTheLimitWhenAllThatIsAllowedIsSpent) {
  SplitMix draws{7};
  Bucket bucket{kFiveAMinute};
  std::vector<Timestamp> spent;
  Timestamp now = kNow;

  for (int i = 0; i < 20'000; ++i) {
    now = now + Duration{static_cast<std::int64_t>(draws.uniform() * 4e9)};
    if (bucket.wait(1, now) != Duration{}) continue;
    bucket.take(1, now);
    spent.push_back(now);
  }

  ASSERT_GT(spent.size(), 2'000U);
  for (std::size_t i = 5; i < spent.size(); ++i) {
    ASSERT_GE(spent[i] - spent[i - 5], kFiveAMinute.window) << "token " << i;
  }
}

TEST(Bucket, AWaitIsExactlyAsLongAsItTakes) {
  SplitMix draws{11};
  Bucket bucket{kFiveAMinute};
  Timestamp now = kNow;
  for (int i = 0; i < 1'000; ++i) {
    const auto wait = bucket.wait(2, now);
    ASSERT_TRUE(wait);
    if (wait->ns > 0) {
      EXPECT_NE(bucket.wait(2, now + Duration{wait->ns - 1}), Duration{});
    }
    now = now + *wait;
    ASSERT_EQ(bucket.wait(2, now), Duration{});
    bucket.take(2, now);
    now = now + Duration{static_cast<std::int64_t>(draws.uniform() * 5e9)};
  }
}

TEST(Bucket, AClockThatIsSetBackGivesNoTokens) {
  Bucket bucket{kFiveAMinute};
  bucket.take(5, kNow);

  EXPECT_EQ(bucket.left(kNow - Duration::hours(1)), 0);
}

TEST(Budget, AsksTheTightestOfItsLimits) {
  Budget budget;
  budget.set_limits({kFiveAMinute, {.count = 6, .window = Duration::days(1)}});
  budget.take(5, kNow);
  EXPECT_EQ(budget.left(kNow), 0);

  const Timestamp later = kNow + Duration::minutes(2);
  EXPECT_EQ(budget.left(later), 1);
  budget.take(1, later);

  EXPECT_GT(budget.wait(1, later)->ns, Duration::hours(23).ns);
}

TEST(Budget, NewLimitsKeepWhatWasSpent) {
  Budget budget;
  budget.set_limits({kFiveAMinute});
  budget.take(4, kNow);

  budget.set_limits({{.count = 10, .window = Duration::minutes(1)}});

  EXPECT_EQ(budget.left(kNow), 6);
}

TEST(Budget, TheVendorsWordCountsUntilItEnds) {
  Budget budget;
  budget.set_limits({kFiveAMinute});

  budget.hear({.left = 1, .resets_in = Duration::seconds(20)}, kNow);
  EXPECT_EQ(budget.left(kNow), 1);
  budget.take(1, kNow);

  EXPECT_EQ(budget.wait(1, kNow), Duration::seconds(20));
  EXPECT_EQ(budget.wait(1, kNow + Duration::seconds(20)), Duration{});
}

TEST(Preference, TheMostParticularListDecides) {
  using vendor::Operation;
  Preference preference;
  EXPECT_EQ(preference.find(Operation::Quote, AssetClass::Crypto), nullptr);
  ASSERT_TRUE(preference.set("default", {"a"}));
  ASSERT_TRUE(preference.set("crypto", {"b"}));
  ASSERT_TRUE(preference.set("quote", {"c"}));
  ASSERT_TRUE(preference.set("crypto.quote", {"d", "e"}));

  EXPECT_THAT(preference.find(Operation::Quote, AssetClass::Crypto),
              Pointee(ElementsAre("d", "e")));
  EXPECT_THAT(preference.find(Operation::Quote, AssetClass::Stock), Pointee(ElementsAre("c")));
  EXPECT_THAT(preference.find(Operation::History, AssetClass::Crypto), Pointee(ElementsAre("b")));
  EXPECT_THAT(preference.find(Operation::History, AssetClass::Stock), Pointee(ElementsAre("a")));
  EXPECT_FALSE(preference.set("crypto.price", {"a"}));
}

VendorRecord rich_record() {
  VendorRecord record;
  record.budget.set_limits({kFiveAMinute, {.count = 800, .window = Duration::days(1)}});
  record.budget.take(3, kNow);
  record.budget.hear({.left = 2, .resets_in = Duration::seconds(5)}, kNow);
  record.health.answered(Duration{123'456'789}, kNow);
  record.health.failed(kNow);
  record.breaker = {.failures = 6, .openings = 2, .open_until = kNow, .probe_until = kNow};
  record.off = Off{.reason = vendor::Outcome::Auth, .until = kForever, .what = "bad key, it says"};
  record.operations_off[3] =
      Off{.reason = vendor::Outcome::Entitlement, .until = kNow, .what = "not in the plan"};
  record.last_error = Off{.reason = vendor::Outcome::Transient, .until = kNow, .what = ""};
  record.throttled_until = kNow;
  record.blocks = 1;
  record.unknown_symbols = {{.symbol = "NO SUCH", .until = kNow}, {.symbol = "X", .until = kNow}};
  record.outcomes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  record.malformed = 4;
  return record;
}

TEST(VendorRecord, IsReadBackFromItsText) {
  const std::string text = to_text(rich_record());

  const auto back = parse_record(text);

  ASSERT_TRUE(back);
  EXPECT_EQ(to_text(*back), text);
  EXPECT_EQ(back->off->what, "bad key, it says");
  EXPECT_EQ(back->budget.left(kNow), 2);
}

TEST(VendorRecord, ATextThatIsCutOrChangedIsNone) {
  const std::string text = to_text(rich_record());

  for (std::size_t size = 0; size < text.size(); ++size) {
    ASSERT_FALSE(parse_record(text.substr(0, size))) << size;
  }
  EXPECT_FALSE(parse_record(text + "x"));
  EXPECT_FALSE(parse_record("bucket 1" + text));
}

TEST(VendorRecord, AnyByteThatChangesIsSurvived) {
  const std::string text = to_text(rich_record());
  SplitMix draws{3};
  for (int i = 0; i < 3'000; ++i) {
    std::string changed = text;
    changed[draws.next() % changed.size()] = static_cast<char>(draws.next());
    const auto read = parse_record(changed);
    if (read) {
      EXPECT_TRUE(parse_record(to_text(*read)));
    }
  }
}

void take_one(Records& records) {
  records.update("v", [](VendorRecord& record) {
    record.budget.set_limits({{.count = 100'000, .window = Duration::days(1)}});
    record.budget.take(1, kNow);
  });
}

std::int64_t spent(Records& records) {
  std::int64_t left = 0;
  records.update("v", [&](VendorRecord& record) { left = record.budget.left(kNow).value_or(-1); });
  return 100'000 - left;
}

TEST(Records, AreSharedByProcessesAndThreadsWithoutLosingOne) {
  const support::TempFolder home;
  constexpr int kEach = 300;
  std::vector<pid_t> children;
  for (int process = 0; process < 2; ++process) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      const auto records = open_records(home / "providers");
      for (int i = 0; i < kEach; ++i) take_one(**records);
      ::_exit(0);
    }
    children.push_back(child);
  }
  const auto records = open_records(home / "providers");
  ASSERT_TRUE(records);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 2; ++i) {
      threads.emplace_back([&] {
        for (int step = 0; step < kEach; ++step) take_one(**records);
      });
    }
  }
  for (const pid_t child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }

  EXPECT_EQ(spent(**records), 4 * kEach);
}

TEST(Records, AProcessThatIsKilledLeavesWhatItSpent) {
  const support::TempFolder home;
  int pipe_ends[2];
  ASSERT_EQ(::pipe(pipe_ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto records = open_records(home / "providers");
    for (;;) {
      take_one(**records);
      const char done = 1;
      if (::write(pipe_ends[1], &done, 1) != 1) ::_exit(1);
    }
  }
  int seen = 0;
  for (char done = 0; seen < 200 && ::read(pipe_ends[0], &done, 1) == 1;) ++seen;
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);

  const auto records = open_records(home / "providers");

  ASSERT_TRUE(records);
  EXPECT_EQ(seen, 200);
  EXPECT_GE(spent(**records), 200) << "what was said to be spent is";
}

TEST(Records, AResetForgets) {
  const support::TempFolder home;
  const auto records = open_records(home / "providers");
  ASSERT_TRUE(records);
  take_one(**records);

  (*records)->reset("v");

  (*records)->update("v", [](VendorRecord& record) { EXPECT_FALSE(record.budget.left(kNow)); });
}

TEST(Records, WhereNothingCanBeWrittenAreHeldInMemory) {
  const support::TempFolder home;
  const auto records = open_records(home / "providers");
  ASSERT_TRUE(records);
  std::filesystem::remove_all(home / "providers");

  take_one(**records);
  take_one(**records);

  EXPECT_EQ(spent(**records), 2);
  EXPECT_FALSE(open_records(home.write("file", "") + "/providers"));
}

}  // namespace
}  // namespace tw::providers
