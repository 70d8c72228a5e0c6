#pragma once

#include <algorithm>
#include <variant>

#include "strategies/bollinger_reversion.hpp"
#include "strategies/donchian_breakout.hpp"
#include "strategies/rsi_reversion.hpp"
#include "strategies/sma_cross.hpp"
#include "strategies/sma_touch.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// The closed list: a strategy is one file, its include and its name here.
using All = std::variant<SmaCross, RsiReversion, BollingerReversion, DonchianBreakout, SmaTouch>;

/// Any strategy of the list, as one that the engine can hold beside others.
class AnyStrategy {
 public:
  using Listens = strategy::Types<Bar>;

  explicit AnyStrategy(All strategy) : strategy_{std::move(strategy)} {}

  int warmup_bars() const {
    return std::visit([](const auto& one) { return one.warmup_bars(); }, strategy_);
  }
  void on(const Bar& bar, strategy::Context& context) {
    std::visit([&](auto& one) { one.on(bar, context); }, strategy_);
  }

 private:
  All strategy_;
};

static_assert(strategy::Strategy<AnyStrategy>);

}  // namespace tw::strategies
