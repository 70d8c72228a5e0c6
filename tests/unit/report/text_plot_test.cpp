#include "report/text_plot.hpp"

#include <gtest/gtest.h>

namespace tw::report {
namespace {

TEST(TextPlot, RisesFromTheBottomLeftToTheTopRight) {
  const std::vector<double> values{0.0, 1.0, 2.0, 3.0};

  const auto lines = text_plot(values, 3, 3, false);

  EXPECT_EQ(lines, (std::vector<std::string>{"  *", "***", "*  "}));
}

TEST(TextPlot, DrawsInBrailleWhereTheTerminalHasIt) {
  const std::vector<double> values{0.0, 0.0, 1.0, 1.0};

  const auto lines = text_plot(values, 2, 1, true);

  EXPECT_EQ(lines, (std::vector<std::string>{"⣀⡏"}));
}

TEST(TextPlot, KeepsAnExtremeOfOneValueAmongManyThousand) {
  std::vector<double> values(50'000, 1.0);
  values[31'234] = 9.0;

  const auto lines = text_plot(values, 40, 5, false);

  EXPECT_NE(lines.front().find('*'), std::string::npos);
}

TEST(TextPlot, PutsAFlatCurveInTheMiddleAndDrawsNothingFromOneValue) {
  const std::vector<double> flat{2.0, 2.0, 2.0};
  EXPECT_EQ(text_plot(flat, 2, 3, false), (std::vector<std::string>{"  ", "**", "  "}));
  EXPECT_TRUE(text_plot(std::span{flat}.first(1), 2, 3, false).empty());
}

}  // namespace
}  // namespace tw::report
