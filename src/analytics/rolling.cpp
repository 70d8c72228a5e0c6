#include "analytics/rolling.hpp"

#include <algorithm>
#include <cmath>

#include "analytics/performance.hpp"
#include "analytics/sharpe.hpp"
#include "core/assert.hpp"

namespace tw::analytics {
namespace {

/// Calls `measure(first, window)` for every full window and keeps what it returns.
template <class Measure>
std::vector<Figured> over_windows(std::size_t count, std::size_t window, Measure measure) {
  TW_ASSERT(window >= 2);
  std::vector<Figured> figures(count);
  for (std::size_t last = window - 1; last < count; ++last) {
    figures[last] = measure(last + 1 - window);
  }
  return figures;
}

double max_drawdown(std::span<const double> returns) {
  double wealth = 1.0;
  double high = 1.0;
  double worst = 0.0;
  for (const double r : returns) {
    wealth *= 1.0 + r;
    high = std::max(high, wealth);
    worst = std::min(worst, wealth / high - 1.0);
  }
  return worst;
}

}  // namespace

std::vector<Figured> rolling_sharpe(std::span<const double> returns, std::size_t window,
                                    const AnnualTerms& terms) {
  return over_windows(returns.size(), window, [&](std::size_t first) {
    return scaled(period_sharpe(returns.subspan(first, window), terms.risk_free_period()),
                  std::sqrt(terms.periods_per_year));
  });
}

std::vector<Figured> rolling_volatility(std::span<const double> returns, std::size_t window,
                                        const AnnualTerms& terms) {
  return over_windows(returns.size(), window, [&](std::size_t first) {
    return scaled(sample_deviation(returns.subspan(first, window)),
                  std::sqrt(terms.periods_per_year));
  });
}

std::vector<Figured> rolling_beta(std::span<const double> returns,
                                  std::span<const double> benchmark, std::size_t window) {
  TW_ASSERT(returns.size() == benchmark.size());
  return over_windows(returns.size(), window, [&](std::size_t first) {
    return beta(returns.subspan(first, window), benchmark.subspan(first, window));
  });
}

std::vector<Figured> rolling_sortino(std::span<const double> returns, std::size_t window,
                                     const AnnualTerms& terms) {
  return over_windows(returns.size(), window, [&](std::size_t first) {
    return sortino(returns.subspan(first, window), terms);
  });
}

std::vector<Figured> rolling_alpha(std::span<const double> returns,
                                   std::span<const double> benchmark, std::size_t window,
                                   const AnnualTerms& terms) {
  TW_ASSERT(returns.size() == benchmark.size());
  return over_windows(returns.size(), window, [&](std::size_t first) {
    return annual_compound(alpha(returns.subspan(first, window), benchmark.subspan(first, window),
                                 terms.risk_free_period()),
                           terms.periods_per_year);
  });
}

std::vector<Figured> rolling_max_drawdown(std::span<const double> returns, std::size_t window) {
  return over_windows(returns.size(), window, [&](std::size_t first) {
    return Figured{max_drawdown(returns.subspan(first, window))};
  });
}

}  // namespace tw::analytics
