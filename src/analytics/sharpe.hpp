#pragma once

#include <span>

#include "analytics/moments.hpp"

namespace tw::analytics {

/// Returns mean(r - risk_free) / deviation(r, ddof 1) of one period, not annualised.
Figured period_sharpe(std::span<const double> returns, double risk_free_period);

/// The sampling error of a Sharpe ratio of one period without risk-free rate.
///
/// Source: Bailey and Lopez de Prado, "The Sharpe Ratio Efficient Frontier" (2012): variance
/// (1 - g3 sr + (g4 - 1)/4 sr^2) / (n - 1), g3 and g4 biased, g4 not excess.
struct SharpeError {
  double sharpe = 0.0;            ///< A period, not annualised.
  double deviation = 0.0;         ///< Its standard error, a period.
  double deviation_at_one = 0.0;  ///< The standard error times sqrt(n - 1).
};

/// Returns nothing when the ratio is undefined.
std::optional<SharpeError> sharpe_error(std::span<const double> returns);

/// Returns the probability that the true ratio exceeds `sharpe_floor` (a period, not annualised).
Figured probabilistic_sharpe(const SharpeError& error, double sharpe_floor);

/// Returns how many returns would put the probability at `confidence_z` standard normals.
///
/// Nothing when the measured ratio is not above the floor: no track record is then long enough.
Figured minimum_track_record(const SharpeError& error, double sharpe_floor, double confidence_z);

}  // namespace tw::analytics
