#pragma once

#include <span>

#include "analytics/moments.hpp"

namespace tw::analytics {

/// How returns relate to those of a benchmark over the same periods.
///
/// Names are the keys of `tradewind metrics`; docs/metrics.md has the formulas.
/// Units:  fractions; `_annual` a year.
struct Comparison {
  Figured beta;
  Figured alpha_daily;
  Figured alpha_annual_compound;
  Figured alpha_annual_linear;
  Figured correlation;
  Figured r_squared;
  Figured tracking_error_annual;
  Figured information_ratio_annual;
  Figured treynor;
  Figured up_capture;
  Figured down_capture;
  Figured m2;
};

struct AnnualTerms {
  double periods_per_year = 252.0;
  double risk_free_annual = 0.0;

  double risk_free_period() const { return risk_free_annual / periods_per_year; }
};

/// Returns cov / var (ddof 1), the slope of `returns` on `benchmark`.
Figured beta(std::span<const double> returns, std::span<const double> benchmark);

/// Returns the part of a period's mean excess return that `beta` does not explain.
Figured alpha(std::span<const double> returns, std::span<const double> benchmark,
              double risk_free_period);

/// Returns `(1 + alpha)^periods_per_year - 1`, or nothing when a period's alpha loses everything.
Figured annual_compound(Figured period_alpha, double periods_per_year);

/// Requires returns of one length, paired by date.
Comparison compare(std::span<const double> returns, std::span<const double> benchmark,
                   const AnnualTerms& terms);

}  // namespace tw::analytics
