#include "live/paper_replay.hpp"

#include <gtest/gtest.h>
#include <thread>

#include "strategies/catalogue.hpp"
#include "support/random_walk.hpp"

namespace tw::live {
namespace {

class PaperReplayOfAWalk : public testing::Test {
 protected:
  PaperReplayOfAWalk() : spec_{backtest::spec_of(backtest::Preset::Realistic)} {
    const std::vector<strategies::Setting> settings{
        {"fast", "3"}, {"slow", "8"}, {"stop", "0.05"}, {"target", "0.05"}};
    spec_.parameters = *strategies::resolve(**strategies::find(spec_.strategy), settings);
  }
  std::vector<backtest::Feed> feeds(std::size_t last) const {
    return {{.instrument = {.symbol = "WALK"}, .bars = table_.view({}), .range = {100, last}}};
  }
  std::string backtest_hash(std::size_t last) const {
    return run_backtest(spec_, feeds(last)).recorder.commands().hex();
  }

  backtest::BacktestSpec spec_;
  BarTable table_ = support::random_walk(11, 400);
};

TEST_F(PaperReplayOfAWalk, PlayedToItsEndIsTheBacktest) {
  PaperReplay replay{spec_, feeds(400), {}};

  const PaperRun& run = replay.finish();

  EXPECT_EQ(run.last.sessions, 300U);
  EXPECT_EQ(run.commands_hash, backtest_hash(400));
  EXPECT_TRUE(replay.news()->is_over);
}

TEST_F(PaperReplayOfAWalk, EndsOnItsOwnWhileSomebodyLooksOn) {
  PaperReplay replay{spec_, feeds(400), {}};

  Snapshot seen;
  while (!seen.is_over) {
    if (const Snapshot* news = replay.news()) {
      seen = *news;
    } else {
      std::this_thread::yield();
    }
  }

  EXPECT_EQ(seen.sessions, 300U);
  EXPECT_FALSE(replay.tell(Control::Kind::Flatten)) << "there is nobody left to be told";
}

TEST_F(PaperReplayOfAWalk, StoppedAnywhereIsTheBacktestOfTheSessionsThatItSaw) {
  PaperReplay replay{spec_, feeds(400), {.is_paused = true}};
  for (int i = 0; i < 120; ++i) replay.feed().step();
  Snapshot seen;
  while (seen.sessions < 120) {
    if (const Snapshot* news = replay.news()) {
      seen = *news;
    } else {
      std::this_thread::yield();
    }
  }

  const PaperRun& run = replay.stop();

  EXPECT_EQ(run.last.sessions, 120U);
  EXPECT_GT(run.last.commands, 10U);
  EXPECT_EQ(run.commands_hash, backtest_hash(220));
  EXPECT_NE(run.commands_hash, backtest_hash(400));
}

}  // namespace
}  // namespace tw::live
