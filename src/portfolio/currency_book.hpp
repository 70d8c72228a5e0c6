#pragma once

#include <array>
#include <cstddef>

#include "core/currency.hpp"
#include "core/money.hpp"
#include "events/event.hpp"

namespace tw::portfolio {

/// One currency's page of the account. All amounts are in that currency.
///
/// cash = deposits + converted + other + realised − cost, and equity = cash + value, so
/// equity − deposits − converted = realised + unrealised + other.
struct CurrencyBook {
  Currency currency;
  Price rate;  ///< What one unit is worth in the base currency; zero until that is known.
  Money cash;
  Money value;        ///< Σ of the positions' values.
  Money gross;        ///< Σ of their magnitudes.
  Money cost;         ///< Σ of the open lots' cost.
  Money realised;     ///< Σ (exit − entry value) of what closed, less every commission paid.
  Money closed_pnl;   ///< Σ pnl of the round trips: realised before the open lots' commission.
  Money commissions;  ///< Paid so far, for closed and open lots alike.
  Money converted;    ///< What conversions brought, less what they took.
  std::array<Money, 5> booked{};  ///< Σ of the cash events, by kind.

  Money booked_as(CashEvent::Kind kind) const { return booked[static_cast<std::size_t>(kind)]; }
  Money deposits() const { return booked_as(CashEvent::Kind::Deposit); }
  /// Returns dividends, interest, fees and write-offs.
  Money other() const {
    Money sum;
    for (const Money amount : booked) sum += amount;
    return sum - deposits();
  }
  Money unrealised() const { return value - cost; }
  Money equity() const { return cash + value; }
};

}  // namespace tw::portfolio
