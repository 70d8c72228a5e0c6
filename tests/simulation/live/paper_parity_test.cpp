// A paper session over recorded bars is the backtest of the same bars: the same loop, the same
// engine, the same commands at the same moments, to the byte.

#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

#include "backtest/run_backtest.hpp"
#include "live/paper_session.hpp"
#include "live/replay_feed.hpp"
#include "strategies/catalogue.hpp"
#include "support/random_walk.hpp"
#include "support/seeds.hpp"

namespace tw::live {
namespace {

using backtest::BacktestRun;
using backtest::BacktestSpec;
using backtest::Feed;

constexpr int kSeedsMax = 500;

/// Plays the feeds through a thread of its own into a paper session on this one.
PaperRun replay(const BacktestSpec& spec, const std::vector<Feed>& feeds, std::size_t ring_size) {
  Doorbell bell;
  EventRing control{16, bell};
  EventRing ring{ring_size, bell};
  ReplayInbox inbox{bell, {&control, &ring}, RecordedTime{}};
  Latest<Snapshot> latest;
  control.close();  // Nobody interferes.
  const ReplayFeed feed{replay_of(spec, feeds), ring, {}};
  return run_paper(spec, feeds, inbox, latest);
}

void expect_same(const PaperRun& paper, const BacktestRun& backtested) {
  EXPECT_EQ(paper.commands_hash, backtested.recorder.commands().hex());
  EXPECT_EQ(paper.last.commands, backtested.recorder.commands().count());
  EXPECT_EQ(paper.last.fills, backtested.recorder.fills());
  EXPECT_EQ(paper.last.trades, backtested.recorder.trips().size());
  EXPECT_EQ(paper.last.equity, backtested.final_equity);
  EXPECT_EQ(paper.last.mismatches, 0U);
}

BacktestSpec spec_for(backtest::Preset preset, const std::string& strategy,
                      const std::vector<strategies::Setting>& settings) {
  BacktestSpec spec = backtest::spec_of(preset);
  spec.strategy = strategy;
  spec.parameters = *strategies::resolve(**strategies::find(strategy), settings);
  return spec;
}

struct Case {
  const char* name;
  backtest::Preset preset;
  std::string strategy;
  std::vector<strategies::Setting> settings;
};

void PrintTo(const Case& tried, std::ostream* out) { *out << tried.name; }

class PaperParity : public testing::TestWithParam<Case> {};

TEST_P(PaperParity, AReplayGivesTheCommandsOfTheBacktestOfTheSameBars) {
  const Case& tried = GetParam();
  const BacktestSpec spec = spec_for(tried.preset, tried.strategy, tried.settings);
  std::uint64_t commands = 0;
  support::for_each_seed(
      [&](std::uint64_t seed) {
        const BarTable table = support::random_walk(seed, 600);
        const std::vector<Feed> feeds{
            {.instrument = {.symbol = "WALK"}, .bars = table.view({}), .range = {350, 600}}};

        const PaperRun paper = replay(spec, feeds, std::size_t{1} << (seed % 11));

        const BacktestRun backtested = run_backtest(spec, feeds);
        expect_same(paper, backtested);
        EXPECT_EQ(paper.last.sessions, 250U);
        commands += backtested.recorder.commands().count();
      },
      kSeedsMax);
  EXPECT_GT(commands, 100U) << "two runs that do nothing are alike as well";
}

INSTANTIATE_TEST_SUITE_P(
    Presets, PaperParity,
    testing::Values(Case{"Realistic",
                         backtest::Preset::Realistic,
                         "sma_cross",
                         {{"fast", "5"}, {"slow", "20"}}},
                    Case{"RealisticWithExits",
                         backtest::Preset::Realistic,
                         "sma_cross",
                         {{"fast", "3"}, {"slow", "10"}, {"stop", "0.03"}, {"target", "0.05"}}},
                    Case{"Plain",
                         backtest::Preset::Plain,
                         "donchian_breakout",
                         {{"entry", "10"}, {"exit", "5"}}},
                    Case{"BacktestingPy",
                         backtest::Preset::BacktestingPy,
                         "bollinger_reversion",
                         {{"period", "10"}, {"deviations", "1"}}}),
    [](const testing::TestParamInfo<Case>& tried) { return tried.param.name; });

TEST(PaperParityOfTwo, InstrumentsOnOneAccountAreReplayedInTheOrderOfTheBacktest) {
  const BacktestSpec spec =
      spec_for(backtest::Preset::Realistic, "sma_cross", {{"fast", "3"}, {"slow", "10"}});
  support::for_each_seed(
      [&](std::uint64_t seed) {
        const BarTable a = support::random_walk(2 * seed, 300);
        const BarTable b = support::random_walk(2 * seed + 1, 300, "2015-03-02");
        const std::vector<Feed> feeds{{.instrument = {.id = InstrumentId{0}, .symbol = "A"},
                                       .bars = a.view({}),
                                       .range = {50, 300}},
                                      {.instrument = {.id = InstrumentId{1}, .symbol = "B"},
                                       .bars = b.view(InstrumentId{1}),
                                       .range = {50, 300}}};

        expect_same(replay(spec, feeds, 64), run_backtest(spec, feeds));
      },
      kSeedsMax);
}

TEST(PaperSession, AnOperatorsFlattenClosesThePositionAndHoldsNewRiskBack) {
  const BacktestSpec spec =
      spec_for(backtest::Preset::Realistic, "sma_cross", {{"fast", "3"}, {"slow", "10"}});
  const BarTable table = support::random_walk(5, 600);
  const std::vector<Feed> feeds{
      {.instrument = {.symbol = "WALK"}, .bars = table.view({}), .range = {350, 600}}};
  Doorbell bell;
  EventRing control{16, bell};
  EventRing ring{64, bell};
  ReplayInbox inbox{bell, {&control, &ring}, RecordedTime{}};
  Latest<Snapshot> latest;
  ReplayFeed feed{replay_of(spec, feeds), ring, {.is_paused = true}};
  PaperRun paper;
  std::thread core{[&] { paper = run_paper(spec, feeds, inbox, latest); }};

  // One session at a time until something is held; then the operator speaks.
  Snapshot seen;
  const auto look = [&](auto is_reached) {
    while (!is_reached()) {
      if (const Snapshot* news = latest.take()) {
        seen = *news;
      } else {
        std::this_thread::yield();
      }
    }
  };
  for (std::uint64_t session = 1; seen.positions.empty() || seen.positions[0].quantity.raw() == 0;
       ++session) {
    feed.step();
    look([&] { return seen.sessions == session; });
  }
  ASSERT_TRUE(control.try_push({.stamp = {}, .event = Control{Control::Kind::Flatten}}));
  control.close();
  look([&] { return seen.state == risk::TradingState::ReduceOnly; });
  feed.set_paused(false);
  core.join();

  EXPECT_EQ(paper.last.sessions, 250U);
  EXPECT_EQ(paper.last.positions[0].quantity, Quantity{});
  EXPECT_EQ(paper.last.orders_working, 0U);
  EXPECT_EQ(paper.last.fills, 2U) << "the entry and its flattening, and nothing after";
  EXPECT_EQ(paper.last.last_fills[1].tag, Label{"flatten"});
}

}  // namespace
}  // namespace tw::live
