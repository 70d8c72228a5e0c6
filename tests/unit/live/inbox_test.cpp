#include "live/inbox.hpp"

#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace tw::live {
namespace {

constexpr std::size_t kRoom = 16;

Stamped timer(std::uint32_t number, Timestamp at = {}) {
  return {.stamp = {.at = at}, .event = TimerFired{.timer = number}};
}

/// What a consumer saw: the stamps, and the numbers of the timers.
struct Seen {
  std::vector<Stamp> stamps;
  std::vector<std::uint32_t> timers;

  void operator()(const Stamp& stamp, const TimerFired& event) {
    stamps.push_back(stamp);
    timers.push_back(event.timer);
  }
  template <class Other>
  void operator()(const Stamp& /*stamp*/, const Other& /*event*/) {
    ADD_FAILURE() << "an event that nobody sent";
  }
};

TEST(Inbox, StampsEachEventOnceWhenItArrives) {
  Doorbell bell;
  EventRing ring{kRoom, bell};
  std::int64_t wall = 100;
  Inbox inbox{bell, {&ring}, [&wall](const Stamped&) { return Timestamp{wall += 10}; }};
  ASSERT_TRUE(ring.try_push(timer(1)));
  ASSERT_TRUE(ring.try_push(timer(2)));
  Seen seen;

  EXPECT_TRUE(inbox.next(seen));
  EXPECT_TRUE(inbox.next(seen));

  ASSERT_EQ(seen.stamps.size(), 2U);
  EXPECT_EQ(seen.stamps[0].at, Timestamp{110});
  EXPECT_EQ(seen.stamps[1].at, Timestamp{120});
  EXPECT_EQ(seen.stamps[0].sequence, 1U);
  EXPECT_EQ(seen.stamps[1].sequence, 2U);
  EXPECT_EQ(wall, 120) << "the clock was asked twice";
}

TEST(Inbox, HoldsAClockThatStepsBackAtItsLastAnswer) {
  Doorbell bell;
  EventRing ring{kRoom, bell};
  Inbox inbox{bell, {&ring}, RecordedTime{}};
  for (const std::int64_t at : {5, 3, 8}) ASSERT_TRUE(ring.try_push(timer(0, {at})));
  Seen seen;

  while (seen.stamps.size() < 3 && inbox.next(seen)) {
  }

  EXPECT_EQ(seen.stamps[0].at, Timestamp{5});
  EXPECT_EQ(seen.stamps[1].at, Timestamp{5});
  EXPECT_EQ(seen.stamps[2].at, Timestamp{8});
}

TEST(Inbox, EmptiesTheRingThatIsNamedFirstBeforeTheOthers) {
  Doorbell bell;
  EventRing control{kRoom, bell};
  EventRing feed{kRoom, bell};
  Inbox inbox{bell, {&control, &feed}, RecordedTime{}};
  ASSERT_TRUE(feed.try_push(timer(1)));
  ASSERT_TRUE(feed.try_push(timer(2)));
  ASSERT_TRUE(control.try_push(timer(9)));
  control.close();
  feed.close();
  Seen seen;

  while (inbox.next(seen)) {
  }

  EXPECT_EQ(seen.timers, (std::vector<std::uint32_t>{9, 1, 2}));
}

TEST(Inbox, EndsOnlyWhenEveryRingIsClosedAndEmpty) {
  Doorbell bell;
  EventRing control{kRoom, bell};
  EventRing feed{kRoom, bell};
  Inbox inbox{bell, {&control, &feed}, RecordedTime{}};
  feed.close();
  Seen seen;

  std::thread operator_thread{[&] {
    EXPECT_TRUE(control.try_push(timer(1)));
    control.close();
  }};
  while (inbox.next(seen)) {
  }
  operator_thread.join();

  EXPECT_EQ(seen.timers, (std::vector<std::uint32_t>{1}));
}

TEST(Inbox, AStopEndsItBeforeTheNextEvent) {
  Doorbell bell;
  EventRing ring{kRoom, bell};
  Inbox inbox{bell, {&ring}, RecordedTime{}};
  ASSERT_TRUE(ring.try_push(timer(1)));
  Seen seen;

  inbox.request_stop();

  EXPECT_FALSE(inbox.next(seen));
  EXPECT_TRUE(seen.timers.empty());
  EXPECT_NE(ring.front(), nullptr) << "what had not been delivered stays in the ring";
}

TEST(Inbox, AStopWakesTheThreadThatWaits) {
  Doorbell bell;
  EventRing ring{kRoom, bell};
  Inbox inbox{bell, {&ring}, RecordedTime{}};
  bool has_more = true;

  std::thread core{[&] { has_more = inbox.next(Seen{}); }};
  inbox.request_stop();
  core.join();

  EXPECT_FALSE(has_more);
}

}  // namespace
}  // namespace tw::live
