#include "live/replay_feed.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "support/random_walk.hpp"

namespace tw::live {
namespace {

constexpr std::size_t kRoom = 64;

/// So many daily bars of each of two instruments; trading opens before the bar `open_at`.
class ReplayFeedOfTwo : public testing::Test {
 protected:
  backtest::Timeline history(std::size_t open_at) const {
    return backtest::Timeline{{a_.view(InstrumentId{0}), b_.view(InstrumentId{1})},
                              {{.after = {a_.end[open_at] - 1}, .event = Control{}}}};
  }
  /// Reads the ring until it is closed and empty.
  std::vector<Stamped> read_all() {
    std::vector<Stamped> read;
    for (;;) {
      const auto heard = bell_.heard();
      if (const Stamped* stamped = ring_.front()) {
        read.push_back(*stamped);
        ring_.pop();
      } else if (ring_.is_drained()) {
        return read;
      } else {
        bell_.wait(heard);
      }
    }
  }
  /// Reads the next so many, waiting for each.
  void read(std::size_t count) {
    while (count > 0) {
      const auto heard = bell_.heard();
      if (ring_.front() != nullptr) {
        ring_.pop();
        count -= 1;
      } else {
        bell_.wait(heard);
      }
    }
  }

  static constexpr int kBars = 40;
  BarTable a_ = support::random_walk(1, kBars);
  BarTable b_ = support::random_walk(2, kBars);
  Doorbell bell_;
  EventRing ring_{kRoom, bell_};
};

TEST_F(ReplayFeedOfTwo, PlaysAllOfTheHistoryInOrderAndClosesItsRing) {
  ReplayFeed feed{history(10), ring_, {}};

  const std::vector<Stamped> played = read_all();

  ASSERT_EQ(played.size(), 2U * kBars + 1);
  EXPECT_TRUE(std::holds_alternative<Control>(played[20].event));
  for (std::size_t i = 1; i < played.size(); ++i) {
    EXPECT_LE(played[i - 1].stamp.at, played[i].stamp.at);
  }
  EXPECT_EQ(std::get<Bar>(played.back().event).close.raw(), b_.close.back());
  EXPECT_TRUE(feed.is_done());
}

TEST_F(ReplayFeedOfTwo, APausedOnePlaysTheLeadInAndThenOneSessionAStep) {
  {
    ReplayFeed feed{history(10), ring_, {.is_paused = true}};
    read(21);  // Ten bars of each before trading opens, and the opening.

    feed.step();
    feed.step();
    read(4);
  }

  EXPECT_EQ(ring_.front(), nullptr) << "two steps are two sessions";
  EXPECT_TRUE(ring_.is_closed());
}

TEST_F(ReplayFeedOfTwo, APausedOneGoesOnWhenItIsNoLongerPaused) {
  ReplayFeed feed{history(10), ring_, {.is_paused = true}};
  read(21);

  feed.set_paused(false);

  EXPECT_EQ(read_all().size(), 60U);
}

TEST_F(ReplayFeedOfTwo, ASlowOneTakesAHigherSpeedAtOnce) {
  constexpr double kOneInAnHour = 1.0 / 3600;
  ReplayFeed feed{history(10), ring_, {.sessions_per_second = kOneInAnHour}};
  read(21);

  feed.set_speed(ReplayFeed::kFullSpeed);

  EXPECT_EQ(read_all().size(), 60U);
}

TEST_F(ReplayFeedOfTwo, OneThatWaitsForRoomCanBeDestroyed) {
  EventRing tiny{2, bell_};

  {
    ReplayFeed feed{history(10), tiny, {}};
  }

  EXPECT_TRUE(tiny.is_closed());
}

}  // namespace
}  // namespace tw::live
