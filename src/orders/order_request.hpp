#pragma once

#include <cstdint>

#include "core/ids.hpp"
#include "core/label.hpp"
#include "core/money.hpp"
#include "market/corporate_action.hpp"
#include "market/instrument.hpp"

namespace tw::inline orders {

enum class Side : std::uint8_t { Buy, Sell };

constexpr Side opposite(Side side) { return side == Side::Buy ? Side::Sell : Side::Buy; }

/// Returns `quantity` with the sign that it has in a position after `side` traded it.
constexpr Quantity signed_by(Side side, Quantity quantity) {
  return side == Side::Buy ? quantity : -quantity;
}

enum class OrderType : std::uint8_t { Market, Limit, Stop, StopLimit };

enum class TimeInForce : std::uint8_t {
  Day,  ///< Until the close of the session in which it was accepted.
  Gtc,  ///< Until cancelled.
};

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
  static constexpr Size as_parent() { return Size{}; }

  constexpr bool is_fraction() const { return fraction_ > 0.0; }
  constexpr bool is_as_parent() const { return !is_fraction() && quantity_.raw() == 0; }
  constexpr Quantity quantity() const { return quantity_; }
  constexpr double fraction() const { return fraction_; }

 private:
  constexpr Size(Quantity quantity, double fraction) : quantity_{quantity}, fraction_{fraction} {}

  Quantity quantity_;
  double fraction_ = 0.0;
};

/// What a strategy asks for, before risk has seen it.
struct OrderRequest {
  InstrumentId instrument{};
  Side side = Side::Buy;
  OrderType type = OrderType::Market;
  TimeInForce time_in_force = TimeInForce::Gtc;
  /// It may only shrink a position: what would be left over is cancelled.
  bool reduce_only = false;
  Size size;
  Price limit;  ///< For Limit and StopLimit.
  Price stop;   ///< For Stop and StopLimit.
  /// The order whose fill wakes this one, or `kNoOrder`. Orders with one parent cancel each other.
  ClientOrderId parent = kNoOrder;
  CorrelationId correlation{};
  Label tag;
};

/// Returns `request` on the instrument's grid: a limit never worse than asked for, a stop at the
/// nearest tick, an entry's quantity without what is less than a lot. An exit may close any odd
/// quantity that is held.
OrderRequest on_grid(OrderRequest request, const Instrument& instrument);

/// Returns `request` as a split leaves it: so many more units at prices so much lower, on the tick
/// grid again. Fractions of a unit stay, as they do in the position.
OrderRequest after_split(OrderRequest request, const CorporateAction& split, Price tick);

}  // namespace tw::inline orders
