#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "backtest/timeline.hpp"
#include "live/inbox.hpp"

namespace tw::live {

/// A feed that plays recorded history into a ring, at a pace that can be changed while it runs.
///
/// What comes before `Control::Open` is the lead-in and goes out at once; after it, bars that were
/// known together go out together, one such session at a time. The ring is closed at the end.
/// Thread: plays on a thread of its own; every method may be called from any other.
class ReplayFeed {
 public:
  /// As fast as the ring takes it.
  static constexpr double kFullSpeed = 0.0;

  struct Pace {
    double sessions_per_second = kFullSpeed;
    bool is_paused = false;
  };

  /// Starts to play. Owns: `ring` and the columns behind `history` must outlive the feed.
  ReplayFeed(backtest::Timeline history, EventRing& ring, Pace pace);
  /// Stops playing, wherever it is.
  ~ReplayFeed();
  ReplayFeed(const ReplayFeed&) = delete;
  ReplayFeed& operator=(const ReplayFeed&) = delete;

  void set_speed(double sessions_per_second);
  void set_paused(bool is_paused);
  /// Lets one session pass although the feed is paused.
  void step();

  /// True once everything is in the ring.
  bool is_done() const { return is_done_.load(std::memory_order_acquire); }

 private:
  using Clock = std::chrono::steady_clock;

  void play();
  bool wait_for_turn();
  void change(const auto& change_locked);

  // The playing thread's alone.
  backtest::Timeline history_;
  EventRing& ring_;
  Clock::time_point last_turn_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by `mutex_`.
  Pace pace_;
  std::uint64_t steps_ = 0;
  bool is_stopped_ = false;

  std::atomic<bool> is_done_{false};
  std::thread thread_;  // Last: it uses everything above.
};

}  // namespace tw::live
