#pragma once

#include <vector>

#include "sizing/symmetric_matrix.hpp"

namespace tw::analytics {

/// The eigenvalues of a symmetric matrix, largest first, with their vectors of length 1.
struct Eigen {
  std::vector<double> values;
  std::vector<std::vector<double>> vectors;  ///< `vectors[i]` belongs to `values[i]`.
};

/// Source: Jacobi's method of cyclic rotations, to the last digits.
Eigen eigen(const sizing::SymmetricMatrix& matrix);

}  // namespace tw::analytics
