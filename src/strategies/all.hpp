#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <variant>

#include "events/event.hpp"
#include "strategies/bollinger_reversion.hpp"
#include "strategies/buy_and_hold.hpp"
#include "strategies/channel_pyramid.hpp"
#include "strategies/cross_sectional_momentum.hpp"
#include "strategies/donchian_breakout.hpp"
#include "strategies/level_breakout.hpp"
#include "strategies/limit_pullback.hpp"
#include "strategies/momentum.hpp"
#include "strategies/multi_timeframe_trend.hpp"
#include "strategies/opening_range.hpp"
#include "strategies/order_scripts/bracket.hpp"
#include "strategies/order_scripts/market.hpp"
#include "strategies/order_scripts/protected_entry.hpp"
#include "strategies/pairs.hpp"
#include "strategies/pivot_levels.hpp"
#include "strategies/range_bound.hpp"
#include "strategies/rebalance.hpp"
#include "strategies/rsi2.hpp"
#include "strategies/rsi_reversion.hpp"
#include "strategies/sma_cross.hpp"
#include "strategies/sma_touch.hpp"
#include "strategies/stop_breakout.hpp"
#include "strategies/volatility_target.hpp"
#include "strategies/zscore_reversion.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// The closed list: a strategy is one file, its include and its name here.
using All =
    std::variant<SmaCross, RsiReversion, BollingerReversion, DonchianBreakout, SmaTouch, BuyAndHold,
                 Momentum, Rsi2, ZscoreReversion, LevelBreakout, OpeningRange, MultiTimeframeTrend,
                 RangeBound, PivotLevels, VolatilityTarget, CrossSectionalMomentum, Pairs,
                 Rebalance, ChannelPyramid, LimitPullback, StopBreakout, order_scripts::Market,
                 order_scripts::StopScript, order_scripts::TrailPercentScript,
                 order_scripts::TrailAmountScript, order_scripts::TrailOnlyScript,
                 order_scripts::LimitScript, order_scripts::StopLimitScript,
                 order_scripts::BracketLimit, order_scripts::BracketMarket>;

/// Any strategy of the list, as one that the engine can hold beside others.
class AnyStrategy {
 public:
  using Listens = strategy::Types<Bar, OrderEvent, TimerFired, CorporateAction>;

  explicit AnyStrategy(All strategy)
      : strategy_{std::move(strategy)},
        listens_{std::visit([](const auto& one) { return listens_of(one); }, strategy_)} {}

  int warmup_bars() const {
    return std::visit([](const auto& one) { return one.warmup_bars(); }, strategy_);
  }
  strategy::HigherNeeds higher_needs() const {
    return std::visit([](const auto& one) { return strategy::higher_needs_of(one); }, strategy_);
  }
  /// Whether the strategy inside handles `Event`, so that others cost nothing.
  template <class Event>
  bool listens_to() const {
    return (listens_ & bit_of<Event>(Listens{})) != 0;
  }
  template <class Event>
  void on(const Event& event, strategy::Context& context) {
    const auto tell = [&](auto& one) {
      if constexpr (strategy::kListensTo<std::remove_cvref_t<decltype(one)>, Event>) {
        one.on(event, context);
      }
    };
    tell_one(tell, std::make_index_sequence<std::variant_size_v<All>>{});
  }

 private:
  /// The bit of an event is its place in the list.
  template <class Event, class... Events>
  static constexpr unsigned bit_of(strategy::Types<Events...>) {
    unsigned bit = 1;
    (void)((std::same_as<Event, Events> || (bit <<= 1, false)) || ...);
    return bit;
  }
  template <class S, class... Events>
  static constexpr unsigned bits_of(strategy::Types<Events...>) {
    return ((strategy::kListensTo<S, Events> ? bit_of<Events>(Listens{}) : 0U) | ...);
  }
  template <class S>
  static constexpr unsigned listens_of(const S&) {
    return bits_of<S>(Listens{});
  }
  /// What std::visit does, as comparisons that a compiler can see through: libstdc++ 12 calls
  /// through a table from 12 alternatives on.
  template <class Tell, std::size_t... kIndex>
  void tell_one(const Tell& tell, std::index_sequence<kIndex...>) {
    const std::size_t index = strategy_.index();
    (void)((index == kIndex ? (tell(*std::get_if<kIndex>(&strategy_)), true) : false) || ...);
  }

  All strategy_;
  unsigned listens_;
};

static_assert(strategy::Strategy<AnyStrategy>);
// Every seat pays for the largest: keep rings and whatever is seldom used on the heap.
static_assert(sizeof(AnyStrategy) <= 432);

}  // namespace tw::strategies
