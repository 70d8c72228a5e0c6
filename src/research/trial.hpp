#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tw::research {

/// What is kept of every trial, under the keys that `backtest --json` has for them.
///
/// The order is that of the checkpoint's rows: new ones go to the end.
enum class TrialMetric : std::uint8_t {
  FinalEquity,
  TotalReturn,
  Cagr,
  Volatility,
  Sharpe,
  Sortino,
  Calmar,
  MaxDrawdown,
  Fills,
  Trades,
  TradeWinRate,
  TradeProfitFactor,
  TradeExpectancyPnl,
  Commissions,
  SkewBiased,
  KurtosisExcessBiased,
  Returns,  ///< How many session returns the figures rest on.
};

inline constexpr std::size_t kTrialMetrics = static_cast<std::size_t>(TrialMetric::Returns) + 1;

/// The keys, in the order of `TrialMetric`.
inline constexpr std::array<std::string_view, kTrialMetrics> kTrialMetricKeys{
    "final_equity",
    "total_return",
    "cagr",
    "volatility",
    "sharpe",
    "sortino",
    "calmar",
    "max_drawdown",
    "fills",
    "trades",
    "trade_win_rate",
    "trade_profit_factor",
    "trade_expectancy_pnl",
    "commissions",
    "skew_biased",
    "kurtosis_excess_biased",
    "returns",
};

inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// The figures of one trial; what the run does not define is NaN.
struct TrialMetrics {
  std::array<double, kTrialMetrics> values = filled(kUndefined);

  double& operator[](TrialMetric metric) { return values[static_cast<std::size_t>(metric)]; }
  double operator[](TrialMetric metric) const { return values[static_cast<std::size_t>(metric)]; }

 private:
  static constexpr std::array<double, kTrialMetrics> filled(double value) {
    std::array<double, kTrialMetrics> all{};
    all.fill(value);
    return all;
  }
};

/// One trial: which point of the plan, and what became of it.
struct TrialRow {
  std::uint64_t point = 0;
  TrialMetrics metrics;
};

/// Returns the metric of that key. Errors: one line with the nearest key.
std::expected<TrialMetric, std::string> find_metric(std::string_view key);

/// What a study looks for.
struct Objective {
  TrialMetric metric = TrialMetric::Sharpe;
  bool maximises = true;

  /// Returns a number of which the larger is the better; NaN where the run does not define it.
  double score(const TrialMetrics& metrics) const {
    return maximises ? metrics[metric] : -metrics[metric];
  }
};

/// Parses "sharpe", "max:sharpe" or "min:volatility". A drawdown is negative, so "max_drawdown" is
/// maximised like the rest.
std::expected<Objective, std::string> parse_objective(std::string_view text);

/// Returns "max:sharpe".
std::string to_string(const Objective& objective);

/// What a trial must satisfy to be ranked: "trades>=30".
struct Requirement {
  enum class Relation : std::uint8_t { AtLeast, AtMost, Above, Below };

  TrialMetric metric = TrialMetric::Trades;
  Relation relation = Relation::AtLeast;
  double bound = 0.0;

  /// An undefined figure satisfies nothing.
  bool holds(const TrialMetrics& metrics) const;
};

/// Parses "trades>=30", "max_drawdown > -0.2". Errors: one line: the text, what is wrong.
std::expected<Requirement, std::string> parse_requirement(std::string_view text);

std::string to_string(const Requirement& requirement);

/// How trials are ranked: the objective, among those that satisfy every requirement.
struct Goal {
  Objective objective;
  std::vector<Requirement> requirements;

  /// Returns the score, or NaN for a trial that is not ranked.
  double score(const TrialMetrics& metrics) const;
};

}  // namespace tw::research
