#include "analytics/cointegration.hpp"

#include <cmath>

#include "analytics/least_squares.hpp"
#include "analytics/moments.hpp"
#include "analytics/symmetric_eigen.hpp"
#include "core/assert.hpp"

namespace tw::analytics {
namespace {

using sizing::SymmetricMatrix;
using Column = std::vector<double>;
using Pair = std::array<Column, 2>;

/// A two by two matrix, row by row.
using Square = std::array<std::array<double, 2>, 2>;

Square products(const Pair& a, const Pair& b) {
  Square result{};
  const auto rows = static_cast<double>(a[0].size());
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 2; ++j) {
      for (std::size_t row = 0; row < a[i].size(); ++row) result[i][j] += a[i][row] * b[j][row];
      result[i][j] /= rows;
    }
  }
  return result;
}

Column without_mean(std::span<const double> values) {
  Column moved(values.begin(), values.end());
  const double center = *mean(values);
  for (double& value : moved) value -= center;
  return moved;
}

/// What is left of both series' steps, and of their levels, once the lagged steps have explained
/// their share.
struct ShortRunRemoved {
  Pair steps;
  Pair levels;
};

std::optional<ShortRunRemoved> remove_short_run(const Pair& series, std::size_t lags) {
  const std::size_t count = series[0].size();
  if (count < 2 * lags + 8) return std::nullopt;
  const std::size_t rows = count - 1 - lags;
  Pair steps;
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t row = 1; row < count; ++row) {
      steps[i].push_back(series[i][row] - series[i][row - 1]);
    }
  }
  std::vector<Column> lagged;
  for (std::size_t lag = 1; lag <= lags; ++lag) {
    for (const Column& own : steps) {
      lagged.push_back(without_mean(std::span{own}.subspan(lags - lag, rows)));
    }
  }
  ShortRunRemoved removed;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto step = least_squares(lagged, without_mean(std::span{steps[i]}.subspan(lags, rows)));
    // The level that stands `lags` steps back: the test is the same whichever lag carries it.
    const auto level = least_squares(lagged, without_mean(std::span{series[i]}.subspan(1, rows)));
    if (!step || !level) return std::nullopt;
    removed.steps[i] = step->residuals;
    removed.levels[i] = level->residuals;
  }
  return removed;
}

/// The lower triangle L of a positive definite matrix L L'.
struct Triangle {
  double a = 0.0;
  double b = 0.0;
  double c = 0.0;  ///< [a 0; b c]

  static std::optional<Triangle> of(const Square& matrix) {
    constexpr double kOwnPart = 1e-14;
    const double a = std::sqrt(matrix[0][0]);
    if (!(a > 0.0)) return std::nullopt;
    const double b = matrix[1][0] / a;
    const double rest = matrix[1][1] - b * b;
    if (!(rest > kOwnPart * matrix[1][1])) return std::nullopt;
    return Triangle{a, b, std::sqrt(rest)};
  }
  std::array<double, 2> solve(std::array<double, 2> right) const {
    const double first = right[0] / a;
    return {first, (right[1] - b * first) / c};
  }
  std::array<double, 2> solve_transposed(std::array<double, 2> right) const {
    const double second = right[1] / c;
    return {(right[0] - b * second) / a, second};
  }
};

/// The canonical correlations, squared, of steps and levels, with the levels' first direction.
struct Canonical {
  std::array<double, 2> values{};
  std::array<double, 2> vector{};
};

std::optional<Canonical> canonical(const ShortRunRemoved& data) {
  const auto levels = Triangle::of(products(data.levels, data.levels));
  const auto steps = Triangle::of(products(data.steps, data.steps));
  if (!levels || !steps) return std::nullopt;
  const Square cross = products(data.levels, data.steps);
  // M = Ll^-1 cross Ls^-T, whose singular values are the canonical correlations.
  Square whitened{};
  for (std::size_t i = 0; i < 2; ++i) whitened[i] = steps->solve(cross[i]);
  for (std::size_t j = 0; j < 2; ++j) {
    const auto column = levels->solve({whitened[0][j], whitened[1][j]});
    whitened[0][j] = column[0];
    whitened[1][j] = column[1];
  }
  SymmetricMatrix squared{2};
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      squared.set(i, j, whitened[i][0] * whitened[j][0] + whitened[i][1] * whitened[j][1]);
    }
  }
  const Eigen found = eigen(squared);
  return Canonical{.values = {found.values[0], found.values[1]},
                   .vector = levels->solve_transposed({found.vectors[0][0], found.vectors[0][1]})};
}

}  // namespace

std::optional<Hedge> hedge(std::span<const double> y, std::span<const double> x) {
  TW_ASSERT(y.size() == x.size());
  const auto fit = least_squares({Column(y.size(), 1.0), Column(x.begin(), x.end())}, y);
  if (!fit) return std::nullopt;
  const double total = *covariance(y, y) * static_cast<double>(y.size() - 1);
  // What one series leaves of its own multiple is the rounding of logs, and no spread to test.
  constexpr double kRounding = 1e-12;
  double squares = 0.0;
  for (const double value : y) squares += value * value;
  if (!(fit->squared_error > kRounding * kRounding * squares)) {
    return Hedge{.alpha = fit->coefficients[0],
                 .beta = fit->coefficients[1],
                 .r2 = 1.0,
                 .residuals = Column(y.size(), 0.0)};
  }
  return Hedge{.alpha = fit->coefficients[0],
               .beta = fit->coefficients[1],
               .r2 = total > 0.0 ? 1.0 - fit->squared_error / total : 0.0,
               .residuals = fit->residuals};
}

std::optional<EngleGranger> engle_granger(const Hedge& fitted, std::size_t lags) {
  const auto test = augmented_dickey_fuller(fitted.residuals, Deterministic::None, lags);
  if (!test) return std::nullopt;
  return EngleGranger{.statistic = test->statistic,
                      .p_value = dickey_fuller_p_value(test->statistic, Deterministic::Constant, 2),
                      .critical = engle_granger_critical_values(fitted.residuals.size() - 1)};
}

std::optional<Johansen> johansen(std::span<const double> y, std::span<const double> x,
                                 std::size_t lags) {
  TW_ASSERT(y.size() == x.size());
  if (y.empty()) return std::nullopt;
  const auto data = remove_short_run({without_mean(y), without_mean(x)}, lags);
  if (!data) return std::nullopt;
  const auto found = canonical(*data);
  if (!found || !(found->values[0] < 1.0)) return std::nullopt;
  const auto rows = static_cast<double>(data->steps[0].size());
  Johansen result{.vector = found->vector};
  for (std::size_t i = 0; i < 2; ++i) {
    result.largest_eigenvalue[i] = -rows * std::log1p(-found->values[i]);
  }
  result.trace = {result.largest_eigenvalue[0] + result.largest_eigenvalue[1],
                  result.largest_eigenvalue[1]};
  if (result.vector[0] < 0.0) {
    for (double& part : result.vector) part = -part;
  }
  return result;
}

}  // namespace tw::analytics
