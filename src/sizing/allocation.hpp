#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sizing/symmetric_matrix.hpp"

namespace tw::sizing {

// How one account is split between assets. Every answer sums to 1, and is nothing when the
// covariance is singular. Covariances may be of any period: weights do not depend on it.

/// Weights that fall as volatility rises.
std::vector<double> inverse_volatility(const SymmetricMatrix& covariance);

/// Weights of the least variance; `long_only` keeps them from going below zero.
std::optional<std::vector<double>> minimum_variance(const SymmetricMatrix& covariance,
                                                    bool long_only);

/// Weights of the highest Sharpe ratio, from what the assets earn beyond the risk-free rate.
/// Nothing, too, when no portfolio of positive weight earns anything.
std::optional<std::vector<double>> highest_sharpe(const SymmetricMatrix& covariance,
                                                  std::span<const double> excess, bool long_only);

/// Weights with which each asset contributes as much to the portfolio's risk as any other.
///
/// Source: Maillard, Roncalli and Teiletche 2010; cyclical descent of Griveau-Billion et al. 2013.
std::vector<double> equal_risk(const SymmetricMatrix& covariance);

/// Returns which part of the portfolio's variance each asset contributes.
std::vector<double> risk_shares(const SymmetricMatrix& covariance, std::span<const double> weights);

/// Weights by hierarchical risk parity: assets that move alike share what one would have had.
///
/// Source: López de Prado 2016, with single linkage.
std::vector<double> hierarchical_risk_parity(const SymmetricMatrix& covariance);

}  // namespace tw::sizing
