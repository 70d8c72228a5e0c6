#include "research/engine_paths.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <list>
#include <span>
#include <utility>

#include "analytics/drawdown.hpp"
#include "analytics/moments.hpp"
#include "analytics/returns.hpp"
#include "analytics/sharpe.hpp"
#include "backtest/equity_curve.hpp"
#include "research/price_noise.hpp"

namespace tw::research {
namespace {

constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

template <class Amount>
Amount times(Amount amount, double multiple) {
  return Amount::from_raw(std::llround(static_cast<double>(amount.raw()) * multiple));
}

/// Returns the curve from the cash that the run began with, a value a session.
std::vector<double> wealth_of(const backtest::BacktestSpec& spec,
                              const std::vector<backtest::Feed>& feeds,
                              const backtest::BacktestRun& run) {
  const double cash = spec.cash.as_double();
  std::vector<double> wealth{1.0};
  for (const double equity : session_equity(backtest::equity_curve(feeds, run)).values) {
    wealth.push_back(equity / cash);
  }
  return wealth;
}

}  // namespace

EnginePaths::EnginePaths(const backtest::BacktestSpec& spec,
                         const std::vector<backtest::Feed>& feeds, PathQuestions questions)
    : spec_{&spec}, feeds_{&feeds}, questions_{std::move(questions)} {
  for (const backtest::Feed& feed : feeds) deviations_.push_back(bar_deviation(feed.bars));
}

std::uint32_t EnginePaths::sessions() const {
  const backtest::BacktestRun run = backtest::run_backtest(*spec_, *feeds_);
  return static_cast<std::uint32_t>(wealth_of(*spec_, *feeds_, run).size() - 1);
}

PathResults EnginePaths::run(const backtest::BacktestSpec& spec,
                             const std::vector<backtest::Feed>& feeds) const {
  const backtest::BacktestRun finished = backtest::run_backtest(spec, feeds);
  const std::vector<double> wealth = wealth_of(spec, feeds, finished);
  // As in the run's own report: the first session's equity is where returns begin.
  const std::vector<double> returns = analytics::simple_returns(std::span{wealth}.subspan(1));
  const auto deepest = analytics::deepest(analytics::find_drawdowns(wealth));
  PathResults result;
  result.wealth = {finished.final_equity.as_double() / spec.cash.as_double()};
  result.drawdown = {deepest ? deepest->depth : 0.0};
  result.lowest = {*std::ranges::min_element(wealth)};
  const analytics::Figured sharpe = analytics::period_sharpe(returns, 0.0);
  result.sharpe = {sharpe ? *sharpe * std::sqrt(questions_.periods_per_year) : kNoValue};
  for (const std::uint32_t stop : questions_.stops) {
    result.fan.push_back(
        static_cast<float>(wealth[std::min<std::size_t>(stop, wealth.size() - 1)]));
  }
  return result;
}

PathResults EnginePaths::plain() const { return run(*spec_, *feeds_); }

PathResults EnginePaths::noisy(double share, std::uint64_t seed, std::uint64_t path) const {
  std::list<BarTable> tables;  // An element stays where it is while others join it.
  std::vector<backtest::Feed> feeds = *feeds_;
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    const BarSeries& bars = feeds[i].bars;
    tables.push_back(
        with_noise(bars, deviations_[i], {.share = share, .seed = seed, .path = path}));
    feeds[i].bars = tables.back().view(bars.instrument);
  }
  return run(*spec_, feeds);
}

PathResults EnginePaths::with_costs(double multiple) const {
  backtest::BacktestSpec spec = *spec_;
  spec.rules = research::with_costs(spec.rules, multiple);
  return run(spec, *feeds_);
}

sim::SimRules with_costs(const sim::SimRules& rules, double multiple) {
  sim::SimRules changed = rules;
  sim::CommissionModel& commission = changed.commission;
  commission.fixed = times(commission.fixed, multiple);
  commission.percent = times(commission.percent, multiple);
  commission.per_share = times(commission.per_share, multiple);
  commission.minimum = times(commission.minimum, multiple);
  commission.maximum = times(commission.maximum, multiple);
  changed.spread.rate = times(changed.spread.rate, multiple);
  changed.slippage.amount = times(changed.slippage.amount, multiple);
  if (multiple != 1.0) commission.has_ibkr_tiers = false;  // Only the first tier can be scaled.
  return changed;
}

double break_even(const std::vector<double>& multiples, const std::vector<double>& returns) {
  for (std::size_t i = 1; i < multiples.size(); ++i) {
    const double before = returns[i - 1];
    const double after = returns[i];
    if ((before > 0.0) == (after > 0.0)) continue;
    return multiples[i - 1] + (multiples[i] - multiples[i - 1]) * before / (before - after);
  }
  return kNoValue;
}

}  // namespace tw::research
