#include "formats/csv_stamp.hpp"

#include <gtest/gtest.h>
#include <string>

namespace tw::formats {
namespace {

std::string read(std::string_view text, DateOrder order = DateOrder::Unknown) {
  const auto stamp = parse_stamp(text, order);
  if (!stamp) return "nothing";
  std::string shown = stamp->has_time ? to_string(Timestamp{stamp->wall_ns})
                                      : to_string(Date::of({stamp->wall_ns}));
  if (stamp->has_time && !stamp->offset_seconds) shown.back() = ' ';  // By a clock, not in UTC.
  if (stamp->offset_seconds.value_or(0) != 0) {
    shown += std::to_string(*stamp->offset_seconds / 60);
  }
  return shown;
}

TEST(ParseStamp, ReadsDatesWithTheYearFirst) {
  for (const char* text :
       {"2013-09-03", "2013/09/03", "2013.09.03", "20130903", "2013-9-3", "2013-Sep-03"}) {
    EXPECT_EQ(read(text), "2013-09-03") << text;
  }
}

TEST(ParseStamp, ReadsDatesWithAMonthByName) {
  for (const char* text :
       {"3-Sep-13", "03-Sep-2013", "3 Sep 2013", "Sep 3, 2013", "Sep 3 2013", "September 3, 2013",
        "3 september 2013", "Sept 3, 2013", "Tue Sep 3 2013", "Tuesday, September 3, 2013"}) {
    EXPECT_EQ(read(text), "2013-09-03") << text;
  }
  EXPECT_EQ(read("3-Sep-69"), "1969-09-03");
  EXPECT_EQ(read("3-Sep-68"), "2068-09-03");
}

TEST(ParseStamp, ReadsSlashedDatesOnlyInAKnownOrder) {
  EXPECT_EQ(read("09/03/2013"), "nothing");
  EXPECT_EQ(read("09/03/2013", DateOrder::MonthFirst), "2013-09-03");
  EXPECT_EQ(read("9/3/13", DateOrder::MonthFirst), "2013-09-03");
  EXPECT_EQ(read("09/03/2013", DateOrder::DayFirst), "2013-03-09");
  EXPECT_EQ(read("09/23/2013"), "2013-09-23");
  EXPECT_EQ(read("23/09/2013"), "2013-09-23");
  EXPECT_EQ(read("07/07/2013"), "2013-07-07");
  EXPECT_EQ(read("3.9.2013"), "2013-09-03");
  EXPECT_EQ(read("23/09/2013", DateOrder::MonthFirst), "nothing");
}

TEST(ParseStamp, ReadsTimesWithAndWithoutAnOffset) {
  EXPECT_EQ(read("2013-09-03 09:30:00"), "2013-09-03T09:30:00 ");
  EXPECT_EQ(read("2013-09-03T09:30"), "2013-09-03T09:30:00 ");
  EXPECT_EQ(read("2013-09-03T09:30:00Z"), "2013-09-03T09:30:00Z");
  EXPECT_EQ(read("2013-09-03T09:30:00.250Z"), "2013-09-03T09:30:00.25Z");
  EXPECT_EQ(read("2013-09-03T09:30:00.123456789123Z"), "2013-09-03T09:30:00.123456789Z");
  EXPECT_EQ(read("2013-09-03 09:30:00-04:00"), "2013-09-03T09:30:00Z-240");
  EXPECT_EQ(read("2013-09-03 09:30:00+0530"), "2013-09-03T09:30:00Z330");
  EXPECT_EQ(read("2013-09-03 09:30:00 UTC"), "2013-09-03T09:30:00Z");
  EXPECT_EQ(read("20130903 093000"), "2013-09-03T09:30:00 ");
  EXPECT_EQ(read("201309030930"), "2013-09-03T09:30:00 ");
  EXPECT_EQ(read("20130903093015"), "2013-09-03T09:30:15 ");
  EXPECT_EQ(read("9/23/2013 4:05:06 PM"), "2013-09-23T16:05:06 ");
  EXPECT_EQ(read("9/23/2013 12:00 AM"), "2013-09-23T00:00:00 ");
}

TEST(ParseStamp, TellsTheUnitOfAUnixTimeByItsLength) {
  for (const char* text :
       {"1378200600", "1378200600000", "1378200600000000", "1378200600000000000", "1378200600.0"}) {
    EXPECT_EQ(read(text), "2013-09-03T09:30:00Z") << text;
  }
  EXPECT_EQ(read("1378200600.5"), "2013-09-03T09:30:00.5Z");
}

TEST(ParseStamp, ReadsTheSameMomentWhetherOrNotEachDigitHasItsPlace) {
  for (const char* text : {"2013-9-3 9:30:00", "2013-09-03 9:30:00", "2013-09-03  09:30:00",
                           "2013-09-03t09:30:00", "2013/09/03 09:30:00", "2013-09-03 093000",
                           "2013-09-03 09:30:00.", "2013-09-03 09:30:00.0", "2013-09-03 09:30"}) {
    const bool breaks_off = std::string_view{text}.ends_with('.');
    EXPECT_EQ(read(text), breaks_off ? "nothing" : "2013-09-03T09:30:00 ") << text;
  }
  EXPECT_EQ(read("2013-09-03 09:30:00.5 Z"), "2013-09-03T09:30:00.5Z");
  EXPECT_EQ(read("2013-09-03T09:30:00.5z"), "2013-09-03T09:30:00.5Z");
  EXPECT_EQ(read("2013-09-03 09:30:00 PM"), "2013-09-03T21:30:00 ");
  EXPECT_EQ(read("2012-02-29T23:59:59Z"), "2012-02-29T23:59:59Z");
  EXPECT_EQ(read("2013-09-03T09:30:00Zx"), "nothing");
  EXPECT_EQ(read("2013-09-0/"), "nothing");
}

TEST(ParseStamp, RefusesDaysAndTimesThatDoNotExist) {
  for (const char* text :
       {"2013-02-29", "2013-13-01", "2013-00-01", "2013-09-31", "20131301", "2013-09-03 24:00",
        "2013-09-03 09:60", "2013-09-03 13:00 PM", "2013-09-03 09:30:61", "1500-01-01",
        "2500-01-01", "2013-09-03T09:30:00+19:00"}) {
    EXPECT_EQ(read(text), "nothing") << text;
  }
}

TEST(ParseStamp, RefusesTextThatIsNoStamp) {
  for (const char* text :
       {"", " ", "today", "2013", "2013-09", "2013-09-03x", "2013-09-03T", "2013-09-03 noon",
        "12345", "99999999999999999999", "-5", "2013-09-03 09:30:00 EST", "Xyz 3 2013", "3-Sep",
        "1/2", "2013-09-03T09:30:00.Z"}) {
    EXPECT_EQ(read(text), "nothing") << text;
  }
}

TEST(OrderToldBy, IsSureOnlyWhenOneNumberIsAboveTwelve) {
  bool is_slashed = false;
  EXPECT_EQ(order_told_by("13/09/2013", is_slashed), DateOrder::DayFirst);
  EXPECT_EQ(order_told_by("09/13/2013", is_slashed), DateOrder::MonthFirst);
  EXPECT_EQ(order_told_by("09/03/2013", is_slashed), DateOrder::Unknown);
  EXPECT_TRUE(is_slashed);
  EXPECT_EQ(order_told_by("2013-09-03", is_slashed), DateOrder::Unknown);
  EXPECT_FALSE(is_slashed);
}

}  // namespace
}  // namespace tw::formats
