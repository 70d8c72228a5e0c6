#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace tw::analytics {

/// A figure that may be undefined: no such number exists for this sample, which prints as null.
using Figured = std::optional<double>;

/// Returns `numerator / denominator`, or nothing when either is undefined, the denominator is zero
/// or the quotient is not finite.
Figured ratio(Figured numerator, Figured denominator);

/// Returns `figure * factor`, or nothing when the figure is undefined.
Figured scaled(Figured figure, double factor);

double sum(std::span<const double> sample);

/// Returns the arithmetic mean, or nothing for an empty sample.
Figured mean(std::span<const double> sample);

/// Returns the standard deviation with ddof 1, or nothing for fewer than two values.
///
/// A sample whose spread is only the rounding of its own values (1e-13 of the largest) has
/// deviation 0, so that a constant return does not get a Sharpe ratio of 1e15.
Figured sample_deviation(std::span<const double> sample);

/// Returns the covariance with ddof 1, or nothing for fewer than two pairs.
/// Requires samples of one length.
Figured covariance(std::span<const double> a, std::span<const double> b);

/// Returns Pearson's correlation, or nothing when a side does not vary.
Figured correlation(std::span<const double> a, std::span<const double> b);

/// The third and fourth moment of a sample, in the two usual scalings.
///
/// Source: biased g1 = m3 / m2^1.5, g2 = m4 / m2^2 - 3; unbiased G1, G2 as in pandas and SAS
/// (Joanes and Gill 1998).
struct Shape {
  Figured skew_biased;
  Figured kurtosis_excess_biased;
  Figured skew_unbiased;             ///< From three values on.
  Figured kurtosis_excess_unbiased;  ///< From four values on.
};

Shape shape(std::span<const double> sample);

/// Returns the value at `fraction` (0 to 1) of `sorted`, linear between neighbours.
/// Requires an ascending sample. Source: numpy.percentile, method "linear".
Figured percentile(std::span<const double> sorted, double fraction);

/// Returns the standard normal's density.
double normal_density(double z);

/// Returns the probability that a standard normal is at most `z`.
double normal_cumulative(double z);

}  // namespace tw::analytics
