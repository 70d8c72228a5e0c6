#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/backtest_report.hpp"

namespace tw::report {

/// How many values lie in [from, to). The outermost bins also hold what lies beyond them.
struct Bin {
  double from = 0.0;
  double to = 0.0;
  std::size_t count = 0;
};

/// Returns bins of one round width with an edge at zero, from the first to the 99th hundredth of
/// the values. None when there are no values.
std::vector<Bin> bins_of(std::span<const double> values);

/// What the values of a histogram are, for people.
struct HistogramWords {
  std::string_view one = "trade";
  std::string_view many = "trades";
  std::string_view title = "Distribution of trade returns";
};

/// Returns the distribution of fractions as bars with its mean and median; nothing of none.
std::string histogram(std::vector<double> values, const HistogramWords& words);

/// Returns the distribution of trade returns as bars with its mean and median.
std::string trade_histogram(const std::vector<backtest::TradeRow>& trades);

}  // namespace tw::report
