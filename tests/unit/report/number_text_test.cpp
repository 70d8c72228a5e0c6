#include "report/number_text.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace tw::report {
namespace {

using Kind = backtest::Metric::Kind;

TEST(NumberText, SeparatesThousands) {
  EXPECT_EQ(grouped(0.0, 2), "0.00");
  EXPECT_EQ(grouped(999.0, 0), "999");
  EXPECT_EQ(grouped(1000.0, 0), "1,000");
  EXPECT_EQ(grouped(-1234567.891, 2), "-1,234,567.89");
  EXPECT_EQ(grouped(-123456.0, 0), "-123,456");
}

TEST(NumberText, NeverWritesMinusZero) {
  EXPECT_EQ(grouped(-0.001, 2), "0.00");
  EXPECT_EQ(percent(-0.00001), "0.00%");
}

TEST(NumberText, WritesWhatIsNotFiniteAsNotAvailable) {
  EXPECT_EQ(grouped(std::numeric_limits<double>::infinity(), 2), "n/a");
  EXPECT_EQ(percent(std::numeric_limits<double>::quiet_NaN()), "n/a");
  EXPECT_EQ(metric_text(Kind::Ratio, std::nullopt), "n/a");
}

TEST(NumberText, GivesAFigureOfNoKnownKindThreeDigitsThatSaySomething) {
  EXPECT_EQ(figure_text(96.0), "96");
  EXPECT_EQ(figure_text(0.0), "0");
  EXPECT_EQ(figure_text(0.4), "0.400");
  EXPECT_EQ(figure_text(-0.02134), "-0.0213");
  EXPECT_EQ(figure_text(0.0006938), "0.000694");
  EXPECT_EQ(figure_text(1234.567), "1,234.57");
  EXPECT_EQ(figure_text(-std::numeric_limits<double>::infinity()), "n/a");
}

TEST(NumberText, KeepsTheDecimalsOfAPriceAndNeverFewerThanTwo) {
  EXPECT_EQ(price_text(Price::whole(1234)), "1,234.00");
  EXPECT_EQ(price_text(Price::from_raw(150'000'000)), "1.50");
  EXPECT_EQ(price_text(Price::from_raw(112'345'678)), "1.12345678");
  EXPECT_EQ(quantity_text(Quantity::whole(-1500)), "-1,500");
}

TEST(NumberText, ReadsAMetricAsItsKindIsRead) {
  EXPECT_EQ(metric_text(Kind::Percent, 0.12345), "12.35%");
  EXPECT_EQ(metric_text(Kind::Money, 12345.678), "12,345.68");
  EXPECT_EQ(metric_text(Kind::Count, 1234.0), "1,234");
  EXPECT_EQ(metric_text(Kind::Count, 12.5), "12.5");
  EXPECT_EQ(metric_text(Kind::Days, 1.0), "1 day");
  EXPECT_EQ(metric_text(Kind::Days, 1412.0), "1,412 days");
  EXPECT_EQ(metric_text(Kind::Ratio, 1.005), "1.00");
}

TEST(NumberText, WritesTheLargestDoubleWithoutRunningOverItsBuffer) {
  EXPECT_EQ(grouped(-std::numeric_limits<double>::max(), 8).size(), 1U + 309U + 102U + 9U);
}

}  // namespace
}  // namespace tw::report
