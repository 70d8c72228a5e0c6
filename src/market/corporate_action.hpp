#pragma once

#include <cstdint>

#include "core/currency.hpp"
#include "core/date.hpp"
#include "core/ids.hpp"
#include "core/money.hpp"

namespace tw::inline market {

/// Something the issuer does to every holder, effective before the open of `ex_date`.
struct CorporateAction {
  enum class Kind : std::uint8_t {
    Split,         ///< `numerator` new shares for every `denominator` old ones.
    CashDividend,  ///< `amount` a share held at the close before; shorts pay it.
  };

  InstrumentId instrument{};
  Kind kind = Kind::Split;
  Date ex_date;
  std::int32_t numerator = 1;
  std::int32_t denominator = 1;
  Price amount;  ///< Cash for one share of the instrument, in `currency`.
  Currency currency;
};

}  // namespace tw::inline market
