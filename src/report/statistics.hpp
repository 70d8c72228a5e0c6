#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/backtest_report.hpp"
#include "report/session_curves.hpp"

namespace tw::report {

/// One figure as a table shows it.
struct Statistic {
  std::string_view key;
  std::string_view label;
  std::string_view meaning;  ///< One sentence for a person; empty when the label says it all.
  std::string text;
  std::optional<double> value;
  std::string benchmark;  ///< The same figure of the benchmark; empty when there is none.
};

struct StatisticGroup {
  std::string_view title;
  std::vector<Statistic> rows;
};

/// Headline: the about thirty that fit a screen. All: whatever the report holds.
enum class Selection : std::uint8_t { Headline, All };

/// Returns the report's metrics in groups (returns, risk, trades, costs, more) in reading order.
/// Groups without a metric are left out.
std::vector<StatisticGroup> statistics(const backtest::BacktestReport& report,
                                       const SessionCurves& curves, Selection selection);

/// Returns the metric of that key, or nullptr when the report has none.
const backtest::Metric* find_metric(const backtest::BacktestReport& report, std::string_view key);

}  // namespace tw::report
