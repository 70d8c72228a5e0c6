#pragma once

#include <span>
#include <string>
#include <vector>

#include "backtest/backtest_report.hpp"

namespace tw::research {

/// What a finished run earned, step by step: what resampling starts from.
struct TrackRecord {
  std::string title;   ///< "sma_cross on AAPL, run 0d69...", or the file of prices.
  std::string run_id;  ///< Empty for prices.
  std::string first;   ///< "2010-01-04"
  std::string last;
  std::vector<double> session_returns;
  /// Each trade's profit over the account before it, by exit: 1 plus these multiply up to what
  /// closed trades made of the account. Empty for prices.
  std::vector<double> trade_returns;
  double periods_per_year = 252.0;                ///< Of session returns.
  double trades_per_year = 0.0;                   ///< NaN when the span has no length.
  std::vector<std::string> warnings;              ///< Of the run.
  std::vector<backtest::Assumption> assumptions;  ///< Of the run.
};

/// Returns what a run earned, its trades in the order of their exits.
TrackRecord track_record_of(const backtest::BacktestReport& report);

/// Returns how many trades a year were closed; NaN when the span has no length.
double trades_per_year(std::size_t trades, Date first, Date last);

/// Returns each profit as a share of the account before it, the first of `cash`, in that order.
///
/// An account that is at or below zero has nothing left to earn on: from there on they are 0.
std::vector<double> trade_returns(double cash, std::span<const double> profits);

}  // namespace tw::research
