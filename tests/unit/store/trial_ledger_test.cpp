#include "store/trial_ledger.hpp"

#include <gtest/gtest.h>
#include <thread>
#include <vector>

#include "support/temp_folder.hpp"

namespace tw::store {
namespace {

TEST(TrialLedger, CountsASearchOnceHoweverOftenItRuns) {
  const support::TempFolder home;

  EXPECT_EQ(count_trials(home.path(), "data", "a", 10), 10U);
  EXPECT_EQ(count_trials(home.path(), "data", "b", 5), 15U);
  EXPECT_EQ(count_trials(home.path(), "data", "a", 10), 15U);
  EXPECT_EQ(count_trials(home.path(), "other", "a", 7), 7U);
}

TEST(TrialLedger, LosesNoLineToSearchesThatEndAtTheSameTime) {
  const support::TempFolder home;
  constexpr int kSearches = 8;
  constexpr int kLines = 50;
  {
    std::vector<std::jthread> searches;
    for (int i = 0; i < kSearches; ++i) {
      searches.emplace_back([&home, i] {
        for (int line = 0; line < kLines; ++line) {
          const std::string key = "s" + std::to_string(i) + "x" + std::to_string(line);
          EXPECT_TRUE(count_trials(home.path(), "data", key, 3).has_value());
        }
      });
    }
  }

  EXPECT_EQ(count_trials(home.path(), "data", "last", 1), 3U * kSearches * kLines + 1);
}

TEST(TrialLedger, GoesOnAfterALineThatACrashHasCut) {
  const support::TempFolder home;
  ASSERT_EQ(count_trials(home.path(), "data", "a", 10), 10U);
  const std::string path = home / "trials/data";
  const std::string whole = support::read_text(path);
  home.write("trials/data", whole + "b 123");

  EXPECT_EQ(count_trials(home.path(), "data", "c", 5), 15U);
  EXPECT_EQ(support::read_text(path), whole + "c 5\n");
}

}  // namespace
}  // namespace tw::store
