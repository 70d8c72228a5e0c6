#pragma once

#include <cstddef>
#include <vector>

#include "core/inline_vector.hpp"
#include "market/bar.hpp"
#include "market/instrument.hpp"
#include "market/timeframe.hpp"
#include "strategy/bar_history.hpp"
#include "strategy/higher_bars.hpp"

namespace tw::strategy {

/// The bars of a longer timeframe that a strategy looks back on, the newest one included.
struct HigherNeed {
  Timeframe timeframe;
  std::size_t bars = 1;
};

/// What a strategy declares: `HigherNeeds higher_needs() const`.
inline constexpr std::size_t kHigherNeedsMax = 4;
using HigherNeeds = InlineVector<HigherNeed, kHigherNeedsMax>;

/// The complete bars of a longer timeframe known at a moment, newest first, and how many of them
/// became known with the last bar that was told (0 to 2).
struct HigherView {
  HistoryView bars;
  std::size_t fresh = 0;
};

/// Keeps the bars of longer timeframes that the strategies of one instrument declared.
///
/// They are built from the instrument's own bars, each shown once it is complete and no earlier,
/// so no series can know more than another. See `HigherBars`.
class HigherHistory {
 public:
  /// Keeps at least that much from now on. Requires to be told before the first bar.
  void need(const HigherNeed& need);
  void push(const Bar& bar, CalendarKind calendar);
  bool empty() const { return lines_.empty(); }
  /// Returns the bars of a timeframe that was declared; another is a bug of the strategy.
  /// Owns: valid until the next event.
  HigherView view(Timeframe timeframe) const;

 private:
  struct Line {
    HigherNeed need;
    HigherBars built;
    BarHistory history;
    std::size_t fresh = 0;
  };
  std::vector<Line> lines_;
};

}  // namespace tw::strategy
