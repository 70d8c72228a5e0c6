#pragma once

#include <string_view>
#include <vector>

#include "market/bar_table.hpp"
#include "market/session_calendar.hpp"

namespace tw::store {

/// Returns daily bars with these dates and closes; open, high and low are near.
struct DayClose {
  std::string_view date;
  std::int64_t close;
};

inline BarTable daily_bars(const std::vector<DayClose>& days) {
  BarTable table{.timeframe = kDaily};
  for (const DayClose& day : days) {
    const Session session =
        SessionCalendar::of(CalendarKind::Nyse).session_or_assumed(*parse_date(day.date));
    table.push({.session = session.date,
                .start = session.open,
                .end = session.close,
                .open = Price::whole(day.close),
                .high = Price::whole(day.close + 1),
                .low = Price::whole(day.close - 1),
                .close = Price::whole(day.close),
                .volume = Volume::whole(100)});
  }
  return table;
}

inline BarTable minute_bars(std::size_t count) {
  BarTable table{.timeframe = {Timeframe::Unit::Minute, 1}};
  for (std::size_t i = 0; i < count; ++i) {
    table.push({.session = *parse_date("2013-10-07"),
                .start = Timestamp::from_seconds(1'381'152'600 + 60 * static_cast<std::int64_t>(i)),
                .end = Timestamp::from_seconds(1'381'152'660 + 60 * static_cast<std::int64_t>(i)),
                .open = Price::whole(10),
                .high = Price::whole(12),
                .low = Price::whole(9),
                .close = Price::whole(11),
                .volume = Volume::whole(1)});
  }
  return table;
}

inline std::vector<std::int64_t> copy_of(std::span<const std::int64_t> column) {
  return {column.begin(), column.end()};
}

}  // namespace tw::store
