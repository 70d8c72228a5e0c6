#include "analytics/performance.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "analytics/normal_quantile.hpp"
#include "analytics/returns.hpp"

namespace tw::analytics {
namespace {

/// Mondays, one for each value.
std::vector<Date> weeks(std::size_t values) {
  std::vector<Date> dates;
  for (std::size_t i = 0; i < values; ++i) {
    dates.push_back(*parse_date("2024-01-01") + 7 * static_cast<int>(i));
  }
  return dates;
}

Performance measured(const std::vector<double>& values, AnnualTerms terms = {}) {
  return measure(simple_returns(values), weeks(values.size()), terms);
}

const std::vector<double> kValues{100, 110, 99, 99, 118.8};  // +10 %, -10 %, 0, +20 %

TEST(Performance, GrowthIsCompoundAndAnnualisedByThePeriodsOfAYear) {
  const auto result = measured(kValues, {.periods_per_year = 2.0});

  EXPECT_EQ(result.n, 4);
  EXPECT_NEAR(*result.total_return, 0.188, 1e-12);
  EXPECT_NEAR(*result.cagr, std::sqrt(1.188) - 1.0, 1e-12);
  EXPECT_NEAR(*result.mean_daily, 0.05, 1e-12);
  // Deviations 0.05, -0.15, -0.05, 0.15: squares 0.05, over 3, times 2 a year.
  EXPECT_NEAR(*result.vol_annual, std::sqrt(0.05 / 3.0 * 2.0), 1e-12);
}

TEST(Performance, SharpeAndSortinoAreOfReturnsAboveTheRiskFreeRate) {
  const auto result = measured(kValues, {.periods_per_year = 2.0, .risk_free_annual = 0.02});

  EXPECT_NEAR(*result.sharpe, 0.04 / std::sqrt(0.05 / 3.0) * std::sqrt(2.0), 1e-12);
  // Below the rate of 0.01 lie -0.10 and 0, by 0.11 and 0.01; the mean is over all four.
  const double downside = std::sqrt((0.0121 + 0.0001) / 4.0 * 2.0);
  EXPECT_NEAR(*result.downside_dev_annual, downside, 1e-12);
  EXPECT_NEAR(*result.sortino, 2.0 * 0.04 / downside, 1e-12);
}

TEST(Performance, DatesItsDrawdownByPeakTroughAndRecovery) {
  const auto result = measured(kValues);

  EXPECT_NEAR(*result.max_drawdown, -0.1, 1e-12);
  EXPECT_FALSE(result.mdd_peak_is_start);
  EXPECT_EQ(result.mdd_peak_date, parse_date("2024-01-08"));
  EXPECT_EQ(result.mdd_trough_date, parse_date("2024-01-15"));
  EXPECT_EQ(result.mdd_recovery_date, parse_date("2024-01-29"));
  EXPECT_EQ(result.max_drawdown_days, 21);
  EXPECT_EQ(result.longest_underwater_bars, 2);
  EXPECT_NEAR(*result.avg_drawdown, -0.05, 1e-12);
  EXPECT_NEAR(*result.ulcer_index_pct, std::sqrt(50.0), 1e-9);
  EXPECT_NEAR(*result.calmar, *result.cagr / 0.1, 1e-6);
}

TEST(Performance, WritesAPeakAtTheStartAsTheDayBeforeTheFirstReturn) {
  const auto result = measured({100, 90, 95});

  EXPECT_TRUE(result.mdd_peak_is_start);
  EXPECT_EQ(result.mdd_peak_date, parse_date("2024-01-07"));
  EXPECT_FALSE(result.mdd_recovery_date);
  EXPECT_EQ(result.max_drawdown_days, 14);  // From the start's own date to the last.
}

TEST(Performance, LongestDrawdownNeedNotBeTheDeepest) {
  const auto result = measured({100, 50, 101, 100, 100, 100, 102});

  EXPECT_NEAR(*result.max_drawdown, -0.5, 1e-12);
  EXPECT_EQ(result.mdd_recovery_date, parse_date("2024-01-15"));
  EXPECT_EQ(result.max_drawdown_days, 28);
  EXPECT_EQ(result.longest_underwater_bars, 3);
}

TEST(Performance, CountsAReturnOfZeroAsNeitherWinNorLoss) {
  const auto result = measured(kValues);

  EXPECT_DOUBLE_EQ(*result.win_rate, 0.5);
  EXPECT_DOUBLE_EQ(*result.win_rate_nonzero, 2.0 / 3.0);
  EXPECT_NEAR(*result.avg_win, 0.15, 1e-12);
  EXPECT_NEAR(*result.avg_loss, -0.1, 1e-12);
  EXPECT_NEAR(*result.payoff_ratio, 1.5, 1e-12);
  EXPECT_NEAR(*result.profit_factor, 3.0, 1e-12);
  EXPECT_NEAR(*result.expectancy, 0.2 / 3.0, 1e-12);
  EXPECT_NEAR(*result.kelly_bernoulli, 2.0 / 3.0 - 1.0 / 3.0 / 1.5, 1e-12);
  EXPECT_NEAR(*result.kelly_gaussian, 0.05 / (0.05 / 3.0), 1e-9);
  EXPECT_NEAR(*result.gain_to_pain, 2.0, 1e-12);
  EXPECT_EQ(result.max_consecutive_wins, 1);
  EXPECT_EQ(result.max_consecutive_losses, 1);
}

TEST(Performance, ValueAtRiskIsALossOfThePercentileAndTheMeanBeyondIt) {
  const auto result = measured(kValues);

  // Sorted -0.10, 0, 0.10, 0.20; the 5 % point lies 0.15 of the way from the first to the second.
  EXPECT_NEAR(*result.var_hist_95, -0.085, 1e-12);
  EXPECT_NEAR(*result.cvar_hist_95, -0.1, 1e-12);
  EXPECT_NEAR(*result.var_normal_95, 0.05 - 1.6448536269514722 * std::sqrt(0.05 / 3.0), 1e-12);
  EXPECT_NEAR(*result.best_day, 0.2, 1e-12);
  EXPECT_NEAR(*result.worst_day, -0.1, 1e-12);
}

TEST(Performance, CornishFisherTailIsTheMeanOfItsOwnQuantiles) {
  const auto result = measured({100, 104, 101, 103, 95, 96, 99, 97, 100, 108});
  const double deviation = *result.vol_annual / std::sqrt(252.0);
  const double skew = *result.skew_biased;
  const double excess = *result.kurtosis_excess_biased;
  const auto quantile = [&](double p) {
    const double z = normal_quantile(p);
    return *result.mean_daily +
           deviation * (z + (z * z - 1) * skew / 6 + (z * z * z - 3 * z) * excess / 24 -
                        (2 * z * z * z - 5 * z) * skew * skew / 36);
  };
  double total = 0.0;
  constexpr int kSteps = 200'000;
  for (int i = 0; i < kSteps; ++i) total += quantile(0.05 * (i + 0.5) / kSteps) / kSteps;

  EXPECT_NEAR(*result.var_cornish_fisher_95, quantile(0.05), 1e-12);
  EXPECT_NEAR(*result.cvar_cornish_fisher_95, total, 1e-6);
}

TEST(Performance, NeedsALongerRecordForASmallerSharpeRatio) {
  const auto result = measured(kValues);
  const double sharpe = *result.sharpe / std::sqrt(252.0);

  EXPECT_NEAR(*result.sharpe_error_annual, *result.sr_stdev * std::sqrt(252.0), 1e-12);
  EXPECT_NEAR(*result.min_track_record_95,
              1.0 + 3.0 * std::pow(*result.sr_stdev * 1.6448536269514722 / sharpe, 2), 1e-9);
  EXPECT_FALSE(measured({100, 90, 91, 80}).min_track_record_95);
}

TEST(Performance, OfASeriesThatOnlyRisesHasNoRatioOverItsDrawdownOrLosses) {
  const auto result = measured({100, 110, 130});

  EXPECT_EQ(result.max_drawdown, 0.0);
  EXPECT_EQ(result.max_drawdown_days, 0);
  EXPECT_FALSE(result.mdd_peak_date);
  EXPECT_FALSE(result.calmar);
  EXPECT_FALSE(result.martin_ratio);
  EXPECT_FALSE(result.sortino);
  EXPECT_FALSE(result.profit_factor);
  EXPECT_FALSE(result.kelly_bernoulli);
  EXPECT_TRUE(result.sharpe);
}

TEST(Performance, OfAnAccountThatNeverTradesIsZeroWithoutRatios) {
  const auto result = measured({100, 100, 100, 100});

  EXPECT_EQ(result.total_return, 0.0);
  EXPECT_EQ(result.cagr, 0.0);
  EXPECT_EQ(result.vol_annual, 0.0);
  EXPECT_FALSE(result.sharpe);
  EXPECT_FALSE(result.win_rate_nonzero);
  EXPECT_FALSE(result.psr_0);
  EXPECT_FALSE(result.tail_ratio_95_5);
}

TEST(Performance, OfARuinedAccountIsALossOfEverything) {
  const auto result = measured({100, 50, 0, 0});

  EXPECT_EQ(result.total_return, -1.0);
  EXPECT_EQ(result.cagr, -1.0);
  EXPECT_EQ(result.max_drawdown, -1.0);
}

TEST(Performance, OfOneReturnHasNoDeviation) {
  const auto result = measured({100, 101});

  EXPECT_EQ(result.n, 1);
  EXPECT_NEAR(*result.total_return, 0.01, 1e-12);
  EXPECT_FALSE(result.vol_annual);
  EXPECT_FALSE(result.sharpe);
  EXPECT_FALSE(result.skew_biased);
}

TEST(Performance, OfNoReturnsHasNoFigureAtAll) {
  const auto result = measure({}, weeks(1), {});

  EXPECT_EQ(result.n, 0);
  EXPECT_FALSE(result.total_return);
  EXPECT_FALSE(result.max_drawdown);
}

}  // namespace
}  // namespace tw::analytics
