#pragma once

#include <algorithm>
#include <variant>

#include "strategies/bollinger_reversion.hpp"
#include "strategies/buy_and_hold.hpp"
#include "strategies/donchian_breakout.hpp"
#include "strategies/level_breakout.hpp"
#include "strategies/momentum.hpp"
#include "strategies/multi_timeframe_trend.hpp"
#include "strategies/opening_range.hpp"
#include "strategies/pivot_levels.hpp"
#include "strategies/range_bound.hpp"
#include "strategies/rsi2.hpp"
#include "strategies/rsi_reversion.hpp"
#include "strategies/sma_cross.hpp"
#include "strategies/sma_touch.hpp"
#include "strategies/volatility_target.hpp"
#include "strategies/zscore_reversion.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// The closed list: a strategy is one file, its include and its name here.
using All = std::variant<SmaCross, RsiReversion, BollingerReversion, DonchianBreakout, SmaTouch,
                         BuyAndHold, Momentum, Rsi2, ZscoreReversion, LevelBreakout, OpeningRange,
                         MultiTimeframeTrend, RangeBound, PivotLevels, VolatilityTarget>;

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
