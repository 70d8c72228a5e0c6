#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "analytics/comparison.hpp"
#include "analytics/moments.hpp"
#include "core/date.hpp"

namespace tw::analytics {

/// What a series of returns was worth and what it cost in risk: the figures of every report.
///
/// Names are the keys of `tradewind metrics`; docs/metrics.md has the formulas. A figure that the
/// sample does not define (a ratio over zero, a deviation of one value) is nothing, never 0.
/// Units:  fractions; losses and drawdowns negative; `_annual`, cagr, sharpe and sortino a year,
///         the rest a period; `_pct` percent.
struct Performance {
  std::int64_t n = 0;  ///< Returns, so one fewer than values.
  Figured total_return;
  Figured cagr;
  Figured mean_daily;
  Figured vol_annual;
  Figured sharpe;
  Figured downside_dev_annual;
  Figured sortino;

  Figured max_drawdown;
  std::optional<Date> mdd_peak_date;
  std::optional<Date> mdd_trough_date;
  std::optional<Date> mdd_recovery_date;
  bool mdd_peak_is_start = false;
  std::int64_t max_drawdown_days = 0;
  Figured calmar;
  Figured ulcer_index_pct;
  Figured martin_ratio;
  Figured avg_drawdown;
  std::int64_t longest_underwater_bars = 0;

  Figured skew_biased;
  Figured kurtosis_excess_biased;
  Figured skew_unbiased;
  Figured kurtosis_excess_unbiased;
  Figured jarque_bera;

  Figured omega_0;
  Figured tail_ratio_95_5;
  Figured gain_to_pain;
  Figured var_hist_95;
  Figured cvar_hist_95;
  Figured var_normal_95;
  Figured cvar_normal_95;
  Figured var_cornish_fisher_95;
  Figured cvar_cornish_fisher_95;
  Figured var_hist_99;
  Figured cvar_hist_99;
  Figured var_normal_99;
  Figured cvar_normal_99;
  Figured var_cornish_fisher_99;
  Figured cvar_cornish_fisher_99;

  Figured win_rate;
  Figured win_rate_nonzero;
  Figured avg_win;
  Figured avg_loss;
  Figured payoff_ratio;
  Figured profit_factor;
  Figured expectancy;
  Figured kelly_bernoulli;
  Figured kelly_gaussian;
  Figured best_day;
  Figured worst_day;
  std::int64_t max_consecutive_wins = 0;
  std::int64_t max_consecutive_losses = 0;
  Figured autocorr_lag1;

  Figured sr_stdev;
  Figured sharpe_error_annual;
  Figured psr_0;
  Figured min_track_record_95;  ///< Returns until the ratio is above 0 at 95 %.

  /// Only where there is a benchmark.
  std::optional<Comparison> comparison;
};

/// Returns sqrt(mean(min(r - risk_free, 0)^2)) over all returns, a period.
/// Requires one return or more.
double downside_deviation(std::span<const double> returns, double risk_free_period);

/// Returns the mean excess a year over the downside deviation a year.
Figured sortino(std::span<const double> returns, const AnnualTerms& terms);

/// Measures `returns`, whose dates are `dates[1]` on; `dates[0]` is that of the value before the
/// first return. No returns give a Performance with `n` 0 and no figure.
///
/// Requires `dates` in ascending order and one longer than `returns`.
Performance measure(std::span<const double> returns, std::span<const Date> dates,
                    const AnnualTerms& terms);

}  // namespace tw::analytics
