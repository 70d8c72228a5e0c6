#include "sim/latency.hpp"

#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

namespace tw::sim {
namespace {

constexpr Duration ms(std::int64_t count) { return {count * 1'000'000}; }

constexpr LatencyModel kFixed{.kind = LatencyModel::Kind::Fixed, .low = ms(250)};
constexpr LatencyModel kUniform{
    .kind = LatencyModel::Kind::Uniform, .low = ms(50), .high = ms(300)};
constexpr LatencyModel kLogNormal{
    .kind = LatencyModel::Kind::LogNormal, .low = ms(100), .sigma = Ratio::from_raw(50'000'000)};

TEST(Latency, OfAFixedModelIsAlwaysTheSame) {
  EXPECT_EQ(delay_of(kFixed, 1, 1), ms(250));
  EXPECT_EQ(delay_of(kFixed, 2, 9), ms(250));
  EXPECT_EQ(delay_of({}, 1, 1), Duration{});
}

TEST(Latency, OfAUniformModelLiesBetweenItsEndsAndAveragesTheirMiddle) {
  double sum = 0;
  for (std::uint64_t i = 1; i <= 10'000; ++i) {
    const Duration delay = delay_of(kUniform, 7, i);
    ASSERT_GE(delay, ms(50));
    ASSERT_LT(delay, ms(300));
    sum += static_cast<double>(delay.ns);
  }
  EXPECT_NEAR(sum / 10'000 / 1e6, 175.0, 2.0);
}

TEST(Latency, OfALogNormalModelHasItsMedian) {
  int below = 0;
  for (std::uint64_t i = 1; i <= 10'000; ++i) {
    const Duration delay = delay_of(kLogNormal, 7, i);
    ASSERT_GT(delay, Duration{});
    ASSERT_LE(delay, ms(10'000));
    below += delay < ms(100) ? 1 : 0;
  }
  EXPECT_NEAR(below, 5'000, 150);
}

TEST(Latency, IsDrawnFromTheSeedAndTheNumberOfTheMessage) {
  EXPECT_EQ(delay_of(kUniform, 7, 3), delay_of(kUniform, 7, 3));
  EXPECT_NE(delay_of(kUniform, 7, 3), delay_of(kUniform, 7, 4));
  EXPECT_NE(delay_of(kUniform, 7, 3), delay_of(kUniform, 8, 3));
}

TEST(Latency, LetsAnOrderMissTheMinuteThatBeganMeanwhile) {
  Place place{{.latency = kFixed}};
  place.bar("10 10 10 10");
  place.send({buy("10"), limit(buy("10"), "9")});

  EXPECT_EQ(place.bar("11 11 8 11"), "") << "it began before the orders were there";
  EXPECT_EQ(place.bar("12 12 8 12"), "A filled 10 @ 12; B filled 10 @ 9");
}

TEST(Latency, ChangesNothingOnSessionsWithANightBetween) {
  Place place{{.latency = kFixed}};
  place.bar("10 10 10 10");
  place.send({buy("10")});
  place.next_session();

  EXPECT_EQ(place.bar("11 11 11 11"), "A filled 10 @ 11");
}

TEST(Latency, ChangesNothingOnWholeDaysThatFollowEachOther) {
  Place place{{.latency = kFixed}};
  const auto day = [&](std::string_view open) {
    const Timestamp start = place.now;
    place.now = place.now + Duration::days(1);
    return place.show(Bar{.instrument = kStock,
                          .session = Date::of(start),
                          .start = start,
                          .end = place.now,
                          .open = price(open),
                          .high = price(open),
                          .low = price(open),
                          .close = price(open),
                          .volume = Volume::whole(1'000)});
  };
  day("10");
  place.send({buy("10")});

  EXPECT_EQ(day("11"), "A filled 10 @ 11");
}

Quote quote_at(Timestamp at) {
  return {.instrument = kStock,
          .event_at = at,
          .bid = price("10"),
          .ask = price("11"),
          .bid_size = units("500"),
          .ask_size = units("500")};
}

TEST(Latency, LetsAnOrderMeetTheFirstQuoteAfterItArrived) {
  Place place{{.latency = kFixed}};
  place.bar("10 10 10 10");
  place.send({buy("10"), limit(buy("10"), "12")});

  EXPECT_EQ(place.show(quote_at(place.now + ms(249))), "");
  EXPECT_EQ(place.show(quote_at(place.now + ms(250))), "A filled 10 @ 11; B filled 10 @ 11");
}

TEST(Latency, LetsACancelComeTooLate) {
  Place place{{.latency = kFixed}};
  place.bar("10 10 10 10");
  place.send({limit(buy("10"), "9"), limit(buy("10"), "8")});
  place.show(quote_at(place.now + ms(500)));
  place.cancel('A');
  place.cancel('B');
  Quote late = quote_at(place.now + ms(600));
  late.ask = price("8.5");

  EXPECT_EQ(place.show(late), "A filled 10 @ 8.5") << "the cancel is there at 750 ms";
  EXPECT_EQ(place.show(quote_at(place.now + ms(750))), "B cancelled requested");
}

}  // namespace
}  // namespace tw::sim
