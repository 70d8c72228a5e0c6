#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ingest/bar_quarantine.hpp"
#include "market/bar_table.hpp"
#include "market/instrument.hpp"
#include "store/coverage.hpp"
#include "vendor/answers.hpp"

namespace tw::ingest {

/// A vendor's answer as bars of a calendar.
struct PlacedHistory {
  BarTable table;                         ///< Final bars alone.
  std::vector<QuarantinedBar> set_aside;  ///< Rows that cannot be bars, with their values.
  std::size_t running = 0;                ///< Bars that will still change: not taken.
  std::size_t off_calendar = 0;           ///< Taken all the same, as imports do.
};

/// Returns the rows of `history` with labels in `asked`, each with its session, start and end on
/// the calendar of `kind`. A bar that ends after `now`, or that the vendor calls running, is not
/// final.
PlacedHistory placed(const vendor::History& history, store::Stretch asked, CalendarKind kind,
                     Timestamp now);

/// Returns which labels can belong to final bars at `now`: those before the returned one.
Timestamp final_until(Timeframe timeframe, CalendarKind kind, Timestamp now);

/// Returns the label of row `i`: its start, or midnight UTC of its session's date.
Timestamp label_of(const BarSeries& bars, std::size_t i);

/// Returns the first label that can follow `label`.
Timestamp next_label(Timestamp label, Timeframe timeframe);

}  // namespace tw::ingest
