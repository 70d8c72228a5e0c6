#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sizing/symmetric_matrix.hpp"

namespace tw::sizing {

/// A bet that is often repeated: it wins `win` of the stake with `win_rate`, else loses `loss`.
struct Bet {
  double win_rate = 0.0;
  double win = 0.0;
  double loss = 0.0;
};

/// Returns the fraction of the account whose logarithm grows fastest over many such bets; negative
/// says to take the other side. Requires a win and a loss above zero.
///
/// Source: Kelly 1956; Thorp 2006.
double kelly_fraction(const Bet& bet);

/// Returns the expected growth of the account's logarithm a bet, at that fraction.
double growth_of(const Bet& bet, double fraction);

/// Returns mean / variance: Kelly's fraction where returns are small and nearly normal.
double gaussian_kelly(double mean, double variance);

/// Returns the fraction, zero or more, at which these returns would have grown fastest.
///
/// It stays below the fraction at which the worst of them is ruin. With no loss among them there
/// is no such bound: it is then `kNoLossFraction`.
double empirical_kelly(std::span<const double> returns);
inline constexpr double kNoLossFraction = 1e6;

/// Returns Kelly's fraction of each of several assets together, from what they earn beyond the
/// risk-free rate; nothing when the covariance is singular.
std::optional<std::vector<double>> kelly_of_assets(const SymmetricMatrix& covariance,
                                                   std::span<const double> excess);

/// Returns the probability of ever losing `units` stakes of one, at even odds.
///
/// Source: the gambler's ruin against an opponent without end.
double ruin_probability(double win_rate, int units);

}  // namespace tw::sizing
