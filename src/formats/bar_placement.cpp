#include "formats/bar_placement.hpp"

#include "market/calendar_period.hpp"
#include "market/session_calendar.hpp"
#include "market/session_cursor.hpp"

namespace tw::formats {
namespace {

void count_off(Placement& placement, Date date) {
  placement.off_calendar += 1;
  if (!placement.first_off_calendar) placement.first_off_calendar = date;
}

/// Bars inside a session: the session is found, start and end stand already.
Placement place_intraday(BarTable& table, const SessionCalendar& calendar) {
  Placement placement;
  SessionCursor cursor{calendar};
  Session hours{.date = {INT32_MIN}};
  table.session.resize(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    const Timestamp start{table.start[i]};
    const Date date = cursor.date_of(start);
    table.session[i] = date.days;
    if (date != hours.date) {
      hours = calendar.extended_session_or_assumed(date);
      hours.date = date;
    }
    // A bar may begin before the open when it lasts past it, such as 09:00 to 10:00.
    const bool trades = start < hours.close && start + table.timeframe.span() > hours.open;
    if (!trades || cursor.is_assumed()) count_off(placement, date);
  }
  return placement;
}

/// Bars of a day or longer: the dates that they cover decide start and end.
Placement place_daily(BarTable& table, std::span<const std::int64_t> wall,
                      const SessionCalendar& calendar) {
  Placement placement;
  const std::size_t size = table.size();
  table.session.resize(size);
  table.end.resize(size);
  for (std::size_t i = 0; i < size; ++i) {
    const Date label = Date::of({wall.empty() ? table.start[i] : wall[i]});
    const CalendarPeriod dates = period_of(label, table.timeframe, calendar);
    const Session first = calendar.next_session(dates.first - 1);
    const Session last = calendar.previous_session(dates.last + 1);
    const bool is_off = first.date > dates.last;
    if (is_off) count_off(placement, label);
    table.session[i] = label.days;
    const Session assumed = is_off ? calendar.session_or_assumed(label) : Session{};
    table.start[i] = (is_off ? assumed.open : first.open).unix_ns;
    table.end[i] = (is_off ? assumed.close : last.close).unix_ns;
    if (i > 0 && table.start[i] <= table.start[i - 1]) placement.repeats.push_back(i);
  }
  return placement;
}

}  // namespace

Placement place(BarTable& table, std::span<const std::int64_t> wall, CalendarKind kind) {
  const SessionCalendar& calendar = SessionCalendar::of(kind);
  return table.timeframe.is_intraday() ? place_intraday(table, calendar)
                                       : place_daily(table, wall, calendar);
}

}  // namespace tw::formats
