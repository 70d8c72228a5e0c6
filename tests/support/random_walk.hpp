#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "core/splitmix.hpp"
#include "market/bar_table.hpp"
#include "market/session_calendar.hpp"
#include "support/times.hpp"

namespace tw::support {

/// Returns daily bars of so many NYSE sessions from `first` on: a walk without memory around 100.
inline BarTable random_walk(std::uint64_t seed, int sessions,
                            std::string_view first = "2015-01-02") {
  const SessionCalendar& calendar = SessionCalendar::of(CalendarKind::Nyse);
  SplitMix dice{seed};
  Session session = calendar.session_or_assumed(date(first));
  BarTable table{.timeframe = kDaily};
  double last = 100.0;
  const auto cents = [](double value) {
    return *Price::from_double(std::nearbyint(value * 100) / 100);
  };
  for (int i = 0; i < sessions; ++i) {
    const double open = last * (1.0 + (dice.uniform() - 0.5) * 0.01);
    const double close = open * (1.0 + (dice.uniform() - 0.5) * 0.04);
    const double high = std::max(open, close) * (1.0 + dice.uniform() * 0.01);
    const double low = std::min(open, close) * (1.0 - dice.uniform() * 0.01);
    table.push({.session = session.date,
                .start = session.open,
                .end = session.close,
                .open = cents(open),
                .high = cents(high),
                .low = cents(low),
                .close = cents(close),
                .volume = Volume::whole(1'000'000)});
    last = close;
    session = calendar.next_session(session.date);
  }
  return table;
}

}  // namespace tw::support
