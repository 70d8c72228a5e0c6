#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"
#include "backtest/timeline.hpp"
#include "core/money.hpp"
#include "live/event_tap.hpp"
#include "live/inbox.hpp"
#include "live/latest.hpp"
#include "live/snapshot.hpp"
#include "live/tape.hpp"

namespace tw::live {

/// The inbox of a paper session over recorded history.
using ReplayInbox = Inbox<RecordedTime>;

/// What a paper session left behind.
struct PaperRun {
  std::string commands_hash;
  Snapshot last;
  std::optional<std::string> failure;  ///< Why the session ended before its inbox did.
};

/// Returns what a replay plays to such a session: what the backtest of the same range is fed.
/// Owns: the columns behind the feeds must outlive it.
backtest::Timeline replay_of(const backtest::BacktestSpec& spec,
                             const std::vector<backtest::Feed>& feeds);

/// Trades the strategy of `spec` on whatever arrives in `inbox`, with simulated fills: the loop,
/// engine and venue of `run_backtest`, so the same events give the same commands.
///
/// Publishes to `latest` after every step. Where there is a tape, every step is on record in it
/// before its commands leave, and the session ends when it can take no more. A session that was cut
/// off is first told again what is on record, and goes on as if nothing had been.
/// A tap is shown every step, and never waited for.
/// Requires what `run_backtest` requires of the feeds; of
/// their bars it reads only whether they carry volume.
/// Thread: the caller's is the core until the inbox ends.
PaperRun run_paper(const backtest::BacktestSpec& spec, const std::vector<backtest::Feed>& feeds,
                   ReplayInbox& inbox, Latest<Snapshot>& latest, Tape* tape = nullptr,
                   EventTap* tap = nullptr);

}  // namespace tw::live
