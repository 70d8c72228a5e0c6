#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/date.hpp"

namespace tw::strategies {

inline constexpr std::array<std::string_view, 4> kRebalancePeriods{"month", "week", "quarter",
                                                                   "day"};

/// Says when a month, an ISO week, a quarter or a day begins: at its first session that is told.
class RebalancePeriod {
 public:
  /// `choice` is an index of `kRebalancePeriods`.
  explicit RebalancePeriod(int choice) : choice_{choice} {}

  /// Feeds a session's date, in order; returns whether it is the first of its period. The first
  /// date ever fed counts as one.
  bool begins(Date session) {
    const std::int32_t period = period_of(session);
    const bool is_new = !has_last_ || period != last_;
    has_last_ = true;
    last_ = period;
    return is_new;
  }

 private:
  std::int32_t period_of(Date session) const {
    const std::int32_t months = session.year() * 12 + session.month() - 1;
    if (choice_ == 0) return months;
    // A week is named by its Monday.
    if (choice_ == 1) return session.days - static_cast<std::int32_t>(session.weekday());
    return choice_ == 2 ? months / 3 : session.days;
  }

  // Constant after construction.
  int choice_;

  // Moves with every session.
  bool has_last_ = false;
  std::int32_t last_ = 0;
};

}  // namespace tw::strategies
