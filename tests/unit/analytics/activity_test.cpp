#include "analytics/activity.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace tw::analytics {
namespace {

TEST(Exposure, CountsTheBarOfTheEntryAndTheBarOfTheExit) {
  const std::vector<BarSpan> trades{{.entry_bar = 2, .exit_bar = 4}};

  EXPECT_DOUBLE_EQ(exposure(trades, 10), 0.3);
}

TEST(Exposure, CountsABarThatTwoTradesShareOnce) {
  const std::vector<BarSpan> trades{{.entry_bar = 4, .exit_bar = 6},
                                    {.entry_bar = 0, .exit_bar = 5},
                                    {.entry_bar = 1, .exit_bar = 2},
                                    {.entry_bar = 9, .exit_bar = 9}};

  EXPECT_DOUBLE_EQ(exposure(trades, 10), 0.8);
}

TEST(Exposure, OfNoTradesOrNoBarsIsZero) {
  EXPECT_EQ(exposure({}, 10), 0.0);
  EXPECT_EQ(exposure({}, 0), 0.0);
}

TEST(Turnover, OfBuyingAndSellingTheWholeAccountOnceAYearIsOne) {
  EXPECT_DOUBLE_EQ(*turnover({.traded_value = 20'000, .average_equity = 10'000, .years = 1.0}),
                   1.0);
  EXPECT_DOUBLE_EQ(*turnover({.traded_value = 20'000, .average_equity = 10'000, .years = 2.0}),
                   0.5);
}

TEST(Turnover, NeedsTimeAndEquity) {
  EXPECT_FALSE(turnover({.traded_value = 1.0, .average_equity = 0.0, .years = 1.0}));
  EXPECT_FALSE(turnover({.traded_value = 1.0, .average_equity = 1.0, .years = 0.0}));
}

}  // namespace
}  // namespace tw::analytics
