#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backtest/lookahead_check.hpp"
#include "backtest/run_setup.hpp"
#include "support/random_walk.hpp"

// Strategies that look at a longer timeframe beside their bars.
namespace tw::backtest {
namespace {

BacktestSpec trend_of(std::string higher, int bars) {
  BacktestSpec spec = spec_of(Preset::Realistic);
  spec.cash = Money::whole(100'000);
  spec.strategy = "multi_timeframe_trend";
  spec.parameters =
      *strategies::resolve(**strategies::find(spec.strategy),
                           std::vector<strategies::Setting>{{"higher", std::move(higher)},
                                                            {"trend", std::to_string(bars)},
                                                            {"fast", "3"},
                                                            {"slow", "8"}});
  return spec;
}

/// Bars of half an hour of so many sessions.
BarTable half_hours(std::uint64_t seed, int sessions) {
  const BarTable days = support::random_walk(seed, sessions);
  SplitMix dice{seed};
  BarTable table{.timeframe = {Timeframe::Unit::Minute, 30}};
  for (std::size_t i = 0; i < days.size(); ++i) {
    const Bar day = days.view({}).at(i);
    Price last = day.open;
    for (Timestamp at = day.start; at < day.end; at = at + Duration::minutes(30)) {
      const Price close =
          last + Price::from_raw(static_cast<std::int64_t>((dice.uniform() - 0.5) * 1e8));
      table.push({.session = day.session,
                  .start = at,
                  .end = at + Duration::minutes(30),
                  .open = last,
                  .high = std::max(last, close),
                  .low = std::min(last, close),
                  .close = close,
                  .volume = Volume::whole(1'000'000)});
      last = close;
    }
  }
  return table;
}

Feed feed_of(const BarTable& bars, std::size_t first = 0) {
  const BarSeries series = bars.view({});
  return {.instrument = {.id = {}, .symbol = "T"}, .bars = series, .range = {first, series.size()}};
}

TEST(Timeframes, LookAheadNowhere) {
  const BarTable days = support::random_walk(11, 800);
  const BarTable bars = half_hours(12, 120);
  const std::vector<std::pair<BacktestSpec, Feed>> cases{
      {trend_of("1w", 4), feed_of(days)},
      {trend_of("1mo", 2), feed_of(days)},
      {trend_of("1h", 6), feed_of(bars)},
      {trend_of("1d", 3), feed_of(bars)},
  };
  for (const auto& [spec, feed] : cases) {
    const BacktestRun run = run_backtest(spec, {feed});

    const LookaheadCheck check = check_lookahead(spec, {feed}, run, 40);

    EXPECT_GT(run.recorder.orders().size(), 10U);
    EXPECT_EQ(check.cuts, 40);
    EXPECT_THAT(check.faults, testing::IsEmpty());
  }
}

TEST(Timeframes, AreWarmOnceTheHigherBarsHaveCome) {
  // One higher bar more than is averaged: the first may have begun before the data.
  const BarTable days = support::random_walk(11, 800);
  const BarTable bars = half_hours(12, 120);

  const auto warmup = [](const BacktestSpec& spec, const BarTable& table) {
    return warmup_of(seats_of(spec, {feed_of(table)}));
  };

  EXPECT_EQ(warmup(trend_of("1w", 10), days), 11 * 5);
  EXPECT_EQ(warmup(trend_of("1mo", 3), days), 4 * 21);
  EXPECT_EQ(warmup(trend_of("1d", 10), bars), 11 * 13);
  EXPECT_EQ(warmup(trend_of("1h", 10), bars), 11 * 2);
  EXPECT_EQ(warmup(trend_of("1w", 2), bars), 3 * 5 * 13);
  EXPECT_EQ(warmup(trend_of("30m", 2), days), 8 - 1) << "days make no half hours: never";
}

TEST(Timeframes, ReadEnoughBeforeTheRangeToDecideInItFromTheBeginning) {
  const BarTable bars = half_hours(12, 200);
  const Feed feed = feed_of(bars, 150 * 13);

  const BacktestRun run = run_backtest(trend_of("1d", 10), {feed});

  EXPECT_EQ(run.warmup_bars, 11 * 13);
  EXPECT_EQ(run.lead_in, 10U * (11 * 13 + 1));
}

}  // namespace
}  // namespace tw::backtest
