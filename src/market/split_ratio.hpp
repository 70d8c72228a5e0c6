#pragma once

namespace tw::inline market {

/// `shares_new` shares for every `shares_old`: 7:1, or 1:10 when shares are merged.
struct SplitRatio {
  int shares_new = 1;
  int shares_old = 1;

  constexpr double value() const {
    return static_cast<double>(shares_new) / static_cast<double>(shares_old);
  }
};

/// Returns the customary split nearest to `ratio`, the last close divided by the open, by factor.
/// Requires `ratio > 0`.
SplitRatio nearest_split(double ratio);

}  // namespace tw::inline market
