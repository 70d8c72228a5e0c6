#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/backtest_report.hpp"
#include "report/session_curves.hpp"

namespace tw::report {

/// A value at every moment of the page; NaN where there is none.
struct Curve {
  std::string key;   ///< "equity", "benchmark", "drawdown", "sharpe_126", "price_0".
  std::string name;  ///< As a legend shows it.
  std::vector<double> values;
};

/// A trade with its place on the time axis. Owns: the row is the report's.
struct PlacedTrade {
  const backtest::TradeRow* row = nullptr;
  std::size_t symbol = 0;  ///< Index into `ChartData::symbols`.
  std::size_t entry = 0;   ///< Index into `ChartData::at`.
  std::size_t exit = 0;
};

/// What the charts of a page are drawn from, in the browser as on the server.
struct ChartData {
  std::vector<backtest::TimeLabel> at;
  std::vector<Curve> curves;
  std::vector<std::string> symbols;  ///< Those with a price curve first: `price_0` is of symbol 0.
  std::size_t priced_count = 0;
  std::vector<PlacedTrade> trades;  ///< In the report's order.
  bool is_thinned = false;          ///< Some moments were left out; every extreme was kept.

  /// Returns the curve of that key, or nullptr.
  const Curve* find(std::string_view key) const;
};

/// More symbols than this are left to the trade list: the page would grow without being read.
inline constexpr std::size_t kPriceChartsMax = 12;
/// More moments than this are thinned to the extremes of each bucket.
inline constexpr std::size_t kMomentsMax = 50'000;

/// Owns: the trades point into `report`.
ChartData chart_data(const backtest::BacktestReport& report, const SessionCurves& sessions);

}  // namespace tw::report
