#include "analytics/market_slices.hpp"

#include <algorithm>
#include <cmath>

#include "analytics/crises.hpp"
#include "analytics/drawdown.hpp"
#include "analytics/returns.hpp"
#include "analytics/sharpe.hpp"
#include "core/assert.hpp"

namespace tw::analytics {
namespace {

constexpr std::size_t kSessionsLeast = 2;

Figured annual_sharpe(std::span<const double> returns, const AnnualTerms& terms) {
  return scaled(period_sharpe(returns, terms.risk_free_period()),
                std::sqrt(terms.periods_per_year));
}

double deepest_fall(std::span<const double> returns) {
  return std::ranges::min(drawdown_series(wealth_curve(returns)));
}

/// Returns the deviation of the `count` returns before each return; nothing before there are.
std::vector<Figured> deviations_before(std::span<const double> returns, std::size_t count) {
  std::vector<Figured> deviations(returns.size());
  for (std::size_t i = count; i < returns.size(); ++i) {
    deviations[i] = sample_deviation(returns.subspan(i - count, count));
  }
  return deviations;
}

/// Returns the deviation that `share` of them lie below, or nothing when there are none.
Figured threshold(std::span<const Figured> deviations, double share) {
  std::vector<double> known;
  for (const Figured deviation : deviations) {
    if (deviation) known.push_back(*deviation);
  }
  std::ranges::sort(known);
  return percentile(known, share);
}

MarketSlice regime_slice(std::string_view key, std::string_view title,
                         std::span<const std::size_t> rows, std::span<const double> returns,
                         std::span<const double> benchmark, std::span<const Date> dates,
                         const AnnualTerms& terms) {
  std::vector<double> own;
  std::vector<double> market;
  for (const std::size_t row : rows) {
    own.push_back(returns[row]);
    market.push_back(benchmark[row]);
  }
  return {.key = key,
          .title = title,
          .first = dates[rows.front()],
          .last = dates[rows.back()],
          .sessions = static_cast<std::int64_t>(rows.size()),
          .total_return = compound(own),
          .benchmark_return = compound(market),
          .sharpe = annual_sharpe(own, terms)};
}

}  // namespace

std::vector<MarketSlice> crisis_slices(std::span<const double> returns,
                                       std::span<const double> benchmark,
                                       std::span<const Date> dates, const AnnualTerms& terms) {
  TW_ASSERT(returns.size() == dates.size());
  TW_ASSERT(benchmark.empty() || benchmark.size() == returns.size());
  std::vector<MarketSlice> slices;
  for (const Crisis& crisis : crises()) {
    // The first return of a fall is that of the session after the high.
    const auto first =
        static_cast<std::size_t>(std::ranges::upper_bound(dates, crisis.high) - dates.begin());
    const auto end =
        static_cast<std::size_t>(std::ranges::upper_bound(dates, crisis.low) - dates.begin());
    if (end < first + kSessionsLeast) continue;
    const auto own = returns.subspan(first, end - first);
    slices.push_back({.key = crisis.key,
                      .title = crisis.title,
                      .first = dates[first],
                      .last = dates[end - 1],
                      .sessions = static_cast<std::int64_t>(own.size()),
                      .is_whole = first > 0 && crisis.low <= dates.back(),
                      .total_return = compound(own),
                      .sharpe = annual_sharpe(own, terms),
                      .max_drawdown = deepest_fall(own)});
    if (!benchmark.empty()) {
      slices.back().benchmark_return = compound(benchmark.subspan(first, end - first));
    }
  }
  return slices;
}

std::vector<Regime> market_regimes(std::span<const double> benchmark, const RegimeTerms& terms) {
  std::vector<Regime> regimes(benchmark.size(), Regime::Unknown);
  const std::vector<double> wealth = wealth_curve(benchmark);
  const std::vector<Figured> turmoil = deviations_before(benchmark, terms.turmoil);
  const Figured wild = threshold(turmoil, terms.turmoil_share);
  for (std::size_t i = 0; i < benchmark.size(); ++i) {
    // `wealth[i]` is the close before return i.
    const std::size_t known = std::min(i + 1, terms.trend);
    if (known < terms.trend_least) continue;
    const auto closes = std::span{wealth}.subspan(i + 1 - known, known);
    regimes[i] = wealth[i] >= *mean(closes) ? Regime::Bull : Regime::Bear;
    if (turmoil[i] && wild && *turmoil[i] > *wild) regimes[i] = Regime::Volatile;
  }
  return regimes;
}

std::vector<MarketSlice> regime_slices(std::span<const double> returns,
                                       std::span<const double> benchmark,
                                       std::span<const Date> dates, const AnnualTerms& terms) {
  TW_ASSERT(returns.size() == dates.size() && benchmark.size() == returns.size());
  struct Kind {
    Regime regime;
    std::string_view key;
    std::string_view title;
  };
  constexpr Kind kKinds[] = {{Regime::Bull, "bull", "Bull: above its 200-session mean"},
                             {Regime::Bear, "bear", "Bear: below it"},
                             {Regime::Volatile, "volatile", "Volatile: its wildest fifth"}};
  const std::vector<Regime> regimes = market_regimes(benchmark, {});
  std::vector<MarketSlice> slices;
  for (const Kind& kind : kKinds) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < regimes.size(); ++i) {
      if (regimes[i] == kind.regime) rows.push_back(i);
    }
    if (rows.size() < kSessionsLeast) continue;
    slices.push_back(regime_slice(kind.key, kind.title, rows, returns, benchmark, dates, terms));
  }
  return slices;
}

}  // namespace tw::analytics
