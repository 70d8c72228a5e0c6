#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include "core/assert.hpp"

namespace tw::indicators {

/// The extreme of the last `period` samples; `Beats` says when a newer sample replaces an older.
///
/// Keeps only the samples that can still become the extreme, in fixed storage, so an update costs
/// constant time on average whatever the period.
///
/// Units:  those of the samples.
/// Source: TA-Lib `MAX`, `MIN`; golden columns MAX_HIGH_20, MIN_LOW_20.
template <class Beats>
class Extreme {
 public:
  /// Requires `period >= 1`.
  explicit Extreme(int period) : candidates_(checked(period)), period_{period} {}

  /// Feeds one sample; returns the extreme, or nothing until `period` samples are in.
  std::optional<double> update(double sample) {
    if (count_ > 0 && candidates_[first_].at <= seen_ - period_) drop_first();
    while (count_ > 0 && Beats{}(sample, candidates_[slot(count_ - 1)].value)) count_ -= 1;
    candidates_[slot(count_)] = {.value = sample, .at = seen_};
    count_ += 1;
    seen_ += 1;
    has_nan_ |= std::isnan(sample);  // It compares with nothing, so the order above is lost.
    if (seen_ < period_) return std::nullopt;
    return so_far();
  }

  /// Returns the extreme of what is in the window so far. Requires one sample.
  double so_far() const {
    return has_nan_ ? std::numeric_limits<double>::quiet_NaN() : candidates_[first_].value;
  }
  /// Returns how many samples ago the extreme came; the latest of several equal ones.
  std::int64_t age() const { return seen_ - 1 - candidates_[first_].at; }

  int warmup() const { return period_ - 1; }
  void reset() {
    first_ = count_ = 0;
    seen_ = 0;
    has_nan_ = false;
  }

 private:
  struct Candidate {
    double value = 0.0;
    std::int64_t at = 0;
  };

  static std::size_t checked(int period) {
    TW_ASSERT(period >= 1);
    return static_cast<std::size_t>(period);
  }
  std::size_t slot(std::size_t offset) const {
    const std::size_t index = first_ + offset;
    return index < candidates_.size() ? index : index - candidates_.size();
  }
  void drop_first() {
    first_ = slot(1);
    count_ -= 1;
  }

  // Moves with every sample. Candidates are ordered by age, and by value the other way round.
  std::vector<Candidate> candidates_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::int64_t seen_ = 0;
  bool has_nan_ = false;

  // Constant after construction.
  int period_;
};

using Highest = Extreme<std::greater_equal<>>;
using Lowest = Extreme<std::less_equal<>>;

}  // namespace tw::indicators
