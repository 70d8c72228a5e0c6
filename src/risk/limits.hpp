#pragma once

#include <cstdint>
#include <string_view>

#include "core/money.hpp"
#include "core/ratio.hpp"
#include "orders/order_request.hpp"

namespace tw::risk {

/// What risk allows. Zero means "no such limit", but for the two permissions at the end.
struct Limits {
  Money max_order_value;
  Quantity max_order_quantity;
  Quantity max_position;     ///< |position| of one instrument, working orders counted.
  Ratio max_gross_exposure;  ///< Σ |value| over equity.
  Ratio max_net_exposure;    ///< |Σ value| over equity.
  std::int32_t max_orders_per_minute = 0;  ///< Exits count, but are never held back.
  Ratio price_collar;                      ///< How far a limit or stop may lie from the last price.
  bool can_short = false;
  /// A stop may lie where the market already is: it fills at once, as the libraries have it.
  bool allow_stop_through_market = false;

  static constexpr std::int32_t kOrdersPerMinuteMax = 100'000;
};

/// What may leave. Every halt is ReduceOnly.
enum class TradingState : std::uint8_t {
  Closed,      ///< Nothing. The engine starts here.
  ReduceOnly,  ///< Cancels, and orders that shrink a position.
  Open,
};

/// Why a request was denied.
enum class Reason : std::uint8_t {
  TradingClosed,
  TradingReduceOnly,
  OrderValueAboveLimit,
  OrderQuantityAboveLimit,
  PositionAboveLimit,
  GrossExposureAboveLimit,
  NetExposureAboveLimit,
  TooManyOrders,
  PriceOutsideCollar,
  StopOnWrongSide,  ///< A stop that the market has passed: it would fill at once.
  NoMarketPrice,
  ShortNotAllowed,
  NothingToReduce,
  SizeIsZero,
  ParentDenied,
  TooManyLiveOrders,
  EntryWithoutStop,  ///< Its size is what loses so much at the stop, and there is none.
  TooLittleHistory,  ///< Its size follows from a volatility that too few bars show.
  TooManyAsks,       ///< Of one strategy in one event; never came as far as the gate.
  NotInUniverse,     ///< It would open or add to what is no member now.
  OrderNotWorking,   ///< To be changed, but it ended, is not acknowledged, or a wish is under way.
  NothingToChange,
  QuantityNotAboveFilled,  ///< As much has filled: what is meant is a cancel.
  // What a request contradicts itself with; `Contradiction` explains each.
  SizeNegative,
  FractionAboveOne,
  ParentMissing,
  LimitNotPositive,
  StopNotPositive,
  TrailNotPositive,
  TrailNotBelowOne,
  LimitOffsetNegative,
  ExpiryMissing,
  LimitUnused,
  StopUnused,
  TrailUnused,
  LimitOffsetUnused,
  ExpiryUnused,
  TimeInForceNotForType,
  FillOrKillFraction,
  OutsideHoursNotForAuction,
};
inline constexpr int kReasons = 40;

/// Returns the reason for which a request with that contradiction is denied.
Reason reason_of(Contradiction contradiction);

/// Returns the reason as people and JSON read it: "short_not_allowed".
std::string_view to_string(Reason reason);

/// A request that risk turned down. Nothing else happened.
struct Denied {
  Reason reason{};
};

}  // namespace tw::risk
