#include "analytics/correlation_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analytics/moments.hpp"
#include "analytics/rank_correlation.hpp"
#include "core/assert.hpp"

namespace tw::analytics {
namespace {

using sizing::SymmetricMatrix;
using Series = std::span<const std::vector<double>>;

template <class Measure>
SymmetricMatrix each_pair(Series series, Measure measure) {
  SymmetricMatrix matrix{series.size()};
  for (std::size_t i = 0; i < series.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      matrix.set(i, j,
                 measure(series[i], series[j]).value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    matrix.set(i, i, 1.0);
  }
  return matrix;
}

/// Returns the series less their means.
std::vector<std::vector<double>> centered(Series series) {
  std::vector<std::vector<double>> moved(series.begin(), series.end());
  for (std::vector<double>& values : moved) {
    const double center = *mean(values);
    for (double& value : values) value -= center;
  }
  return moved;
}

/// Returns the sum over rows of f(a) f(b).
template <class F>
double inner(const std::vector<double>& a, const std::vector<double>& b, F f) {
  double total = 0.0;
  for (std::size_t row = 0; row < a.size(); ++row) total += f(a[row]) * f(b[row]);
  return total;
}

}  // namespace

SymmetricMatrix pearson_matrix(Series series) {
  return each_pair(series, [](const auto& a, const auto& b) { return correlation(a, b); });
}

SymmetricMatrix spearman_matrix(Series series) {
  std::vector<std::vector<double>> ranked;
  for (const std::vector<double>& values : series) ranked.push_back(ranks(values));
  return pearson_matrix(ranked);
}

SymmetricMatrix kendall_matrix(Series series) {
  return each_pair(series, [](const auto& a, const auto& b) { return kendall_correlation(a, b); });
}

ShrunkCovariance ledoit_wolf(Series series) {
  TW_ASSERT(!series.empty() && series.front().size() >= 2);
  const std::vector<std::vector<double>> x = centered(series);
  const std::size_t assets = x.size();
  const auto p = static_cast<double>(assets);
  const auto n = static_cast<double>(x.front().size());

  SymmetricMatrix sample{assets};
  double trace = 0.0;
  double squares = 0.0;         // |S|^2
  double fourth_moments = 0.0;  // The sum over cells of sum x_i^2 x_j^2 / n.
  for (std::size_t i = 0; i < assets; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double cell = inner(x[i], x[j], [](double v) { return v; }) / n;
      const double twice = i == j ? 1.0 : 2.0;
      sample.set(i, j, cell);
      squares += twice * cell * cell;
      fourth_moments += twice * inner(x[i], x[j], [](double v) { return v * v; }) / n;
    }
    trace += sample(i, i);
  }
  const double target = trace / p;
  const double distance = squares - p * target * target;
  const double error = std::max(0.0, (fourth_moments - squares) / n);
  const double share = distance > 0.0 ? std::min(error, distance) / distance : 0.0;

  ShrunkCovariance result{.covariance = SymmetricMatrix{assets}, .shrinkage = share};
  for (std::size_t i = 0; i < assets; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      result.covariance.set(i, j, (1.0 - share) * sample(i, j) + (i == j ? share * target : 0.0));
    }
  }
  return result;
}

SymmetricMatrix ewm_covariance(Series series, double half_life) {
  TW_ASSERT(!series.empty() && series.front().size() >= 2 && half_life > 0.0);
  const std::size_t rows = series.front().size();
  std::vector<double> weights(rows);
  double total = 0.0;
  double squares = 0.0;
  for (std::size_t row = 0; row < rows; ++row) {
    weights[row] = std::exp2(-static_cast<double>(rows - 1 - row) / half_life);
    total += weights[row];
    squares += weights[row] * weights[row];
  }
  std::vector<double> means;
  for (const std::vector<double>& values : series) {
    TW_ASSERT(values.size() == rows);
    double sum = 0.0;
    for (std::size_t row = 0; row < rows; ++row) sum += weights[row] * values[row];
    means.push_back(sum / total);
  }
  const double unbiased = total / (total * total - squares);
  SymmetricMatrix covariance{series.size()};
  for (std::size_t i = 0; i < series.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0.0;
      for (std::size_t row = 0; row < rows; ++row) {
        sum += weights[row] * (series[i][row] - means[i]) * (series[j][row] - means[j]);
      }
      covariance.set(i, j, sum * unbiased);
    }
  }
  return covariance;
}

}  // namespace tw::analytics
