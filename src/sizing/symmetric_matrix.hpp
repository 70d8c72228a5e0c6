#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace tw::sizing {

/// A square table with equal halves, such as the covariances of some assets.
class SymmetricMatrix {
 public:
  explicit SymmetricMatrix(std::size_t size) : size_{size}, cells_(size * size) {}

  std::size_t size() const { return size_; }
  double operator()(std::size_t row, std::size_t column) const {
    return cells_[row * size_ + column];
  }
  /// Sets both halves.
  void set(std::size_t row, std::size_t column, double value) {
    cells_[row * size_ + column] = value;
    cells_[column * size_ + row] = value;
  }

 private:
  std::size_t size_;
  std::vector<double> cells_;
};

/// Returns the sample covariance (divided by n - 1) of series of one length, one each asset.
/// Requires two rows or more.
SymmetricMatrix covariance_of(std::span<const std::vector<double>> series);

/// Returns x of `matrix` x = `right` by Cholesky's method, or nothing when the matrix is not
/// positive definite: two assets are the same, say, or there are fewer rows than assets.
std::optional<std::vector<double>> solve(const SymmetricMatrix& matrix,
                                         std::span<const double> right);

/// Returns the rows and columns of `matrix` that `kept` names.
SymmetricMatrix part_of(const SymmetricMatrix& matrix, std::span<const std::size_t> kept);

/// Returns w' M w, such as the variance of a portfolio.
double quadratic_form(const SymmetricMatrix& matrix, std::span<const double> weights);

}  // namespace tw::sizing
