#pragma once

#include <span>

#include "indicators/catalogue.hpp"

namespace tw::indicators {

// The tables of the catalogue, one file each, in the order in which a list shows them.

std::span<const ColumnKind> moving_averages();
std::span<const ColumnKind> momentum();
std::span<const ColumnKind> trend();
std::span<const ColumnKind> volatility();
std::span<const ColumnKind> volume();
std::span<const ColumnKind> statistics();
std::span<const ColumnKind> levels();
std::span<const ColumnKind> candle_patterns();

}  // namespace tw::indicators
