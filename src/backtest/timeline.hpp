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
    const Bar& bar = row_->bar;
    const Timestamp end = bar.end;
    if (end.unix_ns > bars_until_) return next_between(end.unix_ns, deliver);
    row_ += 1;
    last_ = end;
    sequence_ += 1;
    if (tells_moments_) open_moment();
    deliver(Stamp{.at = end, .sequence = sequence_}, bar);
    return true;
  }

 private:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  /// One series and how far it has been gathered.
  struct Feed {
    BarSeries bars;
    std::size_t next = 0;

    std::size_t left() const { return bars.size() - next; }
    std::int64_t due() const { return left() == 0 ? kNever : bars.end_at(next).unix_ns; }
  };

  /// A bar on a cache line of its own.
  struct alignas(64) Row {
    Bar bar;
  };

  /// Delivers what comes before the next bar, which is due at `due`.
  template <class Deliver>
  bool next_between(std::int64_t due, Deliver&& deliver) {
    if (is_moment_open_) return deliver_moment(deliver);
    if (scheduled_due() < due) return deliver_scheduled(deliver);
    return false;
  }
  template <class Deliver>
  bool deliver_moment(Deliver&& deliver) {
    is_moment_open_ = false;
    go_on();
    sequence_ += 1;
    deliver(Stamp{.at = last_, .sequence = sequence_}, kEndOfMoment);
    return true;
  }
  template <class Deliver>
  bool deliver_scheduled(Deliver&& deliver) {
    const ScheduledEvent& due = schedule_[told_];
    told_ += 1;
    go_on();
    sequence_ += 1;
    const Stamp stamp{.at = std::max(due.after, last_), .sequence = sequence_};
    std::visit([&](const auto& event) { deliver(stamp, event); }, due.event);
    return true;
  }
  std::int64_t scheduled_due() const {
    return told_ < schedule_.size() ? schedule_[told_].after.unix_ns : kNever;
  }

  void open_moment() {
    is_moment_open_ = true;
    bars_until_ = last_.unix_ns;
  }
  /// Lets bars come until something scheduled does; what is never due is no bar.
  void go_on() { bars_until_ = std::min(scheduled_due(), kNever - 1); }

  void gather();
  std::size_t rows_together() const;
  void take(Feed& feed, std::size_t rows, Row* first) const;

  // Moves with every event.
  const Row* row_ = nullptr;
  const Row* rows_end_ = nullptr;
  std::int64_t bars_until_ = kNever;  ///< A bar that is known by then is what comes next.
  Timestamp last_{std::numeric_limits<std::int64_t>::min()};
  std::uint64_t sequence_ = 0;
  bool is_moment_open_ = false;
  std::size_t told_ = 0;  ///< How much of the schedule is behind us.

  // Moves with every block. A row that is never due stands behind the last.
  std::vector<Row> rows_;
  std::vector<Feed> feeds_;
  std::vector<std::size_t> due_now_;  ///< The feeds whose next bars are the earliest, in order.
  std::int64_t others_due_ = kNever;  ///< When the first of the other feeds is due.

  // Constant after construction.
  bool tells_moments_;
  std::vector<ScheduledEvent> schedule_;  ///< In order of time, then of kind.
};

}  // namespace tw::backtest
