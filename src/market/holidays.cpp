#include "market/holidays.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tw::inline market {
namespace {

constexpr int kEveryYear = 0;
constexpr Duration kOnePm = Duration::hours(13);
constexpr Duration kTwoPm = Duration::hours(14);
constexpr Duration kNoon = Duration::hours(12);
constexpr Duration kQuarterPastNoon = Duration::minutes(12 * 60 + 15);

/// A holiday that comes back every year.
struct YearlyHoliday {
  enum class On : std::uint8_t {
    Day,                ///< `day` of the month; Monday after a Sunday, Friday before a Saturday.
    DayUnlessSaturday,  ///< The same, but not kept at all when it falls on a Saturday.
    Monday,             ///< The first on or after `day`.
    Thursday,           ///< The first on or after `day`.
    BeforeEaster,       ///< The Friday before Easter Sunday.
  };
  std::string_view name;
  On on;
  int month;
  int day;
  int first_year = kEveryYear;
  bool cme_is_closed = false;
};

using On = YearlyHoliday::On;

// New Year's Day on a Saturday is not moved: Friday ends the books of the year.
constexpr std::array kYearly{
    YearlyHoliday{"New Year's Day", On::DayUnlessSaturday, 1, 1, kEveryYear, true},
    YearlyHoliday{"Martin Luther King Jr. Day", On::Monday, 1, 15, 1998},
    YearlyHoliday{"Presidents' Day", On::Monday, 2, 15},
    YearlyHoliday{"Good Friday", On::BeforeEaster, 0, 0, kEveryYear, true},
    YearlyHoliday{"Memorial Day", On::Monday, 5, 25},
    YearlyHoliday{"Juneteenth", On::Day, 6, 19, 2022},
    YearlyHoliday{"Independence Day", On::Day, 7, 4},
    YearlyHoliday{"Labor Day", On::Monday, 9, 1},
    YearlyHoliday{"Thanksgiving Day", On::Thursday, 11, 22},
    YearlyHoliday{"Christmas Day", On::Day, 12, 25, kEveryYear, true},
};

/// A date that no rule gives.
struct SpecialDay {
  int year;
  int month;
  int day;
  Holiday holiday;

  constexpr Date date() const { return {detail::days_from_civil(year, month, day)}; }
};

constexpr std::array kSpecial{
    SpecialDay{1994, 4, 27, {"Nixon funeral", {}}},
    SpecialDay{1997, 12, 26, {"day after Christmas", kOnePm}},
    SpecialDay{1999, 12, 31, {"millennium eve", kOnePm}},
    SpecialDay{2001, 9, 11, {"September 11 attacks", {}}},
    SpecialDay{2001, 9, 12, {"September 11 attacks", {}}},
    SpecialDay{2001, 9, 13, {"September 11 attacks", {}}},
    SpecialDay{2001, 9, 14, {"September 11 attacks", {}}},
    SpecialDay{2003, 12, 26, {"day after Christmas", kOnePm}},
    SpecialDay{2004, 6, 11, {"Reagan funeral", {}}},
    SpecialDay{2007, 1, 2, {"Ford day of mourning", {}}},
    SpecialDay{2012, 10, 29, {"Hurricane Sandy", {}}},
    SpecialDay{2012, 10, 30, {"Hurricane Sandy", {}}},
    SpecialDay{2018, 12, 5, {"G.H.W. Bush day of mourning", {}}},
    SpecialDay{2025, 1, 9, {"Carter day of mourning", {}}},
};
static_assert(std::ranges::is_sorted(kSpecial, {}, &SpecialDay::date));

/// A date with its parts taken once.
struct CivilDate {
  explicit CivilDate(Date of)
      : date{of}, year{of.year()}, month{of.month()}, day{of.day()}, weekday{of.weekday()} {}

  Date date;
  int year;
  int month;
  int day;
  Weekday weekday;
};

/// Returns Easter Sunday. Source: the anonymous Gregorian algorithm (Meeus, Jones and Butcher).
constexpr Date easter(int year) {
  const int a = year % 19;
  const int b = year / 100;
  const int c = year % 100;
  const int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
  const int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
  return {detail::days_from_civil(year, f / 31, f % 31 + 1)};
}

constexpr Date observed(Date day) {
  if (day.weekday() == Weekday::Saturday) return day - 1;
  if (day.weekday() == Weekday::Sunday) return day + 1;
  return day;
}

bool is_on(const CivilDate& at, const YearlyHoliday& holiday) {
  if (at.year < holiday.first_year) return false;
  const bool is_first_week = at.day >= holiday.day && at.day < holiday.day + 7;
  switch (holiday.on) {
    case On::Day:
    case On::DayUnlessSaturday: {
      if (at.month != holiday.month) return false;
      const Date day{detail::days_from_civil(at.year, holiday.month, holiday.day)};
      if (holiday.on == On::DayUnlessSaturday && day.weekday() == Weekday::Saturday) return false;
      return at.date == observed(day);
    }
    case On::Monday:
      return at.month == holiday.month && at.weekday == Weekday::Monday && is_first_week;
    case On::Thursday:
      return at.month == holiday.month && at.weekday == Weekday::Thursday && is_first_week;
    case On::BeforeEaster:
      return at.weekday == Weekday::Friday && (at.month == 3 || at.month == 4) &&
             at.date + 2 == easter(at.year);
  }
  return false;
}

const YearlyHoliday* yearly_on(const CivilDate& at) {
  const auto* const found = std::ranges::find_if(
      kYearly, [&](const YearlyHoliday& holiday) { return is_on(at, holiday); });
  return found == kYearly.end() ? nullptr : found;
}

/// July 3 since 1995. When Independence Day is a Thursday, the Friday after it until 2012 instead.
bool is_by_independence_day(const CivilDate& at) {
  if (at.year < 1995 || at.month != 7) return false;
  const bool friday_instead = at.year < 2013;
  if (at.day == 5) return at.weekday == Weekday::Friday && friday_instead;
  if (at.day != 3 || at.weekday >= Weekday::Friday) return false;
  return at.weekday != Weekday::Wednesday || !friday_instead;
}

/// Returns the name of the rule that shortens `at`, or nothing.
std::optional<std::string_view> shortened(const CivilDate& at) {
  if (at.month == 11 && at.weekday == Weekday::Friday && at.day >= 23 && at.day <= 29 &&
      at.year >= 1992) {
    return "day after Thanksgiving";
  }
  if (at.month == 12 && at.day == 24 && at.weekday < Weekday::Friday) return "Christmas Eve";
  if (is_by_independence_day(at)) return "by Independence Day";
  return std::nullopt;
}

}  // namespace

std::optional<Holiday> nyse_holiday(Date date) {
  const CivilDate at{date};
  if (at.weekday >= Weekday::Saturday) return std::nullopt;
  const auto* const special = std::ranges::lower_bound(kSpecial, date, {}, &SpecialDay::date);
  if (special != kSpecial.end() && special->date() == date) return special->holiday;
  if (const auto* const yearly = yearly_on(at)) return Holiday{yearly->name, std::nullopt};
  if (const auto name = shortened(at)) return Holiday{*name, at.year < 1993 ? kTwoPm : kOnePm};
  return std::nullopt;
}

std::optional<Holiday> cme_holiday(Date date) {
  const CivilDate at{date};
  if (at.weekday >= Weekday::Saturday) return std::nullopt;
  if (const auto* const yearly = yearly_on(at)) {
    if (yearly->cme_is_closed) return Holiday{yearly->name, std::nullopt};
    return Holiday{yearly->name, kNoon};
  }
  if (const auto name = shortened(at)) return Holiday{*name, kQuarterPastNoon};
  return std::nullopt;
}

}  // namespace tw::inline market
