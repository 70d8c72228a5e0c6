#include "report/downsample.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

#include "core/splitmix.hpp"

namespace tw::report {
namespace {

using Series = std::vector<std::span<const double>>;

TEST(KeepExtremes, KeepsEverythingThatIsFewEnough) {
  const std::vector<double> values{3.0, 1.0, 2.0};

  EXPECT_EQ(keep_extremes(Series{values}, 4), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_TRUE(keep_extremes(Series{}, 4).empty());
}

TEST(KeepExtremes, KeepsTheEndsAndTheHighestAndLowestOfEverySeries) {
  SplitMix random{11};
  std::vector<double> a(20'000);
  std::vector<double> b(20'000);
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = random.uniform();
    b[i] = random.uniform();
  }
  a[12'345] = 7.0;
  b[777] = -7.0;

  const auto kept = keep_extremes(Series{a, b}, 1500);

  EXPECT_LE(kept.size(), 1500U);
  EXPECT_GE(kept.size(), 1000U);
  EXPECT_TRUE(std::ranges::is_sorted(kept));
  EXPECT_EQ(kept.front(), 0U);
  EXPECT_EQ(kept.back(), 19'999U);
  EXPECT_TRUE(std::ranges::binary_search(kept, 12'345U));
  EXPECT_TRUE(std::ranges::binary_search(kept, 777U));
  EXPECT_EQ(std::ranges::adjacent_find(kept), kept.end());
}

TEST(KeepExtremes, TakesAGapForNoValue) {
  std::vector<double> values(5000, std::numeric_limits<double>::quiet_NaN());
  values[4000] = 1.0;

  const auto kept = keep_extremes(Series{values}, 100);

  EXPECT_EQ(kept, (std::vector<std::size_t>{0, 4000, 4999}));
}

}  // namespace
}  // namespace tw::report
