#include "formats/zone.hpp"

#include <gmock/gmock.h>

#include "formats/csv_stamp.hpp"

namespace tw::formats {
namespace {

std::int64_t wall(std::string_view text) { return parse_stamp(text, DateOrder::Unknown)->wall_ns; }

std::string utc(Zone& zone, std::string_view text, Timestamp not_before = {INT64_MIN}) {
  const auto at = zone.to_utc(wall(text), not_before);
  return at ? to_string(*at) : "skipped";
}

TEST(Zone, FollowsTheClockChangesOfNewYork) {
  Zone zone = *Zone::find("America/New_York");

  EXPECT_EQ(utc(zone, "2013-03-08 09:30"), "2013-03-08T14:30:00Z");
  EXPECT_EQ(utc(zone, "2013-03-10 09:30"), "2013-03-10T13:30:00Z");
  EXPECT_EQ(utc(zone, "2013-03-11 09:30"), "2013-03-11T13:30:00Z");
  EXPECT_EQ(utc(zone, "2013-11-04 09:30"), "2013-11-04T14:30:00Z");
}

TEST(Zone, HasNoMomentForAnHourThatIsLeftOut) {
  Zone zone = *Zone::find("America/New_York");

  EXPECT_EQ(utc(zone, "2013-03-10 01:59"), "2013-03-10T06:59:00Z");
  EXPECT_EQ(utc(zone, "2013-03-10 02:30"), "skipped");
  EXPECT_EQ(utc(zone, "2013-03-10 03:00"), "2013-03-10T07:00:00Z");
}

TEST(Zone, TakesTheSecondOfTwoEqualHoursOnceTheFirstHasPassed) {
  Zone zone = *Zone::find("America/New_York");

  const auto first = zone.to_utc(wall("2013-11-03 01:30"), {INT64_MIN});
  EXPECT_EQ(to_string(*first), "2013-11-03T05:30:00Z");
  EXPECT_EQ(utc(zone, "2013-11-03 01:30", *first), "2013-11-03T06:30:00Z");
}

TEST(Zone, TurnsMomentsBackIntoWallTimes) {
  Zone zone = *Zone::find("Asia/Tokyo");

  EXPECT_EQ(zone.to_wall({wall("2013-09-03 00:30")}), wall("2013-09-03 09:30"));
}

TEST(Zone, SuggestsTheNearestNameForOneThatItDoesNotKnow) {
  EXPECT_THAT(Zone::find("America/NewYork").error(), testing::HasSubstr("'America/New_York'"));
  EXPECT_THAT(Zone::find("New_York").error(), testing::HasSubstr("'America/New_York'"));
  EXPECT_THAT(Zone::find("Nowhere/At_All_Really").error(), testing::HasSubstr("IANA name"));
}

TEST(Zone, ANameAsLongAsABookIsRefusedWithoutBeingComparedLetterByLetter) {
  const std::string book(200'000, 'A');

  EXPECT_EQ(Zone::named(book), std::nullopt);
  EXPECT_FALSE(Zone::find(book).has_value());
  EXPECT_TRUE(Zone::named("Europe/Warsaw").has_value());
}

}  // namespace
}  // namespace tw::formats
