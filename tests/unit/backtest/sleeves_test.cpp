#include "backtest/sleeves.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "backtest/trade_rows.hpp"
#include "support/random_walk.hpp"

// Several strategies in one account.
namespace tw::backtest {
namespace {

Feed feed_of(const BarTable& bars, std::string symbol, std::uint32_t id) {
  const InstrumentId instrument{id};
  return {.instrument = {.id = instrument, .symbol = std::move(symbol)},
          .bars = bars.view(instrument),
          .range = {0, bars.view(instrument).size()}};
}

BacktestSpec plain_spec() {
  BacktestSpec spec = spec_of(Preset::Plain);
  spec.cash = Money::whole(1'000'000);
  return spec;
}

Sleeve crossing(std::string name, double fast, double slow, double allocation) {
  return {.name = std::move(name),
          .strategy = "sma_cross",
          .parameters = *strategies::resolve(
              **strategies::find("sma_cross"),
              std::vector<strategies::Setting>{{"fast", std::to_string(static_cast<int>(fast))},
                                               {"slow", std::to_string(static_cast<int>(slow))}}),
          .allocation = allocation};
}

TEST(Lines, AreOneForEachStrategyAndSymbolThatItTrades) {
  const BarTable a = support::random_walk(1, 50);
  const BarTable b = support::random_walk(2, 50);
  BacktestSpec spec = plain_spec();
  spec.sleeves = {crossing("slow", 5, 20, 0.5), crossing("fast", 2, 5, 0.5)};
  spec.sleeves[1].symbols = {"B"};

  const auto lines = lines_of(spec, {feed_of(a, "A", 0), feed_of(b, "B", 1)});

  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[2].instrument.symbol, "B");
  EXPECT_EQ(lines[2].sleeve, 1U);
  for (std::uint32_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i].instrument.id, InstrumentId{i});
    EXPECT_EQ(lines[i].bars.instrument, InstrumentId{i});
  }
}

TEST(Portfolio, OfOneStrategyTwiceAtHalfEachTradesWhatItWouldAlone) {
  // Without costs, so that rounding a commission apart is no difference.
  const BarTable bars = support::random_walk(3, 600);
  BacktestSpec alone = plain_spec();
  alone.rules.commission = {};
  alone.strategy = "sma_cross";
  alone.parameters = crossing("", 5, 20, 1).parameters;
  alone.size = Size::units(Quantity::whole(200));
  BacktestSpec twice = alone;
  twice.size = Size::units(Quantity::whole(100));
  twice.sleeves = {crossing("one", 5, 20, 0.5), crossing("two", 5, 20, 0.5)};
  const std::vector<Feed> feeds{feed_of(bars, "A", 0)};

  const BacktestRun one_run = run_backtest(alone, feeds);
  const BacktestRun two_runs = run_backtest(twice, lines_of(twice, feeds));

  ASSERT_GT(one_run.recorder.trips().size(), 5U);
  EXPECT_EQ(two_runs.final_equity, one_run.final_equity);
  EXPECT_EQ(two_runs.recorder.trips().size(), 2 * one_run.recorder.trips().size());
}

TEST(Portfolio, KeepsEachStrategysTradesApartUnderItsName) {
  const BarTable bars = support::random_walk(3, 600);
  BacktestSpec spec = plain_spec();
  spec.sleeves = {crossing("slow", 5, 20, 0.5), crossing("fast", 2, 5, 0.25)};
  const auto lines = lines_of(spec, {feed_of(bars, "A", 0)});

  const auto rows = trade_rows(spec, lines, run_backtest(spec, lines));

  const auto of = [&](std::string_view name) {
    return std::ranges::count_if(rows, [&](const TradeRow& row) { return row.strategy == name; });
  };
  EXPECT_GT(of("slow"), 5);
  EXPECT_GT(of("fast"), of("slow"));
  EXPECT_EQ(of("slow") + of("fast"), static_cast<std::ptrdiff_t>(rows.size()));
  const auto first_of = [&](std::string_view name) {
    return std::ranges::find(rows, name, &TradeRow::strategy)->quantity.as_double();
  };
  // Half the account and a quarter, at prices of their own.
  EXPECT_NEAR(first_of("slow") / first_of("fast"), 2.0, 0.4);
}

}  // namespace
}  // namespace tw::backtest
