#include "analytics/least_squares.hpp"

#include <cmath>

#include "core/assert.hpp"

namespace tw::analytics {
namespace {

using Columns = std::vector<std::vector<double>>;

double sum_of_squares(std::span<const double> values) {
  double total = 0.0;
  for (const double value : values) total += value * value;
  return total;
}

/// Reflects `values` from row `first` on along `mirror`, whose squares from there add up to 2.
void reflect(std::span<const double> mirror, std::span<double> values) {
  double along = 0.0;
  for (std::size_t row = 0; row < mirror.size(); ++row) along += mirror[row] * values[row];
  for (std::size_t row = 0; row < mirror.size(); ++row) values[row] -= along * mirror[row];
}

/// Turns column `k` into the upper triangle's and the others and the response with it; returns
/// whether the column had anything of its own.
bool eliminate(Columns& columns, std::size_t k, double length, std::span<double> response) {
  constexpr double kOwnPart = 1e-10;
  const auto below = std::span{columns[k]}.subspan(k);
  const double own = std::sqrt(sum_of_squares(below));
  if (!(own > kOwnPart * length)) return false;
  const double diagonal = below[0] > 0.0 ? -own : own;
  std::vector<double> mirror(below.begin(), below.end());
  mirror[0] -= diagonal;
  const double scale = std::sqrt(2.0 / sum_of_squares(mirror));
  for (double& value : mirror) value *= scale;
  for (std::size_t j = k; j < columns.size(); ++j) {
    reflect(mirror, std::span{columns[j]}.subspan(k));
  }
  columns[k][k] = diagonal;
  reflect(mirror, response.subspan(k));
  return true;
}

/// Returns x of R x = `right`, R the upper triangle that `columns` begin with.
std::vector<double> back_substituted(const Columns& columns, std::span<const double> right) {
  const std::size_t k = columns.size();
  std::vector<double> x(right.begin(), right.begin() + static_cast<std::ptrdiff_t>(k));
  for (std::size_t row = k; row-- > 0;) {
    for (std::size_t j = row + 1; j < k; ++j) x[row] -= columns[j][row] * x[j];
    x[row] /= columns[row][row];
  }
  return x;
}

/// Returns the length of each row of the inverse of R: the errors but for the residual's scale.
std::vector<double> inverse_row_lengths(const Columns& columns) {
  const std::size_t k = columns.size();
  std::vector<double> squares(k);
  for (std::size_t j = 0; j < k; ++j) {
    std::vector<double> unit(k);
    unit[j] = 1.0;
    const std::vector<double> column = back_substituted(columns, unit);
    for (std::size_t row = 0; row < k; ++row) squares[row] += column[row] * column[row];
  }
  for (double& value : squares) value = std::sqrt(value);
  return squares;
}

}  // namespace

std::optional<LinearFit> least_squares(Columns columns, std::span<const double> response) {
  const std::size_t rows = response.size();
  const std::size_t count = columns.size();
  if (rows <= count) return std::nullopt;
  const Columns given = columns;
  std::vector<double> turned(response.begin(), response.end());
  for (std::size_t k = 0; k < count; ++k) {
    TW_ASSERT(columns[k].size() == rows);
    const double length = std::sqrt(sum_of_squares(given[k]));
    if (!eliminate(columns, k, length, turned)) return std::nullopt;
  }

  LinearFit fit;
  fit.coefficients = back_substituted(columns, turned);
  fit.residuals.assign(response.begin(), response.end());
  for (std::size_t k = 0; k < count; ++k) {
    for (std::size_t row = 0; row < rows; ++row) {
      fit.residuals[row] -= fit.coefficients[k] * given[k][row];
    }
  }
  fit.squared_error = sum_of_squares(fit.residuals);

  // What the response has left after k columns is what stands below row k.
  fit.squared_errors.resize(count + 1);
  fit.squared_errors[count] = sum_of_squares(std::span{turned}.subspan(count));
  for (std::size_t k = count; k-- > 0;) {
    fit.squared_errors[k] = fit.squared_errors[k + 1] + turned[k] * turned[k];
  }
  fit.standard_errors = inverse_row_lengths(columns);
  const double scale = std::sqrt(fit.squared_error / static_cast<double>(rows - count));
  for (double& error : fit.standard_errors) error *= scale;
  return fit;
}

}  // namespace tw::analytics
