#pragma once

#include "core/date.hpp"
#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "market/bar.hpp"
#include "orders/order_change.hpp"
#include "orders/order_request.hpp"
#include "sim/bar_fill.hpp"

namespace tw::sim {

/// Whether what arrived at `arrives_at` after `delay` on its way was there when `bar` began.
///
/// A bar of a whole day begins where the last one ended: no latency keeps an order out of it for
/// another day.
inline bool was_sent_before(Timestamp arrives_at, Duration delay, const Bar& bar) {
  constexpr Duration kWholeDay = Duration::hours(20);
  if (arrives_at <= bar.start) return true;
  return delay.ns != 0 && bar.end - bar.start >= kWholeDay && arrives_at - delay <= bar.start;
}

/// An order as the simulated venue keeps it, from its arrival to its end.
struct RestingOrder {
  // Constant after arrival, but for the stop and limit of a trailing order, which follow the
  // market, and for splits.
  ClientOrderId id = kNoOrder;
  OrderRequest request;
  Timestamp placed_at;  ///< The market's time: it meets nothing that began before.
  Duration delay;       ///< The part of it that the order was on its way.

  // Moves with what the market and its relatives do.
  Quantity quantity;  ///< Zero while a fraction is not resolved.
  Quantity filled;
  Money filled_value;
  Money charged;  ///< Commission so far.
  Date day;       ///< The first session that it met; a day order ends with it.
  bool has_met_market = false;
  bool is_checked = false;        ///< For its funds, where they are looked at on arrival.
  bool is_held = false;           ///< Waits for its parent to fill.
  bool has_children = false;      ///< Some that came after it named it their parent.
  bool sleeps_this_look = false;  ///< Woken inside this bar: works from the next one on.
  bool is_triggered = false;
  bool is_done = false;

  bool was_there_before(const Bar& bar) const { return was_sent_before(placed_at, delay, bar); }
  Quantity remaining() const { return quantity - filled; }
  bool is_market() const { return request.type == OrderType::Market; }
  /// Whether it takes what the market offers, at the market's price, and so pays for its spread.
  bool takes_liquidity() const {
    return is_market() || request.type == OrderType::Stop ||
           request.type == OrderType::TrailingStop || request.type == OrderType::MarketOnClose;
  }
  /// Whether it is tried before limits are: among exits, the pessimistic side of a pair.
  bool protects() const { return is_stop(request.type); }
  bool is_on_close() const { return tw::is_on_close(request.type); }
  bool is_for_open() const { return request.time_in_force == TimeInForce::Opg; }
  /// Whether its first look at the market is its last.
  bool is_tried_once() const {
    return is_for_open() || request.time_in_force == TimeInForce::Ioc ||
           request.time_in_force == TimeInForce::Fok;
  }
  /// Whether it ends with the session that it met first.
  bool is_of_one_session() const {
    return request.time_in_force == TimeInForce::Day || is_on_close();
  }
  /// Whether it is too late for it at `at`.
  bool is_overdue(Timestamp at) const {
    return request.time_in_force == TimeInForce::Gtd && request.expires_at <= at;
  }
  bool may_have_siblings() const { return request.parent != kNoOrder || request.group != kNoGroup; }
  /// Whether it shares its fills with `other`: an exit of the same entry, or one of its group.
  bool is_sibling_of(const RestingOrder& other) const {
    const bool exits_together = request.parent != kNoOrder &&
                                request.parent == other.request.parent && request.reduce_only &&
                                other.request.reduce_only;
    return exits_together || (request.group != kNoGroup && request.group == other.request.group);
  }
  bool is_trailing() const { return tw::is_trailing(request.type); }
  /// Moves a trailing stop to its distance from `price` where that is tighter than where it stands.
  void follow(Price price, Price tick);
  /// Takes other terms over; `last` is the last price. Requires that nothing speaks against them.
  void change(const OrderChange& change, Price last, Price tick);
  /// Returns how much of it is to trade under `change`. What siblings filled of it stays off.
  Quantity quantity_after(const OrderChange& change) const;
  /// Puts a trailing stop at its distance from `price`, unless the request named its start.
  void start_trail(Price price, Price tick);
  RestingPrices prices() const {
    return {.side = request.side,
            .type = request.type,
            .limit = request.limit,
            .stop = request.stop,
            .is_triggered = is_triggered};
  }
};

}  // namespace tw::sim
