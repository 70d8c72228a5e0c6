#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "market/bar_series.hpp"
#include "market/session_calendar.hpp"

namespace tw::indicators {

/// One number in a column's name, such as the 20 of SMA_20. Both bounds are allowed.
struct ColumnParameter {
  std::string_view name;
  double min = 1.0;
  double max = 100'000.0;
  bool is_whole = true;
};

inline constexpr std::size_t kColumnParametersMax = 3;
using ColumnValues = std::array<double, kColumnParametersMax>;

/// What a column is computed over.
///
/// Owns: nothing; a view.
struct ColumnInput {
  BarSeries bars;
  /// Closes of the benchmark, one for each bar; empty when none was given.
  std::span<const double> benchmark{};
  /// Says which bars are in regular hours; without one, all are.
  const SessionCalendar* calendar = nullptr;
};

/// One kind of column that can be computed over bars, and what a person needs to know of it.
struct ColumnKind {
  std::string_view name;
  std::span<const ColumnParameter> parameters;
  std::string_view example;
  std::string_view first;  ///< Index of the first value, counted from 0, in terms of parameters.
  std::string_view doc;
  std::string_view source;
  /// Returns one number a bar; NaN where the indicator is not defined yet.
  std::vector<double> (*compute)(const ColumnValues& values, const ColumnInput& input) = nullptr;
  bool needs_benchmark = false;
  std::string_view suffix{};  ///< What follows the parameters: the "_log" of TTR_ROC_14_log.
};

/// Returns every kind of column, in the order in which a list shows them.
std::span<const ColumnKind> catalogue();

/// Returns how the names of this kind are built: "MACD_fast_slow_signal".
std::string pattern_of(const ColumnKind& kind);

}  // namespace tw::indicators
