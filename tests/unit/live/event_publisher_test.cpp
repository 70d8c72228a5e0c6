#include "live/event_publisher.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace tw::live {
namespace {

const std::vector<formats::JournalInstrument> kInstruments{
    {.instrument = {.id = InstrumentId{0}, .symbol = "SPX"}}};

LiveEvent mark(std::int64_t equity) {
  return {{.at = Timestamp::from_seconds(0), .sequence = 7},
          AccountMark{.equity = Money::whole(equity), .cash = Money::whole(3), .realised = {}}};
}

TEST(LiveEvent, IsALineOfJsonThatSaysWhatItIs) {
  EXPECT_EQ(live_event_json("paper-1", mark(5), kInstruments),
            R"({"session":"paper-1","at":"1970-01-01T00:00:00Z","sequence":7,"kind":"account",)"
            R"("text":"equity 5 cash 3 realised 0","equity":5,"cash":3,"realised":0})");
  EXPECT_EQ(live_event_json("paper-1", {{.at = {}, .sequence = 1}, Control{Control::Kind::Open}},
                            kInstruments),
            R"({"session":"paper-1","at":"1970-01-01T00:00:00Z","sequence":1,"kind":"control",)"
            R"("text":"1970-01-01T00:00:00Z #1 control open"})");
  const formats::RecordedCommand cancel{.id = make_client_order_id(1, 3), .request = {}};
  EXPECT_EQ(live_event_json("paper-1", {{.at = {}, .sequence = 1}, cancel}, kInstruments),
            R"({"session":"paper-1","at":"1970-01-01T00:00:00Z","sequence":1,"kind":"command",)"
            R"("text":"cancel 1-3"})");
}

TEST(EventPublisher, HandsOnEveryEventInOrderAndWhatIsLeftAtItsEnd) {
  EventTap tap;
  std::vector<std::string> heard;
  {
    EventPublisher publisher{tap, "paper-1", kInstruments,
                             [&](std::string message) { heard.push_back(std::move(message)); }};
    for (int i = 0; i < 100; ++i) tap.push(mark(i));
  }

  ASSERT_EQ(heard.size(), 100U);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(heard[static_cast<std::size_t>(i)],
              live_event_json("paper-1", mark(i), kInstruments));
  }
  EXPECT_EQ(tap.dropped(), 0U);
}

struct RefusingRecorder {
  bool record(const Stamp&, const auto&, const Commands&, const auto&) { return false; }
};

TEST(EventTap, AStepThatIsNotOnRecordIsRefusedOnAndShownToNobody) {
  EventTap tap;
  RefusingRecorder refusing;
  TappedRecorder tapped{&tap, refusing};

  EXPECT_FALSE(tapped.record({}, Control{Control::Kind::Open}, Commands{}, 0));
  EXPECT_EQ(tap.ring().front(), nullptr);
}

TEST(EventTap, WhatNobodyTakesIsLeftOutAndCountedAndNobodyWaits) {
  EventTap tap;
  for (std::size_t i = 0; i < EventTap::kRoom + 25; ++i) tap.push(mark(1));

  EXPECT_EQ(tap.dropped(), 25U);
}

}  // namespace
}  // namespace tw::live
