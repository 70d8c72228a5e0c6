#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/date.hpp"
#include "core/timestamp.hpp"
#include "market/holidays.hpp"
#include "market/instrument.hpp"
#include "market/us_time.hpp"

namespace tw::inline market {

/// One trading session: it holds the moments from `open` until just before `close`.
struct Session {
  Date date;
  Timestamp open;
  Timestamp close;
  bool early_close = false;

  constexpr bool contains(Timestamp at) const { return at >= open && at < close; }
  friend constexpr bool operator==(const Session&, const Session&) = default;
};

/// When a market trades: which dates have a session, when it opens and closes in UTC.
///
///   const auto& calendar = SessionCalendar::of(CalendarKind::Nyse);
///   calendar.session(*parse_date("2013-11-29"))->close;  // 2013-11-29T18:00:00Z, an early close
///
/// Nyse is exact from 1990 to 2030; other years have its rules without special closings. Fx has no
/// holidays. Cme is approximate (`cme_holiday`). See docs/concepts/calendars.md.
class SessionCalendar {
 public:
  /// Returns the calendar of `kind`, which lives as long as the process.
  static const SessionCalendar& of(CalendarKind kind);

  CalendarKind kind() const { return rules_.kind; }

  /// Returns the session of `date`, or nothing when there is none. Regular hours.
  std::optional<Session> session(Date date) const { return session_of(date, Span::Regular); }
  /// Returns the session with the hours before its open and after its close.
  std::optional<Session> extended_session(Date date) const {
    return session_of(date, Span::Extended);
  }
  /// Returns the session, or the usual hours on a date without one.
  ///
  /// For bars that a file dates off the calendar: the caller says so to the user.
  Session session_or_assumed(Date date) const;
  Session extended_session_or_assumed(Date date) const;

  /// Returns the session during which `at` falls, or nothing outside the hours.
  std::optional<Session> session_at(Timestamp at) const {
    return session_around(at, Span::Regular);
  }
  std::optional<Session> extended_session_at(Timestamp at) const {
    return session_around(at, Span::Extended);
  }

  /// Returns the date of the session to which a bar that starts at `start` belongs.
  ///
  /// Hours before and after count to the session of their day. Where the calendar has no session
  /// around `start`, it is the date that the exchange's wall clock shows.
  Date session_date_of(Timestamp start) const;

  /// Returns the first session after `date`, or the last before it.
  Session next_session(Date date) const;
  Session previous_session(Date date) const;
  /// Returns how many sessions have dates in [first, last].
  int sessions_between(Date first, Date last) const;

  /// Returns why `date` is closed or short, or nothing on a usual day or a weekend.
  std::optional<Holiday> holiday(Date date) const { return rules_.holiday(date); }

  /// Returns how many sessions a year's statistics assume.
  int periods_per_year() const { return rules_.periods_per_year; }

 private:
  friend class SessionCursor;

  enum class Span : std::uint8_t { Regular, Extended };
  /// By the wall clock, counted from the midnight that begins the session's date.
  struct Hours {
    Duration open;
    Duration close;
  };
  struct Rules {
    CalendarKind kind;
    WallClock clock;
    bool trades_weekends;
    int periods_per_year;
    Hours regular;
    Hours extended;
    /// When the later hours of a short day end; nothing when there are none.
    std::optional<Duration> extended_early_close;
    std::optional<Holiday> (*holiday)(Date);
  };

  explicit constexpr SessionCalendar(const Rules& rules) : rules_{rules} {}

  std::optional<Session> session_of(Date date, Span span) const;
  std::optional<Session> session_around(Timestamp at, Span span) const;
  Session shaped(Date date, Span span, std::optional<Duration> early_close) const;
  /// Returns how long before midnight the next date's session begins; zero for most.
  Duration evening() const { return {rules_.extended.open.ns < 0 ? -rules_.extended.open.ns : 0}; }

  // Constant after construction.
  Rules rules_;
};

/// Parses "nyse" (also "nasdaq"), "24x7", "fx", "cme".
std::optional<CalendarKind> parse_calendar(std::string_view text);

/// Returns the word that `parse_calendar` reads.
std::string_view to_string(CalendarKind kind);

}  // namespace tw::inline market
