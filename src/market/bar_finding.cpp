#include "market/bar_finding.hpp"

#include <cmath>

#include "core/decimal.hpp"
#include "market/split_ratio.hpp"

namespace tw::inline market {
namespace {

/// Returns `value` with at most two decimals.
std::string short_decimal(double value) { return format_decimal(std::llround(value * 100.0), 100); }

std::string percent(double fraction) { return short_decimal(fraction * 100.0) + " %"; }

std::string price(double value) {
  const auto exact = Price::from_double(value);
  return exact ? to_string(*exact) : "out of range";
}

std::string counted(std::int64_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

/// Returns the bar's label: its session's date, or its start when there are many in a session.
std::string label(const BarFinding& finding, const BarSeries& series) {
  if (!series.timeframe.is_intraday()) return to_string(Date{series.session[finding.index]});
  return to_string(Timestamp{series.start[finding.index]});
}

std::string split_text(const BarFinding& finding) {
  const SplitRatio ratio = nearest_split(finding.value);
  return "the last close is " + short_decimal(finding.value) +
         " times the price after it, near a " + std::to_string(ratio.shares_new) + ":" +
         std::to_string(ratio.shares_old) + " split: is the history adjusted?";
}

std::string text(const BarFinding& finding) {
  switch (finding.issue) {
    case BarIssue::OutOfOrder:
      return "starts before a bar above it";
    case BarIssue::Duplicate:
      return "starts at the same moment as a bar above it";
    case BarIssue::NonPositivePrice:
      return "has the price " + price(finding.value);
    case BarIssue::HighLow:
      return "has " + price(finding.limit) + " beyond its own " +
             (finding.limit > finding.value ? "high " : "low ") + price(finding.value);
    case BarIssue::MissingSession:
      return counted(finding.count, "session is", "sessions are") + " missing before it, from " +
             to_string(finding.session);
    case BarIssue::OffCalendar:
      return "is not on the calendar";
    case BarIssue::ZeroVolume:
      return counted(finding.count, "bar", "bars in a row") + " without volume";
    case BarIssue::StaleRun:
      return counted(finding.count, "bar", "bars in a row") + " with the same four prices";
    case BarIssue::Jump:
      return "closes " + percent(finding.value) + " from the last close; usual is within " +
             percent(finding.limit);
    case BarIssue::SplitLike:
      return split_text(finding);
  }
  return "unknown";
}

}  // namespace

const char* to_string(BarIssue issue) {
  switch (issue) {
    case BarIssue::OutOfOrder:
      return "out of order";
    case BarIssue::Duplicate:
      return "duplicate";
    case BarIssue::NonPositivePrice:
      return "non-positive price";
    case BarIssue::HighLow:
      return "high or low";
    case BarIssue::MissingSession:
      return "missing session";
    case BarIssue::OffCalendar:
      return "off the calendar";
    case BarIssue::ZeroVolume:
      return "zero volume";
    case BarIssue::StaleRun:
      return "stale run";
    case BarIssue::Jump:
      return "jump";
    case BarIssue::SplitLike:
      return "split-like";
  }
  return "unknown";
}

const char* to_string(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return "note";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      return "error";
  }
  return "unknown";
}

std::string describe(const BarFinding& finding, const BarSeries& series) {
  return label(finding, series) + ": " + text(finding);
}

}  // namespace tw::inline market
