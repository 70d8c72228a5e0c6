#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "core/timestamp.hpp"
#include "events/event.hpp"
#include "market/bar_series.hpp"

namespace tw::backtest {

/// The inbox of a backtest: all bars of all series by the time at which they were known, with the
/// run's own controls between them.
///
/// At one time bars come in the order of the series, and controls after them. Nothing is delivered
/// before its `end`, so there is no way to see a bar that has not closed.
/// Owns: the columns behind the series must outlive it.
class Timeline {
 public:
  /// Says something to the engine once everything known at `after` has been delivered.
  struct ScheduledControl {
    Timestamp after;
    Control control;
  };

  /// `controls` must be in order of time.
  Timeline(std::vector<BarSeries> series, std::vector<ScheduledControl> controls)
      : series_{std::move(series)}, next_(series_.size()), controls_{std::move(controls)} {
    for (std::size_t i = 0; i < series_.size(); ++i) due_.push_back(due_of(i));
    find_earliest();
  }

  /// Delivers the next event, typed: `deliver(stamp, event)`. Returns false at the end.
  template <class Deliver>
  bool next(Deliver&& deliver) {
    if (control_ < controls_.size() && controls_[control_].after.unix_ns < earliest_) {
      const ScheduledControl& due = controls_[control_];
      control_ += 1;
      sequence_ += 1;
      deliver(Stamp{.at = std::max(due.after, last_), .sequence = sequence_}, due.control);
      return true;
    }
    if (earliest_ == kNever) return false;
    const BarSeries& series = series_[at_];
    const Bar bar = series.at(next_[at_]);
    next_[at_] += 1;
    sequence_ += 1;
    last_ = bar.end;
    due_[at_] = due_of(at_);
    if (series_.size() == 1) {
      earliest_ = due_[0];
    } else {
      find_next();
    }
    deliver(Stamp{.at = last_, .sequence = sequence_}, bar);
    return true;
  }

 private:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  std::int64_t due_of(std::size_t i) const {
    return next_[i] < series_[i].size() ? series_[i].end_at(next_[i]).unix_ns : kNever;
  }
  /// Goes on to the next series that is due at this very time, and only then looks for a new time:
  /// most histories have most of their bars together.
  void find_next() {
    for (std::size_t i = at_ + 1; i < due_.size(); ++i) {
      if (due_[i] == earliest_) {
        at_ = i;
        return;
      }
    }
    find_earliest();
  }
  void find_earliest() {
    earliest_ = kNever;
    for (std::size_t i = 0; i < due_.size(); ++i) {
      if (due_[i] < earliest_) {
        earliest_ = due_[i];
        at_ = i;
      }
    }
  }

  // Constant after construction.
  std::vector<BarSeries> series_;

  // Moves with every event.
  std::vector<std::size_t> next_;  ///< The next bar of each series,
  std::vector<std::int64_t> due_;  ///< and when it is known.
  std::int64_t earliest_ = kNever;
  std::size_t at_ = 0;
  std::vector<ScheduledControl> controls_;
  std::size_t control_ = 0;
  std::uint64_t sequence_ = 0;
  Timestamp last_{std::numeric_limits<std::int64_t>::min()};
};

}  // namespace tw::backtest
