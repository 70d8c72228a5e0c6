#include "market/session_cursor.hpp"

namespace tw::inline market {

void SessionCursor::move_to(Timestamp at) {
  // The answer can only change at midnight and where the evening begins, by the wall clock.
  const WallClock clock = calendar_->rules_.clock;
  const Duration evening_begins{Duration::hours(24).ns - calendar_->evening().ns};
  const WallTime wall = to_wall(clock, at);
  const bool is_evening = wall.since_midnight >= evening_begins;
  from_ = to_utc(clock, {wall.date, is_evening ? evening_begins : Duration{}});
  until_ = to_utc(clock, {wall.date, is_evening ? Duration::hours(24) : evening_begins});

  const Date date = calendar_->session_date_of(at);
  const std::optional<Session> found = calendar_->session(date);
  is_assumed_ = !found;
  session_ = found ? *found : calendar_->session_or_assumed(date);
}

}  // namespace tw::inline market
