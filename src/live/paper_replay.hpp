#pragma once

#include <cstddef>
#include <thread>
#include <vector>

#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"
#include "events/event.hpp"
#include "live/inbox.hpp"
#include "live/latest.hpp"
#include "live/paper_session.hpp"
#include "live/replay_feed.hpp"
#include "live/snapshot.hpp"

namespace tw::live {

/// What went into a session that was cut off, beside the history that it was played.
struct ToldSoFar {
  std::size_t of_history = 0;   ///< Events of it, from its first on.
  std::size_t of_operator = 0;  ///< Controls that somebody gave.
  std::size_t of_others = 0;    ///< Neither: it was played another history.
};
ToldSoFar told_so_far(const backtest::BacktestSpec& spec, const std::vector<backtest::Feed>& feeds,
                      RecordedInputs inputs);

/// A paper session over recorded bars, running beside its owner: one thread plays the bars, one is
/// the core, and the owner's looks on and may speak.
///
///   PaperReplay replay{spec, feeds, {.sessions_per_second = 4.0}};
///   while (!is_tired) if (const Snapshot* news = replay.news()) draw(*news);
///   const PaperRun run = replay.stop();
///
/// Thread: every method is the owner's.
class PaperReplay {
 public:
  /// Requires what `run_paper` does. With the tape of a session that was cut off, plays what that
  /// one had not been told. Owns: the columns behind `feeds`, the tape and the tap must outlive it.
  PaperReplay(const backtest::BacktestSpec& spec, const std::vector<backtest::Feed>& feeds,
              ReplayFeed::Pace pace, Tape* tape = nullptr, EventTap* tap = nullptr);
  ~PaperReplay();
  PaperReplay(const PaperReplay&) = delete;
  PaperReplay& operator=(const PaperReplay&) = delete;

  /// Returns the newest state, or null when there is none since the last call.
  const Snapshot* news();
  ReplayFeed& feed() { return feed_; }
  /// Tells the engine something. Returns false when too much was said at once, or all is over.
  bool tell(Control::Kind kind);

  /// Waits for the end of the history.
  const PaperRun& finish();
  /// Ends the session after the event that it is at.
  const PaperRun& stop();

 private:
  static constexpr std::size_t kFeedRoom = 1024;
  static constexpr std::size_t kControlRoom = 16;

  Doorbell bell_;
  EventRing control_{kControlRoom, bell_};
  EventRing bars_{kFeedRoom, bell_};
  ReplayInbox inbox_{bell_, {&control_, &bars_}, RecordedTime{}};
  Latest<Snapshot> latest_;
  PaperRun run_;  ///< The core's until it is joined.
  ReplayFeed feed_;
  std::thread core_;  // Last: it uses everything above.
};

}  // namespace tw::live
