#include "sizing/allocation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/assert.hpp"

namespace tw::sizing {
namespace {

using Weights = std::vector<double>;

constexpr int kSweepsMax = 10'000;

Weights normalised(Weights weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
  return weights;
}

Weights spread(std::size_t size, std::span<const std::size_t> held, const Weights& of_held) {
  Weights all(size);
  for (std::size_t i = 0; i < held.size(); ++i) all[held[i]] = of_held[i];
  return all;
}

/// The set of assets held while the best weights that are not negative are looked for.
///
/// Minimises w'Mw / 2 - c'w. Assets enter one at a time where the gradient gains most, and leave
/// where the way to the unbounded best of those held meets zero (Lawson and Hanson 1974).
class ActiveSet {
 public:
  ActiveSet(const SymmetricMatrix& matrix, std::span<const double> gains)
      : matrix_{matrix}, gains_{gains}, weights_(matrix.size()) {}

  std::optional<Weights> run() {
    for (int round = 0; round < kSweepsMax; ++round) {
      const std::optional<std::size_t> best = best_outside();
      if (!best) return weights_;
      held_.push_back(*best);
      if (!settle()) return std::nullopt;
    }
    return weights_;
  }

 private:
  double gradient(std::size_t asset) const {
    double gradient = gains_[asset];
    for (std::size_t i = 0; i < weights_.size(); ++i) gradient -= matrix_(asset, i) * weights_[i];
    return gradient;
  }

  std::optional<std::size_t> best_outside() const {
    std::optional<std::size_t> best;
    double most = 1e-12 * *std::ranges::max_element(gains_);
    for (std::size_t asset = 0; asset < weights_.size(); ++asset) {
      if (std::ranges::find(held_, asset) != held_.end()) continue;
      const double gain = gradient(asset);
      if (!(gain > most)) continue;
      most = gain;
      best = asset;
    }
    return best;
  }

  /// Moves to the best weights of those held, dropping what would go below zero on the way.
  bool settle() {
    while (true) {
      Weights gains;
      for (const std::size_t asset : held_) gains.push_back(gains_[asset]);
      const auto solved = solve(part_of(matrix_, held_), gains);
      if (!solved) return false;
      const Weights wanted = spread(weights_.size(), held_, *solved);
      double step = 1.0;
      for (const std::size_t asset : held_) {
        if (wanted[asset] > 0.0) continue;
        step = std::min(step, weights_[asset] / (weights_[asset] - wanted[asset]));
      }
      for (std::size_t i = 0; i < weights_.size(); ++i) {
        weights_[i] += step * (wanted[i] - weights_[i]);
      }
      if (step >= 1.0) return true;
      std::erase_if(held_, [&](std::size_t asset) { return drop_if_spent(asset); });
    }
  }

  bool drop_if_spent(std::size_t asset) {
    if (weights_[asset] > 1e-15) return false;
    weights_[asset] = 0.0;
    return true;
  }

  const SymmetricMatrix& matrix_;
  std::span<const double> gains_;
  Weights weights_;
  std::vector<std::size_t> held_;
};

std::optional<Weights> best_ratio(const SymmetricMatrix& covariance, std::span<const double> gains,
                                  bool long_only) {
  auto weights = long_only ? ActiveSet{covariance, gains}.run() : solve(covariance, gains);
  if (!weights) return std::nullopt;
  const double sum = std::accumulate(weights->begin(), weights->end(), 0.0);
  if (!(sum > 0.0)) return std::nullopt;
  return normalised(std::move(*weights));
}

}  // namespace

Weights inverse_volatility(const SymmetricMatrix& covariance) {
  Weights weights;
  for (std::size_t i = 0; i < covariance.size(); ++i) {
    weights.push_back(1.0 / std::sqrt(covariance(i, i)));
  }
  return normalised(std::move(weights));
}

std::optional<Weights> minimum_variance(const SymmetricMatrix& covariance, bool long_only) {
  const Weights ones(covariance.size(), 1.0);
  return best_ratio(covariance, ones, long_only);
}

std::optional<Weights> highest_sharpe(const SymmetricMatrix& covariance,
                                      std::span<const double> excess, bool long_only) {
  TW_ASSERT(excess.size() == covariance.size());
  if (std::ranges::none_of(excess, [](double gain) { return gain > 0.0; })) return std::nullopt;
  return best_ratio(covariance, excess, long_only);
}

Weights equal_risk(const SymmetricMatrix& covariance) {
  const std::size_t n = covariance.size();
  Weights weights = inverse_volatility(covariance);
  const double share = 1.0 / static_cast<double>(n);
  for (int sweep = 0; sweep < kSweepsMax; ++sweep) {
    double moved = 0.0;
    const double scale = std::sqrt(quadratic_form(covariance, weights));
    for (double& weight : weights) weight /= scale;
    for (std::size_t i = 0; i < n; ++i) {
      double others = 0.0;
      for (std::size_t j = 0; j < n; ++j) {
        if (j != i) others += covariance(i, j) * weights[j];
      }
      const double own = covariance(i, i);
      const double next = (std::sqrt(others * others + 4.0 * own * share) - others) / (2.0 * own);
      moved = std::max(moved, std::fabs(next - weights[i]) / next);
      weights[i] = next;
    }
    if (moved < 1e-14) break;
  }
  return normalised(std::move(weights));
}

Weights risk_shares(const SymmetricMatrix& covariance, std::span<const double> weights) {
  const double total = quadratic_form(covariance, weights);
  Weights shares;
  for (std::size_t i = 0; i < covariance.size(); ++i) {
    double marginal = 0.0;
    for (std::size_t j = 0; j < covariance.size(); ++j) marginal += covariance(i, j) * weights[j];
    shares.push_back(weights[i] * marginal / total);
  }
  return shares;
}

}  // namespace tw::sizing
