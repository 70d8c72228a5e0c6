#include "report/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/splitmix.hpp"

namespace tw::report {
namespace {

std::size_t total(const std::vector<Bin>& bins) {
  std::size_t sum = 0;
  for (const Bin& bin : bins) sum += bin.count;
  return sum;
}

TEST(Histogram, CountsEveryValueOnceAndHasAnEdgeAtZero) {
  SplitMix random{3};
  std::vector<double> values;
  for (int i = 0; i < 5000; ++i) values.push_back(random.uniform() * 0.2 - 0.08);

  const auto bins = bins_of(values);

  EXPECT_EQ(total(bins), values.size());
  EXPECT_LE(bins.size(), 40U);
  EXPECT_GE(bins.size(), 10U);
  EXPECT_TRUE(std::ranges::any_of(bins, [](const Bin& bin) { return std::abs(bin.from) < 1e-12; }));
  for (const Bin& bin : bins) EXPECT_FALSE(bin.from < -1e-12 && bin.to > 1e-12);
}

TEST(Histogram, PutsOutliersIntoTheOutermostBins) {
  std::vector<double> values(1000, 0.01);
  values.push_back(50.0);

  const auto bins = bins_of(values);

  EXPECT_EQ(total(bins), 1001U);
  EXPECT_LT(bins.back().to, 1.0);
}

TEST(Histogram, StandsWithOneValueAndWithNone) {
  const std::vector<double> one{0.0};
  EXPECT_EQ(total(bins_of(one)), 1U);
  const std::vector<double> loss{-0.25};
  EXPECT_EQ(total(bins_of(loss)), 1U);
  EXPECT_TRUE(bins_of({}).empty());
  EXPECT_THAT(trade_histogram({}), ::testing::HasSubstr("No trade"));
}

TEST(Histogram, LabelsAnEndThatIsZeroOnce) {
  std::vector<double> gains;
  std::vector<double> losses;
  for (int i = 1; i <= 200; ++i) {
    gains.push_back(0.01 * i);
    losses.push_back(-0.01 * i);
  }
  const auto zeros = [](const std::string& html) {
    std::size_t count = 0;
    for (std::size_t at = html.find(">0%<"); at != html.npos; at = html.find(">0%<", at + 1))
      ++count;
    return count;
  };

  EXPECT_EQ(zeros(histogram(gains, {})), 1U) << "labels lay over each other";
  EXPECT_EQ(zeros(histogram(losses, {})), 1U);
  EXPECT_LT(bins_of(losses).back().from, -1e-12) << "no bin for what is not there";
}

}  // namespace
}  // namespace tw::report
