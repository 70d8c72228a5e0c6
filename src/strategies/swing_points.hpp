#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/assert.hpp"
#include "market/bar.hpp"

namespace tw::strategies {

/// A swing high and a swing low that a bar confirmed.
struct Swings {
  std::optional<double> high;
  std::optional<double> low;
};

/// Finds bars that stand out from the `wing` bars on either side: swing highs and swing lows.
///
/// A swing is known only `wing` bars after it happened, and not before. Of equal highs the first is
/// the swing.
///
/// Source: Murphy 1999, "Technical Analysis of the Financial Markets", chapter 4.
class SwingPoints {
 public:
  /// Requires `wing >= 1`.
  explicit SwingPoints(int wing) : wing_{checked(wing)}, bars_(2 * wing_ + 1) {}

  int warmup() const { return static_cast<int>(bars_.size()) - 1; }

  /// Feeds a bar; returns what it confirmed about the one `wing` bars back.
  Swings update(const Bar& bar) {
    bars_[next_] = {bar.high.as_double(), bar.low.as_double()};
    next_ = next_ + 1 == bars_.size() ? 0 : next_ + 1;
    if (seen_ < bars_.size()) seen_ += 1;
    if (seen_ < bars_.size()) return {};
    const Reach& middle = at(wing_);
    bool is_high = true;
    bool is_low = true;
    for (std::size_t i = 0; i < bars_.size(); ++i) {
      if (i == wing_) continue;
      const Reach& other = at(i);
      is_high = is_high && (i < wing_ ? other.high < middle.high : other.high <= middle.high);
      is_low = is_low && (i < wing_ ? other.low > middle.low : other.low >= middle.low);
    }
    Swings found;
    if (is_high) found.high = middle.high;
    if (is_low) found.low = middle.low;
    return found;
  }

 private:
  struct Reach {
    double high = 0.0;
    double low = 0.0;
  };

  static std::size_t checked(int wing) {
    TW_ASSERT(wing >= 1);
    return static_cast<std::size_t>(wing);
  }
  /// Returns the bar that is `i` after the oldest.
  const Reach& at(std::size_t i) const { return bars_[(next_ + i) % bars_.size()]; }

  // Constant after construction.
  std::size_t wing_;

  // Moves with every bar.
  std::vector<Reach> bars_;
  std::size_t next_ = 0;
  std::size_t seen_ = 0;
};

}  // namespace tw::strategies
