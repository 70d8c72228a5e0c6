#include "sim/bar_fill.hpp"

namespace tw::sim {
namespace {

/// Turns a sell's view of prices into a buy's, so that each rule is written once: a lower price
/// becomes a higher one and the other way round.
struct Mirror {
  bool is_sell;
  Price in(Price price) const { return is_sell ? -price : price; }
  Price out(Price price) const { return is_sell ? -price : price; }
};

/// A bar as a buyer sees it: `best` is the lowest price of the bar, `worst` the highest.
struct View {
  Price open;
  Price best;
  Price worst;
};

std::optional<BarTouch> touch_limit(const View& view, Price limit, bool needs_trade_through) {
  if (view.open <= limit) return BarTouch{.price = view.open, .moment = BarMoment::Open};
  const bool reached = needs_trade_through ? view.best < limit : view.best <= limit;
  if (!reached) return std::nullopt;
  return BarTouch{.price = limit, .moment = BarMoment::Inside};
}

std::optional<BarTouch> touch_stop(const View& view, Price stop) {
  if (view.open >= stop) return BarTouch{.price = view.open, .moment = BarMoment::Open};
  if (view.worst < stop) return std::nullopt;
  return BarTouch{.price = stop, .moment = BarMoment::Inside};
}

std::optional<BarTouch> touch_stop_limit(const View& view, Price stop, Price limit,
                                         bool needs_trade_through) {
  const auto trigger = touch_stop(view, stop);
  if (!trigger) return std::nullopt;
  // Triggered by the open: from there on it is a limit for the whole bar.
  if (trigger->moment == BarMoment::Open) {
    if (const auto filled = touch_limit(view, limit, needs_trade_through)) return filled;
  } else if (stop <= limit) {
    return trigger;  // The limit covers the very price that triggered it.
  }
  return BarTouch{.price = stop, .moment = trigger->moment, .only_triggered = true};
}

}  // namespace

std::optional<BarTouch> touch(const Bar& bar, const RestingPrices& order,
                              bool needs_trade_through) {
  const Mirror mirror{order.side == Side::Sell};
  const View view{.open = mirror.in(bar.open),
                  .best = mirror.in(mirror.is_sell ? bar.high : bar.low),
                  .worst = mirror.in(mirror.is_sell ? bar.low : bar.high)};
  const Price limit = mirror.in(order.limit);
  const Price stop = mirror.in(order.stop);
  std::optional<BarTouch> found;
  switch (order.type) {
    case OrderType::Market:
    case OrderType::MarketOnClose:
    case OrderType::LimitOnClose:
      break;
    case OrderType::Limit:
      found = touch_limit(view, limit, needs_trade_through);
      break;
    case OrderType::Stop:
    case OrderType::TrailingStop:
      found = order.is_triggered ? BarTouch{.price = view.open, .moment = BarMoment::Open}
                                 : touch_stop(view, stop);
      break;
    case OrderType::StopLimit:
    case OrderType::TrailingStopLimit:
      found = order.is_triggered ? touch_limit(view, limit, needs_trade_through)
                                 : touch_stop_limit(view, stop, limit, needs_trade_through);
      break;
  }
  if (found) found->price = mirror.out(found->price);
  return found;
}

BarTouch market_price(const Bar& bar, FillTiming timing) {
  switch (timing) {
    case FillTiming::NextOpen:
      break;
    case FillTiming::ThisClose:
    case FillTiming::NextClose:
      return {.price = bar.close, .moment = BarMoment::Close};
    case FillTiming::Intrabar: {
      const Wide sum = Wide{bar.open.raw()} + bar.high.raw() + bar.low.raw() + bar.close.raw();
      const auto mean = divide_rounded(sum, 4, Rounding::HalfEven);
      return {.price = Price::from_raw(*mean), .moment = BarMoment::Inside};
    }
  }
  return {.price = bar.open, .moment = BarMoment::Open};
}

}  // namespace tw::sim
