#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "market/bar_table.hpp"
#include "market/instrument.hpp"

namespace tw::workloads {

/// Returns the instruments S0, S1, … of a market that never closes.
inline std::vector<Instrument> numbered_instruments(std::size_t count) {
  std::vector<Instrument> instruments;
  for (std::size_t i = 0; i < count; ++i) {
    instruments.push_back({.id = static_cast<InstrumentId>(i),
                           .symbol = "S" + std::to_string(i),
                           .calendar = CalendarKind::AlwaysOpen});
  }
  return instruments;
}

/// Returns the bars of table i as those of instrument i. Owns: the tables must outlive it.
inline std::vector<BarSeries> series_of(std::span<const BarTable> tables) {
  std::vector<BarSeries> series;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    series.push_back(tables[i].view(static_cast<InstrumentId>(i)));
  }
  return series;
}

}  // namespace tw::workloads
