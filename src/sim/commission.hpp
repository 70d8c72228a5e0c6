#pragma once

#include "core/money.hpp"
#include "sim/sim_rules.hpp"

namespace tw::sim {

/// Returns what an order of `quantity` units worth `value` costs in all. Never negative.
///
/// Units: `quantity` and `value` without sign; money in the instrument's currency.
/// Source: for IBKR, the fixed-rate schedule for US stocks: 0.005 a share, at least 1.00 an order,
///         at most 1 % of its value.
Money commission(const CommissionModel& model, Quantity quantity, Money value);

/// IBKR Pro, US stocks, fixed pricing.
CommissionModel ibkr_fixed();

/// IBKR Pro, US stocks, tiered pricing at its first tier (up to 300,000 shares a month),
/// without the pass-through of exchange and clearing fees.
CommissionModel ibkr_tiered();

}  // namespace tw::sim
