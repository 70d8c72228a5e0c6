#pragma once

#include <string>

#include "market/session_calendar.hpp"
#include "vendor_sim/catalog.hpp"

namespace tw::support {

/// Returns `count` daily bars of a listing, a session apart, each a little above the one before.
inline vendor_sim::Listing made_listing(const std::string& symbol, Date first, int count) {
  const SessionCalendar& calendar = SessionCalendar::of(CalendarKind::Nyse);
  vendor_sim::Listing listing{.symbol = symbol,
                              .name = symbol + " Incorporated",
                              .calendar = CalendarKind::Nyse,
                              .tables = {{.timeframe = kDaily}},
                              .actions = {}};
  Date date = first;
  for (int i = 0; i < count; date = date + 1) {
    const auto session = calendar.session(date);
    if (!session) continue;
    const Price open = Price::from_raw((10'000 + 25 * i) * 1'000'000LL);
    const Price step = Price::from_raw(50'000'000);
    listing.tables.front().push({.session = date,
                                 .start = session->open,
                                 .end = session->close,
                                 .open = open,
                                 .high = open + step + step,
                                 .low = open - step,
                                 .close = open + step,
                                 .volume = Volume::from_raw((1000 + i) * 10'000LL)});
    ++i;
  }
  return listing;
}

}  // namespace tw::support
