#include "analytics/comparison.hpp"

#include <cmath>
#include <vector>

#include "analytics/sharpe.hpp"
#include "core/assert.hpp"

namespace tw::analytics {
namespace {

/// Returns the compound return a year over the periods in which `is_counted(benchmark return)`.
template <class Condition>
Figured annual_return_where(std::span<const double> returns, std::span<const double> benchmark,
                            double periods_per_year, Condition is_counted) {
  double wealth = 1.0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < returns.size(); ++i) {
    if (!is_counted(benchmark[i])) continue;
    wealth *= 1.0 + returns[i];
    count += 1;
  }
  if (count == 0 || wealth < 0.0) return std::nullopt;
  return std::pow(wealth, periods_per_year / static_cast<double>(count)) - 1.0;
}

template <class Condition>
Figured capture(std::span<const double> returns, std::span<const double> benchmark,
                double periods_per_year, Condition is_counted) {
  return ratio(annual_return_where(returns, benchmark, periods_per_year, is_counted),
               annual_return_where(benchmark, benchmark, periods_per_year, is_counted));
}

std::vector<double> differences(std::span<const double> a, std::span<const double> b) {
  std::vector<double> active;
  active.reserve(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) active.push_back(a[i] - b[i]);
  return active;
}

}  // namespace

Figured beta(std::span<const double> returns, std::span<const double> benchmark) {
  const Figured deviation = sample_deviation(benchmark);
  if (!deviation || *deviation == 0.0) return std::nullopt;
  return ratio(covariance(returns, benchmark), covariance(benchmark, benchmark));
}

Figured alpha(std::span<const double> returns, std::span<const double> benchmark,
              double risk_free_period) {
  const Figured slope = beta(returns, benchmark);
  if (!slope) return std::nullopt;
  return *mean(returns) - risk_free_period - *slope * (*mean(benchmark) - risk_free_period);
}

Figured annual_compound(Figured period_alpha, double periods_per_year) {
  if (!period_alpha || !(*period_alpha > -1.0)) return std::nullopt;
  return std::pow(1.0 + *period_alpha, periods_per_year) - 1.0;
}

Comparison compare(std::span<const double> returns, std::span<const double> benchmark,
                   const AnnualTerms& terms) {
  TW_ASSERT(returns.size() == benchmark.size());
  if (returns.empty()) return {};
  const double per_year = terms.periods_per_year;
  const double root = std::sqrt(per_year);
  const double excess = *mean(returns) - terms.risk_free_period();

  Comparison result;
  result.beta = beta(returns, benchmark);
  result.alpha_daily = alpha(returns, benchmark, terms.risk_free_period());
  result.alpha_annual_linear = scaled(result.alpha_daily, per_year);
  result.alpha_annual_compound = annual_compound(result.alpha_daily, per_year);
  result.correlation = correlation(returns, benchmark);
  if (result.correlation) result.r_squared = *result.correlation * *result.correlation;

  const std::vector<double> active = differences(returns, benchmark);
  result.tracking_error_annual = scaled(sample_deviation(active), root);
  result.information_ratio_annual = scaled(period_sharpe(active, 0.0), root);
  result.treynor = ratio(per_year * excess, result.beta);
  result.up_capture = capture(returns, benchmark, per_year, [](double b) { return b > 0.0; });
  result.down_capture = capture(returns, benchmark, per_year, [](double b) { return b < 0.0; });

  const Figured sharpe = scaled(period_sharpe(returns, terms.risk_free_period()), root);
  const Figured benchmark_deviation = scaled(sample_deviation(benchmark), root);
  if (sharpe && benchmark_deviation) {
    result.m2 = terms.risk_free_annual + *sharpe * *benchmark_deviation;
  }
  return result;
}

}  // namespace tw::analytics
