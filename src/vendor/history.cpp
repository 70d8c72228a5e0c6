#include "vendor/history.hpp"

#include <algorithm>

#include "core/assert.hpp"
#include "market/calendar_period.hpp"
#include "market/session_calendar.hpp"

namespace tw::vendor {

void put_in_order(History& history) {
  auto& rows = history.rows;
  std::ranges::stable_sort(rows, {}, &HistoryRow::label);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (kept > 0 && rows[kept - 1].label == rows[i].label) {
      rows[kept - 1] = rows[i];
      continue;
    }
    rows[kept] = rows[i];
    ++kept;
  }
  history.repeats_merged += rows.size() - kept;
  rows.resize(kept);
}

void keep_range(History& history, Timestamp from, Timestamp to) {
  std::erase_if(history.rows,
                [&](const HistoryRow& row) { return row.label < from || row.label > to; });
  std::erase_if(history.actions, [&](const CorporateAction& action) {
    return action.ex_date < Date::of(from) || action.ex_date > Date::of(to);
  });
}

Timestamp us_session_label(Date date, Timeframe timeframe) {
  TW_ASSERT(!timeframe.is_intraday());
  if (timeframe == kDaily) return date.midnight();
  const SessionCalendar& calendar = SessionCalendar::of(CalendarKind::Nyse);
  const CalendarPeriod period = period_of(date, timeframe, calendar);
  const Date first = calendar.next_session(period.first - 1).date;
  return (first <= period.last ? first : period.first).midnight();
}

}  // namespace tw::vendor
