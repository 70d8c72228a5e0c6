#pragma once

#include "core/money.hpp"
#include "core/ratio.hpp"

namespace tw::sim {

/// What it costs, or brings, to hold something overnight: annual rates.
struct CarryRates {
  Ratio borrow;  ///< Of the value of short positions, paid to the lender.
  Ratio debit;   ///< Of cash that is owed to the broker.
  Ratio credit;  ///< Of cash that is ours: short proceeds are the lender's collateral.

  bool any() const { return borrow.raw() != 0 || debit.raw() != 0 || credit.raw() != 0; }
  friend bool operator==(const CarryRates&, const CarryRates&) = default;
};

/// Returns `amount × annual × days / 360`, rounded half-even once.
/// Source: actual/360, the convention of US money markets, stock loans and IBKR's statements.
Money accrued(Money amount, Ratio annual, int days);

/// Returns the interest of `days` nights on an account: negative where it pays.
/// Units: `shorted` is the value of the short positions, without sign.
Money interest(const CarryRates& rates, Money cash, Money shorted, int days);

}  // namespace tw::sim
