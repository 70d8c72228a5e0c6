#include "risk/risk_engine.hpp"

#include <array>

namespace tw::risk {
namespace {

// Sums of what strategies ask for are made in 128 bits: a gate must answer every request.

/// What our working orders of one instrument would still buy and sell. Units: raw quantities.
struct Pending {
  Wide buys = 0;
  Wide sells = 0;          ///< That open or add.
  Wide reduces_long = 0;   ///< Market exits under way. Resting stops and targets are not counted:
  Wide reduces_short = 0;  ///< of a pair only one can fill, and the venue cuts what is left over.
};

/// Whether the order is an exit that we may rely on to fill.
bool is_exit_under_way(const Order& order) {
  return order.request.reduce_only && order.request.type == OrderType::Market &&
         order.state != OrderState::Cancelling;
}

Pending pending_of(const Desk& desk, InstrumentId instrument) {
  Pending pending;
  if (desk.blotter.live_count(instrument) == 0) return pending;
  for (const Order& order : desk.blotter.live()) {
    if (order.request.instrument != instrument || order.id == desk.replaced) continue;
    const bool buys = order.request.side == Side::Buy;
    if (!order.request.reduce_only) {
      (buys ? pending.buys : pending.sells) += order.most_remaining().raw();
    } else if (is_exit_under_way(order)) {
      (buys ? pending.reduces_short : pending.reduces_long) += order.remaining().raw();
    }
  }
  return pending;
}

/// Returns what `quantity` of an instrument is worth at its mark in the base currency, or nothing
/// when that leaves the range of Money.
std::optional<Money> value_in_base(const Desk& desk, InstrumentId id, Quantity quantity) {
  const Instrument& instrument = desk.instruments[index_of(id)];
  const auto unit_value =
      checked_notional(desk.portfolio.position(id).mark, quantity, Rounding::Up);
  std::int64_t raw = 0;
  if (!unit_value ||
      __builtin_mul_overflow(unit_value->raw(), std::int64_t{instrument.multiplier}, &raw)) {
    return std::nullopt;
  }
  const Price rate = desk.portfolio.rate(instrument.currency);
  if (rate == Price::whole(1)) return Money::from_raw(raw);
  const auto in_base = divide_rounded(Wide{raw} * rate.raw(), Price::kScale, Rounding::Up);
  if (!in_base) return std::nullopt;
  return Money::from_raw(*in_base);
}

/// What working orders would add to the exposure once all of them have filled. Units: raw money.
struct PendingExposure {
  Wide gross = 0;
  Wide net = 0;
};

PendingExposure pending_exposure(const Desk& desk) {
  PendingExposure pending;
  for (const Order& order : desk.blotter.live()) {
    const bool is_exit = order.request.reduce_only;
    if ((is_exit && !is_exit_under_way(order)) || order.id == desk.replaced) continue;
    const Quantity left = is_exit ? order.remaining() : order.most_remaining();
    const Wide value =
        value_in_base(desk, order.request.instrument, left).value_or(Money::max()).raw();
    pending.gross += is_exit ? -value : value;
    pending.net += order.request.side == Side::Buy ? value : -value;
  }
  return pending;
}

Wide size_of(Wide amount) { return amount < 0 ? -amount : amount; }

bool is_beyond(Price price, Price mark, Ratio collar) {
  return Wide{magnitude(price - mark).raw()} * Ratio::kScale > Wide{mark.raw()} * collar.raw();
}

/// Returns the price from which a stop is judged: for the child of an order that waits for a price
/// that price, since until then it does nothing.
Price reference_of(const OrderRequest& request, Price mark, const Blotter& blotter) {
  const Order* const parent = request.parent == kNoOrder ? nullptr : blotter.find(request.parent);
  if (parent == nullptr || parent->filled.raw() != 0) return mark;
  if (has_limit(parent->request.type)) return parent->request.limit;
  return is_stop(parent->request.type) && parent->request.stop.raw() != 0 ? parent->request.stop
                                                                          : mark;
}

bool is_on_wrong_side(const OrderRequest& request, Price reference) {
  if (!is_stop(request.type) || request.stop.raw() == 0) return false;
  return request.side == Side::Buy ? request.stop < reference : request.stop > reference;
}

constexpr int kPlainReasons = static_cast<int>(Reason::SizeNegative);
static_assert(kReasons == kPlainReasons + kContradictions - 1);
static_assert(static_cast<int>(Reason::OutsideHoursNotForAuction) + 1 == kReasons);

/// Returns whether raw money is more than `ratio` of the equity; zero is no limit.
bool is_above(Wide amount, Ratio ratio, Money equity) {
  return ratio.raw() != 0 && amount * Ratio::kScale > Wide{equity.raw()} * ratio.raw();
}

}  // namespace

Reason reason_of(Contradiction contradiction) {
  if (contradiction == Contradiction::SizeIsZero) return Reason::SizeIsZero;
  // The others stand at the end of the reasons, in their own order.
  return static_cast<Reason>(kPlainReasons - 1 + static_cast<int>(contradiction));
}

std::string_view to_string(Reason reason) {
  const auto index = static_cast<int>(reason);
  if (index >= kPlainReasons) {
    return to_string(static_cast<Contradiction>(index - kPlainReasons + 1));
  }
  constexpr std::array<std::string_view, kPlainReasons> kNames{
      "trading_closed",
      "trading_reduce_only",
      "order_value_above_limit",
      "order_quantity_above_limit",
      "position_above_limit",
      "gross_exposure_above_limit",
      "net_exposure_above_limit",
      "too_many_orders",
      "price_outside_collar",
      "stop_on_wrong_side",
      "no_market_price",
      "short_not_allowed",
      "nothing_to_reduce",
      "size_is_zero",
      "parent_denied",
      "too_many_live_orders",
      "entry_without_stop",
      "too_little_history",
      "too_many_asks",
      "not_in_universe",
      "order_not_working",
      "nothing_to_change",
      "quantity_not_above_filled",
  };
  return kNames[static_cast<std::size_t>(index)];
}

RiskEngine::RiskEngine(const Limits& limits) : limits_{limits} {
  TW_ASSERT(limits.max_orders_per_minute >= 0 &&
            limits.max_orders_per_minute <= Limits::kOrdersPerMinuteMax);
  recent_.resize(static_cast<std::size_t>(limits.max_orders_per_minute));
}

std::expected<Approved<OrderRequest>, Denied> RiskEngine::check(const OrderRequest& request,
                                                                Quantity quantity,
                                                                const Desk& desk) {
  const auto deny = [](Reason reason) { return std::unexpected{Denied{reason}}; };
  if (desk.blotter.is_full()) return deny(Reason::TooManyLiveOrders);
  if (const auto reason = check_state(request, quantity, desk)) return deny(*reason);
  if (const auto found = contradiction(request)) return deny(reason_of(*found));

  const bool is_attached = request.parent != kNoOrder;
  if (is_attached && desk.blotter.find(request.parent) == nullptr)
    return deny(Reason::ParentDenied);
  const bool takes_parents_size = is_attached && request.reduce_only;
  if (!takes_parents_size && quantity.raw() <= 0) return deny(Reason::SizeIsZero);

  const Price mark = desk.portfolio.position(request.instrument).mark;
  const Price rate = desk.portfolio.rate(desk.instruments[index_of(request.instrument)].currency);
  if (mark.raw() <= 0 || rate.raw() <= 0) return deny(Reason::NoMarketPrice);
  const Price last = desk.fill_price.raw() > 0 ? desk.fill_price : mark;
  if (const auto reason = check_prices(request, last, desk)) return deny(*reason);
  if (!request.reduce_only) {
    if (const auto reason = check_order(request, quantity, desk)) return deny(*reason);
    if (const auto reason = check_size(request, quantity, desk)) return deny(*reason);
    if (is_too_fast(desk.now)) return deny(Reason::TooManyOrders);
  }
  note_order(desk.now);
  return Approved<OrderRequest>{request};
}

std::expected<Approved<OrderChange>, Denied> RiskEngine::check(ClientOrderId id,
                                                               const OrderChange& change,
                                                               Desk desk) {
  const auto deny = [](Reason reason) { return std::unexpected{Denied{reason}}; };
  if (state_ == TradingState::Closed) return deny(Reason::TradingClosed);
  const Order* const order = desk.blotter.find(id);
  if (order == nullptr || !next_state(order->state, OrderInput::ReplaceSent)) {
    return deny(Reason::OrderNotWorking);
  }
  desk.replaced = id;
  if (const auto reason = check_change(*order, change, desk)) return deny(*reason);
  note_order(desk.now);
  return Approved<OrderChange>{change};
}

std::optional<Reason> RiskEngine::check_change(const Order& order, const OrderChange& change,
                                               const Desk& desk) const {
  if (change.is_none()) return Reason::NothingToChange;
  const OrderRequest request = changed(order.request, change);
  if (const auto found = contradiction(request)) return reason_of(*found);
  const bool is_resized = change.quantity.raw() != 0;
  if (is_resized && change.quantity <= order.filled) return Reason::QuantityNotAboveFilled;

  const Quantity whole = is_resized ? change.quantity : order.quantity;
  const bool is_size_known = whole.raw() != 0;
  const Quantity left = is_size_known ? whole - order.filled : Quantity::max();
  if (const auto reason = check_state(request, left, desk)) return reason;
  // A price that stays was judged when it was new, and the market may have passed it since.
  OrderRequest priced = request;
  priced.limit = change.limit;
  priced.stop = change.stop;
  const Price mark = desk.portfolio.position(request.instrument).mark;
  if (mark.raw() <= 0) return Reason::NoMarketPrice;
  const Price last = desk.fill_price.raw() > 0 ? desk.fill_price : mark;
  if (const auto reason = check_prices(priced, last, desk)) return reason;
  if (request.reduce_only) return std::nullopt;
  if (is_size_known) {
    if (const auto reason = check_order(request, whole, desk)) return reason;
    if (const auto reason = check_size(request, left, desk)) return reason;
  }
  return is_too_fast(desk.now) ? std::optional{Reason::TooManyOrders} : std::nullopt;
}

std::optional<Reason> RiskEngine::check_state(const OrderRequest& request, Quantity quantity,
                                              const Desk& desk) const {
  if (state_ == TradingState::Closed) return Reason::TradingClosed;
  // An attached exit lives and dies with its parent. Another attached order is one like any.
  if (request.parent != kNoOrder && request.reduce_only) return std::nullopt;

  const Quantity held = desk.portfolio.position(request.instrument).quantity;
  const bool shrinks = held.raw() != 0 && (held.raw() > 0) == (request.side == Side::Sell);
  if (request.reduce_only) return shrinks ? std::nullopt : std::optional{Reason::NothingToReduce};
  const bool is_member = desk.universe == nullptr || desk.universe->has(request.instrument);
  if (state_ == TradingState::Open && is_member) return std::nullopt;

  // Not declared as reduce-only, yet it may be small enough to be one in effect.
  const Pending pending = pending_of(desk, request.instrument);
  const Wide leaving =
      held.raw() > 0 ? pending.reduces_long + pending.sells : pending.reduces_short + pending.buys;
  if (shrinks && leaving + quantity.raw() <= magnitude(held).raw()) return std::nullopt;
  return is_member ? Reason::TradingReduceOnly : Reason::NotInUniverse;
}

std::optional<Reason> RiskEngine::check_prices(const OrderRequest& request, Price mark,
                                               const Desk& desk) const {
  if (!limits_.allow_stop_through_market &&
      is_on_wrong_side(request, reference_of(request, mark, desk.blotter))) {
    return Reason::StopOnWrongSide;
  }
  if (limits_.price_collar.raw() == 0) return std::nullopt;
  for (const Price price : {request.limit, request.stop}) {
    if (price.raw() != 0 && is_beyond(price, mark, limits_.price_collar)) {
      return Reason::PriceOutsideCollar;
    }
  }
  return std::nullopt;
}

std::optional<Reason> RiskEngine::check_order(const OrderRequest& request, Quantity quantity,
                                              const Desk& desk) const {
  if (limits_.max_order_quantity.raw() != 0 && quantity > limits_.max_order_quantity) {
    return Reason::OrderQuantityAboveLimit;
  }
  const auto value = value_in_base(desk, request.instrument, quantity);
  // A value that cannot even be written down is above any limit.
  if (!value || (limits_.max_order_value.raw() != 0 && *value > limits_.max_order_value)) {
    return Reason::OrderValueAboveLimit;
  }
  return std::nullopt;
}

std::optional<Reason> RiskEngine::check_size(const OrderRequest& request, Quantity quantity,
                                             const Desk& desk) const {
  const Pending pending = pending_of(desk, request.instrument);
  const bool buys = request.side == Side::Buy;
  const Wide held = desk.portfolio.position(request.instrument).quantity.raw();
  // Market exits that are under way make room: a reversal is an exit and an entry of one step.
  const Wide before =
      held - pending.reduces_long + pending.reduces_short + (buys ? pending.buys : -pending.sells);
  const Wide after = before + (buys ? quantity.raw() : -quantity.raw());

  if (!limits_.can_short && !buys && after < 0) return Reason::ShortNotAllowed;
  // What only closes passes: a limit that was overtaken by the market must not lock us in.
  const bool shrinks = (before < 0) == buys && size_of(before) >= quantity.raw();
  if (shrinks) return std::nullopt;
  if (limits_.max_position.raw() != 0 && size_of(after) > limits_.max_position.raw()) {
    return Reason::PositionAboveLimit;
  }
  const bool crosses = before != 0 && (before < 0) == buys;
  const Wide closing = crosses ? size_of(before) : 0;
  return check_exposure(request, quantity, Quantity::from_raw(static_cast<std::int64_t>(closing)),
                        desk);
}

std::optional<Reason> RiskEngine::check_exposure(const OrderRequest& request, Quantity quantity,
                                                 Quantity closing, const Desk& desk) const {
  if (limits_.max_gross_exposure.raw() == 0 && limits_.max_net_exposure.raw() == 0) {
    return std::nullopt;
  }
  const auto value_of = [&](Quantity part) {
    return Wide{value_in_base(desk, request.instrument, part).value_or(Money::max()).raw()};
  };
  const Money equity = desk.portfolio.equity();
  const PendingExposure pending = pending_exposure(desk);
  const Wide traded = value_of(quantity);
  const Wide gross = desk.portfolio.gross_exposure().raw() + pending.gross +
                     value_of(quantity - closing) - value_of(closing);
  const Wide net = desk.portfolio.net_exposure().raw() + pending.net +
                   (request.side == Side::Buy ? traded : -traded);
  if (is_above(gross, limits_.max_gross_exposure, equity)) return Reason::GrossExposureAboveLimit;
  if (is_above(size_of(net), limits_.max_net_exposure, equity)) {
    return Reason::NetExposureAboveLimit;
  }
  return std::nullopt;
}

bool RiskEngine::is_too_fast(Timestamp now) const {
  const bool is_full = noted_ == recent_.size() && !recent_.empty();
  return is_full && now - recent_[oldest_] < Duration::minutes(1);
}

void RiskEngine::note_order(Timestamp now) {
  if (recent_.empty()) return;
  if (noted_ < recent_.size()) noted_ += 1;
  recent_[oldest_] = now;
  oldest_ = oldest_ + 1 == recent_.size() ? 0 : oldest_ + 1;
}

}  // namespace tw::risk
