#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"
#include "backtest/timeline.hpp"
#include "engine/engine.hpp"
#include "market/instrument.hpp"
#include "sim/sim_venue.hpp"
#include "strategies/all.hpp"

// What a backtest and a paper session of the same spec build alike, so that they are the same run.
namespace tw::backtest {

using Seat = engine::Seat<strategies::AnyStrategy>;

/// Returns the most bars that any of the strategies needs before its first decision.
int warmup_of(const std::vector<Seat>& seats);

/// Returns the spec's strategies seated at their feeds. Requires known ones with resolved
/// parameters, each with a feed.
std::vector<Seat> seats_of(const BacktestSpec& spec, const std::vector<Feed>& feeds);

/// Returns the instruments, indexed by their ids. Requires ids 0, 1, ... and ranges with bars.
std::vector<Instrument> instruments_of(const std::vector<Feed>& feeds);

/// Owns: `instruments` must outlive what is built from it.
engine::EngineConfig config_of(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                               std::span<const Instrument> instruments);

/// Returns what the splits inside each feed's lead-in made of one unit, the other way round: the
/// strategies see the units of the range's first bar from the lead-in on.
std::vector<SplitScale> lead_in_units(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                                      int warmup_bars);

/// Returns the venue under the spec's rules, which knows whose data carry no volume.
/// Owns: `instruments` must outlive it.
sim::SimVenue venue_of(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                       std::span<const Instrument> instruments);

/// Returns how many bars before the range are fed to warm the strategy up.
std::size_t lead_in_of(const BacktestSpec& spec, const Feed& feed, int warmup_bars);

/// Returns the lead-in, `Control::Open`, the bars of the ranges and the corporate actions between
/// them, in order of time; where the spec ends a run before its last bar, the controls for that
/// too. Owns: the columns behind the feeds must outlive it.
Timeline timeline_of(const BacktestSpec& spec, const std::vector<Feed>& feeds, int warmup_bars);

}  // namespace tw::backtest
