#include "market/split_ratio.hpp"

#include <algorithm>
#include <array>

#include "core/assert.hpp"

namespace tw::inline market {
namespace {

// Nearly every split of a US share since 1990, and their inverses for merged shares. 5:4 and 4:3
// are left out: bad news moves a price as far, and more often.
constexpr std::array kForward{
    SplitRatio{3, 2},  SplitRatio{2, 1},   SplitRatio{3, 1},  SplitRatio{4, 1},  SplitRatio{5, 1},
    SplitRatio{6, 1},  SplitRatio{7, 1},   SplitRatio{8, 1},  SplitRatio{10, 1}, SplitRatio{12, 1},
    SplitRatio{15, 1}, SplitRatio{20, 1},  SplitRatio{25, 1}, SplitRatio{30, 1}, SplitRatio{40, 1},
    SplitRatio{50, 1}, SplitRatio{100, 1},
};

/// Returns by what factor two positive numbers differ, at least 1.
double factor(double a, double b) { return std::max(a / b, b / a); }

}  // namespace

SplitRatio nearest_split(double ratio) {
  TW_ASSERT(ratio > 0.0);
  const bool is_merged = ratio < 1.0;
  const double forward = is_merged ? 1.0 / ratio : ratio;
  const SplitRatio nearest = *std::ranges::min_element(
      kForward, {}, [&](const SplitRatio& split) { return factor(split.value(), forward); });
  return is_merged ? SplitRatio{nearest.shares_old, nearest.shares_new} : nearest;
}

}  // namespace tw::inline market
