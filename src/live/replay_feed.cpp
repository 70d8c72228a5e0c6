#include "live/replay_feed.hpp"

#include <type_traits>
#include <utility>

namespace tw::live {

ReplayFeed::ReplayFeed(backtest::Timeline history, EventRing& ring, Pace pace)
    : history_{std::move(history)},
      ring_{ring},
      last_turn_{Clock::now()},
      pace_{pace},
      thread_{[this] { play(); }} {}

ReplayFeed::~ReplayFeed() {
  change([this] { is_stopped_ = true; });
  ring_.close();  // The thread may be waiting for room.
  thread_.join();
}

void ReplayFeed::set_speed(double sessions_per_second) {
  change([&] { pace_.sessions_per_second = sessions_per_second; });
}

void ReplayFeed::set_paused(bool is_paused) {
  change([&] { pace_.is_paused = is_paused; });
}

void ReplayFeed::step() {
  change([this] { steps_ += 1; });
}

void ReplayFeed::change(const auto& change_locked) {
  {
    const std::lock_guard lock{mutex_};
    change_locked();
  }
  changed_.notify_one();
}

void ReplayFeed::play() {
  bool is_open = false;
  bool is_playing = true;
  Timestamp session;
  const auto deliver = [&](const Stamp& stamp, const auto& event) {
    using Event = std::remove_cvref_t<decltype(event)>;
    if constexpr (std::is_same_v<Event, Bar>) {
      if (is_open && stamp.at != session) is_playing = wait_for_turn();
      session = stamp.at;
    } else if constexpr (std::is_same_v<Event, Control>) {
      is_open = is_open || event.kind == Control::Kind::Open;
    }
    is_playing = is_playing && ring_.push(Stamped{.stamp = stamp, .event = event});
  };
  while (is_playing && history_.next(deliver)) {
  }
  is_done_.store(is_playing, std::memory_order_release);
  ring_.close();
}

/// Sleeps until the next session is due. Returns false when there is no need for it any more.
bool ReplayFeed::wait_for_turn() {
  std::unique_lock lock{mutex_};
  for (;;) {
    if (is_stopped_) return false;
    if (steps_ > 0) {
      steps_ -= 1;
      break;
    }
    if (pace_.is_paused) {
      changed_.wait(lock);
      continue;
    }
    if (pace_.sessions_per_second <= kFullSpeed) break;
    const std::chrono::duration<double> interval{1.0 / pace_.sessions_per_second};
    const auto due = last_turn_ + std::chrono::duration_cast<Clock::duration>(interval);
    if (Clock::now() >= due) break;
    changed_.wait_until(lock, due);
  }
  last_turn_ = Clock::now();
  return true;
}

}  // namespace tw::live
