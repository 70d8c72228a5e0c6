#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <variant>
#include <vector>

#include "backtest/scheduled_event.hpp"
#include "core/timestamp.hpp"
#include "events/event.hpp"
#include "market/bar_series.hpp"

namespace tw::backtest {

/// Whether a run is told, by `TimerFired`, that everything known at a moment has been delivered.
enum class Moments : std::uint8_t { Untold, Told };

/// The timer that fires at the end of each moment, for strategies that weigh several instruments.
inline constexpr TimerFired kEndOfMoment{.timer = 0};

/// The inbox of a backtest: all bars of all series by the time at which they were known, with the
/// run's own scheduled events between them.
///
/// At one time bars come in the order of the series, then the end of the moment for those who want
/// it, then what is scheduled. Nothing is delivered before its `end`, so there is no way to see a
/// bar that has not closed.
/// Rows are gathered a block at a time: with hundreds of series, a walk over their columns bar by
/// bar would miss the cache eight times for each.
/// Owns: the columns behind the series must outlive it.
class Timeline {
 public:
  Timeline(const std::vector<BarSeries>& series, std::vector<ScheduledEvent> schedule,
           Moments moments = Moments::Untold);
  Timeline(const Timeline&) = delete;  // It points into its own rows, which only a move keeps.
  Timeline& operator=(const Timeline&) = delete;
  Timeline(Timeline&&) noexcept = default;
  Timeline& operator=(Timeline&&) noexcept = default;
  ~Timeline() = default;

  /// Delivers the next event, typed: `deliver(stamp, event)`. Returns false at the end.
  template <class Deliver>
  bool next(Deliver&& deliver) {
    if (row_ == rows_end_) gather();
    const Bar& bar = *row_;
    const std::int64_t due = bar.end.unix_ns;
    if (is_moment_open_ && due != last_.unix_ns) return deliver_moment(deliver);
    if (next_scheduled_ < due) return deliver_scheduled(deliver);
    if (due == kNever) return false;
    row_ += 1;
    last_ = bar.end;
    sequence_ += 1;
    is_moment_open_ = tells_moments_;
    deliver(Stamp{.at = bar.end, .sequence = sequence_}, bar);
    return true;
  }

 private:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  /// One series and how far it has been gathered.
  struct Feed {
    BarSeries bars;
    std::size_t next = 0;

    std::int64_t due(std::size_t ahead = 0) const {
      const std::size_t i = next + ahead;
      return i < bars.size() ? bars.end_at(i).unix_ns : kNever;
    }
  };

  template <class Deliver>
  bool deliver_moment(Deliver&& deliver) {
    is_moment_open_ = false;
    sequence_ += 1;
    deliver(Stamp{.at = last_, .sequence = sequence_}, kEndOfMoment);
    return true;
  }
  template <class Deliver>
  bool deliver_scheduled(Deliver&& deliver) {
    const ScheduledEvent& due = schedule_[told_];
    told_ += 1;
    next_scheduled_ = scheduled_due();
    sequence_ += 1;
    const Stamp stamp{.at = std::max(due.after, last_), .sequence = sequence_};
    std::visit([&](const auto& event) { deliver(stamp, event); }, due.event);
    return true;
  }
  std::int64_t scheduled_due() const {
    return told_ < schedule_.size() ? schedule_[told_].after.unix_ns : kNever;
  }

  void gather();
  std::size_t rows_together() const;
  void take(Feed& feed, std::size_t rows, Bar* first) const;

  // Moves with every event.
  const Bar* row_ = nullptr;
  const Bar* rows_end_ = nullptr;
  std::int64_t next_scheduled_ = kNever;
  Timestamp last_{std::numeric_limits<std::int64_t>::min()};
  std::uint64_t sequence_ = 0;
  bool is_moment_open_ = false;
  std::size_t told_ = 0;  ///< How much of the schedule is behind us.

  // Moves with every block. A row that is never due stands behind the last.
  std::vector<Bar> rows_;
  std::vector<Feed> feeds_;
  std::vector<std::size_t> due_now_;  ///< The feeds whose next bars are the earliest, in order.
  std::int64_t others_due_ = kNever;  ///< When the first of the other feeds is due.

  // Constant after construction.
  bool tells_moments_;
  std::vector<ScheduledEvent> schedule_;  ///< In order of time, then of kind.
};

}  // namespace tw::backtest
