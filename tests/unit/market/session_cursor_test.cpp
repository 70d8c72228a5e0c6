#include "market/session_cursor.hpp"

#include <gtest/gtest.h>

#include "core/splitmix.hpp"
#include "support/times.hpp"

namespace tw {
namespace {

using support::date;
using support::utc;

constexpr CalendarKind kKinds[] = {CalendarKind::Nyse, CalendarKind::AlwaysOpen, CalendarKind::Fx,
                                   CalendarKind::Cme};

TEST(SessionCursor, AgreesWithTheCalendarOnEveryQuarterHourOfTwoYears) {
  for (const CalendarKind kind : kKinds) {
    const SessionCalendar& calendar = SessionCalendar::of(kind);
    SessionCursor cursor{calendar};
    for (Timestamp at = utc("2012-01-01T00:00Z"); at < utc("2014-01-01T00:00Z");
         at = at + Duration::minutes(15)) {
      ASSERT_EQ(cursor.date_of(at), calendar.session_date_of(at)) << to_string(at);
      ASSERT_EQ(cursor.session_of(at), calendar.session_or_assumed(cursor.date_of(at)));
    }
  }
}

TEST(SessionCursor, AgreesInAnyOrder) {
  SplitMix random{7};
  for (const CalendarKind kind : kKinds) {
    const SessionCalendar& calendar = SessionCalendar::of(kind);
    SessionCursor cursor{calendar};
    for (int round = 0; round < 50'000; ++round) {
      const auto at =
          Timestamp::from_seconds(static_cast<std::int64_t>(random.next() % 2'000'000'000));
      ASSERT_EQ(cursor.date_of(at), calendar.session_date_of(at)) << to_string(at);
    }
  }
}

TEST(SessionCursor, TellsASessionFromAnAssumedOne) {
  SessionCursor cursor{SessionCalendar::of(CalendarKind::Nyse)};

  EXPECT_EQ(cursor.date_of(utc("2012-10-26T15:00Z")), date("2012-10-26"));
  EXPECT_FALSE(cursor.is_assumed());
  EXPECT_EQ(cursor.date_of(utc("2012-10-29T15:00Z")), date("2012-10-29"));
  EXPECT_TRUE(cursor.is_assumed());
}

}  // namespace
}  // namespace tw
