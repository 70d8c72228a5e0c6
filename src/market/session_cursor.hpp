#pragma once

#include "core/date.hpp"
#include "core/timestamp.hpp"
#include "market/session_calendar.hpp"

namespace tw::inline market {

/// Answers `session_date_of` for many moments in order: it remembers the session it is in.
///
/// Two comparisons a call while the session lasts. Any order gives the right answer.
/// Owns: nothing; calendars live as long as the process.
class SessionCursor {
 public:
  explicit SessionCursor(const SessionCalendar& calendar) : calendar_{&calendar} {}

  /// Returns `calendar.session_date_of(at)`.
  Date date_of(Timestamp at) { return session_of(at).date; }

  /// Returns `calendar.session_or_assumed` of that date. `is_assumed` tells which.
  const Session& session_of(Timestamp at) {
    if (at < from_ || at >= until_) move_to(at);
    return session_;
  }
  /// Returns true when the session last returned is not on the calendar.
  bool is_assumed() const { return is_assumed_; }

 private:
  void move_to(Timestamp at);

  // Constant after construction.
  const SessionCalendar* calendar_;

  // Moves with the session: the answer holds for moments in [from_, until_).
  Timestamp from_{};
  Timestamp until_{};
  Session session_{};
  bool is_assumed_ = false;
};

}  // namespace tw::inline market
