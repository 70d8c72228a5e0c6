#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace tw::analytics {

/// Which deterministic terms a Dickey-Fuller regression holds.
enum class Deterministic : std::uint8_t { None, Constant };

/// A statistic of the Dickey-Fuller family: the further below zero, the less like a random walk.
struct UnitRootTest {
  double statistic = 0.0;
  double p_value = 0.0;  ///< Of a random walk.
  std::size_t lags = 0;  ///< Lagged differences in the regression.
  std::size_t rows = 0;  ///< That the regression was over.
};

/// Tests whether `values` wander without a home, with `lags` lagged differences.
///
/// Returns nothing when the series is too short for them or does not move.
/// Source: Said and Dickey (1984); p-values of `dickey_fuller_p_value`.
std::optional<UnitRootTest> augmented_dickey_fuller(std::span<const double> values,
                                                    Deterministic terms, std::size_t lags);

/// The same with the lags, up to `lags_max`, that have the least Akaike criterion over the rows
/// that all of them share.
std::optional<UnitRootTest> augmented_dickey_fuller_aic(std::span<const double> values,
                                                        Deterministic terms, std::size_t lags_max);

/// Returns the usual largest number of lags: 12 (n/100)^(1/4), rounded up, and half of the sample
/// at most. Source: Schwert, "Tests for Unit Roots: A Monte Carlo Investigation" (1989).
std::size_t schwert_lags(std::size_t count, Deterministic terms);

/// Returns the asymptotic p-value of `statistic` for `series` variables (1: one series; 2: the
/// residual of one series on another). `series` is 1 or 2; with None it is 1.
/// Source: MacKinnon, "Approximate Asymptotic Distribution Functions for Unit-Root and
///         Cointegration Tests" (1994), tables 3 and 4.
double dickey_fuller_p_value(double statistic, Deterministic terms, int series);

/// Returns the critical values at 1, 5 and 10 % of the residual test over `rows`, constant
/// included. Source: MacKinnon, "Critical Values for Cointegration Tests" (2010), table 2, N = 2.
std::array<double, 3> engle_granger_critical_values(std::size_t rows);

/// The test with the opposite default: that `values` do have a home.
struct KpssTest {
  double statistic = 0.0;
  double p_value = 0.0;  ///< Between 0.01 and 0.10, where the published table ends.
  std::size_t lags = 0;  ///< Of the Newey-West variance, chosen from the data.
};

/// Returns nothing for fewer than three values or a series that does not move.
///
/// Source: Kwiatkowski, Phillips, Schmidt and Shin (1992), table 1, level; lags by Hobijn, Franses
///         and Ooms (1998).
std::optional<KpssTest> kpss(std::span<const double> values);

}  // namespace tw::analytics
