#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "market/bar_finding.hpp"
#include "market/bar_series.hpp"
#include "market/session_calendar.hpp"

namespace tw::inline market {

/// What counts as worth a finding.
struct BarCheckOptions {
  int stale_run_min = 5;       ///< So many bars with the same four prices.
  double jump_medians = 15.0;  ///< A return beyond so many times the usual one, ...
  double jump_min = 0.05;      ///< ... and beyond this.
  double split_tolerance = 0.03;
  std::size_t findings_max = 100;  ///< Kept of each issue; all are counted.
};

/// What was found in one series, by row, and how much there is of it.
struct BarHealth {
  std::vector<BarFinding> findings;
  std::array<std::int64_t, kBarIssues> counts{};  ///< Findings of each issue, kept or not.

  std::optional<Severity> worst;  ///< Of all findings; nothing when there are none.

  std::size_t bars = 0;
  std::int64_t bars_without_volume = 0;
  std::int64_t sessions = 0;          ///< With bars and on the calendar.
  std::int64_t sessions_missing = 0;  ///< Between the first and the last of those.
  double usual_move = 0.0;            ///< Median size of the returns that are not zero, to 2 %.
  double largest_move = 0.0;          ///< The return that is largest in size,
  std::size_t largest_move_at = 0;    ///< and its row.

  std::int64_t count(BarIssue issue) const { return counts[static_cast<std::size_t>(issue)]; }
};

/// Returns what is wrong with `series` by itself and against `calendar`.
///
/// Reads the series twice and keeps `findings_max` of each issue, however long it is. Rows that are
/// out of order, twice there or without a positive price are found and then passed over. Bars of a
/// week or longer are not held against the calendar.
BarHealth check_bars(const BarSeries& series, const SessionCalendar& calendar,
                     const BarCheckOptions& options = {});

}  // namespace tw::inline market
