#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analytics/returns.hpp"
#include "bar_file.hpp"

namespace tw::app {

/// What `tradewind metrics` was asked for.
struct MetricsOptions {
  BarFile file;
  std::string benchmark;  ///< A file like that one; empty for none.
  double risk_free_annual = 0.0;
  double periods_per_year = 0.0;       ///< Returns a year; 0 for what the calendar has.
  double sharpe_floor = 0.0;           ///< A year; what the Sharpe ratio is held against.
  std::size_t rolling = 0;             ///< Returns a window; 0 for none.
  std::vector<std::string> correlate;  ///< Files like that one; empty for none.
  double half_life = 63.0;             ///< Of the weights of the exponential covariance, in rows.
  std::string pair;                    ///< A file like that one; empty for none.
  std::string trials;                  ///< A table of returns instead of `file`; empty for none.
  std::size_t blocks = 16;
  std::string json;  ///< Where to; empty is nowhere.
  std::string csv;   ///< The same.
};

/// One file's closes and what they are called.
struct NamedCloses {
  std::string symbol;
  analytics::DatedValues closes;
  double periods_per_year = 252.0;
};

/// Reads a file's session closes, and says its warnings on standard error.
///
/// Errors: throws Failure, BadUsage for an option's value, BadData for the file or an empty range.
NamedCloses named_closes(const BarFile& file);

/// Returns the options of `file` for another path: the symbol and the source are not its own.
BarFile beside(const BarFile& file, const std::string& path);

// Each measures what its options name and writes the table, the JSON and the CSV where asked.
void run_correlation(const MetricsOptions& options);
void run_pair(const MetricsOptions& options);
void run_trials(const MetricsOptions& options);

}  // namespace tw::app
