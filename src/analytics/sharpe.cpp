#include "analytics/sharpe.hpp"

#include <cmath>

namespace tw::analytics {

Figured period_sharpe(std::span<const double> returns, double risk_free_period) {
  const Figured average = mean(returns);
  if (!average) return std::nullopt;
  return ratio(*average - risk_free_period, sample_deviation(returns));
}

std::optional<SharpeError> sharpe_error(std::span<const double> returns) {
  const Figured sharpe = period_sharpe(returns, 0.0);
  const Shape form = shape(returns);
  if (!sharpe || !form.skew_biased) return std::nullopt;
  const double kurtosis = *form.kurtosis_excess_biased + 3.0;
  const double variance =
      1.0 - *form.skew_biased * *sharpe + (kurtosis - 1.0) / 4.0 * *sharpe * *sharpe;
  const double scale = std::sqrt(variance);
  const double periods = static_cast<double>(returns.size() - 1);
  return SharpeError{
      .sharpe = *sharpe, .deviation = scale / std::sqrt(periods), .deviation_at_one = scale};
}

Figured probabilistic_sharpe(const SharpeError& error, double sharpe_floor) {
  const Figured z = ratio(error.sharpe - sharpe_floor, error.deviation);
  if (!z) return std::nullopt;
  return normal_cumulative(*z);
}

Figured minimum_track_record(const SharpeError& error, double sharpe_floor, double confidence_z) {
  if (error.sharpe <= sharpe_floor) return std::nullopt;
  const double steps = error.deviation_at_one * confidence_z / (error.sharpe - sharpe_floor);
  return 1.0 + steps * steps;
}

}  // namespace tw::analytics
