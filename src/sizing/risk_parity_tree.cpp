#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/assert.hpp"
#include "sizing/allocation.hpp"

namespace tw::sizing {
namespace {

using Assets = std::vector<std::size_t>;

double distance(const SymmetricMatrix& covariance, std::size_t a, std::size_t b) {
  const double deviations = std::sqrt(covariance(a, a) * covariance(b, b));
  return std::sqrt(std::clamp((1.0 - covariance(a, b) / deviations) / 2.0, 0.0, 1.0));
}

/// Assets that were joined, in the order in which the tree shows them.
struct Cluster {
  std::size_t id = 0;  ///< Assets come first, joined clusters in the order of joining.
  Assets assets;
};

/// The nearest two members decide how far two clusters are apart.
double distance(const SymmetricMatrix& covariance, const Cluster& a, const Cluster& b) {
  double nearest = std::numeric_limits<double>::infinity();
  for (const std::size_t i : a.assets) {
    for (const std::size_t j : b.assets) nearest = std::min(nearest, distance(covariance, i, j));
  }
  return nearest;
}

/// Joins the nearest two of `clusters`, the one with the lower number to the left.
void join_nearest(const SymmetricMatrix& covariance, std::vector<Cluster>& clusters,
                  std::size_t id) {
  std::size_t left = 0;
  std::size_t right = 1;
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    for (std::size_t j = i + 1; j < clusters.size(); ++j) {
      const double apart = distance(covariance, clusters[i], clusters[j]);
      if (!(apart < nearest)) continue;
      nearest = apart;
      left = i;
      right = j;
    }
  }
  clusters[left].id = id;
  clusters[left].assets.insert(clusters[left].assets.end(), clusters[right].assets.begin(),
                               clusters[right].assets.end());
  Cluster joined = std::move(clusters[left]);
  clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(right));
  clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(left));
  clusters.push_back(std::move(joined));  // So that they stay sorted by number.
}

/// Returns all assets, those that move alike beside each other.
Assets order_of(const SymmetricMatrix& covariance) {
  std::vector<Cluster> clusters;
  clusters.reserve(covariance.size());
  for (std::size_t i = 0; i < covariance.size(); ++i) clusters.push_back({.id = i, .assets = {i}});
  for (std::size_t id = covariance.size(); clusters.size() > 1; ++id) {
    join_nearest(covariance, clusters, id);
  }
  return clusters.front().assets;
}

/// Returns the variance of `assets` held in inverse proportion to their own.
double variance_of(const SymmetricMatrix& covariance, std::span<const std::size_t> assets) {
  const SymmetricMatrix part = part_of(covariance, assets);
  std::vector<double> weights;
  weights.reserve(part.size());
  for (std::size_t i = 0; i < part.size(); ++i) weights.push_back(1.0 / part(i, i));
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
  return quadratic_form(part, weights);
}

/// Splits `share` between the halves of `assets` against their variances, down to single ones.
void split(const SymmetricMatrix& covariance, std::span<const std::size_t> assets, double share,
           std::vector<double>& weights) {
  if (assets.size() == 1) {
    weights[assets.front()] = share;
    return;
  }
  const auto first = assets.first(assets.size() / 2);
  const auto second = assets.subspan(assets.size() / 2);
  const double of_first = variance_of(covariance, first);
  const double of_second = variance_of(covariance, second);
  const double part = 1.0 - of_first / (of_first + of_second);
  split(covariance, first, share * part, weights);
  split(covariance, second, share * (1.0 - part), weights);
}

}  // namespace

std::vector<double> hierarchical_risk_parity(const SymmetricMatrix& covariance) {
  TW_ASSERT(covariance.size() > 0);
  std::vector<double> weights(covariance.size());
  split(covariance, order_of(covariance), 1.0, weights);
  return weights;
}

}  // namespace tw::sizing
