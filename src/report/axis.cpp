#include "report/axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/assert.hpp"
#include "report/number_text.hpp"

namespace tw::report {
namespace {

using backtest::TimeLabel;

/// A length of time that an axis can be divided by.
struct Period {
  enum class Text : std::uint8_t { Clock, Day, Month, Year };
  std::int64_t seconds;  ///< Zero when it is counted in months.
  int months;
  Text text;
};

/// In what a whole axis is counted, from its largest tick on, unless the steps are too fine for it.
struct Magnitude {
  double size;
  double money_from;
  double from;  ///< For what is not money, which is seldom large.
  double step_min;
  char letter;
};
constexpr std::array kMagnitudes{
    Magnitude{1e12, 1e12, 1e13, 1e10, 'T'},
    Magnitude{1e9, 1e9, 1e10, 1e7, 'B'},
    Magnitude{1e6, 1e6, 1e7, 1e4, 'M'},
    Magnitude{1e3, 1e4, 1e16, 1e2, 'k'},
};

constexpr std::int64_t kDay_s = 86'400;
constexpr std::array kPeriods{
    Period{1800, 0, Period::Text::Clock},
    Period{3600, 0, Period::Text::Clock},
    Period{std::int64_t{3} * 3600, 0, Period::Text::Clock},
    Period{kDay_s, 0, Period::Text::Day},
    Period{7 * kDay_s, 0, Period::Text::Day},
    Period{0, 1, Period::Text::Month},
    Period{0, 3, Period::Text::Month},
    Period{0, 12, Period::Text::Year},
    Period{0, 24, Period::Text::Year},
    Period{0, 60, Period::Text::Year},
    Period{0, 120, Period::Text::Year},
    Period{0, 600, Period::Text::Year},
};

std::int64_t seconds_of(const TimeLabel& label) {
  if (label.is_date) return std::int64_t{label.session.days} * kDay_s;
  return label.at.unix_ns / 1'000'000'000;
}

Date date_of(const TimeLabel& label) { return label.is_date ? label.session : Date::of(label.at); }

/// Returns the number of the period that `label` lies in.
std::int64_t period_number(const TimeLabel& label, const Period& period) {
  constexpr std::int64_t kMondayShift_s = 3 * kDay_s;  // 1970-01-01 was a Thursday.
  if (period.seconds > 0) {
    const std::int64_t shift = period.seconds > kDay_s ? kMondayShift_s : 0;
    const std::int64_t at = seconds_of(label) + shift;
    return (at - ((at % period.seconds) + period.seconds) % period.seconds) / period.seconds;
  }
  const Date date = date_of(label);
  return (date.year() * 12 + date.month() - 1) / period.months;
}

std::string two_digits(std::int64_t number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

/// Names the period that begins with `label`; the first of a day is named by its day.
std::string text_of(const TimeLabel& previous, const TimeLabel& label, Period::Text text) {
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Date date = date_of(label);
  const bool is_new_day = date != date_of(previous);
  const std::string month = kMonths[static_cast<std::size_t>(date.month() - 1)];
  if (text == Period::Text::Year) return std::to_string(date.year());
  if (text == Period::Text::Month) return month + ' ' + std::to_string(date.year());
  if (text == Period::Text::Day || is_new_day) return std::to_string(date.day()) + ' ' + month;
  const std::int64_t second = ((seconds_of(label) % kDay_s) + kDay_s) % kDay_s;
  return two_digits(second / 3600) + ':' + two_digits(second / 60 % 60);
}

}  // namespace

std::string_view name_of(ChartUnit unit) {
  constexpr std::array<std::string_view, 4> kNames{"money", "percent", "ratio", "price"};
  return kNames[static_cast<std::size_t>(unit)];
}

std::vector<double> value_ticks(double low, double high, int count) {
  TW_ASSERT(low < high && count > 0);
  const double rough = (high - low) / count;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10.0 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * 0.999) {
      step = factor * power;
      break;
    }
  }
  std::vector<double> ticks;
  const double first = std::ceil(low / step - 1e-9);
  const double last = std::floor(high / step + 1e-9);
  for (double i = first; i <= last; i += 1.0) ticks.push_back(i * step);
  return ticks;
}

std::vector<double> log_ticks(double low, double high) {
  TW_ASSERT(0.0 < low && low < high);
  const double decades = std::log10(high / low);
  std::vector<double> factors{1.0, 2.0, 3.0, 5.0, 7.0};
  if (decades > 1.0) factors = {1.0, 2.0, 5.0};
  if (decades > 2.5) factors = {1.0};
  std::vector<double> ticks;
  for (double power = std::floor(std::log10(low)); power <= std::log10(high); power += 1.0) {
    for (const double factor : factors) {
      const double tick = factor * std::pow(10.0, power);
      if (tick >= low && tick <= high) ticks.push_back(tick);
    }
  }
  return ticks.size() < 3 ? value_ticks(low, high, 6) : ticks;
}

std::string tick_text(double value, double step, ChartUnit unit, double largest) {
  const double scale = unit == ChartUnit::Percent ? 100.0 : 1.0;
  const auto decimals_of = [](double s) {
    return std::clamp(static_cast<int>(std::ceil(-std::log10(s) - 1e-9)), 0, 8);
  };
  if (unit == ChartUnit::Percent) {
    return grouped(value * scale, decimals_of(step * scale)) + '%';
  }
  for (const Magnitude& magnitude : kMagnitudes) {
    const double from = unit == ChartUnit::Money ? magnitude.money_from : magnitude.from;
    if (largest < from || step < magnitude.step_min) continue;
    if (value == 0.0) return "0";
    return grouped(value / magnitude.size, decimals_of(step / magnitude.size)) + magnitude.letter;
  }
  return grouped(value, decimals_of(step));
}

std::vector<TimeTick> time_ticks(std::span<const TimeLabel> labels, std::size_t count_max) {
  const bool is_date = !labels.empty() && labels.front().is_date;
  for (const Period& period : kPeriods) {
    if (is_date && period.text == Period::Text::Clock) continue;
    std::vector<TimeTick> ticks;
    for (std::size_t i = 1; i < labels.size() && ticks.size() <= count_max; ++i) {
      if (period_number(labels[i], period) == period_number(labels[i - 1], period)) continue;
      ticks.push_back({.point = i, .text = text_of(labels[i - 1], labels[i], period.text)});
    }
    if (ticks.size() <= count_max) return ticks;
  }
  return {};
}

}  // namespace tw::report
