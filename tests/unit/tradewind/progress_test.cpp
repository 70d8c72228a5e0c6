#include "apps/tradewind/progress.hpp"

#include <gtest/gtest.h>

namespace tw::app {
namespace {

TEST(Progress, ShowsThePartTheCountAndTheTimeLeft) {
  EXPECT_EQ(progress_line("backtest", {.done = 1200, .total = 2400, .elapsed_s = 12.0}, 60),
            "backtest [##########..........]  50%  1,200/2,400  12 s left");
}

TEST(Progress, GivesNoEstimateFromAlmostNothing) {
  EXPECT_EQ(progress_line("x", {.done = 1, .total = 4, .elapsed_s = 0.1}, 79),
            "x [#######.......................]  25%  1/4");
  EXPECT_EQ(progress_line("x", {.done = 0, .total = 4, .elapsed_s = 9.0}, 20),
            "x [.......]  0%  0/4");
}

TEST(Progress, TellsTheTimeLeftFromWhatThisRunHasDone) {
  const auto line =
      progress_line("x", {.done = 950, .total = 1000, .before = 900, .elapsed_s = 10.0}, 79);

  EXPECT_TRUE(line.ends_with("95%  950/1,000  10 s left")) << line;
}

TEST(Progress, CountsLongWaitsInMinutes) {
  const auto line = progress_line("x", {.done = 1, .total = 11, .elapsed_s = 60.0}, 79);

  EXPECT_TRUE(line.ends_with("10 min left")) << line;
}

TEST(Progress, NeverLeavesTheLineOrThePart) {
  for (std::size_t width = 1; width < 90; ++width) {
    const auto line = progress_line("backtest", {.done = 9, .total = 5, .elapsed_s = 2.0}, width);
    EXPECT_LE(line.size(), width);
  }
  EXPECT_NE(progress_line("x", {.done = 9, .total = 5}, 79).find("100%  5/5"), std::string::npos);
  EXPECT_NE(progress_line("x", {.done = 0, .total = 0}, 79).find("100%  0/0"), std::string::npos);
}

}  // namespace
}  // namespace tw::app
