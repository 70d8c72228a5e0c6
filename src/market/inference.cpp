#include "market/inference.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "core/date.hpp"
#include "market/us_time.hpp"

namespace tw::inline market {
namespace {

constexpr std::size_t kGapsMax = 10'000;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kHour = 3'600 * kSecond;

/// Gaps of `from` to `to` hours are bars of `timeframe`.
struct GapClass {
  int from_hours;
  int to_hours;
  Timeframe timeframe;
};

// A day is 23 to 25 hours when clocks move, and Friday to Monday still says daily. Months have 28
// to 31 days, and dates of last sessions move them by a few more.
constexpr std::array kGapClasses{
    GapClass{20, 6 * 24 - 1, kDaily},
    GapClass{6 * 24, 9 * 24, {Timeframe::Unit::Week, 1}},
    GapClass{25 * 24, 36 * 24, {Timeframe::Unit::Month, 1}},
    GapClass{85 * 24, 98 * 24, {Timeframe::Unit::Month, 3}},
    GapClass{175 * 24, 190 * 24, {Timeframe::Unit::Month, 6}},
    GapClass{355 * 24, 375 * 24, {Timeframe::Unit::Month, 12}},
};

std::optional<Timeframe> timeframe_of(std::int64_t gap) {
  for (const GapClass& known : kGapClasses) {
    if (gap >= known.from_hours * kHour && gap <= known.to_hours * kHour) return known.timeframe;
  }
  if (gap <= 0 || gap % kSecond != 0 || gap >= kGapClasses.front().from_hours * kHour) {
    return std::nullopt;
  }
  const auto seconds = static_cast<std::int32_t>(gap / kSecond);
  if (seconds % 60 != 0) return Timeframe{Timeframe::Unit::Second, seconds};
  return Timeframe{Timeframe::Unit::Minute, seconds / 60};
}

/// Returns the commonest value, the first of two as common. Requires `sorted`.
std::optional<Timeframe> commonest(std::span<const Timeframe> sorted) {
  std::optional<Timeframe> best;
  std::size_t best_count = 0;
  for (std::size_t first = 0; first < sorted.size();) {
    std::size_t last = first;
    while (last < sorted.size() && sorted[last] == sorted[first]) last += 1;
    if (last - first > best_count) {
      best = sorted[first];
      best_count = last - first;
    }
    first = last;
  }
  return best;
}

/// How many bars start where only some markets trade. Hours are New York's.
struct Habits {
  std::size_t bars = 0;
  std::size_t saturday = 0;
  std::size_t sunday = 0;
  std::size_t night = 0;         ///< 20:00 to 04:00, when no US exchange trades shares.
  std::size_t before_break = 0;  ///< 16:00 to 17:00: the last hour of Globex.
  std::size_t in_break = 0;      ///< 17:00 to 18:00: Globex rests.

  void count(WallTime wall) {
    const std::int64_t hour = wall.since_midnight.ns / kHour;
    const Weekday weekday = wall.date.weekday();
    bars += 1;
    saturday += weekday == Weekday::Saturday ? 1 : 0;
    sunday += weekday == Weekday::Sunday ? 1 : 0;
    night += hour >= 20 || hour < 4 ? 1 : 0;
    before_break += hour == 16 ? 1 : 0;
    in_break += hour == 17 ? 1 : 0;
  }
  bool at_least(std::size_t count, std::size_t percent) const {
    return count > 0 && count * 100 >= bars * percent;
  }
};

// A week of seven days has a seventh of its bars on Saturday; a week that begins on Sunday evening
// has a twentieth of them there. A third of either is habit, less is a slip.
constexpr std::size_t kSaturdayPercent = 5;
constexpr std::size_t kSundayPercent = 2;
constexpr std::size_t kNightPercent = 10;

CalendarKind around_the_clock(const Habits& habits) {
  const bool rests = habits.before_break > 0 && habits.in_break * 10 < habits.before_break;
  return rests ? CalendarKind::Cme : CalendarKind::Fx;
}

}  // namespace

std::optional<Timeframe> usual_timeframe(std::span<const std::int64_t> starts) {
  if (starts.size() < 2) return std::nullopt;
  const std::size_t gaps = starts.size() - 1;
  const std::size_t stride = (gaps + kGapsMax - 1) / kGapsMax;
  std::vector<Timeframe> seen;
  seen.reserve(gaps / stride + 1);
  for (std::size_t i = 0; i < gaps; i += stride) {
    // A slip of the century in one row makes a gap that no type holds.
    std::int64_t gap = 0;
    if (__builtin_sub_overflow(starts[i + 1], starts[i], &gap)) continue;
    if (const auto timeframe = timeframe_of(gap)) seen.push_back(*timeframe);
  }
  std::ranges::sort(seen);  // By unit, then count: shorter first.
  return commonest(seen);
}

CalendarKind likely_calendar(std::span<const std::int64_t> starts, Timeframe timeframe) {
  if (!timeframe.is_intraday() && timeframe != kDaily) return CalendarKind::Nyse;
  const WallClock clock = timeframe.is_intraday() ? WallClock::UsEastern : WallClock::Utc;
  Habits habits;
  for (const std::int64_t start : starts) habits.count(to_wall(clock, Timestamp{start}));

  if (habits.at_least(habits.saturday, kSaturdayPercent)) return CalendarKind::AlwaysOpen;
  if (!timeframe.is_intraday()) {
    return habits.at_least(habits.sunday, kSundayPercent) ? CalendarKind::Fx : CalendarKind::Nyse;
  }
  const bool is_evening_market = habits.at_least(habits.sunday, kSundayPercent) ||
                                 habits.at_least(habits.night, kNightPercent);
  return is_evening_market ? around_the_clock(habits) : CalendarKind::Nyse;
}

}  // namespace tw::inline market
