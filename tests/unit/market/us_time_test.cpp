#include "market/us_time.hpp"

#include <gtest/gtest.h>

#include "core/splitmix.hpp"
#include "support/times.hpp"

namespace tw {
namespace {

using support::date;
using support::utc;

Duration eastern(std::string_view at) { return utc_offset(WallClock::UsEastern, utc(at)); }

constexpr Duration kWinter = Duration::hours(-5);
constexpr Duration kSummer = Duration::hours(-4);

TEST(UsTime, MovesOnTheSundaysOfEachLaw) {
  const struct {
    std::string_view summer_begins;
    std::string_view summer_ends;
  } years[] = {
      {"1970-04-26", "1970-10-25"}, {"1974-01-06", "1974-10-27"}, {"1975-02-23", "1975-10-26"},
      {"1986-04-27", "1986-10-26"}, {"1987-04-05", "1987-10-25"}, {"1990-04-01", "1990-10-28"},
      {"2006-04-02", "2006-10-29"}, {"2007-03-11", "2007-11-04"}, {"2013-03-10", "2013-11-03"},
      {"2026-03-08", "2026-11-01"}, {"2030-03-10", "2030-11-03"},
  };

  for (const auto& [begins, ends] : years) {
    SCOPED_TRACE(begins);
    const Timestamp begin = date(begins).midnight() + Duration::hours(7);
    const Timestamp end = date(ends).midnight() + Duration::hours(6);
    EXPECT_EQ(utc_offset(WallClock::UsEastern, begin - Duration{1}), kWinter);
    EXPECT_EQ(utc_offset(WallClock::UsEastern, begin), kSummer);
    EXPECT_EQ(utc_offset(WallClock::UsEastern, end - Duration{1}), kSummer);
    EXPECT_EQ(utc_offset(WallClock::UsEastern, end), kWinter);
  }
}

TEST(UsTime, ChicagoMovesAnHourAfterNewYork) {
  const Timestamp new_york_moves = utc("2013-03-10T07:00Z");

  EXPECT_EQ(utc_offset(WallClock::UsCentral, new_york_moves), Duration::hours(-6));
  EXPECT_EQ(utc_offset(WallClock::UsCentral, new_york_moves + Duration::hours(1)),
            Duration::hours(-5));
}

TEST(UsTime, ReadsTheWallOnBothSidesOfNewYear) {
  EXPECT_EQ(eastern("2014-01-01T00:30Z"), kWinter);
  EXPECT_EQ(to_wall(WallClock::UsEastern, utc("2014-01-01T00:30Z")),
            (WallTime{date("2013-12-31"), Duration::minutes(19 * 60 + 30)}));
}

TEST(UsTime, AnHourThatIsShownTwiceIsTheFirstOfTheTwo) {
  const WallTime half_past_one{date("2013-11-03"), Duration::minutes(90)};

  EXPECT_EQ(to_utc(WallClock::UsEastern, half_past_one), utc("2013-11-03T05:30Z"));
}

TEST(UsTime, AnHourThatIsLeftOutIsReadAsTheNext) {
  const WallTime half_past_two{date("2013-03-10"), Duration::minutes(150)};

  const Timestamp at = to_utc(WallClock::UsEastern, half_past_two);

  EXPECT_EQ(at, utc("2013-03-10T07:30Z"));
  EXPECT_EQ(to_wall(WallClock::UsEastern, at).since_midnight, Duration::minutes(210));
}

TEST(UsTime, AMomentGoesToTheWallAndBackExceptInTheHourThatIsShownTwice) {
  constexpr std::uint64_t kSecondsTo2100 = 4'102'444'800;
  SplitMix random{20'240'601};

  for (int round = 0; round < 200'000; ++round) {
    const auto at =
        Timestamp::from_seconds(static_cast<std::int64_t>(random.next() % kSecondsTo2100));
    for (const WallClock clock : {WallClock::Utc, WallClock::UsEastern, WallClock::UsCentral}) {
      const WallTime wall = to_wall(clock, at);
      const Timestamp back = to_utc(clock, wall);
      ASSERT_EQ(to_wall(clock, back), wall) << to_string(at);
      const bool is_second_showing = at - back == Duration::hours(1) && back < at &&
                                     utc_offset(clock, back) != utc_offset(clock, at);
      ASSERT_TRUE(back == at || is_second_showing) << to_string(at);
    }
  }
}

}  // namespace
}  // namespace tw
