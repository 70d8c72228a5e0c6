#pragma once

#include <string>
#include <vector>

#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"
#include "backtest/scheduled_event.hpp"
#include "market/bar_series.hpp"

// A universe by date: which symbols may be entered when.
namespace tw::backtest {

/// Appends what tells a run of `spec` who joins and leaves its universe; nothing without one.
///
/// A change is told between sessions: after all that is known before the first bar, of any feed,
/// that its day has part in (a leaver: that begins after its last day). So a decision at a close
/// knows the members of that session alone, and a leaver is out at the next open.
/// Requires `series[i]` of `feeds[i]`.
void schedule_membership(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                         const std::vector<BarSeries>& series,
                         std::vector<ScheduledEvent>& schedule);

/// Returns why the run cannot be that of its universe: a line for each member, within the range,
/// that has no data or none in that time.
std::vector<std::string> universe_faults(const BacktestSpec& spec, const std::vector<Feed>& feeds);

/// Returns what a reader should know about the universe of a run: that nobody leaves it, that data
/// begin late or end early, that a symbol is never a member; without one, that many symbols
/// survived to the end.
std::vector<std::string> universe_warnings(const BacktestSpec& spec,
                                           const std::vector<Feed>& feeds);

}  // namespace tw::backtest
