#pragma once

#include <cstdint>

namespace tw::sizing {

/// How the size of an entry is found when it is neither a quantity nor a part of the account.
struct SizeRule {
  enum class Kind : std::uint8_t {
    None,        ///< As the strategy asks.
    Risk,        ///< What loses `value` of the equity at the entry's stop.
    Volatility,  ///< What makes the position as volatile as `value` a year.
    Kelly,       ///< `value` times Kelly's fraction of the trades so far.
    // What each of the run's instruments gets of the account, whose risk they share.
    InverseVolatility,
    EqualRisk,
    RiskParity,  ///< By hierarchy.
  };

  Kind kind = Kind::None;
  double value = 0.0;
  double bars_per_year = 252.0;  ///< For Volatility.

  constexpr bool is_none() const { return kind == Kind::None; }
  constexpr bool splits_account() const { return kind >= Kind::InverseVolatility; }
  constexpr bool needs_history() const { return kind == Kind::Volatility || splits_account(); }
};

/// Closes from which a bar's volatility is reckoned: about a quarter of daily ones.
inline constexpr int kVolatilityBars = 63;

}  // namespace tw::sizing
