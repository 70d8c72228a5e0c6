#pragma once

#include <cstdint>
#include <string_view>

#include "core/date.hpp"
#include "core/ids.hpp"
#include "core/money.hpp"

namespace tw::sim {

/// What an account did that a rule answers.
struct Violation {
  enum class Kind : std::uint8_t {
    GoodFaith,         ///< Sold what unsettled money bought, before that money settled.
    FreeRiding,        ///< Sold what was never paid for.
    Restricted,        ///< Too many of those: purchases need settled cash for 90 days.
    PatternDayTrader,  ///< Four day trades in five sessions with too little equity.
    MarginCall,        ///< Equity below maintenance: reduced at the next open.
  };
  Kind kind = Kind::GoodFaith;
  Date session;
  InstrumentId instrument{};  ///< Of a good-faith violation.
  Money amount;               ///< What a margin call asks for.
};

std::string_view to_string(Violation::Kind kind);

}  // namespace tw::sim
