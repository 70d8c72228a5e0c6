#include "market/session_calendar.hpp"

#include <array>
#include <utility>

#include "core/assert.hpp"

namespace tw::inline market {
namespace {

constexpr Duration clock_time(int hour, int minute) {
  return Duration::minutes(hour * 60 + minute);
}
/// Returns an hour of the evening before, counted from the midnight that follows it.
constexpr Duration evening_before(int hour) { return Duration::hours(hour - 24); }

constexpr Duration kWholeDay = Duration::hours(24);
constexpr int kClosedDaysMax = 14;  // No market below has been closed for half as long.

std::optional<Holiday> no_holiday(Date) { return std::nullopt; }

constexpr std::array<std::pair<std::string_view, CalendarKind>, 5> kWords{{
    {"nyse", CalendarKind::Nyse},
    {"24x7", CalendarKind::AlwaysOpen},
    {"fx", CalendarKind::Fx},
    {"cme", CalendarKind::Cme},
    {"nasdaq", CalendarKind::Nyse},
}};

}  // namespace

const SessionCalendar& SessionCalendar::of(CalendarKind kind) {
  static constexpr Hours kFxHours{evening_before(17), clock_time(17, 0)};
  static constexpr Hours kCmeHours{evening_before(17), clock_time(16, 0)};
  static constexpr Hours kUtcDay{clock_time(0, 0), kWholeDay};

  static constexpr SessionCalendar kNyse{Rules{.kind = CalendarKind::Nyse,
                                               .clock = WallClock::UsEastern,
                                               .trades_weekends = false,
                                               .periods_per_year = 252,
                                               .regular = {clock_time(9, 30), clock_time(16, 0)},
                                               .extended = {clock_time(4, 0), clock_time(20, 0)},
                                               .extended_early_close = clock_time(17, 0),
                                               .holiday = nyse_holiday}};
  static constexpr SessionCalendar kAlwaysOpen{Rules{.kind = CalendarKind::AlwaysOpen,
                                                     .clock = WallClock::Utc,
                                                     .trades_weekends = true,
                                                     .periods_per_year = 365,
                                                     .regular = kUtcDay,
                                                     .extended = kUtcDay,
                                                     .extended_early_close = {},
                                                     .holiday = no_holiday}};
  static constexpr SessionCalendar kFx{Rules{.kind = CalendarKind::Fx,
                                             .clock = WallClock::UsEastern,
                                             .trades_weekends = false,
                                             .periods_per_year = 252,
                                             .regular = kFxHours,
                                             .extended = kFxHours,
                                             .extended_early_close = {},
                                             .holiday = no_holiday}};
  static constexpr SessionCalendar kCme{Rules{.kind = CalendarKind::Cme,
                                              .clock = WallClock::UsCentral,
                                              .trades_weekends = false,
                                              .periods_per_year = 252,
                                              .regular = kCmeHours,
                                              .extended = kCmeHours,
                                              .extended_early_close = {},
                                              .holiday = cme_holiday}};
  switch (kind) {
    case CalendarKind::Nyse:
      return kNyse;
    case CalendarKind::AlwaysOpen:
      return kAlwaysOpen;
    case CalendarKind::Fx:
      return kFx;
    case CalendarKind::Cme:
      return kCme;
  }
  return kNyse;
}

Session SessionCalendar::shaped(Date date, Span span, std::optional<Duration> early_close) const {
  const Hours& hours = span == Span::Extended ? rules_.extended : rules_.regular;
  Duration close = hours.close;
  if (early_close) {
    const bool has_later_hours = span == Span::Extended && rules_.extended_early_close;
    close = has_later_hours ? *rules_.extended_early_close : *early_close;
  }
  return {.date = date,
          .open = to_utc(rules_.clock, {date, hours.open}),
          .close = to_utc(rules_.clock, {date, close}),
          .early_close = early_close.has_value()};
}

std::optional<Session> SessionCalendar::session_of(Date date, Span span) const {
  if (!rules_.trades_weekends && date.weekday() >= Weekday::Saturday) return std::nullopt;
  const std::optional<Holiday> holiday = rules_.holiday(date);
  if (!holiday) return shaped(date, span, std::nullopt);
  if (!holiday->early_close) return std::nullopt;
  return shaped(date, span, holiday->early_close);
}

Session SessionCalendar::session_or_assumed(Date date) const {
  return session(date).value_or(shaped(date, Span::Regular, std::nullopt));
}

Session SessionCalendar::extended_session_or_assumed(Date date) const {
  return extended_session(date).value_or(shaped(date, Span::Extended, std::nullopt));
}

std::optional<Session> SessionCalendar::session_around(Timestamp at, Span span) const {
  const std::optional<Session> found = session_of(session_date_of(at), span);
  if (!found || !found->contains(at)) return std::nullopt;
  return found;
}

Date SessionCalendar::session_date_of(Timestamp start) const {
  const WallTime wall = to_wall(rules_.clock, start);
  const Date next = wall.date + 1;
  const bool is_evening = wall.since_midnight.ns >= kWholeDay.ns - evening().ns;
  return is_evening && session(next) ? next : wall.date;
}

Session SessionCalendar::next_session(Date date) const {
  for (int days = 1; days <= kClosedDaysMax; ++days) {
    if (const auto found = session(date + days)) return *found;
  }
  assertion_failed("a market opens again within two weeks", __FILE__, __LINE__);
}

Session SessionCalendar::previous_session(Date date) const {
  for (int days = 1; days <= kClosedDaysMax; ++days) {
    if (const auto found = session(date - days)) return *found;
  }
  assertion_failed("a market was open within the last two weeks", __FILE__, __LINE__);
}

int SessionCalendar::sessions_between(Date first, Date last) const {
  int count = 0;
  for (Date date = first; date <= last; date = date + 1) count += session(date) ? 1 : 0;
  return count;
}

std::optional<CalendarKind> parse_calendar(std::string_view text) {
  for (const auto& [word, kind] : kWords) {
    if (text == word) return kind;
  }
  return std::nullopt;
}

std::string_view to_string(CalendarKind kind) {
  for (const auto& [word, named] : kWords) {
    if (named == kind) return word;
  }
  return "unknown";
}

}  // namespace tw::inline market
