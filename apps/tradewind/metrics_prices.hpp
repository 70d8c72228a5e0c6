#pragma once

#include <string>
#include <vector>

#include "analytics/drawdown.hpp"
#include "analytics/market_slices.hpp"
#include "analytics/monthly.hpp"
#include "analytics/performance.hpp"
#include "metrics_options.hpp"

namespace tw::report {
class JsonWriter;
}

namespace tw::app {

/// What one file's closes came to, and what was measured.
struct Measured {
  std::string symbol;
  std::string benchmark;  ///< Empty when there is none.
  analytics::DatedValues closes;
  analytics::AnnualTerms terms;
  std::vector<double> returns;
  /// Both series on the dates that both have; empty without a benchmark.
  analytics::Joined joined;
  analytics::Performance performance;
  std::vector<analytics::Drawdown> drawdowns;  ///< The five deepest; indexes into `closes`.
  std::vector<analytics::CalendarReturn> months;
  std::vector<analytics::CalendarReturn> years;
  std::vector<analytics::MarketSlice> regimes;  ///< By the benchmark; empty without one.
  std::vector<analytics::MarketSlice> crises;
  analytics::Figured psr_floor;  ///< That the Sharpe ratio is above `--sharpe-floor`.
};

/// Errors: throws Failure, BadUsage for an option's value, BadData for too little data.
Measured measure_prices(const MetricsOptions& options);

std::string metrics_json(const MetricsOptions& options, const Measured& measured);
std::string metrics_table(const Measured& measured);

/// Returns the rolling figures of `window` returns, one row a return: a blank is a window
/// that is not full or has no such figure. With a benchmark over the dates that both have.
/// Requires a window of at least 2.
std::string rolling_csv(std::size_t window, const Measured& measured);

/// Writes the same as the member `rolling` of the object at hand.
void write_rolling(report::JsonWriter& json, std::size_t window, const Measured& measured);

}  // namespace tw::app
