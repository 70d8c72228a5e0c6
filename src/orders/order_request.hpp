#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/ids.hpp"
#include "core/label.hpp"
#include "core/money.hpp"
#include "core/ratio.hpp"
#include "core/timestamp.hpp"
#include "market/corporate_action.hpp"
#include "market/instrument.hpp"
#include "market/split_scale.hpp"

namespace tw::inline orders {

enum class Side : std::uint8_t { Buy, Sell };

constexpr Side opposite(Side side) { return side == Side::Buy ? Side::Sell : Side::Buy; }

/// Returns `quantity` with the sign that it has in a position after `side` traded it.
constexpr Quantity signed_by(Side side, Quantity quantity) {
  return side == Side::Buy ? quantity : -quantity;
}

enum class OrderType : std::uint8_t {
  Market,
  Limit,
  Stop,
  StopLimit,
  TrailingStop,       ///< A stop that follows the market at a distance and never turns back.
  TrailingStopLimit,  ///< A trailing stop that becomes a limit `limit_offset` beyond its stop.
  MarketOnClose,      ///< At its session's closing price.
  LimitOnClose,       ///< At its session's closing price, when that is within the limit.
};

enum class TimeInForce : std::uint8_t {
  Day,  ///< Until the close of the session in which it was accepted.
  Gtc,  ///< Until cancelled.
  Ioc,  ///< What can trade at its first look at the market; the rest is cancelled.
  Fok,  ///< All of it at its first look at the market, or nothing.
  Gtd,  ///< Until `expires_at`.
  Opg,  ///< At the open of its first session alone: makes an on-open order of Market and Limit.
};

std::string_view to_string(OrderType type);
std::string_view to_string(TimeInForce time_in_force);

constexpr bool has_limit(OrderType type) {
  return type == OrderType::Limit || type == OrderType::StopLimit ||
         type == OrderType::LimitOnClose;
}
constexpr bool is_trailing(OrderType type) {
  return type == OrderType::TrailingStop || type == OrderType::TrailingStopLimit;
}
/// Whether it waits for the market to pass a price to its disadvantage.
constexpr bool is_stop(OrderType type) {
  return type == OrderType::Stop || type == OrderType::StopLimit || is_trailing(type);
}
constexpr bool is_on_close(OrderType type) {
  return type == OrderType::MarketOnClose || type == OrderType::LimitOnClose;
}

/// How far a trailing stop stays behind the market: an amount, or a part of the price.
class Trail {
 public:
  constexpr Trail() = default;
  /// What is not positive is no trail at all, and such an order is refused.
  static constexpr Trail amount(Price amount) { return Trail{amount.raw() > 0 ? amount.raw() : 0}; }
  static constexpr Trail percent(Ratio part) { return Trail{part.raw() > 0 ? -part.raw() : 0}; }

  constexpr bool is_none() const { return coded_ == 0; }
  constexpr bool is_percent() const { return coded_ < 0; }
  /// Requires an amount.
  constexpr Price amount() const { return Price::from_raw(coded_); }
  /// Requires a part of the price: 0.05 for 5 %.
  constexpr Ratio percent() const { return Ratio::from_raw(-coded_); }

  friend constexpr bool operator==(Trail, Trail) = default;

 private:
  explicit constexpr Trail(std::int64_t coded) : coded_{coded} {}

  // Requests are copied several times an order, so the kind lives in the sign: a part is negative.
  std::int64_t coded_ = 0;
};

/// Orders of one group cancel each other: what one fills, the others lose. Zero is "none".
enum class OcoGroup : std::uint32_t {};

inline constexpr OcoGroup kNoGroup{0};

/// How much to trade: a quantity, or a fraction of what the account can pay for.
///
/// A fraction is resolved either at the decision's close or, under presets that say so, by the
/// simulated venue at the fill; it never leaves for a broker.
class Size {
 public:
  constexpr Size() = default;
  static constexpr Size units(Quantity quantity) { return Size{quantity, 0.0}; }
  /// Requires 0 < fraction <= 1.
  static constexpr Size fraction(double fraction) { return Size{Quantity{}, fraction}; }
  /// Whatever the parent order fills: for attached exits, whose size is not known before.
  static constexpr Size as_parent() { return Size{Quantity{}, -1.0}; }

  constexpr bool is_fraction() const { return fraction_ > 0.0; }
  /// True for a size of zero as well, which an attached exit may have.
  constexpr bool is_as_parent() const { return !is_fraction() && quantity_.raw() == 0; }
  /// True only when `as_parent` was said.
  constexpr bool needs_parent() const { return fraction_ < 0.0; }
  constexpr Quantity quantity() const { return quantity_; }
  constexpr double fraction() const { return fraction_; }

 private:
  constexpr Size(Quantity quantity, double fraction) : quantity_{quantity}, fraction_{fraction} {}

  Quantity quantity_;
  double fraction_ = 0.0;
};

/// What a strategy asks for, before risk has seen it. Zero is "none" in every optional field.
struct OrderRequest {
  InstrumentId instrument{};
  Side side = Side::Buy;
  OrderType type = OrderType::Market;
  TimeInForce time_in_force = TimeInForce::Gtc;
  /// It may only shrink a position: what would be left over is cancelled.
  bool reduce_only = false;
  /// It may also trade before the open and after the close of the regular session.
  bool outside_hours = false;
  OcoGroup group = kNoGroup;
  Size size;
  Price limit;  ///< For Limit, StopLimit and LimitOnClose.
  Price stop;   ///< For Stop and StopLimit; where a trailing stop starts, if not at the trail.
  Trail trail;  ///< For TrailingStop and TrailingStopLimit.
  Price limit_offset;    ///< For TrailingStopLimit: how far beyond its stop the limit lies.
  Timestamp expires_at;  ///< For Gtd.
  /// The order whose fill wakes this one, or `kNoOrder`. Orders with one parent cancel each other.
  ClientOrderId parent = kNoOrder;
  CorrelationId correlation{};
  Label tag;
};

/// What makes a request impossible whatever the market does: two fields that exclude each other, or
/// one that its type cannot do without.
enum class Contradiction : std::uint8_t {
  SizeIsZero,
  SizeNegative,
  FractionAboveOne,
  ParentMissing,        ///< The size is its parent's, and there is none.
  LimitNotPositive,     ///< Or not given where the type has one.
  StopNotPositive,      ///< Likewise.
  TrailNotPositive,     ///< Likewise.
  TrailNotBelowOne,     ///< 100 % of the price, or more.
  LimitOffsetNegative,  ///< The limit would lie on the wrong side of its stop.
  ExpiryMissing,        ///< Gtd without a time.
  LimitUnused,          ///< Given to a type that has no limit; the next four likewise.
  StopUnused,
  TrailUnused,
  LimitOffsetUnused,
  ExpiryUnused,
  TimeInForceNotForType,      ///< Only market and limit orders can be Ioc, Fok or Opg.
  FillOrKillFraction,         ///< "All of it" needs a quantity.
  OutsideHoursNotForAuction,  ///< An order for the open or the close belongs to the session.
};
inline constexpr int kContradictions = 18;

/// Returns the first contradiction in `request`, or nothing.
std::optional<Contradiction> contradiction(const OrderRequest& request);
/// Returns it as people and JSON read it: "limit_not_positive".
std::string_view to_string(Contradiction contradiction);

/// Returns `request` on the instrument's grid: a limit never worse than asked for, a stop at the
/// nearest tick, an entry's quantity without what is less than a lot. An exit may close any odd
/// quantity that is held.
OrderRequest on_grid(const OrderRequest& request, const Instrument& instrument);

/// Returns `request`, in units of then, in those of now: so many more units at prices so much
/// lower.
OrderRequest in_units(OrderRequest request, const SplitScale& scale);

/// Returns `request` as a split leaves it: so many more units at prices so much lower, on the tick
/// grid again. Fractions of a unit stay, as they do in the position.
OrderRequest after_split(OrderRequest request, const CorporateAction& split, Price tick);

/// Returns whether a dividend of at least a cent lowers the prices of this resting order: buys that
/// wait below the market and stops that sell, good beyond the day. A trailing stop follows the
/// market down no more than any other day, and is left alone.
///
/// Source: FINRA Rule 5330(a)(1) and (d), before it NASD's Section 46, in force since 1994-05-16.
bool is_lowered_by(const CorporateAction& dividend, const OrderRequest& request);

/// Returns `request` with the dividend taken off its prices, down to the tick. Zero or less means
/// that no such order can be.
OrderRequest after_dividend(OrderRequest request, const CorporateAction& dividend, Price tick);

}  // namespace tw::inline orders
