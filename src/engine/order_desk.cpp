#include "engine/order_desk.hpp"

#include <algorithm>
#include <utility>

#include "orders/report_meaning.hpp"

namespace tw::engine {

OrderDesk::OrderDesk(const EngineConfig& config)
    : instruments_{config.instruments},
      sizing_{config.sizing},
      entry_sizing_{config.sizing},
      dividends_lower_orders_{config.dividends_lower_orders},
      risk_{config.limits},
      blotter_{config.session, config.instruments.size(), config.live_orders_max},
      portfolio_{config.instruments, config.currency, config.cash, config.lot_order},
      universe_{config.instruments.size()} {}

void OrderDesk::handle(const strategy::Context& context, Commands& commands) {
  denials_[static_cast<std::size_t>(risk::Reason::TooManyAsks)] += context.dropped();
  for (const strategy::Ask& ask : context.asks()) {
    if (ask.kind == strategy::Ask::Kind::Order && entry_sizing_.decides(ask.request)) {
      submit_sized(ask, context, commands);
    } else if (ask.kind == strategy::Ask::Kind::Order) {
      submit(ask, context.now(), commands);
    } else if (ask.kind == strategy::Ask::Kind::Replace) {
      replace(ask, context.now(), commands);
    } else if (risk_.state() != risk::TradingState::Closed && blotter_.cancel(ask.id)) {
      commands.push_back(CancelOrder{ask.id});
    }
  }
}

void OrderDesk::submit_sized(const strategy::Ask& ask, const strategy::Context& context,
                             Commands& commands) {
  const auto units = entry_sizing_.units(
      ask, context, {.instruments = instruments_, .portfolio = portfolio_, .blotter = blotter_});
  // Nothing is denied for its size while trading is closed: the gate says so first.
  if (!units && risk_.state() != risk::TradingState::Closed) {
    denials_[static_cast<std::size_t>(units.error())] += 1;
    return;
  }
  strategy::Ask sized = ask;
  sized.request.size = Size::units(units.value_or(Quantity{}));
  submit(sized, context.now(), commands);
}

void OrderDesk::submit(const strategy::Ask& ask, Timestamp now, Commands& commands) {
  OrderRequest request = on_grid(ask.request, instruments_[index_of(ask.request.instrument)]);
  const Quantity quantity = resolve(request);
  const auto approved = risk_.check(request, quantity, desk_of(request.instrument, now));
  if (!approved) {
    denials_[static_cast<std::size_t>(approved.error().reason)] += 1;
    return;
  }
  blotter_.book(ask.id, *approved, now);
  commands.emplace_back(std::in_place_type<SubmitOrder>, ask.id, *approved);
}

void OrderDesk::replace(const strategy::Ask& ask, Timestamp now, Commands& commands) {
  const auto deny = [&](risk::Reason reason) { denials_[static_cast<std::size_t>(reason)] += 1; };
  OrderChange change = ask.change;
  const Order* const order = blotter_.find(ask.id);
  if (order != nullptr) {
    const Instrument& instrument = instruments_[index_of(order->request.instrument)];
    change = on_grid(change, order->request, instrument);
    // On the grid it reads as "leave the quantity as it is".
    if (change.quantity.raw() == 0 && ask.change.quantity.raw() != 0) {
      return deny(risk::Reason::SizeIsZero);
    }
  }
  const auto approved = risk_.check(
      ask.id, change, desk_of(order != nullptr ? order->request.instrument : InstrumentId{}, now));
  if (!approved) return deny(approved.error().reason);
  blotter_.replace(ask.id, *approved);
  commands.push_back(ReplaceOrder{.id = ask.id,
                                  .instrument = order->request.instrument,
                                  .side = order->request.side,
                                  .change = *approved});
}

/// Returns what the gate looks at for a request of `instrument`.
risk::Desk OrderDesk::desk_of(InstrumentId instrument, Timestamp now) const {
  return {.instruments = instruments_,
          .portfolio = portfolio_,
          .blotter = blotter_,
          .now = now,
          .universe = &universe_,
          .fill_price = filled_ == instrument ? filled_at_ : Price{}};
}

/// Returns what the request comes to in units, and writes it in where fractions end here.
///
/// One that travels on may come to a unit at the fill although the decision's close says none: the
/// gate then looks at that unit, and the venue drops what it cannot pay.
Quantity OrderDesk::resolve(OrderRequest& request) const {
  if (!request.size.is_fraction()) return request.size.quantity();
  const Instrument& instrument = instruments_[index_of(request.instrument)];
  const Quantity units =
      units_for(request.size.fraction(), instrument, sizing_, instruments_, portfolio_, blotter_);
  if (!sizing_.at_decision) return std::max(units, step_of(instrument, sizing_));
  request.size = Size::units(units);
  return units;
}

bool OrderDesk::apply(const OrderEvent& event) {
  const bool is_filled = event.kind == OrderEvent::Kind::Filled;
  if (const auto trade = venue_trade_of(event)) {
    book(event, Label{*trade});  // No order of ours stands behind it.
    return true;
  }
  const bool answers_change =
      event.kind == OrderEvent::Kind::Replaced || event.kind == OrderEvent::Kind::ReplaceRejected;
  // The order's end and our change crossed on the wire, and the end is on record already.
  if (answers_change && blotter_.has_ended(event.order)) return false;
  const auto order = blotter_.apply(event);
  if (!order) {
    mismatches_ += 1;
    last_mismatch_ = order.error();
    if (risk_.state() == risk::TradingState::Open) {
      risk_.set_state(risk::TradingState::ReduceOnly);
    }
    return false;
  }
  if (is_filled) {
    book(event, (*order)->request.tag);
    filled_ = event.instrument;
    filled_at_ = event.price;
  }
  return true;
}

void OrderDesk::apply(const CorporateAction& action, Timestamp at) {
  portfolio_.apply(action, at);
  const Price tick = instruments_[index_of(action.instrument)].tick;
  if (action.kind == CorporateAction::Kind::Split) blotter_.split(action, tick);
  if (action.kind == CorporateAction::Kind::CashDividend && dividends_lower_orders_) {
    blotter_.lower(action, tick);
  }
}

void OrderDesk::book(const OrderEvent& event, Label tag) {
  portfolio_.apply(portfolio::Fill{.instrument = event.instrument,
                                   .side = event.side,
                                   .quantity = event.quantity,
                                   .price = event.price,
                                   .commission = event.commission,
                                   .at = event.event_at,
                                   .is_at_close = event.is_at_close,
                                   .order = event.order,
                                   .tag = tag});
  entry_sizing_.learn(portfolio_.closed());
}

void OrderDesk::apply(const Control& control, Timestamp now, Commands& commands) {
  switch (control.kind) {
    case Control::Kind::Open:
      risk_.set_state(risk::TradingState::Open);
      break;
    case Control::Kind::ReduceOnly:
      risk_.set_state(risk::TradingState::ReduceOnly);
      break;
    case Control::Kind::Close:
      risk_.set_state(risk::TradingState::Closed);
      break;
    case Control::Kind::Flatten:
      flatten(now, commands);
      break;
    case Control::Kind::Join:
      universe_.join(control.instrument);
      break;
    case Control::Kind::Leave:
    case Control::Kind::LeaveAndClose:
      leave(control.instrument, control.kind == Control::Kind::LeaveAndClose, now, commands);
      break;
  }
}

void OrderDesk::flatten(Timestamp now, Commands& commands) {
  risk_.set_state(risk::TradingState::ReduceOnly);
  for (const Order& order : blotter_.live()) {
    if (blotter_.cancel(order.id)) commands.push_back(CancelOrder{order.id});
  }
  for (const Instrument& instrument : instruments_) {
    close(instrument.id, magnitude(portfolio_.position(instrument.id).quantity), "flatten", now,
          commands);
  }
}

/// Lets nothing into `instrument` any more: what would, is cancelled. Exits at market that are
/// under way stay, so that nothing is closed twice.
void OrderDesk::leave(InstrumentId instrument, bool closes, Timestamp now, Commands& commands) {
  universe_.leave(instrument);
  Quantity leaving;
  for (const Order& order : blotter_.live()) {
    if (order.request.instrument != instrument) continue;
    const bool is_exit = order.request.reduce_only;
    if (is_exit && order.request.type == OrderType::Market) {
      leaving += order.remaining();
    } else if (closes || !is_exit) {
      if (blotter_.cancel(order.id)) commands.push_back(CancelOrder{order.id});
    }
  }
  if (!closes || risk_.state() == risk::TradingState::Closed) return;
  const Quantity held = magnitude(portfolio_.position(instrument).quantity);
  close(instrument, held - std::min(held, leaving), "left_universe", now, commands);
}

/// Asks for the market order that takes `quantity` off what is held.
void OrderDesk::close(InstrumentId instrument, Quantity quantity, Label tag, Timestamp now,
                      Commands& commands) {
  if (quantity.raw() == 0) return;
  const bool is_long = portfolio_.position(instrument).quantity.raw() > 0;
  const OrderRequest request{.instrument = instrument,
                             .side = is_long ? Side::Sell : Side::Buy,
                             .type = OrderType::Market,
                             .reduce_only = true,
                             .size = Size::units(quantity),
                             .tag = tag};
  submit({.id = blotter_.next_id(), .request = request}, now, commands);
}

}  // namespace tw::engine
