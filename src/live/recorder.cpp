#include "live/recorder.hpp"

#include <algorithm>

namespace tw::live {
namespace {

/// Returns what the open lots cost for one unit. Requires a position.
Price average_entry(const portfolio::Position& position, std::int32_t multiplier) {
  const double units = position.quantity.as_double() * multiplier;
  return Price::from_double(position.cost.as_double() / units).value_or(Price{});
}

}  // namespace

void Recorder::finish() {
  shown_.is_over = true;
  latest_.publish(shown_);
}

void Recorder::note(const Stamp& stamp, const Bar& bar) {
  if (shown_.state == risk::TradingState::Closed && shown_.sessions == 0) return;  // The lead-in.
  if (stamp.at != last_bar_) shown_.sessions += 1;
  last_bar_ = stamp.at;
  shown_.date = bar.session;
  if (index_of(bar.instrument) == 0) shown_.closes.push(bar.close.as_double());
}

void Recorder::note(const Stamp& stamp, const OrderEvent& event,
                    const portfolio::Portfolio& portfolio) {
  if (event.kind != OrderEvent::Kind::Filled) return;
  shown_.fills += 1;
  ShownFill fill{.session = shown_.sessions + (stamp.at == last_bar_ ? 0 : 1),
                 .at = event.event_at,
                 .instrument = event.instrument,
                 .side = event.side,
                 .quantity = event.quantity,
                 .price = event.price,
                 .commission = event.commission,
                 .tag = tag_of(event.order)};
  for (const portfolio::RoundTrip& trip : portfolio.closed()) {
    fill.is_exit = true;
    fill.realised += trip.pnl;
  }
  count(portfolio.closed());
  if (shown_.last_fills.full()) shown_.last_fills.erase_at(0);
  shown_.last_fills.push(fill);
}

void Recorder::count(std::span<const portfolio::RoundTrip> closed) {
  for (const portfolio::RoundTrip& trip : closed) {
    shown_.trades += 1;
    shown_.winners += trip.pnl.raw() > 0 ? 1U : 0U;
  }
}

/// An order was shown as working before it could fill, so its tag is still at hand.
Label Recorder::tag_of(ClientOrderId id) const {
  const auto* order = std::ranges::find(shown_.orders, id, &ShownOrder::id);
  return order == shown_.orders.end() ? Label{} : order->tag;
}

void Recorder::show(const Stamp& stamp, const engine::OrderDesk& desk) {
  const portfolio::Portfolio& portfolio = desk.portfolio();
  shown_.at = stamp.at;
  shown_.state = desk.risk().state();
  shown_.equity = portfolio.equity();
  shown_.cash = portfolio.books().front().cash;
  shown_.realised = portfolio.realised();
  shown_.unrealised = portfolio.unrealised();
  shown_.commissions = portfolio.commissions();
  shown_.commands = digest_.count();
  shown_.mismatches = desk.mismatches();
  show_positions(desk);
  show_orders(desk.blotter());
  latest_.publish(shown_);
}

void Recorder::show_positions(const engine::OrderDesk& desk) {
  shown_.positions.clear();
  for (const Instrument& instrument : desk.instruments()) {
    if (shown_.positions.full()) return;
    const portfolio::Position& position = desk.portfolio().position(instrument.id);
    const bool is_held = position.quantity.raw() != 0;
    shown_.positions.push(
        {.instrument = instrument.id,
         .price = position.mark,
         .quantity = position.quantity,
         .average_entry = is_held ? average_entry(position, instrument.multiplier) : Price{},
         .value = position.value,
         .unrealised = position.value - position.cost});
  }
}

void Recorder::show_orders(const Blotter& blotter) {
  shown_.orders.clear();
  shown_.orders_working = blotter.live().size();
  for (const Order& order : blotter.live()) {
    if (shown_.orders.full()) return;
    const Order* entry = blotter.find(order.request.parent);
    shown_.orders.push({.id = order.id,
                        .instrument = order.request.instrument,
                        .side = order.request.side,
                        .type = order.request.type,
                        .state = order.state,
                        .is_exit = order.is_exit(),
                        .is_waiting = entry != nullptr && entry->filled.raw() == 0,
                        .quantity = order.quantity,
                        .filled = order.filled,
                        .limit = order.request.limit,
                        .stop = order.request.stop,
                        .tag = order.request.tag});
  }
}

}  // namespace tw::live
