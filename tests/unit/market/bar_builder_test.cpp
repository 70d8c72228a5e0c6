#include "market/bar_builder.hpp"

#include <gtest/gtest.h>

#include "support/times.hpp"

namespace tw {
namespace {

using support::date;
using support::utc;

constexpr InstrumentId kSpy{7};
constexpr Timeframe kFiveMinutes{Timeframe::Unit::Minute, 5};
constexpr Timeframe kHour{Timeframe::Unit::Minute, 60};
constexpr Timeframe kWeek{Timeframe::Unit::Week, 1};

const SessionCalendar& nyse() { return SessionCalendar::of(CalendarKind::Nyse); }

BarBuilder builder_of(Timeframe timeframe, bool extended_hours = false) {
  return {kSpy, nyse(), {.timeframe = timeframe, .extended_hours = extended_hours}};
}

Print print(std::string_view at, std::int64_t price, std::int64_t size = 100) {
  return {.instrument = kSpy,
          .event_at = utc(at),
          .price = Price::whole(price),
          .size = Quantity::whole(size)};
}

Bar minute(std::string_view at, std::int64_t price, std::int64_t volume = 100) {
  const Timestamp start = utc(at);
  return {.instrument = kSpy,
          .session = nyse().session_date_of(start),
          .start = start,
          .end = start + Duration::minutes(1),
          .open = Price::whole(price),
          .high = Price::whole(price + 1),
          .low = Price::whole(price - 1),
          .close = Price::whole(price),
          .volume = Volume::whole(volume)};
}

Bar day(std::string_view session, std::int64_t price) {
  const Session hours = nyse().session_or_assumed(date(session));
  return {.instrument = kSpy,
          .session = hours.date,
          .start = hours.open,
          .end = hours.close,
          .open = Price::whole(price),
          .high = Price::whole(price + 1),
          .low = Price::whole(price - 1),
          .close = Price::whole(price),
          .volume = Volume::whole(1'000)};
}

TEST(BarBuilder, HoldsTheFirstHighestLowestAndLastPrintOfASpan) {
  BarBuilder builder = builder_of(kFiveMinutes);
  for (const auto& [at, price] :
       {std::pair{"2013-10-07T13:30:01Z", 100}, std::pair{"2013-10-07T13:31:00Z", 103},
        std::pair{"2013-10-07T13:33:00Z", 98}, std::pair{"2013-10-07T13:34:59Z", 101}}) {
    EXPECT_FALSE(builder.update(print(at, price)).closed);
  }

  const auto bar = builder.update(print("2013-10-07T13:35:00Z", 102)).closed;

  ASSERT_TRUE(bar);
  EXPECT_EQ(bar->session, date("2013-10-07"));
  EXPECT_EQ(bar->start, utc("2013-10-07T13:30Z"));
  EXPECT_EQ(bar->end, utc("2013-10-07T13:35Z"));
  EXPECT_EQ(bar->open, Price::whole(100));
  EXPECT_EQ(bar->high, Price::whole(103));
  EXPECT_EQ(bar->low, Price::whole(98));
  EXPECT_EQ(bar->close, Price::whole(101));
  EXPECT_EQ(bar->volume, Volume::whole(400));
}

TEST(BarBuilder, EndsTheLastHourOfTheDayAtTheClose) {
  BarBuilder builder = builder_of(kHour);
  builder.update(print("2013-10-07T19:45:00Z", 100));

  const auto bar = builder.flush();

  EXPECT_EQ(bar->start, utc("2013-10-07T19:30Z"));
  EXPECT_EQ(bar->end, utc("2013-10-07T20:00Z"));
}

TEST(BarBuilder, EndsAShortDayAtItsEarlyClose) {
  BarBuilder builder = builder_of(kDaily);
  builder.update(print("2013-11-29T15:00:00Z", 100));

  EXPECT_EQ(builder.update(print("2013-11-29T18:00:00Z", 101)).fed, Fed::OutsideHours);
  EXPECT_EQ(builder.flush()->end, utc("2013-11-29T18:00Z"));
}

TEST(BarBuilder, ClosesABarInALullWhenToldTheTime) {
  BarBuilder builder = builder_of(kFiveMinutes);
  builder.update(print("2013-10-07T13:31:00Z", 100));

  EXPECT_FALSE(builder.advance(utc("2013-10-07T13:34:59Z")));
  EXPECT_EQ(builder.advance(utc("2013-10-07T13:35:00Z"))->end, utc("2013-10-07T13:35Z"));
  EXPECT_FALSE(builder.advance(utc("2013-10-07T13:40:00Z"))) << "a span without prints has no bar";
}

TEST(BarBuilder, SaysThatAPrintForAClosedBarIsLate) {
  BarBuilder builder = builder_of(kFiveMinutes);
  builder.update(print("2013-10-07T13:34:00Z", 100));
  builder.update(print("2013-10-07T13:36:00Z", 101));

  const BarUpdate late = builder.update(print("2013-10-07T13:34:30Z", 500));

  EXPECT_EQ(late.fed, Fed::Late);
  EXPECT_EQ(builder.flush()->high, Price::whole(101));
  EXPECT_EQ(builder.update(print("2013-10-07T13:36:30Z", 102)).fed, Fed::Late) << "after a flush";
  EXPECT_EQ(builder.count(Fed::Late), 2);
  EXPECT_EQ(builder.count(Fed::Taken), 2);
}

TEST(BarBuilder, TakesAPrintOutOfOrderWithoutMovingTheClose) {
  BarBuilder builder = builder_of(kFiveMinutes);
  builder.update(print("2013-10-07T13:32:00Z", 100));

  EXPECT_EQ(builder.update(print("2013-10-07T13:31:00Z", 90)).fed, Fed::TakenOutOfOrder);

  const Bar bar = *builder.flush();
  EXPECT_EQ(bar.open, Price::whole(90));
  EXPECT_EQ(bar.low, Price::whole(90));
  EXPECT_EQ(bar.close, Price::whole(100));
  EXPECT_EQ(bar.volume, Volume::whole(200));
}

TEST(BarBuilder, LeavesOutExtendedHoursUnlessAsked) {
  BarBuilder regular = builder_of(kDaily);
  BarBuilder extended = builder_of(kDaily, true);

  EXPECT_EQ(regular.update(print("2013-10-07T12:00:00Z", 100)).fed, Fed::OutsideHours);
  EXPECT_EQ(extended.update(print("2013-10-07T12:00:00Z", 100)).fed, Fed::Taken);
  EXPECT_EQ(extended.update(print("2013-10-08T00:00:00Z", 100)).fed, Fed::OutsideHours);
}

TEST(BarBuilder, CountsThePartsOfAnExtendedDayFromTheirOwnBeginnings) {
  BarBuilder builder = builder_of(kHour, true);
  builder.update(print("2013-10-07T13:15:00Z", 100));

  const Bar before_open = *builder.update(print("2013-10-07T13:45:00Z", 101)).closed;
  const Bar first_hour = *builder.update(print("2013-10-07T20:10:00Z", 102)).closed;

  EXPECT_EQ(before_open.start, utc("2013-10-07T13:00Z"));
  EXPECT_EQ(before_open.end, utc("2013-10-07T13:30Z"));
  EXPECT_EQ(first_hour.start, utc("2013-10-07T13:30Z"));
  EXPECT_EQ(builder.flush()->start, utc("2013-10-07T20:00Z"));
}

TEST(BarBuilder, TakesNoPrintOfAHolidayButTakesABar) {
  BarBuilder prints = builder_of(kDaily);
  BarBuilder bars = builder_of(kDaily);

  EXPECT_EQ(prints.update(print("2012-10-29T15:00:00Z", 100)).fed, Fed::OutsideHours);
  EXPECT_EQ(bars.update(minute("2012-10-29T15:00Z", 100)).fed, Fed::Taken);
}

TEST(BarBuilder, TakesAVendorsLastHourThatReachesOverTheClose) {
  Bar last = minute("2013-10-07T19:30Z", 100);
  last.end = last.start + Duration::hours(1);
  BarBuilder builder = builder_of(kDaily);

  EXPECT_EQ(builder.update(last).fed, Fed::Taken);
}

TEST(BarBuilder, RefusesABarThatIsTooLongOrCrossesABoundary) {
  Bar hour = minute("2013-10-07T13:30Z", 100);
  hour.end = hour.start + Duration::hours(1);
  Bar crossing = minute("2013-10-07T13:34Z", 100);
  crossing.end = crossing.start + Duration::minutes(2);
  Bar over_open = minute("2013-10-07T13:00Z", 100);
  over_open.end = over_open.start + Duration::hours(1);
  BarBuilder builder = builder_of(kFiveMinutes);

  EXPECT_EQ(builder.update(hour).fed, Fed::Straddles);
  EXPECT_EQ(builder.update(crossing).fed, Fed::Straddles);
  EXPECT_EQ(builder.update(over_open).fed, Fed::Straddles);
  EXPECT_FALSE(builder.flush());
}

TEST(BarBuilder, RefusesAVolumeThatWouldNotFit) {
  Bar huge = minute("2013-10-07T13:30Z", 100);
  huge.volume = Volume::max();
  BarBuilder builder = builder_of(kFiveMinutes);
  builder.update(huge);

  EXPECT_EQ(builder.update(minute("2013-10-07T13:31Z", 500)).fed, Fed::VolumeOverflow);

  const Bar bar = *builder.flush();
  EXPECT_EQ(bar.volume, Volume::max());
  EXPECT_EQ(bar.high, Price::whole(101)) << "a bar that is refused leaves no trace";
}

TEST(BarBuilder, AddsSmallPrintsBeforeItRounds) {
  BarBuilder builder = builder_of(kFiveMinutes);
  for (int i = 0; i < 10; ++i) {
    Print small = print("2013-10-07T13:31:00Z", 100);
    small.size = Quantity::from_raw(3'000);  // 0.00003, a third of the smallest volume.
    builder.update(small);
  }

  EXPECT_EQ(builder.flush()->volume, Volume::from_raw(3));
}

TEST(BarBuilder, EndsAWeekWithItsLastSession) {
  BarBuilder builder = builder_of(kWeek);
  builder.update(day("2013-03-25", 100));  // The week before Easter: closed on Friday.
  builder.update(day("2013-03-28", 104));

  EXPECT_FALSE(builder.advance(utc("2013-03-28T19:59Z")));
  const auto week = builder.advance(utc("2013-03-28T20:00Z"));

  ASSERT_TRUE(week);
  EXPECT_EQ(week->start, utc("2013-03-25T13:30Z"));
  EXPECT_EQ(week->session, date("2013-03-28"));
  EXPECT_EQ(week->end, utc("2013-03-28T20:00Z"));
}

TEST(BarBuilder, AWeekIsKnownOnFridayEvenWhenNothingTradedThen) {
  BarBuilder builder = builder_of(kWeek);
  builder.update(day("2013-10-07", 100));

  const Bar week = *builder.update(day("2013-10-14", 101)).closed;

  EXPECT_EQ(week.session, date("2013-10-07"));
  EXPECT_EQ(week.end, utc("2013-10-11T20:00Z"));
}

TEST(BarBuilder, AWeekThatIsFlushedEndsWithTheLastSessionFed) {
  BarBuilder builder = builder_of(kWeek);
  builder.update(day("2013-10-07", 100));
  builder.update(day("2013-10-08", 100));

  EXPECT_EQ(builder.flush()->end, utc("2013-10-08T20:00Z"));
}

TEST(BarBuilder, TakesADayOffTheCalendarIntoItsWeek) {
  BarBuilder builder = builder_of(kWeek);
  builder.update(day("2013-03-28", 100));

  EXPECT_EQ(builder.update(day("2013-03-29", 105)).fed, Fed::Taken);  // Good Friday.

  const Bar week = *builder.update(day("2013-04-01", 101)).closed;
  EXPECT_EQ(week.session, date("2013-03-29"));
  EXPECT_EQ(week.end, utc("2013-03-29T20:00Z"));
}

TEST(BarBuilder, CannotSplitAWeekBetweenTwoMonths) {
  Bar week = day("2013-02-01", 100);
  week.start = nyse().session(date("2013-01-28"))->open;
  Bar inside = day("2013-02-08", 100);
  inside.start = nyse().session(date("2013-02-04"))->open;
  BarBuilder builder = builder_of({Timeframe::Unit::Month, 1});

  EXPECT_EQ(builder.update(week).fed, Fed::Straddles);
  EXPECT_EQ(builder.update(inside).fed, Fed::Taken);
}

TEST(BarBuilder, CountsSessionsForBarsOfSeveralDays) {
  BarBuilder builder = builder_of({Timeframe::Unit::Day, 2});
  builder.update(day("2013-10-10", 100));

  EXPECT_FALSE(builder.update(day("2013-10-11", 101)).closed);
  const Bar two_days = *builder.update(day("2013-10-14", 102)).closed;

  EXPECT_EQ(two_days.start, utc("2013-10-10T13:30Z"));
  EXPECT_EQ(two_days.end, utc("2013-10-11T20:00Z"));
}

TEST(BarBuilder, KeysTheDollarsDayByItsEveningBefore) {
  const SessionCalendar& fx = SessionCalendar::of(CalendarKind::Fx);
  BarBuilder builder{kSpy, fx, {.timeframe = kDaily}};
  builder.update(print("2020-01-05T22:30:00Z", 100));

  const Bar monday = *builder.update(print("2020-01-06T22:00:00Z", 101)).closed;

  EXPECT_EQ(monday.session, date("2020-01-06"));
  EXPECT_EQ(monday.start, utc("2020-01-05T22:00Z"));
  EXPECT_EQ(monday.end, utc("2020-01-06T22:00Z"));
}

TEST(Fed, HasAWordForEachKind) {
  EXPECT_STREQ(to_string(Fed::TakenOutOfOrder), "taken out of order");
  for (std::size_t kind = 0; kind < kFedKinds; ++kind) {
    EXPECT_STRNE(to_string(static_cast<Fed>(kind)), "unknown");
  }
}

}  // namespace
}  // namespace tw
