#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analytics/comparison.hpp"
#include "analytics/moments.hpp"

namespace tw::analytics {

// Each function returns one entry a return; the first `window - 1` are nothing, and entry `i` is
// over the `window` returns that end with `i`. Every window is computed afresh, so a value does not
// depend on where the series starts. Require `window >= 2`.

std::vector<Figured> rolling_sharpe(std::span<const double> returns, std::size_t window,
                                    const AnnualTerms& terms);

/// Units:  a year.
std::vector<Figured> rolling_volatility(std::span<const double> returns, std::size_t window,
                                        const AnnualTerms& terms);

/// Requires returns of one length, paired by date.
std::vector<Figured> rolling_beta(std::span<const double> returns,
                                  std::span<const double> benchmark, std::size_t window);

/// Units:  a year.
std::vector<Figured> rolling_sortino(std::span<const double> returns, std::size_t window,
                                     const AnnualTerms& terms);

/// Returns the compound alpha a year. Requires returns of one length, paired by date.
std::vector<Figured> rolling_alpha(std::span<const double> returns,
                                   std::span<const double> benchmark, std::size_t window,
                                   const AnnualTerms& terms);

/// Returns the deepest drawdown inside each window, whose first return starts from a high.
std::vector<Figured> rolling_max_drawdown(std::span<const double> returns, std::size_t window);

}  // namespace tw::analytics
