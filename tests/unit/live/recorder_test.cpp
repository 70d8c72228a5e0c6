#include "live/recorder.hpp"

#include <gtest/gtest.h>

#include "backtest/run_backtest.hpp"
#include "live/paper_session.hpp"
#include "strategies/catalogue.hpp"
#include "support/random_walk.hpp"

namespace tw::live {
namespace {

/// A paper session whose events are put into the ring one at a time, on the thread of the test.
class RecordedSession : public testing::Test {
 protected:
  /// Runs the first `bars` bars of a walk, all of them after the opening, through `sma_cross`.
  Snapshot snapshot_after(std::size_t bars) {
    backtest::BacktestSpec spec = backtest::spec_of(backtest::Preset::Plain);
    spec.strategy = "sma_cross";
    const std::vector<strategies::Setting> settings{{"fast", "2"}, {"slow", "5"}};
    spec.parameters = *strategies::resolve(**strategies::find(spec.strategy), settings);
    const std::vector<backtest::Feed> feeds{
        {.instrument = {.symbol = "WALK"}, .bars = table_.view({}), .range = {0, bars}}};
    Doorbell bell;
    EventRing ring{4096, bell};
    backtest::Timeline history = replay_of(spec, feeds);
    const auto put = [&](const Stamp& stamp, const auto& event) {
      ASSERT_TRUE(ring.try_push({.stamp = stamp, .event = event}));
    };
    while (history.next(put)) {
    }
    ring.close();
    ReplayInbox inbox{bell, {&ring}, RecordedTime{}};
    return run_paper(spec, feeds, inbox, latest_).last;
  }

  BarTable table_ = support::random_walk(3, 400);
  Latest<Snapshot> latest_;
};

TEST_F(RecordedSession, WhatWasPublishedLastIsTheEnd) {
  const Snapshot last = snapshot_after(400);

  const Snapshot* shown = latest_.take();

  ASSERT_NE(shown, nullptr);
  EXPECT_TRUE(shown->is_over);
  EXPECT_EQ(shown->sessions, 400U);
  EXPECT_EQ(shown->equity, last.equity);
  EXPECT_EQ(shown->date.days, table_.session.back());
  EXPECT_EQ(shown->at.unix_ns, table_.end.back());
  EXPECT_EQ(shown->state, risk::TradingState::Open);
}

TEST_F(RecordedSession, TheSnapshotsFiguresAddUp) {
  const Snapshot last = snapshot_after(400);

  ASSERT_EQ(last.positions.size(), 1U);
  const ShownPosition& position = last.positions[0];
  EXPECT_EQ(last.cash + position.value, last.equity);
  EXPECT_EQ(last.equity - Money::whole(10'000), last.realised + last.unrealised);
  EXPECT_EQ(position.unrealised, last.unrealised);
  EXPECT_EQ(position.price.raw(), table_.close.back());
  EXPECT_GT(last.trades, 12U);
  EXPECT_GT(last.winners, 0U);
  EXPECT_LT(last.winners, last.trades);
  EXPECT_EQ(last.fills, 2 * last.trades + (position.quantity.raw() != 0 ? 1U : 0U));
}

TEST_F(RecordedSession, KeepsTheNewestFillsWithWhatTheyEarned) {
  const Snapshot last = snapshot_after(400);

  ASSERT_EQ(last.last_fills.size(), Snapshot::kFillsMax);
  bool was_exit = !last.last_fills[0].is_exit;
  for (const ShownFill& fill : last.last_fills) {
    EXPECT_NE(fill.is_exit, was_exit) << "entries and exits take turns";
    EXPECT_EQ(fill.realised.raw() != 0, fill.is_exit);
    EXPECT_FALSE(fill.tag.empty());
    was_exit = fill.is_exit;
  }
}

TEST_F(RecordedSession, DatesAFillByTheSessionInWhichItHappened) {
  const Snapshot last = snapshot_after(400);

  for (const ShownFill& fill : last.last_fills) {
    EXPECT_EQ(fill.at.unix_ns, table_.start[fill.session - 1]) << "at that session's open";
    EXPECT_EQ(fill.price.raw(), table_.open[fill.session - 1]);
  }
}

TEST_F(RecordedSession, AnOrderIsShownFromItsDecisionToItsFill) {
  const Snapshot whole = snapshot_after(400);
  const ShownFill& entry = whole.last_fills[whole.last_fills.size() - 1];

  const Snapshot decided = snapshot_after(entry.session - 1);

  ASSERT_EQ(decided.orders.size(), 1U);
  EXPECT_EQ(decided.orders_working, 1U);
  EXPECT_EQ(decided.orders[0].side, entry.side);
  EXPECT_EQ(decided.orders[0].state, OrderState::Working);
  EXPECT_EQ(decided.orders[0].tag, entry.tag);
}

TEST_F(RecordedSession, RemembersTheNewestCloses) {
  const Snapshot last = snapshot_after(400);

  ASSERT_EQ(last.closes.size(), Snapshot::kClosesMax);
  EXPECT_EQ(last.closes[Snapshot::kClosesMax - 1],
            Price::from_raw(table_.close.back()).as_double());
  EXPECT_EQ(last.closes[0], Price::from_raw(table_.close[400 - Snapshot::kClosesMax]).as_double());
}

}  // namespace
}  // namespace tw::live
