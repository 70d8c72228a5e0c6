#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/backtest_report.hpp"
#include "backtest/backtest_spec.hpp"
#include "backtest/lookahead_check.hpp"
#include "backtest/run_backtest.hpp"
#include "core/date.hpp"

namespace tw::diagnosis {

/// A numeric parameter with its declared range.
struct ParameterPlace {
  std::string name;
  double value = 0.0;
  double min = 0.0;
  double max = 0.0;
};

/// The same run with one parameter moved a little.
struct Neighbour {
  std::string parameter;
  double value = 0.0;
  double total_return = 0.0;
};

/// What rules read of a run besides its report: counts and sums, so that a rule is arithmetic.
struct RunFacts {
  std::size_t bars = 0;  ///< Of the first feed's range.
  bool is_intraday = false;
  int warmup_bars = 0;
  double traded_value = 0.0;
  double commissions = 0.0;
  double spread_and_slippage = 0.0;  ///< What models of a fixed rate took from the traded value.
  int lookahead_cuts = 0;
  int lookahead_faults = 0;
  bool is_ruined = false;
  std::size_t margin_calls = 0;
  std::uint64_t denials = 0;
  std::size_t fills = 0;  ///< Orders that filled at least in part.
  std::size_t fills_outside_session = 0;
  std::size_t stale_fills = 0;    ///< In a bar without volume, or that only repeats the last price.
  std::size_t capped_orders = 0;  ///< Larger than the participation cap lets the next bar take.
  std::int64_t sessions = 0;
  std::int64_t sessions_missing = 0;
  std::int64_t split_like_jumps = 0;  ///< That no corporate action explains.
  std::string first_split_like;       ///< "AAPL 2014-06-09".
  std::vector<ParameterPlace> parameters;
  std::vector<Neighbour> neighbours;  ///< Empty where nobody asked for their runs.
};

RunFacts facts_of(const backtest::BacktestSpec& spec, const std::vector<backtest::Feed>& feeds,
                  const backtest::BacktestRun& run, const backtest::LookaheadCheck& lookahead);

/// A finished run as the rules see it. Owns: the spec and the report must outlive it.
struct Subject {
  const backtest::BacktestSpec& spec;
  const backtest::BacktestReport& report;
  RunFacts facts;

  // By session close.
  std::vector<Date> dates;
  std::vector<double> equity;
  std::vector<double> returns;            ///< One fewer than `equity`.
  std::vector<double> benchmark_returns;  ///< Empty where there is no benchmark.

  double net_profit() const;  ///< Of closed trades.
  /// Returns the report's metric of that key, where it has one and it is defined.
  std::optional<double> metric(std::string_view key) const;
};

Subject subject_of(const backtest::BacktestSpec& spec, const backtest::BacktestReport& report,
                   RunFacts facts);

}  // namespace tw::diagnosis
