#include "analytics/symmetric_eigen.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tw::analytics {
namespace {

using sizing::SymmetricMatrix;

/// A rotation of the plane of two axes.
struct Rotation {
  std::size_t p;
  std::size_t q;
  double cosine;
  double sine;
};

/// Returns the rotation that makes the cell (p, q) zero.
Rotation annihilating(const SymmetricMatrix& matrix, std::size_t p, std::size_t q) {
  const double theta = (matrix(q, q) - matrix(p, p)) / (2.0 * matrix(p, q));
  const double tangent = std::copysign(1.0, theta) / (std::abs(theta) + std::hypot(theta, 1.0));
  const double cosine = 1.0 / std::hypot(tangent, 1.0);
  return {p, q, cosine, tangent * cosine};
}

void rotate(SymmetricMatrix& matrix, const Rotation& r) {
  const double at_p = matrix(r.p, r.p);
  const double at_q = matrix(r.q, r.q);
  const double off = matrix(r.p, r.q);
  const double shift = r.sine / r.cosine * off;
  for (std::size_t k = 0; k < matrix.size(); ++k) {
    if (k == r.p || k == r.q) continue;
    const double kp = matrix(k, r.p);
    const double kq = matrix(k, r.q);
    matrix.set(k, r.p, r.cosine * kp - r.sine * kq);
    matrix.set(k, r.q, r.sine * kp + r.cosine * kq);
  }
  matrix.set(r.p, r.p, at_p - shift);
  matrix.set(r.q, r.q, at_q + shift);
  matrix.set(r.p, r.q, 0.0);
}

void rotate(std::vector<std::vector<double>>& vectors, const Rotation& r) {
  for (std::size_t k = 0; k < vectors.size(); ++k) {
    const double p = vectors[r.p][k];
    const double q = vectors[r.q][k];
    vectors[r.p][k] = r.cosine * p - r.sine * q;
    vectors[r.q][k] = r.sine * p + r.cosine * q;
  }
}

/// Whether the cell is too small to move either of its diagonal neighbours.
bool is_settled(const SymmetricMatrix& matrix, std::size_t p, std::size_t q) {
  constexpr double kDigits = 1e-17;
  return std::abs(matrix(p, q)) <=
         kDigits * std::sqrt(std::abs(matrix(p, p)) * std::abs(matrix(q, q)));
}

/// Rotates every unsettled cell away once; returns whether there was any.
bool sweep(SymmetricMatrix& matrix, std::vector<std::vector<double>>& vectors) {
  bool has_moved = false;
  for (std::size_t p = 0; p < matrix.size(); ++p) {
    for (std::size_t q = p + 1; q < matrix.size(); ++q) {
      if (is_settled(matrix, p, q)) continue;
      const Rotation rotation = annihilating(matrix, p, q);
      rotate(matrix, rotation);
      rotate(vectors, rotation);
      has_moved = true;
    }
  }
  return has_moved;
}

}  // namespace

Eigen eigen(const SymmetricMatrix& matrix) {
  // Convergence is quadratic: six sweeps are usual, and none needs more than a dozen.
  constexpr int kSweepsMax = 50;
  const std::size_t n = matrix.size();
  SymmetricMatrix rest = matrix;
  std::vector<std::vector<double>> vectors(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) vectors[i][i] = 1.0;
  for (int i = 0; i < kSweepsMax && sweep(rest, vectors); ++i) {
  }

  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](std::size_t i) { return rest(i, i); });
  Eigen result;
  for (const std::size_t i : order) {
    result.values.push_back(rest(i, i));
    result.vectors.push_back(vectors[i]);
  }
  return result;
}

}  // namespace tw::analytics
