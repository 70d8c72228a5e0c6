#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"

namespace tw::inline core {

enum class Weekday : std::uint8_t {
  Monday,
  Tuesday,
  Wednesday,
  Thursday,
  Friday,
  Saturday,
  Sunday
};

/// A day of the proleptic Gregorian calendar, with no zone. Units: days since 1970-01-01.
struct Date {
  std::int32_t days = 0;

  /// Returns the date, or nothing when there is none such (2023-02-29). Years 1 to 9999.
  static constexpr std::optional<Date> from_civil(int year, int month, int day);

  constexpr int year() const { return civil().year; }
  constexpr int month() const { return civil().month; }
  constexpr int day() const { return civil().day; }
  constexpr Weekday weekday() const {
    return static_cast<Weekday>((((days % 7) + 7) + 3) % 7);  // 1970-01-01 was a Thursday.
  }
  /// Returns 00:00 UTC of this date.
  constexpr Timestamp midnight() const { return {std::int64_t{days} * 86'400'000'000'000}; }
  /// Returns the UTC date of `at`.
  static constexpr Date of(Timestamp at) {
    constexpr std::int64_t kDay = 86'400'000'000'000;
    return {static_cast<std::int32_t>(at.unix_ns / kDay - (at.unix_ns % kDay < 0 ? 1 : 0))};
  }

  friend constexpr auto operator<=>(Date, Date) = default;
  friend constexpr Date operator+(Date date, int by) { return {date.days + by}; }
  friend constexpr Date operator-(Date date, int by) { return {date.days - by}; }
  friend constexpr int operator-(Date a, Date b) { return a.days - b.days; }

 private:
  struct Civil {
    int year;
    int month;
    int day;
  };
  constexpr Civil civil() const;
};

namespace detail {

/// Days since 1970-01-01 of a civil date. Source: H. Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms": years start in March, so that the leap day comes last.
constexpr std::int32_t days_from_civil(int year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const int era = (year >= 0 ? year : year - 399) / 400;
  const int year_of_era = year - era * 400;
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

constexpr bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

}  // namespace detail

constexpr std::optional<Date> Date::from_civil(int year, int month, int day) {
  constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return std::nullopt;
  const int length = kLengths[month - 1] + (month == 2 && detail::is_leap(year) ? 1 : 0);
  if (day > length) return std::nullopt;
  return Date{detail::days_from_civil(year, month, day)};
}

constexpr Date::Civil Date::civil() const {
  const std::int64_t shifted = std::int64_t{days} + 719'468;
  const auto era = static_cast<int>((shifted >= 0 ? shifted : shifted - 146'096) / 146'097);
  const auto day_of_era = static_cast<int>(shifted - std::int64_t{era} * 146'097);
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted_month = (5 * day_of_year + 2) / 153;
  const int month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {.year = year_of_era + era * 400 + (month <= 2 ? 1 : 0),
          .month = month,
          .day = day_of_year - (153 * shifted_month + 2) / 5 + 1};
}

/// Parses "YYYY-MM-DD" and nothing else.
std::optional<Date> parse_date(std::string_view text);

/// Returns "YYYY-MM-DD".
std::string to_string(Date date);

}  // namespace tw::inline core
