#include "sizing/symmetric_matrix.hpp"

#include <cmath>

#include "core/assert.hpp"

namespace tw::sizing {
namespace {

/// Returns L of `matrix` = L L', row-major; nothing when a pivot is not positive.
std::optional<std::vector<double>> factor(const SymmetricMatrix& matrix) {
  const std::size_t n = matrix.size();
  std::vector<double> lower(n * n);
  for (std::size_t row = 0; row < n; ++row) {
    for (std::size_t column = 0; column <= row; ++column) {
      double rest = matrix(row, column);
      for (std::size_t k = 0; k < column; ++k) rest -= lower[row * n + k] * lower[column * n + k];
      if (column < row) {
        lower[row * n + column] = rest / lower[column * n + column];
        continue;
      }
      // What cancels to the last digits of the diagonal is no variance of its own.
      if (!(rest > 1e-14 * matrix(row, row))) return std::nullopt;
      lower[row * n + row] = std::sqrt(rest);
    }
  }
  return lower;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

SymmetricMatrix covariance_of(std::span<const std::vector<double>> series) {
  TW_ASSERT(!series.empty() && series.front().size() >= 2);
  const std::size_t rows = series.front().size();
  std::vector<double> means;
  for (const std::vector<double>& values : series) {
    TW_ASSERT(values.size() == rows);
    means.push_back(mean_of(values));
  }
  SymmetricMatrix covariance{series.size()};
  for (std::size_t i = 0; i < series.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0.0;
      for (std::size_t row = 0; row < rows; ++row) {
        sum += (series[i][row] - means[i]) * (series[j][row] - means[j]);
      }
      covariance.set(i, j, sum / static_cast<double>(rows - 1));
    }
  }
  return covariance;
}

std::optional<std::vector<double>> solve(const SymmetricMatrix& matrix,
                                         std::span<const double> right) {
  const std::size_t n = matrix.size();
  TW_ASSERT(right.size() == n);
  const auto lower = factor(matrix);
  if (!lower) return std::nullopt;
  std::vector<double> x(right.begin(), right.end());
  for (std::size_t row = 0; row < n; ++row) {
    for (std::size_t k = 0; k < row; ++k) x[row] -= (*lower)[row * n + k] * x[k];
    x[row] /= (*lower)[row * n + row];
  }
  for (std::size_t row = n; row-- > 0;) {
    for (std::size_t k = row + 1; k < n; ++k) x[row] -= (*lower)[k * n + row] * x[k];
    x[row] /= (*lower)[row * n + row];
  }
  return x;
}

SymmetricMatrix part_of(const SymmetricMatrix& matrix, std::span<const std::size_t> kept) {
  SymmetricMatrix part{kept.size()};
  for (std::size_t i = 0; i < kept.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) part.set(i, j, matrix(kept[i], kept[j]));
  }
  return part;
}

double quadratic_form(const SymmetricMatrix& matrix, std::span<const double> weights) {
  double sum = 0.0;
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    for (std::size_t j = 0; j < matrix.size(); ++j) sum += weights[i] * weights[j] * matrix(i, j);
  }
  return sum;
}

}  // namespace tw::sizing
