#include "vendor/history.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/assert.hpp"
#include "market/calendar_period.hpp"
#include "market/session_calendar.hpp"
#include "market/us_time.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::vendor {
namespace {

const SessionCalendar& new_york() { return SessionCalendar::of(CalendarKind::Nyse); }

bool meets_regular_hours(Timestamp start, Timestamp end) {
  const auto session = new_york().session(to_wall(WallClock::UsEastern, start).date);
  return session && start < session->close && end > session->open;
}

/// Returns when the bar of `label` is over.
Timestamp end_of(Timestamp label, const History& history) {
  constexpr int kDatesApart =
      2;  // A date ends on the last place of the earth 36 h after its start.
  if (history.timeframe.is_intraday()) return label + history.timeframe.span();
  const CalendarPeriod period = period_of(Date::of(label), history.timeframe, new_york());
  if (history.zone != "America/New_York") return (period.last + kDatesApart).midnight();
  return new_york().previous_session(period.last + 1).close;
}

}  // namespace

void put_in_order(History& history) {
  auto& rows = history.rows;
  // Nearly all come in order, and a look is cheaper than a sort.
  const auto later = [](Timestamp a, Timestamp b) { return a >= b; };
  if (std::ranges::adjacent_find(rows, later, &HistoryRow::label) == rows.end()) return;
  std::ranges::stable_sort(rows, {}, &HistoryRow::label);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (kept > 0 && rows[kept - 1].label == rows[i].label) {
      rows[kept - 1] = rows[i];
      continue;
    }
    rows[kept] = rows[i];
    ++kept;
  }
  history.repeats_merged += rows.size() - kept;
  rows.resize(kept);
}

void make_room(History& history, std::size_t rows) {
  const std::size_t wanted = history.rows.size() + rows;
  if (wanted <= history.rows.capacity()) return;
  history.rows.reserve(std::max(wanted, 2 * history.rows.size()));
}

void append(History& history, History&& next) {
  history.rows.insert(history.rows.end(), next.rows.begin(), next.rows.end());
  history.actions.insert(history.actions.end(), next.actions.begin(), next.actions.end());
  history.nulls_skipped += next.nulls_skipped;
  history.repeats_merged += next.repeats_merged;
  history.rounded_values += next.rounded_values;
}

void keep_range(History& history, Timestamp from, Timestamp to) {
  std::erase_if(history.rows,
                [&](const HistoryRow& row) { return row.label < from || row.label > to; });
  std::erase_if(history.actions, [&](const CorporateAction& action) {
    return action.ex_date < Date::of(from) || action.ex_date > Date::of(to);
  });
}

void keep_us_regular_hours(History& history) {
  if (!history.timeframe.is_intraday()) return;
  const Duration span = history.timeframe.span();
  std::erase_if(history.rows, [&](const HistoryRow& row) {
    return !meets_regular_hours(row.label, row.label + span);
  });
}

void mark_running(History& history, std::optional<Timestamp> answered_at) {
  if (history.rows.empty()) return;
  if (!answered_at) {
    history.rows.back().is_complete = false;
    return;
  }
  // Only the last rows can be open: all before them begin earlier and last as long.
  for (auto row = history.rows.rbegin(); row != history.rows.rend(); ++row) {
    if (end_of(row->label, history) + history.delay <= *answered_at) return;
    row->is_complete = false;
  }
}

std::optional<CorporateAction> split_action(Date ex_date, double shares_new, double shares_old) {
  constexpr int kPlacesMax = 6;
  constexpr double kTolerance = 1e-6;
  constexpr double kLargest = std::numeric_limits<std::int32_t>::max();
  if (!(shares_new > 0.0) || !(shares_old > 0.0)) return std::nullopt;
  const auto is_whole = [](double value) {
    return std::abs(value - std::nearbyint(value)) < kTolerance;
  };
  for (int places = 0; places <= kPlacesMax; ++places, shares_new *= 10.0, shares_old *= 10.0) {
    if (shares_new > kLargest || shares_old > kLargest) return std::nullopt;
    if (!is_whole(shares_new) || !is_whole(shares_old)) continue;
    const auto numerator = static_cast<std::int32_t>(std::nearbyint(shares_new));
    const auto denominator = static_cast<std::int32_t>(std::nearbyint(shares_old));
    if (numerator == 0 || denominator == 0) continue;
    const std::int32_t common = std::gcd(numerator, denominator);
    CorporateAction action;
    action.kind = CorporateAction::Kind::Split;
    action.ex_date = ex_date;
    action.numerator = numerator / common;
    action.denominator = denominator / common;
    return action;
  }
  return std::nullopt;
}

Refusal no_bars(const std::string& symbol) {
  return refused(Outcome::NoData, "no bars of " + symbol + " in the range asked for");
}

Timestamp us_session_label(Date date, Timeframe timeframe) {
  TW_ASSERT(!timeframe.is_intraday());
  if (timeframe == kDaily) return date.midnight();
  const CalendarPeriod period = period_of(date, timeframe, new_york());
  const Date first = new_york().next_session(period.first - 1).date;
  return (first <= period.last ? first : period.first).midnight();
}

}  // namespace tw::vendor
