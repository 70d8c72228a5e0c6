#include "market/us_time.hpp"

#include <array>

namespace tw::inline market {
namespace {

constexpr Duration kHour = Duration::hours(1);
// Clocks move at 02:00 by the wall: in autumn that is 01:00 for a clock that never moves.
constexpr Duration kSummerBegins = Duration::hours(2);
constexpr Duration kSummerEnds = Duration::hours(1);

/// A Sunday of a month: the first on or after `day`.
struct SundayRule {
  int month;
  int day;
};

/// When clocks were ahead of standard time, from `first_year` until the next row.
struct SummerRule {
  int first_year;
  SundayRule begin;
  SundayRule end;
};

// A last Sunday is the first one on or after the 24th (April) or the 25th (October).
constexpr std::array kSummers{
    SummerRule{.first_year = 0, .begin = {4, 24}, .end = {10, 25}},
    SummerRule{.first_year = 1974, .begin = {1, 6}, .end = {10, 25}},  // The oil crisis.
    SummerRule{.first_year = 1975, .begin = {2, 23}, .end = {10, 25}},
    SummerRule{.first_year = 1976, .begin = {4, 24}, .end = {10, 25}},
    SummerRule{.first_year = 1987, .begin = {4, 1}, .end = {10, 25}},
    SummerRule{.first_year = 2007, .begin = {3, 8}, .end = {11, 1}},
};

constexpr const SummerRule& summer_of(int year) {
  std::size_t row = kSummers.size() - 1;
  while (kSummers[row].first_year > year) row -= 1;
  return kSummers[row];
}

constexpr Date sunday(int year, SundayRule rule) {
  const Date first{detail::days_from_civil(year, rule.month, rule.day)};
  return first + (static_cast<int>(Weekday::Sunday) - static_cast<int>(first.weekday()));
}

constexpr Duration standard_offset(WallClock clock) {
  return clock == WallClock::UsEastern ? Duration::hours(-5) : Duration::hours(-6);
}

constexpr Timestamp shifted(Timestamp at, Duration offset) { return {at.unix_ns + offset.ns}; }

}  // namespace

Duration utc_offset(WallClock clock, Timestamp at) {
  if (clock == WallClock::Utc) return {};
  const Duration standard = standard_offset(clock);
  const Timestamp unmoved = shifted(at, standard);
  const int year = Date::of(unmoved).year();
  const SummerRule& summer = summer_of(year);
  const bool is_summer = unmoved >= sunday(year, summer.begin).midnight() + kSummerBegins &&
                         unmoved < sunday(year, summer.end).midnight() + kSummerEnds;
  return is_summer ? Duration{standard.ns + kHour.ns} : standard;
}

WallTime to_wall(WallClock clock, Timestamp at) {
  const Timestamp shown = shifted(at, utc_offset(clock, at));
  const Date date = Date::of(shown);
  return {.date = date, .since_midnight = shown - date.midnight()};
}

Timestamp to_utc(WallClock clock, WallTime wall) {
  const Timestamp shown = wall.date.midnight() + wall.since_midnight;
  if (clock == WallClock::Utc) return shown;
  const Duration summer{standard_offset(clock).ns + kHour.ns};
  const Timestamp in_summer = shown - summer;
  return utc_offset(clock, in_summer) == summer ? in_summer : in_summer + kHour;
}

}  // namespace tw::inline market
