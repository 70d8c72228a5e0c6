#pragma once

#include <cstdint>

#include "core/currency.hpp"
#include "core/date.hpp"
#include "core/ids.hpp"
#include "core/label.hpp"
#include "core/money.hpp"

namespace tw::inline market {

/// Something that happens to every holder of an instrument, between two of its sessions.
struct CorporateAction {
  enum class Kind : std::uint8_t {
    Split,         ///< `numerator` new shares for every `denominator` old ones.
    CashDividend,  ///< `amount` a share held at the close before; shorts pay it.
    SymbolChange,  ///< It trades as `symbol`; whoever holds or orders it notices nothing.
    Delisting,     ///< It trades no more: holders get `amount` a share, maybe 0, and shorts pay it.
  };

  InstrumentId instrument{};
  Kind kind = Kind::Split;
  /// Effective before the open of this day; a delisting, after the close of it.
  Date ex_date;
  std::int32_t numerator = 1;
  std::int32_t denominator = 1;
  /// Cash for one unit of the quantity held, in `currency`; a dividend's whatever its multiplier.
  Price amount;
  Currency currency;
  Label symbol;
};

/// Returns what `quantity` units become by a split. Fractions are kept to 1e-8, half-even.
inline Quantity after_split(Quantity quantity, const CorporateAction& split) {
  return scaled(quantity, split.numerator, split.denominator, Rounding::HalfEven);
}

/// Returns what a price before a split is after it, half-even.
inline Price after_split(Price price, const CorporateAction& split) {
  return scaled(price, split.denominator, split.numerator, Rounding::HalfEven);
}

}  // namespace tw::inline market
