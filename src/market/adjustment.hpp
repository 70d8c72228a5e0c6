#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/date.hpp"
#include "market/bar_series.hpp"
#include "market/bar_table.hpp"
#include "market/corporate_action.hpp"

namespace tw::inline market {

/// By what raw prices up to a day are multiplied to be on the scale of the last one.
///
/// Units: factors in 1e-12.
struct AdjustmentFactor {
  static constexpr std::int64_t kScale = 1'000'000'000'000;

  Date until;  ///< Inclusive; the days after the factor before.
  std::int64_t split = kScale;
  std::int64_t price = kScale;  ///< For dividends, on top of it.
};

/// What adjusted prices leave out.
enum class Adjustment : std::uint8_t { Split, Total };

/// Returns the factors that `actions`, oldest first, make of `bars`. A dividend takes its part of
/// the close before its ex-date, as vendors reckon total-return prices.
std::vector<AdjustmentFactor> factors_of(std::span<const CorporateAction> actions,
                                         const BarSeries& bars);

/// Returns raw `bars` with prices multiplied, and volumes divided by the split factor, half-even;
/// bars after the last factor stand as they are. The adjusted close goes: its scale is another.
/// Returns nothing when a price or a volume would leave its range.
std::optional<BarTable> adjusted(const BarSeries& bars, std::span<const AdjustmentFactor> factors,
                                 Adjustment adjustment);

}  // namespace tw::inline market
