#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "market/instrument.hpp"
#include "market/universe.hpp"
#include "orders/approved.hpp"
#include "orders/blotter.hpp"
#include "orders/order_change.hpp"
#include "orders/order_request.hpp"
#include "portfolio/portfolio.hpp"
#include "risk/limits.hpp"

namespace tw::risk {

/// What a check looks at besides the request.
struct Desk {
  std::span<const Instrument> instruments;
  const portfolio::Portfolio& portfolio;
  const Blotter& blotter;
  Timestamp now;
  const Universe* universe = nullptr;  ///< None: every instrument may be entered.
  /// What the request's instrument just filled at, where that is what is being answered: newer than
  /// its mark. Zero is nothing.
  Price fill_price = {};
  /// The order whose terms are being checked anew: it does not count beside itself.
  ClientOrderId replaced = kNoOrder;
};

/// The gate that every order passes, and the only maker of `Approved`.
///
/// Checks are made at the last price that the portfolio was marked at. Working orders count as if
/// they will fill, so that two orders cannot pass where one would not. Amounts are compared in the
/// base currency. An order that only closes is not held back by what is held.
class RiskEngine {
 public:
  explicit RiskEngine(const Limits& limits);

  TradingState state() const { return state_; }
  void set_state(TradingState state) { state_ = state; }
  const Limits& limits() const { return limits_; }

  /// Passes or denies `request`. `quantity` is its size in units: for a fraction, what it would
  /// come to now; zero for exits that take their parent's size.
  std::expected<Approved<OrderRequest>, Denied> check(const OrderRequest& request,
                                                      Quantity quantity, const Desk& desk);

  /// Passes or denies `change` of the order `id`, as it would a request for what is then left.
  std::expected<Approved<OrderChange>, Denied> check(ClientOrderId id, const OrderChange& change,
                                                     Desk desk);

 private:
  std::optional<Reason> check_change(const Order& order, const OrderChange& change,
                                     const Desk& desk) const;
  std::optional<Reason> check_order(const OrderRequest& request, Quantity quantity,
                                    const Desk& desk) const;
  std::optional<Reason> check_state(const OrderRequest& request, Quantity quantity,
                                    const Desk& desk) const;
  std::optional<Reason> check_prices(const OrderRequest& request, Price mark,
                                     const Desk& desk) const;
  std::optional<Reason> check_size(const OrderRequest& request, Quantity quantity,
                                   const Desk& desk) const;
  std::optional<Reason> check_exposure(const OrderRequest& request, Quantity quantity,
                                       Quantity closing, const Desk& desk) const;
  bool is_too_fast(Timestamp now) const;
  void note_order(Timestamp now);

  // Constant after construction.
  Limits limits_;

  // Moves with control events and passed orders. A ring of the last orders' times.
  TradingState state_ = TradingState::Closed;
  std::vector<Timestamp> recent_;
  std::size_t noted_ = 0;  ///< How many of them have been written.
  std::size_t oldest_ = 0;
};

}  // namespace tw::risk
