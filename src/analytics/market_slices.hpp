#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "analytics/comparison.hpp"
#include "analytics/moments.hpp"
#include "core/date.hpp"

namespace tw::analytics {

/// What a strategy made of one kind of market, beside the market itself.
struct MarketSlice {
  std::string_view key;    ///< As in JSON: `bear`, `pandemic_2020`.
  std::string_view title;  ///< As in a table.
  Date first;              ///< Of the returns in it.
  Date last;
  std::int64_t sessions = 0;
  bool is_whole = true;  ///< Whether the data holds all of it; always, for a regime.
  double total_return = 0.0;
  Figured benchmark_return;
  Figured sharpe;        ///< A year.
  Figured max_drawdown;  ///< Only of a stretch without gaps.
};

/// Returns one slice for each of `crises()` that at least two returns fall into.
/// `benchmark` may be empty. Requires one date a return, ascending.
std::vector<MarketSlice> crisis_slices(std::span<const double> returns,
                                       std::span<const double> benchmark,
                                       std::span<const Date> dates, const AnnualTerms& terms);

/// What the market was like when a session began.
enum class Regime : std::uint8_t { Unknown, Bull, Bear, Volatile };

/// Sessions that a regime is told from.
struct RegimeTerms {
  std::size_t trend = 200;       ///< Mean that the market stands above or below.
  std::size_t trend_least = 20;  ///< Fewer at the start of the data tell nothing.
  std::size_t turmoil = 21;      ///< Returns whose deviation is the market's volatility.
  double turmoil_share = 0.8;    ///< Volatile is what lies above this part of all of them.
};

/// Returns the regime of each of the benchmark's returns, from what was known before it: volatile
/// when the last month's deviation is among the highest fifth of the sample's, else bull or bear as
/// the close stands above or below its mean of 200 sessions.
///
/// Where the fifth begins is known only afterwards: this describes, nothing may trade on it.
std::vector<Regime> market_regimes(std::span<const double> benchmark, const RegimeTerms& terms);

/// Returns the slices bull, bear and volatile that at least two returns fall into.
/// Requires series of one length.
std::vector<MarketSlice> regime_slices(std::span<const double> returns,
                                       std::span<const double> benchmark,
                                       std::span<const Date> dates, const AnnualTerms& terms);

}  // namespace tw::analytics
