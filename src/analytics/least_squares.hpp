#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace tw::analytics {

/// A linear regression by least squares.
struct LinearFit {
  std::vector<double> coefficients;     ///< One a column, in their order.
  std::vector<double> standard_errors;  ///< Of those, with rows - columns degrees of freedom.
  std::vector<double> residuals;        ///< One a row.
  double squared_error = 0.0;           ///< The sum of the squared residuals.
  /// `squared_errors[k]` is that of the regression on the first k columns alone; element 0 is the
  /// sum of squares of the response itself.
  std::vector<double> squared_errors;

  double t_value(std::size_t column) const {
    return coefficients[column] / standard_errors[column];
  }
};

/// Regresses `response` on `columns`; a constant is a column of ones.
///
/// Returns nothing when a column is a combination of those before it (its part of its own is below
/// 1e-10 of its length), or when there are not more rows than columns.
/// Requires columns as long as the response.
/// Source: Householder's QR factorisation, which does not square the condition of the columns.
std::optional<LinearFit> least_squares(std::vector<std::vector<double>> columns,
                                       std::span<const double> response);

}  // namespace tw::analytics
