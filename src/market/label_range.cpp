#include "market/label_range.hpp"

#include <algorithm>

#include "core/date.hpp"

namespace tw::inline market {
namespace {

// Whole years that a Timestamp holds.
constexpr int kYearMin = 1678;
constexpr int kYearMax = 2261;

std::optional<int> two_digits(std::string_view text, std::size_t at) {
  if (at + 2 > text.size()) return std::nullopt;
  const char tens = text[at];
  const char ones = text[at + 1];
  if (tens < '0' || tens > '9' || ones < '0' || ones > '9') return std::nullopt;
  return (tens - '0') * 10 + (ones - '0');
}

/// Parses "HH:MM" or "HH:MM:SS".
std::optional<Duration> parse_clock(std::string_view text) {
  if (text.size() != 5 && text.size() != 8) return std::nullopt;
  const auto hours = two_digits(text, 0);
  const auto minutes = two_digits(text, 3);
  const auto seconds = text.size() == 8 ? two_digits(text, 6) : std::optional{0};
  if (!hours || !minutes || !seconds || text[2] != ':') return std::nullopt;
  if (text.size() == 8 && text[5] != ':') return std::nullopt;
  if (*hours > 23 || *minutes > 59 || *seconds > 59) return std::nullopt;
  return Duration::seconds(*hours * 3600 + *minutes * 60 + *seconds);
}

/// Returns the first row whose label is not before `end`, or with `past` the first one after it.
std::size_t row_at(const BarSeries& series, const RangeEnd& end, bool past) {
  if (!series.timeframe.is_intraday()) {
    const auto days = series.session;
    const auto found = past ? std::upper_bound(days.begin(), days.end(), end.date.days)
                            : std::lower_bound(days.begin(), days.end(), end.date.days);
    return static_cast<std::size_t>(found - days.begin());
  }
  const auto starts = series.start;
  std::int64_t bound = end.at.value_or(end.date.midnight()).unix_ns;
  if (past) bound = end.at ? bound + 1 : (end.date + 1).midnight().unix_ns;
  const auto found = std::lower_bound(starts.begin(), starts.end(), bound);
  return static_cast<std::size_t>(found - starts.begin());
}

}  // namespace

std::string label_text(Timestamp label, Timeframe timeframe) {
  return timeframe.is_intraday() ? to_string(label) : to_string(Date::of(label));
}

std::string label_text(const BarSeries& series, std::size_t i) {
  return series.timeframe.is_intraday() ? to_string(Timestamp{series.start[i]})
                                        : to_string(Date{series.session[i]});
}

std::optional<RangeEnd> parse_range_end(std::string_view text) {
  if (text.ends_with('Z')) text.remove_suffix(1);
  const auto date = parse_date(text.substr(0, 10));
  if (!date || date->year() < kYearMin || date->year() > kYearMax) return std::nullopt;
  if (text.size() == 10) return RangeEnd{.date = *date, .at = std::nullopt};
  if (text[10] != 'T' && text[10] != ' ') return std::nullopt;
  const auto clock = parse_clock(text.substr(11));
  if (!clock) return std::nullopt;
  return RangeEnd{.date = *date, .at = date->midnight() + *clock};
}

std::expected<RowRange, RangeError> rows_between(const BarSeries& series, std::string_view from,
                                                 std::string_view to) {
  RowRange rows{.first = 0, .last = series.size()};
  std::optional<RangeEnd> first;
  std::optional<RangeEnd> last;
  if (!from.empty()) {
    first = parse_range_end(from);
    if (!first) return std::unexpected{RangeError::BadFrom};
    rows.first = row_at(series, *first, false);
  }
  if (!to.empty()) {
    last = parse_range_end(to);
    if (!last) return std::unexpected{RangeError::BadTo};
    rows.last = row_at(series, *last, true);
  }
  if (first && last) {
    const Timestamp a = first->at.value_or(first->date.midnight());
    const Timestamp b = last->at.value_or((last->date + 1).midnight());
    if (a > b) return std::unexpected{RangeError::Reversed};
  }
  rows.last = std::max(rows.first, rows.last);
  return rows;
}

}  // namespace tw::inline market
