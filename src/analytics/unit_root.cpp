#include "analytics/unit_root.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analytics/least_squares.hpp"
#include "analytics/moments.hpp"
#include "core/assert.hpp"

namespace tw::analytics {
namespace {

/// The regression of the differences on the level, the deterministic terms and lagged differences,
/// in that order, over the rows for which `dropped` differences lie before.
std::optional<LinearFit> dickey_fuller_fit(std::span<const double> values, Deterministic terms,
                                           std::size_t lags, std::size_t dropped) {
  if (values.size() < dropped + 3) return std::nullopt;
  const std::size_t rows = values.size() - 1 - dropped;
  std::vector<double> steps;
  for (std::size_t i = 1; i < values.size(); ++i) steps.push_back(values[i] - values[i - 1]);
  const auto steps_from = [&](std::size_t first) {
    const auto part = std::span{steps}.subspan(first, rows);
    return std::vector<double>(part.begin(), part.end());
  };
  const auto levels = values.subspan(dropped, rows);
  std::vector<std::vector<double>> columns{{levels.begin(), levels.end()}};
  if (terms == Deterministic::Constant) columns.emplace_back(rows, 1.0);
  for (std::size_t lag = 1; lag <= lags; ++lag) columns.push_back(steps_from(dropped - lag));
  return least_squares(std::move(columns), steps_from(dropped));
}

/// A published response surface: the normal probability of a polynomial in the statistic.
struct ResponseSurface {
  double certain;   ///< Below it the p-value is 0.
  double boundary;  ///< Up to it the left tail's polynomial holds.
  double hopeless;  ///< Above it the p-value is 1.
  std::array<double, 3> left;
  std::array<double, 4> rest;
};

constexpr double kNever = 1e300;
constexpr ResponseSurface kWithoutConstant{.certain = -19.04,
                                           .boundary = -1.04,
                                           .hopeless = kNever,
                                           .left = {0.6344, 1.2378, 0.032496},
                                           .rest = {0.4797, 0.93557, -0.06999, 0.033066}};
constexpr ResponseSurface kOneSeries{.certain = -18.83,
                                     .boundary = -1.61,
                                     .hopeless = 2.74,
                                     .left = {2.1659, 1.4412, 0.038269},
                                     .rest = {1.7339, 0.93202, -0.12745, -0.010368}};
constexpr ResponseSurface kTwoSeries{.certain = -18.86,
                                     .boundary = -2.62,
                                     .hopeless = 0.92,
                                     .left = {2.92, 1.5012, 0.039796},
                                     .rest = {2.1945, 0.64695, -0.29198, -0.042377}};

double polynomial(std::span<const double> coefficients, double x) {
  double value = 0.0;
  for (std::size_t i = coefficients.size(); i-- > 0;) value = value * x + coefficients[i];
  return value;
}

double p_value_on(const ResponseSurface& surface, double statistic) {
  if (statistic > surface.hopeless) return 1.0;
  if (statistic < surface.certain) return 0.0;
  const auto coefficients = statistic <= surface.boundary ? std::span<const double>{surface.left}
                                                          : std::span<const double>{surface.rest};
  return normal_cumulative(polynomial(coefficients, statistic));
}

/// Returns the sum of products of the values `lag` apart.
double lagged_product(std::span<const double> values, std::size_t lag) {
  double total = 0.0;
  for (std::size_t i = lag; i < values.size(); ++i) total += values[i] * values[i - lag];
  return total;
}

/// Source: Hobijn, Franses and Ooms (1998), the Bartlett kernel.
std::size_t newey_west_lags(std::span<const double> residuals) {
  const auto n = static_cast<double>(residuals.size());
  const auto tried = static_cast<std::size_t>(std::pow(n, 2.0 / 9.0));
  double level = lagged_product(residuals, 0) / n;
  double slope = 0.0;
  for (std::size_t lag = 1; lag <= tried; ++lag) {
    const double product = lagged_product(residuals, lag) / (n / 2.0);
    level += product;
    slope += static_cast<double>(lag) * product;
  }
  const double relative = slope / level;
  const double lags = 1.1447 * std::cbrt(relative * relative) * std::cbrt(n);
  if (!(lags < n)) return residuals.size() - 1;
  return std::min(static_cast<std::size_t>(lags), residuals.size() - 1);
}

double long_run_variance(std::span<const double> residuals, std::size_t lags) {
  double total = lagged_product(residuals, 0);
  for (std::size_t lag = 1; lag <= lags; ++lag) {
    const double weight = 1.0 - static_cast<double>(lag) / static_cast<double>(lags + 1);
    total += 2.0 * weight * lagged_product(residuals, lag);
  }
  return total / static_cast<double>(residuals.size());
}

/// Returns the probability between the published points, and the nearest of them outside.
double kpss_p_value(double statistic) {
  constexpr std::array<double, 4> kCritical{0.347, 0.463, 0.574, 0.739};
  constexpr std::array<double, 4> kProbability{0.10, 0.05, 0.025, 0.01};
  if (statistic <= kCritical.front()) return kProbability.front();
  for (std::size_t i = 1; i < kCritical.size(); ++i) {
    if (statistic > kCritical[i]) continue;
    const double part = (statistic - kCritical[i - 1]) / (kCritical[i] - kCritical[i - 1]);
    return kProbability[i - 1] + part * (kProbability[i] - kProbability[i - 1]);
  }
  return kProbability.back();
}

}  // namespace

std::optional<UnitRootTest> augmented_dickey_fuller(std::span<const double> values,
                                                    Deterministic terms, std::size_t lags) {
  const auto fit = dickey_fuller_fit(values, terms, lags, lags);
  if (!fit || !(fit->squared_error > 0.0)) return std::nullopt;
  const double statistic = fit->t_value(0);
  return UnitRootTest{.statistic = statistic,
                      .p_value = dickey_fuller_p_value(statistic, terms, 1),
                      .lags = lags,
                      .rows = fit->residuals.size()};
}

std::optional<UnitRootTest> augmented_dickey_fuller_aic(std::span<const double> values,
                                                        Deterministic terms, std::size_t lags_max) {
  const auto fit = dickey_fuller_fit(values, terms, lags_max, lags_max);
  if (!fit) return std::nullopt;
  const auto rows = static_cast<double>(fit->residuals.size());
  const std::size_t fixed = terms == Deterministic::Constant ? 2 : 1;
  // The regressions are nested, so one factorisation has the error of each. Without the terms
  // that all share the criterion is n ln(error) + 2 lags.
  const auto criterion = [&](std::size_t lags) {
    return rows * std::log(fit->squared_errors[fixed + lags]) + 2.0 * static_cast<double>(lags);
  };
  std::size_t best = 0;
  for (std::size_t lags = 1; lags <= lags_max; ++lags) {
    if (criterion(lags) < criterion(best)) best = lags;
  }
  return augmented_dickey_fuller(values, terms, best);
}

std::size_t schwert_lags(std::size_t count, Deterministic terms) {
  const auto wanted = static_cast<std::size_t>(
      std::ceil(12.0 * std::pow(static_cast<double>(count) / 100.0, 0.25)));
  const std::size_t taken = 1 + (terms == Deterministic::Constant ? 1U : 0U);
  return count / 2 > taken ? std::min(wanted, count / 2 - taken) : 0;
}

double dickey_fuller_p_value(double statistic, Deterministic terms, int series) {
  if (terms == Deterministic::None) {
    TW_ASSERT(series == 1);
    return p_value_on(kWithoutConstant, statistic);
  }
  TW_ASSERT(series == 1 || series == 2);
  return p_value_on(series == 1 ? kOneSeries : kTwoSeries, statistic);
}

std::array<double, 3> engle_granger_critical_values(std::size_t rows) {
  constexpr double kSurface[3][3] = {
      {-3.89644, -10.9519, -33.527}, {-3.33613, -6.1101, -6.823}, {-3.04445, -4.2412, -2.720}};
  const double inverse = 1.0 / static_cast<double>(rows);
  std::array<double, 3> values{};
  for (std::size_t i = 0; i < 3; ++i) values[i] = polynomial(kSurface[i], inverse);
  return values;
}

std::optional<KpssTest> kpss(std::span<const double> values) {
  const Figured deviation = sample_deviation(values);
  if (values.size() < 3 || !deviation || *deviation == 0.0) return std::nullopt;
  const double center = *mean(values);
  std::vector<double> residuals;
  double wandered = 0.0;
  double squares = 0.0;
  for (const double value : values) {
    residuals.push_back(value - center);
    wandered += residuals.back();
    squares += wandered * wandered;
  }
  const auto n = static_cast<double>(values.size());
  const std::size_t lags = newey_west_lags(residuals);
  const double variance = long_run_variance(residuals, lags);
  if (!(variance > 0.0)) return std::nullopt;
  const double statistic = squares / (n * n) / variance;
  return KpssTest{.statistic = statistic, .p_value = kpss_p_value(statistic), .lags = lags};
}

}  // namespace tw::analytics
