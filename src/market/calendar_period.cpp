#include "market/calendar_period.hpp"

#include "core/assert.hpp"

namespace tw::inline market {
namespace {

constexpr int kWeek = 7;
constexpr int kFirstMonday = 4;  // 1970-01-05, in days since 1970-01-01.

constexpr int modulo(int value, int divisor) { return (value % divisor + divisor) % divisor; }

Date first_of_month(int months) {
  return {detail::days_from_civil(months / 12, months % 12 + 1, 1)};
}

CalendarPeriod weeks(Date date, int count) {
  const Date first = date - modulo(date.days - kFirstMonday, kWeek * count);
  return {first, first + (kWeek * count - 1)};
}

CalendarPeriod months(Date date, int count) {
  const int month = date.year() * 12 + date.month() - 1;
  const int first = month - modulo(month, count);
  return {first_of_month(first), first_of_month(first + count) - 1};
}

CalendarPeriod sessions(Date date, int count, const SessionCalendar& calendar) {
  Date last = date;
  for (int i = 1; i < count; ++i) last = calendar.next_session(last).date;
  return {date, last};
}

}  // namespace

CalendarPeriod period_of(Date date, Timeframe timeframe, const SessionCalendar& calendar) {
  TW_ASSERT(!timeframe.is_intraday() && timeframe.count >= 1);
  switch (timeframe.unit) {
    case Timeframe::Unit::Week:
      return weeks(date, timeframe.count);
    case Timeframe::Unit::Month:
      return months(date, timeframe.count);
    case Timeframe::Unit::Day:
    case Timeframe::Unit::Second:
    case Timeframe::Unit::Minute:
      break;
  }
  return sessions(date, timeframe.count, calendar);
}

}  // namespace tw::inline market
