#pragma once

#include "core/date.hpp"
#include "core/money.hpp"
#include "sim/sim_rules.hpp"

namespace tw::sim {

/// Returns what an order of `quantity` units worth `value` costs in all. Never negative.
///
/// Units: `quantity` and `value` without sign; money in the instrument's currency.
/// Source: for IBKR, the fixed-rate schedule for US stocks: 0.005 a share, at least 1.00 an order,
///         at most 1 % of its value; for tiered pricing, by the shares of the month.
/// `month_before` is what the account traded in the calendar month before this order.
Money commission(const CommissionModel& model, Quantity quantity, Money value,
                 Quantity month_before = {});

/// IBKR Pro, US stocks, fixed pricing.
CommissionModel ibkr_fixed();

/// IBKR Pro, US stocks, tiered pricing: the more shares a month, the less for each further one.
/// Without the pass-through of exchange and clearing fees.
CommissionModel ibkr_tiered();

/// How many shares an account traded in the calendar month, for pricing that depends on it.
class MonthVolume {
 public:
  /// Returns the shares traded in the month of `session` so far.
  Quantity of(Date session) const { return month_of(session) == month_ ? traded_ : Quantity{}; }
  void add(Date session, Quantity quantity) {
    if (month_of(session) != month_) {
      month_ = month_of(session);
      traded_ = {};
    }
    traded_ += quantity;
  }

 private:
  static std::int32_t month_of(Date date) { return date.year() * 12 + date.month(); }

  std::int32_t month_ = 0;
  Quantity traded_;
};

}  // namespace tw::sim
