#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

#include "core/splitmix.hpp"
#include "indicators/donchian.hpp"
#include "indicators/extreme.hpp"

namespace tw::indicators {
namespace {

TEST(Highest, DropsTheMaximumWhenItLeavesTheWindow) {
  Highest highest{2};

  EXPECT_EQ(highest.update(9.0), std::nullopt);
  EXPECT_EQ(highest.update(3.0), 9.0);
  EXPECT_EQ(highest.update(2.0), 3.0);
  EXPECT_EQ(highest.update(2.0), 2.0);
}

TEST(Extreme, EqualsAScanOfTheWindowForEveryPeriod) {
  for (const int period : {1, 2, 3, 7, 20, 55}) {
    Highest highest{period};
    Lowest lowest{period};
    std::vector<double> samples;
    SplitMix draws{7};

    for (std::uint64_t i = 0; i < 600; ++i) {
      // Few distinct values, so that ties are common; a drift, so that long runs are too.
      const double drift = static_cast<double>(i < 300 ? i : 600 - i) / 8.0;
      samples.push_back(drift + static_cast<double>(draws.next() % 12));
      const auto high = highest.update(samples.back());
      const auto low = lowest.update(samples.back());

      const std::size_t window = static_cast<std::size_t>(period);
      if (samples.size() < window) {
        ASSERT_FALSE(high || low);
        continue;
      }
      const auto first = samples.end() - period;
      ASSERT_EQ(high, *std::max_element(first, samples.end())) << period << " at " << i;
      ASSERT_EQ(low, *std::min_element(first, samples.end())) << period << " at " << i;
    }
  }
}

TEST(Donchian, PreviousIsTheChannelOfTheBarsBeforeTheLastOne) {
  Donchian donchian{2};

  EXPECT_FALSE(donchian.update({.high = 10, .low = 8}));
  EXPECT_FALSE(donchian.previous());
  const auto current = donchian.update({.high = 12, .low = 9});
  EXPECT_FALSE(donchian.previous());
  donchian.update({.high = 20, .low = 1});

  ASSERT_TRUE(current && donchian.previous());
  EXPECT_EQ(current->upper, 12.0);
  EXPECT_EQ(current->lower, 8.0);
  EXPECT_EQ(current->middle(), 10.0);
  EXPECT_EQ(donchian.previous()->upper, 12.0);
  EXPECT_EQ(donchian.previous()->lower, 8.0);
}

TEST(ExtremeDeathTest, RefusesAPeriodBelowOne) { EXPECT_DEATH(Highest{0}, "period >= 1"); }

}  // namespace
}  // namespace tw::indicators
