#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <variant>
#include <vector>

#include "backtest/scheduled_event.hpp"
#include "core/timestamp.hpp"
#include "market/bar_series.hpp"

namespace tw::backtest {

/// The inbox of a backtest: all bars of all series by the time at which they were known, with the
/// run's own scheduled events between them.
///
/// At one time bars come in the order of the series, and what is scheduled after them. Nothing is
/// delivered before its `end`, so there is no way to see a bar that has not closed.
/// Owns: the columns behind the series must outlive it.
class Timeline {
 public:
  Timeline(const std::vector<BarSeries>& series, std::vector<ScheduledEvent> schedule)
      : schedule_{std::move(schedule)} {
    std::ranges::stable_sort(schedule_, {}, [](const ScheduledEvent& one) {
      return std::pair{one.after.unix_ns, one.event.index()};
    });
    for (const BarSeries& one : series) feeds_.emplace_back(one);
    find_earliest();
    next_scheduled_ = scheduled_due();
  }

  /// Delivers the next event, typed: `deliver(stamp, event)`. Returns false at the end.
  template <class Deliver>
  bool next(Deliver&& deliver) {
    if (next_scheduled_ < earliest_) return deliver_scheduled(deliver);
    if (earliest_ == kNever) return false;
    Feed& feed = feeds_[at_];
    const Bar bar = feed.pop();
    last_ = bar.end;
    sequence_ += 1;
    if (feeds_.size() == 1) {
      earliest_ = feed.due;
    } else {
      find_next();
    }
    deliver(Stamp{.at = last_, .sequence = sequence_}, bar);
    return true;
  }

 private:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  /// One series and how far it has been told. Plain pointers: this is the hottest read of a run.
  struct Feed {
    explicit Feed(const BarSeries& series)
        : instrument{series.instrument},
          start{series.start.data()},
          end{series.end.empty() ? nullptr : series.end.data()},
          session{series.session.data()},
          open{series.open.data()},
          high{series.high.data()},
          low{series.low.data()},
          close{series.close.data()},
          volume{series.volume.data()},
          span{series.timeframe.span().ns},
          size{series.size()} {
      look();
    }

    void look() { due = next == size ? kNever : end != nullptr ? end[next] : start[next] + span; }
    Bar pop() {
      const std::size_t i = next;
      const Bar bar{.instrument = instrument,
                    .session = {session[i]},
                    .start = {start[i]},
                    .end = {due},
                    .open = Price::from_raw(open[i]),
                    .high = Price::from_raw(high[i]),
                    .low = Price::from_raw(low[i]),
                    .close = Price::from_raw(close[i]),
                    .volume = Volume::from_raw(volume[i])};
      next = i + 1;
      look();
      return bar;
    }

    InstrumentId instrument;
    const std::int64_t* start;
    const std::int64_t* end;
    const std::int32_t* session;
    const std::int64_t* open;
    const std::int64_t* high;
    const std::int64_t* low;
    const std::int64_t* close;
    const std::int64_t* volume;
    std::int64_t span;
    std::size_t size;
    std::size_t next = 0;
    std::int64_t due = kNever;  ///< When the next bar is known.
  };

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
  /// Goes on to the next series that is due at this very time, and only then looks for a new time:
  /// most histories have most of their bars together.
  void find_next() {
    for (std::size_t i = at_ + 1; i < feeds_.size(); ++i) {
      if (feeds_[i].due == earliest_) {
        at_ = i;
        return;
      }
    }
    find_earliest();
  }
  void find_earliest() {
    earliest_ = kNever;
    for (std::size_t i = 0; i < feeds_.size(); ++i) {
      if (feeds_[i].due < earliest_) {
        earliest_ = feeds_[i].due;
        at_ = i;
      }
    }
  }

  // Moves with every event.
  std::vector<Feed> feeds_;
  std::int64_t earliest_ = kNever;
  std::size_t at_ = 0;
  std::uint64_t sequence_ = 0;
  Timestamp last_{std::numeric_limits<std::int64_t>::min()};
  std::int64_t next_scheduled_ = kNever;
  std::size_t told_ = 0;  ///< How much of the schedule is behind us.

  // Constant after construction.
  std::vector<ScheduledEvent> schedule_;  ///< In order of time, then of kind.
};

}  // namespace tw::backtest
