#pragma once

#include <cstdint>
#include <string_view>

#include "core/currency.hpp"
#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "orders/order_request.hpp"

namespace tw::inline orders {

/// Why a venue refused, cancelled or cut an order.
enum class OrderReason : std::uint8_t {
  None,
  Requested,          ///< We asked for the cancel.
  SiblingFilled,      ///< The other exit of the pair filled.
  ExitFilled,         ///< An attached exit filled while its entry still worked.
  ParentGone,         ///< The entry that it belonged to ended without a fill.
  PositionClosed,     ///< Nothing is left that it could close.
  SizeIsZero,         ///< The fraction does not pay for one lot.
  InsufficientFunds,  ///< The account cannot pay for it.
  SessionEnded,       ///< A day order's session closed.
  TimeReached,        ///< What it was good till has come.
  NotAtOnce,          ///< Ioc or Fok: its first look at the market did not fill (all of) it.
  AuctionEnded,       ///< The open or close that it was for has passed.
  Ruined,             ///< The account's equity is gone.
  Delisted,           ///< Its instrument trades no more.
  UnknownInstrument,  ///< The venue does not trade it.
  UnsettledFunds,     ///< The account is held to settled cash, and has no more.
  PatternDayTrader,   ///< The account may only close: too many day trades for its equity.
  MarginCall,         ///< The broker reduced the position.
  NoLocate,           ///< Nobody lends what it would sell short.
  BadPrice,           ///< A limit or stop that is not positive.
  CashInLieu,         ///< A split left a part of a lot, and it was paid out.
  OrderEnded,         ///< What was to be changed had ended by then.
  AlreadyTriggered,   ///< The stop that was to be moved had been touched by then.
  QuantityFilled,     ///< As much as was to be left of the order had filled by then.
};

inline constexpr OrderReason kLastOrderReason = OrderReason::QuantityFilled;

/// What a venue reports of one order.
struct OrderEvent {
  enum class Kind : std::uint8_t {
    Accepted,  ///< It rests; `quantity` is its size, zero while a fraction is not yet resolved.
    Rejected,
    Triggered,  ///< A stop was touched; a stop-limit is a limit from here on.
    Filled,     ///< `quantity` traded at `price`; `is_last` when nothing is left.
    Cancelled,
    Expired,
    Replaced,         ///< The terms that we asked for hold; `quantity` as in `Accepted`.
    ReplaceRejected,  ///< They do not: the order is as it was, or has ended.
  };

  ClientOrderId order = kNoOrder;
  InstrumentId instrument{};
  Kind kind = Kind::Accepted;
  OrderReason reason = OrderReason::None;
  Side side = Side::Buy;
  bool is_last = false;
  /// The fill happened at the end of the bar that showed it, not at its open or inside it.
  bool is_at_close = false;
  Currency currency;
  Quantity quantity;  ///< Never negative.
  Price price;
  Money commission;             ///< Never negative.
  std::uint64_t execution = 0;  ///< Unique for each fill of a venue.
  Timestamp event_at;
};

std::string_view to_string(OrderReason reason);

}  // namespace tw::inline orders
