#pragma once

#include <atomic>
#include <cstdint>
#include <type_traits>
#include <variant>

#include "core/money.hpp"
#include "events/command.hpp"
#include "events/event.hpp"
#include "formats/journal_record.hpp"
#include "formats/journal_text.hpp"
#include "live/doorbell.hpp"
#include "live/ring.hpp"

namespace tw::live {

/// What the account is worth after a bar.
struct AccountMark {
  Money equity;
  Money cash;
  Money realised;
};

/// One thing that other processes may want to see of a running session.
struct LiveEvent {
  Stamp stamp;
  std::variant<OrderEvent, Control, formats::RecordedCommand, AccountMark> event;
};

/// The way of live events out of the core: a ring that the core never waits at. When nobody reads
/// fast enough the newest are left out, and counted: the journal has them all.
class EventTap {
 public:
  static constexpr std::size_t kRoom = std::size_t{1} << 14;

  /// Thread: the core's.
  void push(const LiveEvent& event) {
    if (!ring_.try_push(event)) dropped_.fetch_add(1, std::memory_order_relaxed);
  }

  /// Returns how many were left out. Thread: any.
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }
  Ring<LiveEvent>& ring() { return ring_; }
  const Doorbell& bell() const { return bell_; }

 private:
  Doorbell bell_;
  Ring<LiveEvent> ring_{kRoom, bell_};
  std::atomic<std::uint64_t> dropped_{0};
};

/// Shows every step of a session to a tap, then lets `Inner` record as it would alone.
/// Thread: the core's.
template <class Inner>
class TappedRecorder {
 public:
  /// `tap` may be null: then nothing is shown. Owns: both must outlive the recorder.
  TappedRecorder(EventTap* tap, Inner& inner) : tap_{tap}, inner_{inner} {}

  /// Returns what `inner` does: false for a step that is not on record, which nobody is shown.
  template <class Event, class Engine>
  bool record(const Stamp& stamp, const Event& event, const Commands& commands,
              const Engine& engine) {
    if (!inner_.record(stamp, event, commands, engine)) return false;
    if (tap_ != nullptr) show(stamp, event, commands, engine);
    return true;
  }

 private:
  template <class Event, class Engine>
  void show(const Stamp& stamp, const Event& event, const Commands& commands,
            const Engine& engine) {
    if constexpr (std::is_same_v<Event, OrderEvent> || std::is_same_v<Event, Control>) {
      tap_->push({stamp, event});
    }
    for (const Command& command : commands) {
      tap_->push({stamp, formats::recorded_of(command)});
    }
    if constexpr (std::is_same_v<Event, Bar>) {
      const auto& portfolio = engine.portfolio();
      const auto& books = portfolio.books();
      tap_->push({stamp, AccountMark{.equity = portfolio.equity(),
                                     .cash = books.empty() ? Money{} : books.front().cash,
                                     .realised = portfolio.realised()}});
    }
  }
  EventTap* tap_;
  Inner& inner_;
};

}  // namespace tw::live
