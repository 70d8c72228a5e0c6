// The column path is a second way to run a trial; here it is held to the engine, to the last unit.

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "backtest/run_backtest.hpp"
#include "core/splitmix.hpp"
#include "research/column_runner.hpp"
#include "support/random_walk.hpp"

namespace tw::research {
namespace {

using backtest::BacktestSpec;
using backtest::Preset;

struct Fill {
  bool is_buy = false;
  std::int64_t quantity = 0;
  double value = 0.0;
  std::int64_t commission = 0;
  bool operator==(const Fill&) const = default;
};

/// Runs one trial both ways and compares every fill, the equity at every close and every figure.
/// Returns false when the column path left the trial to the engine.
bool expect_same(const BacktestSpec& base, const std::vector<backtest::Feed>& feeds,
                 const ColumnStudy& study, TrialRunner& columns, TrialRunner& engine,
                 std::span<const double> values) {
  BacktestSpec spec = base;
  spec.parameters.assign(values.begin(), values.end());
  const backtest::BacktestRun run = backtest::run_backtest(spec, feeds);
  const backtest::Feed& feed = feeds.front();
  Signals signals{study.bars()};
  study.columns().signals(values, signals);
  std::vector<ColumnFill> fills;
  if (!study.trades().trade(signals, feed.range.first, feed.range, fills)) return false;

  std::vector<Fill> ours;
  for (const ColumnFill& fill : fills) {
    ours.push_back({.is_buy = fill.is_buy,
                    .quantity = fill.quantity.raw(),
                    .value = fill.price.as_double() * fill.quantity.as_double(),
                    .commission = fill.commission.raw()});
  }
  std::vector<Fill> theirs;
  for (const backtest::OrderRecord& order : run.recorder.orders()) {
    if (order.filled.raw() == 0) continue;
    theirs.push_back({.is_buy = order.request.side == Side::Buy,
                      .quantity = order.filled.raw(),
                      .value = order.filled_value,
                      .commission = order.commission.raw()});
  }
  EXPECT_EQ(ours, theirs);
  std::vector<double> equity;
  equity_of(feed, fills, spec.cash, feed.range, equity);
  EXPECT_EQ(equity.size(), run.recorder.samples().size());
  if (equity.size() != run.recorder.samples().size()) return true;
  for (std::size_t i = 0; i < equity.size(); ++i) {
    EXPECT_EQ(equity[i], run.recorder.samples()[i].equity.as_double()) << "bar " << i;
  }
  const TrialMetrics by_columns = columns.run(values);
  const TrialMetrics by_engine = engine.run(values);
  for (std::size_t i = 0; i < kTrialMetrics; ++i) {
    const double a = by_columns.values[i];
    const double b = by_engine.values[i];
    EXPECT_TRUE(a == b || (a != a && b != b)) << kTrialMetricKeys[i] << ": " << a << " " << b;
  }
  return true;
}

struct Case {
  std::string strategy;
  std::vector<std::string> axes;
};

const std::vector<Case> kCases{
    {"sma_cross", {"fast=2:20:6", "slow=7:50:9"}},
    {"rsi_reversion", {"period=2,5,14", "lower=20,35", "upper=50,65"}},
    {"bollinger_reversion", {"period=5,20", "deviations=0.5,1.5"}},
    {"donchian_breakout", {"entry=1,5,20,55", "exit=2,10,60"}},
};

/// A spec with what a seed chooses: preset, size, cash, commission and range.
BacktestSpec spec_by(SplitMix& dice) {
  constexpr Preset kPresets[] = {Preset::Plain, Preset::BacktestingPy, Preset::Backtrader,
                                 Preset::Realistic};
  BacktestSpec spec = backtest::spec_of(kPresets[dice.next() % 4]);
  spec.cash = Money::whole(static_cast<std::int64_t>(200 + dice.next() % 100'000));
  const std::uint64_t size = dice.next() % 3;
  if (size == 0)
    spec.size = Size::units(Quantity::whole(1 + static_cast<std::int64_t>(dice.next() % 200)));
  if (size == 1) spec.size = Size::fraction(0.37);
  const std::uint64_t fee = dice.next() % 3;
  if (fee == 0) spec.rules.commission = {};
  if (fee == 1) {
    spec.rules.commission = {.fixed = Money::whole(3), .percent = Ratio::from_raw(150'000)};
  }
  if (dice.next() % 2 == 0) spec.rules.spread.rate = Ratio::from_raw(70'000);
  return spec;
}

TEST(ColumnPath, GivesTheFillsAndTheEquityOfTheEngineToTheLastUnit) {
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SplitMix dice{seed};
    const BarTable table = support::random_walk(seed, 120 + static_cast<int>(dice.next() % 200));
    BacktestSpec spec = spec_by(dice);
    const std::size_t cut = spec.warmup_from == backtest::WarmupFrom::Range ? dice.next() % 40 : 0;
    // Around the clock: under an exchange's calendar US rules apply, which only the engine knows.
    const std::vector<backtest::Feed> feeds{
        {.instrument = {.id = {}, .symbol = "X", .calendar = CalendarKind::AlwaysOpen},
         .bars = table.view({}),
         .range = {cut, table.size() - dice.next() % 30}}};
    for (const auto& [strategy, axes] : kCases) {
      SCOPED_TRACE(strategy);
      spec.strategy = strategy;
      const Plan plan = *plan_of(**strategies::find(strategy), axes, {});
      const auto study = ColumnStudy::of(plan, spec, feeds);
      ASSERT_TRUE(study.has_value());
      const auto columns = column_runners(*study, feeds)();
      const auto engine = engine_runners(spec, feeds)();
      for (std::uint64_t point = 0; point < *plan.points(); ++point) {
        const std::vector<double> values = plan.values_at(point);
        if (plan.contradiction(values)) continue;
        compared += expect_same(spec, feeds, *study, *columns, *engine, values) ? 1 : 0;
      }
    }
  }
  EXPECT_GT(compared, 2'450) << "nearly all of 2,640 take the column path";
}

TEST(ColumnPath, IsNotTakenWhereOnlyTheEngineKnowsTheRules) {
  const BarTable table = support::random_walk(1, 200);
  const std::vector<backtest::Feed> feeds{{.instrument = {.id = {}, .symbol = "X"},
                                           .bars = table.view({}),
                                           .range = {50, table.size()}}};
  const auto takes = [&](BacktestSpec spec, const Case& of) {
    spec.strategy = of.strategy;
    const Plan plan = *plan_of(**strategies::find(of.strategy), of.axes, {});
    return ColumnStudy::of(plan, spec, feeds).has_value();
  };
  const BacktestSpec plain = backtest::spec_of(Preset::Plain);
  EXPECT_TRUE(takes(plain, kCases[0]));
  EXPECT_FALSE(takes(backtest::spec_of(Preset::Realistic), kCases[0])) << "US account rules";
  EXPECT_FALSE(takes(plain, {"sma_cross", {"fast=2:9", "slow=20", "stop=0,0.1"}}));
  EXPECT_FALSE(takes(plain, {"sma_cross", {"fast=2:9", "slow=20", "side=long,both"}}));
  EXPECT_FALSE(takes(plain, {"momentum", {}}));
  BacktestSpec close = plain;
  close.rules.fill_timing = sim::FillTiming::ThisClose;
  EXPECT_FALSE(takes(close, kCases[0]));
  BacktestSpec lead_in = plain;
  lead_in.warmup_from = backtest::WarmupFrom::EarlierBars;
  EXPECT_FALSE(takes(lead_in, kCases[0])) << "each trial's averages would start elsewhere";
}

}  // namespace
}  // namespace tw::research
