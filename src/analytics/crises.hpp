#pragma once

#include <span>
#include <string_view>

#include "core/date.hpp"

namespace tw::analytics {

/// A fall of the US stock market, from its closing high to its closing low.
struct Crisis {
  std::string_view key;    ///< "pandemic_2020", as in JSON.
  std::string_view title;  ///< "2020: pandemic".
  Date high;
  Date low;
};

/// Returns the falls that every report is held against, in order of time.
///
/// Source: closing highs and lows of SPY, the oldest fund on the S&P 500. A new one is a new row.
std::span<const Crisis> crises();

}  // namespace tw::analytics
