#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/date.hpp"
#include "market/bar_series.hpp"

namespace tw::inline market {

/// What can be wrong with bars that were stored, or worth a look.
enum class BarIssue : std::uint8_t {
  OutOfOrder,        ///< Starts before a bar above it.
  Duplicate,         ///< Starts with a bar above it.
  NonPositivePrice,  ///< `value` is the lowest of its prices; `limit` is zero.
  HighLow,         ///< `value` is the high or low that the bar's own prices pass; `limit` by whom.
  MissingSession,  ///< `count` sessions before this bar have none; `session` is the first.
  OffCalendar,     ///< In a session or at an hour that the calendar does not have.
  ZeroVolume,      ///< `count` bars in a row, this one first, without volume.
  StaleRun,        ///< `count` bars in a row, this one first, with the same four prices.
  Jump,            ///< `value` is the return from the last close; `limit` what is usual.
  SplitLike,       ///< `value` is last close / price after; `limit` the split ratio that is near.
};
inline constexpr std::size_t kBarIssues = 10;

enum class Severity : std::uint8_t {
  Note,     ///< Happens in good data.
  Warning,  ///< A person should look.
  Error,    ///< Cannot be true.
};

/// One thing found in a series, at row `index`.
struct BarFinding {
  BarIssue issue = BarIssue::OutOfOrder;
  Severity severity = Severity::Note;
  std::size_t index = 0;
  Date session;
  std::int64_t count = 1;
  double value = 0.0;
  double limit = 0.0;
};

/// Returns whether `value` and `limit` of such a finding say something.
constexpr bool is_measured(BarIssue issue) {
  return issue == BarIssue::NonPositivePrice || issue == BarIssue::HighLow ||
         issue == BarIssue::Jump || issue == BarIssue::SplitLike;
}

/// Returns a short name: "missing session".
const char* to_string(BarIssue issue);
const char* to_string(Severity severity);

/// Returns the finding as one line for a person, such as "2013-10-09: 2 sessions are missing before
/// it, from 2013-10-07". Requires the series in which it was found.
std::string describe(const BarFinding& finding, const BarSeries& series);

}  // namespace tw::inline market
