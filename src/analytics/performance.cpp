#include "analytics/performance.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analytics/drawdown.hpp"
#include "analytics/returns.hpp"
#include "analytics/sharpe.hpp"
#include "core/assert.hpp"

namespace tw::analytics {
namespace {

using Returns = std::span<const double>;

void measure_growth(Returns returns, const AnnualTerms& terms, Performance& result) {
  const double root = std::sqrt(terms.periods_per_year);
  const double risk_free = terms.risk_free_period();
  const double wealth = 1.0 + compound(returns);
  const double years = static_cast<double>(returns.size()) / terms.periods_per_year;
  result.total_return = wealth - 1.0;
  result.cagr = wealth > 0.0 ? std::pow(wealth, 1.0 / years) - 1.0 : -1.0;
  result.mean_daily = mean(returns);
  result.vol_annual = scaled(sample_deviation(returns), root);
  result.sharpe = scaled(period_sharpe(returns, risk_free), root);
  result.downside_dev_annual = root * downside_deviation(returns, risk_free);
  result.sortino = sortino(returns, terms);
}

void date_worst(const Drawdown& worst, std::span<const Date> dates, Performance& result) {
  result.mdd_peak_is_start = worst.peak == 0;
  // The start is no return's date: the references write it as the day before the first one.
  result.mdd_peak_date = worst.peak == 0 ? dates[1] - 1 : dates[worst.peak];
  result.mdd_trough_date = dates[worst.trough];
  if (worst.recovery) result.mdd_recovery_date = dates[*worst.recovery];
}

void measure_drawdowns(Returns returns, std::span<const Date> dates, const AnnualTerms& terms,
                       Performance& result) {
  const std::vector<double> wealth = wealth_curve(returns);
  const std::vector<Drawdown> drawdowns = find_drawdowns(wealth);
  const auto worst = deepest(drawdowns);
  result.max_drawdown = worst ? worst->depth : 0.0;
  if (worst) date_worst(*worst, dates, result);
  for (const Drawdown& drawdown : drawdowns) {
    result.max_drawdown_days =
        std::max(result.max_drawdown_days, std::int64_t{days_under(drawdown, dates)});
    result.longest_underwater_bars =
        std::max(result.longest_underwater_bars,
                 static_cast<std::int64_t>(drawdown.bars_under(wealth.size())));
  }

  const std::vector<double> series = drawdown_series(wealth);
  const auto after_start = std::span{series}.subspan(1);
  double squares = 0.0;
  for (const double depth : after_start) squares += 100.0 * depth * (100.0 * depth);
  result.ulcer_index_pct = std::sqrt(squares / static_cast<double>(after_start.size()));
  result.avg_drawdown = mean(after_start);
  result.calmar = ratio(result.cagr, std::abs(*result.max_drawdown));
  result.martin_ratio =
      ratio(100.0 * (*result.cagr - terms.risk_free_annual), result.ulcer_index_pct);
}

void measure_shape(Returns returns, Performance& result) {
  const Shape form = shape(returns);
  result.skew_biased = form.skew_biased;
  result.kurtosis_excess_biased = form.kurtosis_excess_biased;
  result.skew_unbiased = form.skew_unbiased;
  result.kurtosis_excess_unbiased = form.kurtosis_excess_unbiased;
  if (form.skew_biased) {
    const double skew = *form.skew_biased;
    const double excess = *form.kurtosis_excess_biased;
    result.jarque_bera =
        static_cast<double>(returns.size()) / 6.0 * (skew * skew + excess * excess / 4.0);
  }
  if (returns.size() >= 3) {
    result.autocorr_lag1 = correlation(returns.subspan(1), returns.first(returns.size() - 1));
  }
}

/// The value at risk of one confidence and the mean beyond it, by three readings.
struct TailRisk {
  Figured var_hist;
  Figured cvar_hist;
  Figured var_normal;
  Figured cvar_normal;
  Figured var_cornish_fisher;
  Figured cvar_cornish_fisher;
};

struct TailLevel {
  double probability;  ///< Of the loss being worse.
  double z;            ///< The standard normal's quantile at it.
};

constexpr TailLevel kTail95{.probability = 0.05, .z = -1.6448536269514729};
constexpr TailLevel kTail99{.probability = 0.01, .z = -2.3263478740408408};

/// Returns the mean of the values up to `limit`. Requires an ascending sample.
Figured mean_up_to(std::span<const double> sorted, double limit) {
  const auto end = std::ranges::upper_bound(sorted, limit);
  return mean(sorted.first(static_cast<std::size_t>(end - sorted.begin())));
}

TailRisk tail_risk(Returns sorted, const Performance& measured, Figured deviation,
                   TailLevel level) {
  TailRisk risk{.var_hist = percentile(sorted, level.probability)};
  risk.cvar_hist = mean_up_to(sorted, *risk.var_hist);
  if (!deviation) return risk;
  const double center = *measured.mean_daily;
  const double z = level.z;
  risk.var_normal = center + z * *deviation;
  risk.cvar_normal = center - *deviation * normal_density(z) / level.probability;
  if (!measured.skew_biased) return risk;
  const double skew = *measured.skew_biased;
  const double excess = *measured.kurtosis_excess_biased;
  const double adjusted = z + (z * z - 1.0) * skew / 6.0 + (z * z * z - 3.0 * z) * excess / 24.0 -
                          (2.0 * z * z * z - 5.0 * z) * skew * skew / 36.0;
  risk.var_cornish_fisher = center + adjusted * *deviation;
  // The mean of the same polynomial over the tail, by the moments of a cut normal.
  const double stretched = 1.0 + z * skew / 6.0 + (z * z - 1.0) * excess / 24.0 -
                           (2.0 * z * z - 1.0) * skew * skew / 36.0;
  risk.cvar_cornish_fisher =
      center - *deviation * normal_density(z) / level.probability * stretched;
  return risk;
}

void measure_tails(Returns returns, Performance& result) {
  std::vector<double> sorted(returns.begin(), returns.end());
  std::ranges::sort(sorted);
  const Figured deviation = sample_deviation(returns);
  const TailRisk at_95 = tail_risk(sorted, result, deviation, kTail95);
  const TailRisk at_99 = tail_risk(sorted, result, deviation, kTail99);
  result.var_hist_95 = at_95.var_hist;
  result.cvar_hist_95 = at_95.cvar_hist;
  result.var_normal_95 = at_95.var_normal;
  result.cvar_normal_95 = at_95.cvar_normal;
  result.var_cornish_fisher_95 = at_95.var_cornish_fisher;
  result.cvar_cornish_fisher_95 = at_95.cvar_cornish_fisher;
  result.var_hist_99 = at_99.var_hist;
  result.cvar_hist_99 = at_99.cvar_hist;
  result.var_normal_99 = at_99.var_normal;
  result.cvar_normal_99 = at_99.cvar_normal;
  result.var_cornish_fisher_99 = at_99.var_cornish_fisher;
  result.cvar_cornish_fisher_99 = at_99.cvar_cornish_fisher;
  result.tail_ratio_95_5 =
      ratio(std::abs(*percentile(sorted, 0.95)), std::abs(*percentile(sorted, 0.05)));
  result.best_day = sorted.back();
  result.worst_day = sorted.front();
}

/// Wins and losses of a period, a return of exactly zero being neither.
struct Outcomes {
  std::int64_t wins = 0;
  std::int64_t losses = 0;
  double sum_wins = 0.0;
  double sum_losses = 0.0;
  std::int64_t longest_wins = 0;
  std::int64_t longest_losses = 0;
};

Outcomes count_outcomes(Returns returns) {
  Outcomes counted;
  std::int64_t wins_in_row = 0;
  std::int64_t losses_in_row = 0;
  for (const double r : returns) {
    wins_in_row = r > 0.0 ? wins_in_row + 1 : 0;
    losses_in_row = r < 0.0 ? losses_in_row + 1 : 0;
    counted.wins += r > 0.0;
    counted.losses += r < 0.0;
    counted.sum_wins += std::max(r, 0.0);
    counted.sum_losses += std::min(r, 0.0);
    counted.longest_wins = std::max(counted.longest_wins, wins_in_row);
    counted.longest_losses = std::max(counted.longest_losses, losses_in_row);
  }
  return counted;
}

void measure_outcomes(Returns returns, const AnnualTerms& terms, Performance& result) {
  const Outcomes counted = count_outcomes(returns);
  const auto wins = static_cast<double>(counted.wins);
  const auto losses = static_cast<double>(counted.losses);
  result.win_rate = wins / static_cast<double>(returns.size());
  result.win_rate_nonzero = ratio(wins, wins + losses);
  result.avg_win = ratio(counted.sum_wins, wins);
  result.avg_loss = ratio(counted.sum_losses, losses);
  result.payoff_ratio = result.avg_loss ? ratio(result.avg_win, -*result.avg_loss) : std::nullopt;
  result.profit_factor = ratio(counted.sum_wins, -counted.sum_losses);
  result.omega_0 = result.profit_factor;
  result.gain_to_pain = ratio(sum(returns), -counted.sum_losses);
  result.expectancy = ratio(counted.sum_wins + counted.sum_losses, wins + losses);
  result.max_consecutive_wins = counted.longest_wins;
  result.max_consecutive_losses = counted.longest_losses;
  if (result.payoff_ratio && *result.payoff_ratio > 0.0) {
    const double won = *result.win_rate_nonzero;
    result.kelly_bernoulli = won - (1.0 - won) / *result.payoff_ratio;
  }
  const Figured deviation = sample_deviation(returns);
  if (deviation) {
    result.kelly_gaussian =
        ratio(*result.mean_daily - terms.risk_free_period(), *deviation * *deviation);
  }
}

void measure_confidence(Returns returns, const AnnualTerms& terms, Performance& result) {
  const auto error = sharpe_error(returns);
  if (!error) return;
  result.sr_stdev = error->deviation;
  result.sharpe_error_annual = error->deviation * std::sqrt(terms.periods_per_year);
  result.psr_0 = probabilistic_sharpe(*error, 0.0);
  result.min_track_record_95 = minimum_track_record(*error, 0.0, -kTail95.z);
}

}  // namespace

double downside_deviation(std::span<const double> returns, double risk_free_period) {
  double total = 0.0;
  for (const double r : returns) {
    const double below = std::min(r - risk_free_period, 0.0);
    total += below * below;
  }
  return std::sqrt(total / static_cast<double>(returns.size()));
}

Figured sortino(std::span<const double> returns, const AnnualTerms& terms) {
  const Figured average = mean(returns);
  if (!average) return std::nullopt;
  const double risk_free = terms.risk_free_period();
  return ratio(terms.periods_per_year * (*average - risk_free),
               std::sqrt(terms.periods_per_year) * downside_deviation(returns, risk_free));
}

Performance measure(std::span<const double> returns, std::span<const Date> dates,
                    const AnnualTerms& terms) {
  Performance result;
  if (returns.empty()) return result;
  TW_ASSERT(dates.size() == returns.size() + 1);
  TW_ASSERT(terms.periods_per_year > 0.0);
  result.n = static_cast<std::int64_t>(returns.size());
  measure_growth(returns, terms, result);
  measure_drawdowns(returns, dates, terms, result);
  measure_shape(returns, result);
  measure_tails(returns, result);
  measure_outcomes(returns, terms, result);
  measure_confidence(returns, terms, result);
  return result;
}

}  // namespace tw::analytics
