#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <utility>
#include <variant>
#include <vector>

#include "core/timestamp.hpp"
#include "events/event.hpp"
#include "live/doorbell.hpp"
#include "live/ring.hpp"

namespace tw::live {

/// What a producer hands to the core. Its stamp says when the producer knew of it, if it can say.
using EventRing = Ring<Stamped>;

/// The time of a replay: an event becomes known when its recording says that it was.
struct RecordedTime {
  Timestamp operator()(const Stamped& arrived) const { return arrived.stamp.at; }
};

/// The inbox of paper and live: events in the order in which they arrive.
///
/// `Clock` is asked once for each event, when it arrives, and its answer is the event's time for
/// good; a clock that steps back is held at the last answer. Rings named earlier are emptied first.
/// Thread: `next` is the core's; `request_stop` is anybody's.
template <class Clock>
class Inbox {
 public:
  /// `doorbell` is the consumer's bell of every ring. Owns: all must outlive the inbox.
  Inbox(Doorbell& doorbell, std::initializer_list<EventRing*> rings, Clock clock)
      : doorbell_{doorbell}, rings_{rings}, clock_{std::move(clock)} {}

  /// Waits for the next event and delivers it, typed: `deliver(stamp, event)`. Returns false once
  /// every ring is closed and empty, or a stop was requested.
  template <class Deliver>
  bool next(Deliver&& deliver) {
    while (!stop_requested_.load(std::memory_order_acquire)) {
      const auto heard = doorbell_.heard();
      if (EventRing* ring = first_with_news()) {
        deliver_from(*ring, deliver);
        return true;
      }
      if (are_all_drained()) return false;
      doorbell_.wait(heard);
    }
    return false;
  }

  /// Goes on behind an event that was delivered by somebody else, with its time and sequence.
  /// Requires to be called before the first `next`.
  void go_on_after(const Stamp& last) {
    last_ = last.at;
    sequence_ = last.sequence;
  }

  /// Ends the run before its next event; what is in the rings stays there.
  void request_stop() {
    stop_requested_.store(true, std::memory_order_release);
    doorbell_.ring();
  }

 private:
  EventRing* first_with_news() const {
    for (EventRing* ring : rings_) {
      if (ring->front() != nullptr) return ring;
    }
    return nullptr;
  }
  bool are_all_drained() const {
    return std::ranges::all_of(rings_, [](const EventRing* ring) { return ring->is_drained(); });
  }
  template <class Deliver>
  void deliver_from(EventRing& ring, Deliver& deliver) {
    const Stamped& arrived = *ring.front();
    last_ = std::max(last_, clock_(arrived));
    sequence_ += 1;
    const Stamp stamp{.at = last_, .sequence = sequence_};
    std::visit([&](const auto& event) { deliver(stamp, event); }, arrived.event);
    ring.pop();
  }

  // Constant after construction.
  Doorbell& doorbell_;
  std::vector<EventRing*> rings_;
  Clock clock_;

  // Moves with every event.
  Timestamp last_{std::numeric_limits<std::int64_t>::min()};
  std::uint64_t sequence_ = 0;

  std::atomic<bool> stop_requested_{false};
};

}  // namespace tw::live
