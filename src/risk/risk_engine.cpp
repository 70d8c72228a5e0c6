#include "risk/risk_engine.hpp"

#include <array>

namespace tw::risk {
namespace {

/// What our working orders of one instrument would still buy and sell.
struct Pending {
  Quantity buys;
  Quantity sells;          ///< That open or add.
  Quantity reduces_long;   ///< Market exits under way. Resting stops and targets are not counted:
  Quantity reduces_short;  ///< of a pair only one can fill, and the venue cuts what is left over.
};

Pending pending_of(const Blotter& blotter, InstrumentId instrument) {
  Pending pending;
  if (blotter.live_count(instrument) == 0) return pending;
  for (const Order& order : blotter.live()) {
    if (order.request.instrument != instrument) continue;
    const Quantity left = order.remaining();
    const bool buys = order.request.side == Side::Buy;
    if (!order.request.reduce_only) {
      (buys ? pending.buys : pending.sells) += left;
    } else if (order.request.type == OrderType::Market) {
      (buys ? pending.reduces_short : pending.reduces_long) += left;
    }
  }
  return pending;
}

/// What working orders would add to the exposure once all of them have filled.
struct PendingExposure {
  Money gross;
  Money net;
};

PendingExposure pending_exposure(const Desk& desk) {
  PendingExposure pending;
  for (const Order& order : desk.blotter.live()) {
    const bool is_entry = !order.request.reduce_only;
    if (!is_entry && order.request.type != OrderType::Market) continue;
    const Price mark = desk.portfolio.position(order.request.instrument).mark;
    const Money value = notional(mark, order.remaining(), Rounding::Up) *
                        desk.instruments[index_of(order.request.instrument)].multiplier;
    pending.gross += is_entry ? value : -value;
    pending.net += order.request.side == Side::Buy ? value : -value;
  }
  return pending;
}

bool is_beyond(Price price, Price mark, Ratio collar) {
  return magnitude(price - mark) > portion(mark, collar, Rounding::HalfEven);
}

bool is_above(Money amount, Ratio ratio, Money equity) {
  return amount > portion(equity, ratio, Rounding::Down);
}

}  // namespace

std::string_view to_string(Reason reason) {
  constexpr std::array<std::string_view, kReasons> kNames{
      "trading_closed",
      "trading_reduce_only",
      "order_value_above_limit",
      "order_quantity_above_limit",
      "position_above_limit",
      "gross_exposure_above_limit",
      "net_exposure_above_limit",
      "too_many_orders",
      "price_outside_collar",
      "price_not_positive",
      "no_market_price",
      "short_not_allowed",
      "nothing_to_reduce",
      "size_is_zero",
      "parent_denied",
      "too_many_live_orders",
  };
  return kNames[static_cast<std::size_t>(reason)];
}

RiskEngine::RiskEngine(const Limits& limits) : limits_{limits} {
  TW_ASSERT(limits.max_orders_per_minute >= 0 &&
            limits.max_orders_per_minute <= Limits::kOrdersPerMinuteMax);
  // Filled with the distant past, so that the first orders are never too many.
  recent_.assign(static_cast<std::size_t>(limits.max_orders_per_minute), Timestamp{INT64_MIN / 2});
}

std::expected<Approved<OrderRequest>, Denied> RiskEngine::check(const OrderRequest& request,
                                                                Quantity quantity,
                                                                const Desk& desk) {
  const auto deny = [](Reason reason) { return std::unexpected{Denied{reason}}; };
  if (desk.blotter.is_full()) return deny(Reason::TooManyLiveOrders);
  if (const auto reason = check_state(request, quantity, desk)) return deny(*reason);

  const bool is_attached = request.parent != kNoOrder;
  if (is_attached && desk.blotter.find(request.parent) == nullptr)
    return deny(Reason::ParentDenied);
  if (!is_attached && quantity.raw() <= 0) return deny(Reason::SizeIsZero);

  const Price mark = desk.portfolio.position(request.instrument).mark;
  if (mark.raw() <= 0) return deny(Reason::NoMarketPrice);
  if (const auto reason = check_prices(request, mark)) return deny(*reason);
  if (!request.reduce_only) {
    if (const auto reason = check_size(request, quantity, desk)) return deny(*reason);
  }
  if (is_too_fast(desk.now)) return deny(Reason::TooManyOrders);
  note_order(desk.now);
  return Approved<OrderRequest>{request};
}

std::optional<Reason> RiskEngine::check_state(const OrderRequest& request, Quantity quantity,
                                              const Desk& desk) const {
  if (state_ == TradingState::Closed) return Reason::TradingClosed;
  if (request.parent != kNoOrder) return std::nullopt;  // Lives and dies with its parent.

  const Quantity held = desk.portfolio.position(request.instrument).quantity;
  const bool shrinks = held.raw() != 0 && (held.raw() > 0) == (request.side == Side::Sell);
  if (request.reduce_only) return shrinks ? std::nullopt : std::optional{Reason::NothingToReduce};
  if (state_ == TradingState::Open) return std::nullopt;

  // Not declared as reduce-only, yet it may be small enough to be one in effect.
  const Pending pending = pending_of(desk.blotter, request.instrument);
  const Quantity leaving =
      held.raw() > 0 ? pending.reduces_long + pending.sells : pending.reduces_short + pending.buys;
  if (shrinks && quantity + leaving <= magnitude(held)) return std::nullopt;
  return Reason::TradingReduceOnly;
}

std::optional<Reason> RiskEngine::check_prices(const OrderRequest& request, Price mark) const {
  const bool has_limit = request.type == OrderType::Limit || request.type == OrderType::StopLimit;
  const bool has_stop = request.type == OrderType::Stop || request.type == OrderType::StopLimit;
  if ((has_limit && request.limit.raw() <= 0) || (has_stop && request.stop.raw() <= 0)) {
    return Reason::PriceNotPositive;
  }
  if (limits_.price_collar.raw() == 0) return std::nullopt;
  if ((has_limit && is_beyond(request.limit, mark, limits_.price_collar)) ||
      (has_stop && is_beyond(request.stop, mark, limits_.price_collar))) {
    return Reason::PriceOutsideCollar;
  }
  return std::nullopt;
}

std::optional<Reason> RiskEngine::check_size(const OrderRequest& request, Quantity quantity,
                                             const Desk& desk) const {
  const portfolio::Position& position = desk.portfolio.position(request.instrument);
  const Pending pending = pending_of(desk.blotter, request.instrument);
  const bool buys = request.side == Side::Buy;
  // Market exits that are under way make room: a reversal is an exit and an entry of one step.
  const Quantity after = position.quantity - pending.reduces_long + pending.reduces_short +
                         (buys ? pending.buys + quantity : -pending.sells - quantity);

  if (!limits_.can_short && !buys && after.raw() < 0) return Reason::ShortNotAllowed;
  if (limits_.max_order_quantity.raw() != 0 && quantity > limits_.max_order_quantity) {
    return Reason::OrderQuantityAboveLimit;
  }
  if (limits_.max_position.raw() != 0 && magnitude(after) > limits_.max_position) {
    return Reason::PositionAboveLimit;
  }
  if (limits_.max_order_value.raw() == 0 && limits_.max_gross_exposure.raw() == 0 &&
      limits_.max_net_exposure.raw() == 0) {
    return std::nullopt;
  }
  const auto unit_value = checked_notional(position.mark, quantity, Rounding::Up);
  if (!unit_value) return Reason::OrderValueAboveLimit;
  const Money value = *unit_value * desk.instruments[index_of(request.instrument)].multiplier;
  if (limits_.max_order_value.raw() != 0 && value > limits_.max_order_value) {
    return Reason::OrderValueAboveLimit;
  }
  return check_exposure(buys ? value : -value, desk);
}

std::optional<Reason> RiskEngine::check_exposure(Money order_value, const Desk& desk) const {
  const Money equity = desk.portfolio.equity();
  const PendingExposure pending = pending_exposure(desk);
  const Money gross = desk.portfolio.gross_exposure() + pending.gross + magnitude(order_value);
  const Money net = desk.portfolio.net_exposure() + pending.net + order_value;
  if (limits_.max_gross_exposure.raw() != 0 &&
      is_above(gross, limits_.max_gross_exposure, equity)) {
    return Reason::GrossExposureAboveLimit;
  }
  if (limits_.max_net_exposure.raw() != 0 &&
      is_above(magnitude(net), limits_.max_net_exposure, equity)) {
    return Reason::NetExposureAboveLimit;
  }
  return std::nullopt;
}

bool RiskEngine::is_too_fast(Timestamp now) const {
  return !recent_.empty() && now - recent_[oldest_] < Duration::minutes(1);
}

void RiskEngine::note_order(Timestamp now) {
  if (recent_.empty()) return;
  recent_[oldest_] = now;
  oldest_ = oldest_ + 1 == recent_.size() ? 0 : oldest_ + 1;
}

}  // namespace tw::risk
