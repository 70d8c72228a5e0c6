#pragma once

#include <span>
#include <string_view>

#include "analytics/drawdown.hpp"
#include "analytics/market_slices.hpp"
#include "analytics/monthly.hpp"
#include "backtest/backtest_report.hpp"
#include "report/json_writer.hpp"

namespace tw::report {

/// How many drawdowns a report lists.
inline constexpr std::size_t kDrawdownsListed = 5;

// Each writes one member of the object at hand.

/// Writes `drawdowns`, whose indexes are into `dates`: from the first date under the high to the
/// first back at it, or to the last.
void write_drawdowns(JsonWriter& json, std::span<const analytics::Drawdown> drawdowns,
                     std::span<const Date> dates);

/// Writes an object of "2024-01" or "2024" to the return.
void write_periods(JsonWriter& json, std::string_view name,
                   std::span<const analytics::CalendarReturn> periods);

void write_slices(JsonWriter& json, std::string_view name,
                  std::span<const analytics::MarketSlice> slices);

/// Writes what a run's curves and trades come to when they are cut: `trade_groups`, `drawdowns`,
/// `yearly_returns`, `monthly_returns`, `regimes`, `crises`.
void write_analysis(JsonWriter& json, const backtest::BacktestReport& report);

}  // namespace tw::report
