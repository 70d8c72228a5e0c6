#pragma once

#include <span>
#include <vector>

#include "sizing/symmetric_matrix.hpp"

namespace tw::analytics {

/// Returns each correlation of each pair of series. Where one does not vary it is NaN, which JSON
/// prints as null; the diagonal is 1. Require two rows or more, series of one length.
sizing::SymmetricMatrix pearson_matrix(std::span<const std::vector<double>> series);
sizing::SymmetricMatrix spearman_matrix(std::span<const std::vector<double>> series);
sizing::SymmetricMatrix kendall_matrix(std::span<const std::vector<double>> series);

/// A covariance pulled towards "all variances equal and no correlation" by the share that makes its
/// expected error least.
struct ShrunkCovariance {
  sizing::SymmetricMatrix covariance;  ///< Divisor n, as the paper has it.
  double shrinkage = 0.0;              ///< The share of the target, 0 to 1.
};

/// Source: Ledoit and Wolf, "A well-conditioned estimator for large-dimensional covariance
/// matrices"
///         (2004), section 3.3.
ShrunkCovariance ledoit_wolf(std::span<const std::vector<double>> series);

/// Returns the covariance in which a row counts half as much as the one `half_life` rows later,
/// corrected for the bias that such weights have.
///
/// Source: pandas `ewm(halflife).cov()`, adjust and bias at their defaults.
sizing::SymmetricMatrix ewm_covariance(std::span<const std::vector<double>> series,
                                       double half_life);

}  // namespace tw::analytics
