#pragma once

#include <memory>

#include "core/ids.hpp"
#include "core/inline_vector.hpp"
#include "market/bar.hpp"
#include "market/bar_builder.hpp"
#include "market/instrument.hpp"
#include "market/timeframe.hpp"

namespace tw::strategy {

/// Builds the bars of a longer timeframe out of the bars that a strategy is told, and shows each
/// only once it is complete.
///
/// A higher bar is complete with the lower bar at whose end it ends (a week with its last session's
/// close), or, where that bar is missing, with the first one after it. What is under way is not
/// shown at all, so there is nothing to look ahead with. Bars that do not fit into the timeframe,
/// longer ones above all, are in none.
class HigherBars {
 public:
  /// One that the lower bar began after, and one that ended with it.
  static constexpr std::size_t kCompleteMax = 2;
  using Complete = InlineVector<Bar, kCompleteMax>;

  explicit HigherBars(Timeframe timeframe) : timeframe_{timeframe} {}

  /// Feeds a bar; returns the higher bars that are complete by its end and were not before, oldest
  /// first. `calendar` is the instrument's; the first call settles it.
  Complete update(const Bar& bar, CalendarKind calendar);

 private:
  Timeframe timeframe_;
  std::unique_ptr<BarBuilder> builder_;  ///< On the heap: a seat pays for the largest strategy.
};

}  // namespace tw::strategy
