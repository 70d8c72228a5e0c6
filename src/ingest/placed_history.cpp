#include "ingest/placed_history.hpp"

#include <algorithm>
#include <vector>

#include "formats/bar_placement.hpp"
#include "market/calendar_period.hpp"
#include "market/label_range.hpp"
#include "market/session_calendar.hpp"

namespace tw::ingest {
namespace {

constexpr Duration kDay = Duration::days(1);

bool can_be_a_bar(const vendor::HistoryRow& row) {
  return row.low > Price{} && row.open > Price{} && row.close > Price{} && row.high >= row.low &&
         row.volume >= Volume{};
}

/// Returns `table` without the rows that `leave_out` names, which are in order.
BarTable without(const BarTable& table, const std::vector<std::size_t>& leave_out) {
  BarTable kept{.timeframe = table.timeframe};
  const BarSeries bars = table.view({});
  auto next = leave_out.begin();
  for (std::size_t i = 0; i < bars.size(); ++i) {
    if (next != leave_out.end() && *next == i) {
      ++next;
      continue;
    }
    kept.push(bars.at(i));
    if (!table.adjusted_close.empty()) kept.adjusted_close.push_back(table.adjusted_close[i]);
  }
  return kept;
}

void push_row(BarTable& table, const vendor::HistoryRow& row) {
  table.start.push_back(row.label.unix_ns);
  table.open.push_back(row.open.raw());
  table.high.push_back(row.high.raw());
  table.low.push_back(row.low.raw());
  table.close.push_back(row.close.raw());
  table.volume.push_back(row.volume.raw());
  table.adjusted_close.push_back(row.adjusted_close ? row.adjusted_close->raw()
                                                    : BarSeries::kNoValue);
}

}  // namespace

Timestamp label_of(const BarSeries& bars, std::size_t i) {
  return bars.timeframe.is_intraday() ? Timestamp{bars.start[i]} : Date{bars.session[i]}.midnight();
}

Timestamp next_label(Timestamp label, Timeframe timeframe) {
  return label + (timeframe.is_intraday() ? timeframe.span() : kDay);
}

Timestamp final_until(Timeframe timeframe, CalendarKind kind, Timestamp now) {
  if (timeframe.is_intraday()) return now - timeframe.span() + Duration{1};
  const SessionCalendar& calendar = SessionCalendar::of(kind);
  const Date today = Date::of(now) + 1;  // Some exchange's tomorrow has begun.
  Session last = calendar.previous_session(today + 1);
  while (last.close > now) last = calendar.previous_session(last.date);
  const CalendarPeriod period = period_of(last.date, timeframe, calendar);
  // A week is final with the close of its last session.
  const bool is_over = calendar.previous_session(period.last + 1).date <= last.date;
  return is_over ? (period.last + 1).midnight() : period.first.midnight();
}

PlacedHistory placed(const vendor::History& history, store::Stretch asked, CalendarKind kind,
                     Timestamp now) {
  PlacedHistory placed{.table = {.timeframe = history.timeframe}, .set_aside = {}};
  BarTable& table = placed.table;
  const Date today = Date::of(now);
  for (const vendor::HistoryRow& row : history.rows) {
    if (row.label < asked.from || asked.until <= row.label) continue;
    if (!row.is_complete) {
      placed.running += 1;
      continue;
    }
    const bool is_in_order = table.start.empty() || row.label.unix_ns > table.start.back();
    if (!is_in_order || !can_be_a_bar(row)) {
      placed.set_aside.push_back({.at = label_text(row.label, history.timeframe),
                                  .source = {},
                                  .reason = QuarantinedBar::Reason::Impossible,
                                  .values = {row.open, row.high, row.low, row.close, row.volume},
                                  .other_source = {},
                                  .other = {},
                                  .found_on = today});
      continue;
    }
    push_row(table, row);
  }
  if (std::ranges::all_of(table.adjusted_close,
                          [](std::int64_t raw) { return raw == BarSeries::kNoValue; })) {
    table.adjusted_close.clear();
  }
  formats::Placement placement = formats::place(table, {}, kind);
  placed.off_calendar = placement.off_calendar;
  std::vector<std::size_t> leave_out = std::move(placement.repeats);
  const BarSeries bars = table.view({});
  for (std::size_t i = bars.size(); i > 0 && bars.end_at(i - 1) > now; --i) {
    placed.running += 1;
    if (!std::ranges::binary_search(leave_out, i - 1)) leave_out.push_back(i - 1);
  }
  std::ranges::sort(leave_out);
  if (!leave_out.empty()) table = without(table, leave_out);
  return placed;
}

}  // namespace tw::ingest
