#include <gtest/gtest.h>

#include "strategy/exits/profit_ladder.hpp"
#include "strategy/exits/time_stop.hpp"

// The rules that are no stops.
namespace tw::strategy::exits {
namespace {

TEST(TimeStop, IsDueAtTheCloseOfTheLastBarThatItGives) {
  constexpr TimeStop kThree{.bars = 3};

  EXPECT_FALSE(kThree.is_due({.bars = 2}));
  EXPECT_TRUE(kThree.is_due({.bars = 3}));
  EXPECT_TRUE(kThree.is_due({.bars = 4}));
}

TEST(TimeStop, OfZeroIsNeverDue) { EXPECT_FALSE(TimeStop{}.is_due({.bars = 1'000'000})); }

TEST(ProfitLadder, HasItsRungsAtEqualGains) {
  constexpr ProfitLadder kLadder{.step = 0.1};

  EXPECT_DOUBLE_EQ(kLadder.price({.side = Side::Buy, .entry = 50.0}, 1), 55.0);
  EXPECT_DOUBLE_EQ(kLadder.price({.side = Side::Buy, .entry = 50.0}, 3), 65.0);
  EXPECT_DOUBLE_EQ(kLadder.price({.side = Side::Sell, .entry = 50.0}, 2), 40.0);
  EXPECT_FALSE(ProfitLadder{}.is_on());
}

}  // namespace
}  // namespace tw::strategy::exits
