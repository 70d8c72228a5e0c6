// Every strategy on real history, from its file to its trades.

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "backtest/lookahead_check.hpp"
#include "backtest/run_backtest.hpp"
#include "ingest/load_bars.hpp"
#include "strategies/catalogue.hpp"

namespace tw::backtest {
namespace {

ingest::LoadedBars load(const std::string& file) {
  auto loaded = ingest::load_bars(std::string{TW_SHARED} + "/data/" + file, {});
  EXPECT_TRUE(loaded.has_value()) << file;
  return std::move(*loaded);
}

const std::vector<ingest::LoadedBars>& bars_for(const strategies::Entry& entry) {
  static const std::vector<ingest::LoadedBars> days = [] {
    std::vector<ingest::LoadedBars> all;
    for (const char* name : {"XOM", "CVX", "JPM", "BAC", "AAPL", "MSFT"}) {
      all.push_back(load("daily/" + std::string{name} + ".csv"));
    }
    return all;
  }();
  static const std::vector<ingest::LoadedBars> day = {load("daily/AAPL.csv")};
  static const std::vector<ingest::LoadedBars> minutes = {
      load("minute5/SPY_20250519_20250714.csv")};
  if (entry.is_of_group()) return days;
  return entry.name == "opening_range" ? minutes : day;
}

std::vector<Feed> feeds_of(const std::vector<ingest::LoadedBars>& loaded) {
  std::vector<Feed> feeds;
  for (std::size_t i = 0; i < loaded.size(); ++i) {
    const InstrumentId id{static_cast<std::uint32_t>(i)};
    const BarSeries bars = loaded[i].table.view(id);
    feeds.push_back({loaded[i].instrument(id), bars, {0, bars.size()}});
  }
  return feeds;
}

class OnRealData : public testing::TestWithParam<std::size_t> {
 protected:
  OnRealData() : feeds_{feeds_of(bars_for(entry()))} {}

  static const strategies::Entry& entry() { return strategies::catalogue()[GetParam()]; }
  BacktestSpec spec(Preset preset, const std::vector<strategies::Setting>& settings = {}) const {
    BacktestSpec spec = spec_of(preset);
    spec.strategy = entry().name;
    spec.parameters = *strategies::resolve(entry(), settings);
    spec.cash = Money::whole(100'000);
    return spec;
  }
  bool has(std::string_view parameter) const {
    return std::ranges::any_of(entry().parameters,
                               [&](const auto& one) { return one.name == parameter; });
  }

  std::vector<Feed> feeds_;
};

void expect_sound(const BacktestRun& run) {
  EXPECT_EQ(run.mismatches, 0U);
  EXPECT_FALSE(run.is_ruined);
  EXPECT_GT(run.final_equity, Money{});
  for (const portfolio::RoundTrip& trip : run.recorder.trips()) {
    EXPECT_FALSE(trip.entry_tag.empty());
    EXPECT_FALSE(trip.exit_tag.empty());
    EXPECT_LE(trip.entry_at, trip.exit_at);
  }
}

TEST_P(OnRealData, TradesWithAReasonForEachEntryAndExit) {
  const BacktestRun run = run_backtest(spec(Preset::Realistic), feeds_);

  expect_sound(run);
  EXPECT_FALSE(run.recorder.orders().empty());
}

TEST_P(OnRealData, IsFlatAfterTheLastBarWhereThePresetSaysSo) {
  const BacktestRun run = run_backtest(spec(Preset::BacktestingPy), feeds_);

  expect_sound(run);
  EXPECT_FALSE(run.recorder.trips().empty());
  EXPECT_TRUE(run.open_lots.empty());
}

TEST_P(OnRealData, AsksForTheSameWithoutTheFuture) {
  const BacktestSpec realistic = spec(Preset::Realistic);
  const BacktestRun run = run_backtest(realistic, feeds_);

  const LookaheadCheck check = check_lookahead(realistic, feeds_, run, 5);

  EXPECT_EQ(check.cuts, 5);
  EXPECT_TRUE(check.faults.empty());
}

TEST_P(OnRealData, TakesTheCommonExitsWhereItHasThem) {
  if (!has("trail_percent")) return;
  const BacktestRun run = run_backtest(
      spec(Preset::Realistic, {{"stop_atr", "2"}, {"trail_percent", "0.03"}, {"time_stop", "30"}}),
      feeds_);

  expect_sound(run);
  std::set<std::string_view> reasons;
  for (const portfolio::RoundTrip& trip : run.recorder.trips()) {
    reasons.insert(trip.exit_tag.view());
  }
  const bool is_stopped =
      reasons.contains("stop") || reasons.contains("atr_stop") || reasons.contains("trailing_stop");
  EXPECT_TRUE(is_stopped);
}

TEST_P(OnRealData, GivesTheSameTwice) {
  const BacktestRun once = run_backtest(spec(Preset::Realistic), feeds_);
  const BacktestRun again = run_backtest(spec(Preset::Realistic), feeds_);

  EXPECT_EQ(once.recorder.commands().hex(), again.recorder.commands().hex());
  EXPECT_EQ(once.final_equity, again.final_equity);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, OnRealData,
                         testing::Range<std::size_t>(0, strategies::catalogue().size()),
                         [](const auto& param) {
                           return std::string{strategies::catalogue()[param.param].name};
                         });

// The vendor's last bar of 2025-07-03, an early close, is that of 12:45, fifteen minutes before it.
TEST(OpeningRange, IsOutOfEachSessionBeforeItsClose) {
  const std::vector<Feed> feeds = feeds_of(bars_for(**strategies::find("opening_range")));
  BacktestSpec spec = spec_of(Preset::Realistic);
  spec.strategy = "opening_range";
  const std::vector<strategies::Setting> settings{
      {"minutes", "15"}, {"volume", "6"}, {"flat_before", "20"}};
  spec.parameters = *strategies::resolve(**strategies::find(spec.strategy), settings);
  spec.cash = Money::whole(100'000);

  const BacktestRun run = run_backtest(spec, feeds);

  ASSERT_GT(run.recorder.trips().size(), 5U);
  const SessionCalendar& nyse = SessionCalendar::of(CalendarKind::Nyse);
  std::set<std::int32_t> entered;
  for (const portfolio::RoundTrip& trip : run.recorder.trips()) {
    const auto session = nyse.session_at(trip.entry_at);
    ASSERT_TRUE(session);
    EXPECT_GE(trip.entry_at, session->open + Duration::minutes(15));
    EXPECT_LT(trip.exit_at, session->close);
    EXPECT_TRUE(entered.insert(session->date.days).second) << "once a session";
  }
}

}  // namespace
}  // namespace tw::backtest
