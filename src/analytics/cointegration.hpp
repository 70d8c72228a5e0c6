#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "analytics/unit_root.hpp"

namespace tw::analytics {

/// The hedge of one series by another: y = alpha + beta x, by least squares.
///
/// Residuals that are only rounding (1e-12 of the values) are 0: the two series are one.
struct Hedge {
  double alpha = 0.0;
  double beta = 0.0;
  double r2 = 0.0;
  std::vector<double> residuals;  ///< y - alpha - beta x, one a row.
};

/// Returns nothing when `x` does not vary or there are fewer than three rows.
/// Requires series of one length.
std::optional<Hedge> hedge(std::span<const double> y, std::span<const double> x);

/// Whether the hedge's residual has a home: the two-step test of cointegration.
///
/// The statistic is Dickey and Fuller's on the residual without a constant, judged by critical
/// values for a residual that was fitted.
/// Source: Engle and Granger (1987); MacKinnon (1994) for `p_value`, (2010) for `critical`.
struct EngleGranger {
  double statistic = 0.0;
  double p_value = 0.0;
  std::array<double, 3> critical{};  ///< At 1, 5 and 10 %.
};

/// Returns nothing when the series are too short for `lags`, or the residual does not move.
std::optional<EngleGranger> engle_granger(const Hedge& fitted, std::size_t lags);

/// How many stationary combinations two series have, with a constant inside the data.
///
/// Element 0 is against "none", element 1 against "at most one". A statistic above its critical
/// value rejects. The vector is scaled so that its combination has variance 1 beyond the short run,
/// and its first element is positive.
/// Source: Johansen (1991); critical values MacKinnon, Haug and Michelis (1999), case III.
struct Johansen {
  static constexpr double kTraceCritical[2][3] = {{13.4294, 15.4943, 19.9349},
                                                  {2.7055, 3.8415, 6.6349}};  ///< 10, 5, 1 %.
  static constexpr double kLargestCritical[2][3] = {{12.2971, 14.2639, 18.52},
                                                    {2.7055, 3.8415, 6.6349}};

  std::array<double, 2> trace{};
  std::array<double, 2> largest_eigenvalue{};
  std::array<double, 2> vector{};  ///< Of the most stationary combination: y, x.
};

/// `lags` is the number of lagged differences, 1 as a rule. Returns nothing when the series are
/// too short or one is a multiple of the other.
std::optional<Johansen> johansen(std::span<const double> y, std::span<const double> x,
                                 std::size_t lags);

}  // namespace tw::analytics
