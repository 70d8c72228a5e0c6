#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"
#include "engine/order_desk.hpp"
#include "events/command.hpp"
#include "events/event.hpp"
#include "strategy/sightings.hpp"

namespace tw::backtest {

/// Looks on at a run: told of every step right after the engine took it.
using OnStep = std::function<void(const Stamped&, const Commands&, const engine::OrderDesk&)>;

/// Runs `spec` over `feeds` as `run_backtest` does, tells `on_step` of every step, and returns the
/// `commands_hash` of it. `sightings` keeps what the strategies saw.
/// Requires what `run_backtest` requires.
std::string watch_backtest(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                           const OnStep& on_step, strategy::Sightings& sightings);

}  // namespace tw::backtest
