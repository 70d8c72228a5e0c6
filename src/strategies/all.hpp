#pragma once

#include <tuple>
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
///
/// What it does with an event is looked up once, when it is made: each event is then one call of
/// the strategy's own `on`, however long the list becomes.
class AnyStrategy {
 public:
  using Listens = strategy::Types<Bar, OrderEvent, TimerFired, CorporateAction>;

  explicit AnyStrategy(All strategy);

  int warmup_bars() const;
  strategy::HigherNeeds higher_needs() const;
  /// Whether the strategy inside handles `Event`, so that others cost nothing.
  template <class Event>
  bool listens_to() const {
    return handler<Event>() != nullptr;
  }
  /// Requires `listens_to<Event>()`.
  template <class Event>
  void on(const Event& event, strategy::Context& context) {
    handler<Event>()(strategy_, event, context);
  }

 private:
  template <class Event>
  using Handler = void (*)(All&, const Event&, strategy::Context&);
  template <class List>
  struct HandlersFor;
  template <class... Events>
  struct HandlersFor<strategy::Types<Events...>> {
    using Type = std::tuple<Handler<Events>...>;
  };
  /// One for each event of the list, null where the strategy does not listen.
  using Handlers = HandlersFor<Listens>::Type;

  template <class S, class Event>
  static constexpr Handler<Event> handler_of();
  template <class S, class... Events>
  static const Handlers* handlers_of(strategy::Types<Events...>);
  template <class Event>
  Handler<Event> handler() const {
    return std::get<Handler<Event>>(*handlers_);
  }

  const Handlers* handlers_;  ///< Of the strategy's type, so that a seat holds one pointer.
  All strategy_;
};

static_assert(strategy::Strategy<AnyStrategy>);
// Every seat pays for the largest: keep rings and whatever is seldom used on the heap.
static_assert(sizeof(AnyStrategy) <= 432);

}  // namespace tw::strategies
