#include "formats/csv_stamp.hpp"

#include <array>

namespace tw::formats {
namespace {

constexpr std::int64_t kWallSecondNs = 1'000'000'000;
constexpr std::int32_t kOffsetMax = 18 * 3600;
// A Timestamp holds 1677 to 2262; a bar of months may begin or end far from its label.
constexpr int kYearMin = 1700;
constexpr int kYearMax = 2200;

constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Reads `text` from the left; each `take` consumes what it returns.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_{text} {}

  bool at_end() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool take(char c) {
    if (peek() != c || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string_view take_digits() { return take_while(is_digit); }
  std::string_view take_letters() { return take_while(is_letter); }
  std::string_view rest() const { return rest_; }

 private:
  template <class Predicate>
  std::string_view take_while(Predicate wanted) {
    std::size_t size = 0;
    while (size < rest_.size() && wanted(rest_[size])) size += 1;
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
};

/// Returns the number that at most nine digits spell; the caller has counted them.
int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

std::optional<int> month_named(std::string_view word) {
  if (word.size() < 3) return std::nullopt;
  for (std::size_t m = 0; m < kMonths.size(); ++m) {
    std::string_view name = kMonths[m];
    if (word.size() > name.size() && !(m == 8 && word.size() == 4)) continue;
    bool same = true;
    for (std::size_t i = 0; i < word.size(); ++i) same = same && lower_letter(word[i]) == name[i];
    // "Sep", "Sept" or the whole name.
    if (same && (word.size() == 3 || word.size() == name.size() || (m == 8 && word.size() == 4))) {
      return static_cast<int>(m) + 1;
    }
  }
  return std::nullopt;
}

/// Returns the year of four digits, or of two: 69 and later are of the last century, as in POSIX.
std::optional<int> year_of(std::string_view digits) {
  if (digits.size() == 4) return number(digits);
  if (digits.size() != 2) return std::nullopt;
  const int year = number(digits);
  return year >= 69 ? 1900 + year : 2000 + year;
}

std::optional<Date> civil(int year, int month, int day) {
  if (year < kYearMin || year > kYearMax) return std::nullopt;
  return Date::from_civil(year, month, day);
}

bool is_short(std::string_view digits) { return digits.size() == 1 || digits.size() == 2; }

/// The three numbers of 9/3/2013, 09-03-13 or 3.9.2013, the year last.
struct Slashed {
  int first;
  int second;
  int year;
  char separator;
};

/// Takes the form whose order is in question; nothing is taken of another form.
std::optional<Slashed> take_slashed(Reader& reader) {
  Reader ahead = reader;
  const std::string_view first = ahead.take_digits();
  const char separator = ahead.peek();
  if (!is_short(first) || (separator != '/' && separator != '-' && separator != '.')) {
    return std::nullopt;
  }
  ahead.take(separator);
  const std::string_view second = ahead.take_digits();
  if (!is_short(second) || !ahead.take(separator)) return std::nullopt;
  const auto year = year_of(ahead.take_digits());
  if (!year) return std::nullopt;
  reader = ahead;
  return Slashed{number(first), number(second), *year, separator};
}

std::optional<Date> date_of(const Slashed& slashed, DateOrder order) {
  if (slashed.separator == '.') order = DateOrder::DayFirst;  // Nobody writes the month first.
  if (order == DateOrder::Unknown && slashed.first > 12) order = DateOrder::DayFirst;
  if (order == DateOrder::Unknown && slashed.second > 12) order = DateOrder::MonthFirst;
  switch (order) {
    case DateOrder::MonthFirst:
      return civil(slashed.year, slashed.first, slashed.second);
    case DateOrder::DayFirst:
      return civil(slashed.year, slashed.second, slashed.first);
    case DateOrder::Unknown:
      break;
  }
  // Equal numbers are the same day either way.
  if (slashed.first == slashed.second) return civil(slashed.year, slashed.first, slashed.second);
  return std::nullopt;
}

/// Takes 2013-09-03, 2013/9/3, 2013.09.03, 2013-Sep-03 and 20130903.
std::optional<Date> take_year_first(Reader& reader) {
  Reader ahead = reader;
  const std::string_view digits = ahead.take_digits();
  if (digits.size() == 8) {
    reader = ahead;
    return civil(number(digits.substr(0, 4)), number(digits.substr(4, 2)),
                 number(digits.substr(6, 2)));
  }
  const char separator = ahead.peek();
  if (digits.size() != 4 || (separator != '-' && separator != '/' && separator != '.')) {
    return std::nullopt;
  }
  ahead.take(separator);
  int month = 0;
  if (is_letter(ahead.peek())) {
    month = month_named(ahead.take_letters()).value_or(0);
  } else {
    const std::string_view month_digits = ahead.take_digits();
    if (is_short(month_digits)) month = number(month_digits);
  }
  if (!ahead.take(separator)) return std::nullopt;
  const std::string_view day = ahead.take_digits();
  if (!is_short(day)) return std::nullopt;
  reader = ahead;
  return civil(number(digits), month, number(day));
}

void skip_between(Reader& reader) {
  while (reader.take(' ') || reader.take(',') || reader.take('-') || reader.take('/') ||
         reader.take('.')) {
  }
}

/// Takes 3-Sep-13, 3 Sep 2013, Sep 3, 2013 and September 3 2013, a weekday's name before it or not.
std::optional<Date> take_month_named(Reader& reader) {
  Reader ahead = reader;
  std::optional<int> month;
  std::string_view day;
  if (is_letter(ahead.peek())) {
    std::string_view word = ahead.take_letters();
    month = month_named(word);
    skip_between(ahead);
    if (!month && is_letter(ahead.peek()) && word.size() >= 3) {  // "Tue Sep 3 2013"
      month = month_named(ahead.take_letters());
      skip_between(ahead);
    }
  }
  day = ahead.take_digits();
  skip_between(ahead);
  if (!month) {
    month = month_named(ahead.take_letters());
    skip_between(ahead);
  }
  if (!month || !is_short(day)) return std::nullopt;
  const auto year = year_of(ahead.take_digits());
  if (!year) return std::nullopt;
  reader = ahead;
  return civil(*year, *month, number(day));
}

/// Takes "AM" or "PM" and returns the hour it makes of `hour`.
std::optional<int> take_half_of_day(Reader& reader, int hour) {
  Reader ahead = reader;
  ahead.take(' ');
  const std::string_view word = ahead.take_letters();
  if (word.size() != 2 || lower_letter(word[1]) != 'm') return hour;
  const char half = lower_letter(word[0]);
  if (half != 'a' && half != 'p') return hour;
  if (hour < 1 || hour > 12) return std::nullopt;
  reader = ahead;
  return hour % 12 + (half == 'p' ? 12 : 0);
}

/// Takes 09:30, 09:30:00, 09:30:00.123456, 093000, 0930, 9:30 AM. Units: nanoseconds.
std::optional<std::int64_t> take_time(Reader& reader) {
  const std::string_view hour_digits = reader.take_digits();
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (hour_digits.size() == 4 || hour_digits.size() == 6) {
    hour = number(hour_digits.substr(0, 2));
    minute = number(hour_digits.substr(2, 2));
    if (hour_digits.size() == 6) second = number(hour_digits.substr(4, 2));
  } else if (is_short(hour_digits) && reader.take(':')) {
    hour = number(hour_digits);
    const std::string_view minutes = reader.take_digits();
    if (minutes.size() != 2) return std::nullopt;
    minute = number(minutes);
    if (reader.take(':')) {
      const std::string_view seconds = reader.take_digits();
      if (seconds.size() != 2) return std::nullopt;
      second = number(seconds);
    }
  } else {
    return std::nullopt;
  }
  std::int64_t fraction = 0;
  if (reader.take('.') || reader.take(',')) {
    const std::string_view digits = reader.take_digits();
    if (digits.empty()) return std::nullopt;
    std::int64_t unit = kWallSecondNs / 10;
    for (const char c : digits) {
      fraction += unit * (c - '0');
      unit /= 10;
    }
  }
  const auto hour_of_day = take_half_of_day(reader, hour);
  if (!hour_of_day || *hour_of_day > 23 || minute > 59 || second > 59) return std::nullopt;
  const std::int64_t seconds =
      std::int64_t{*hour_of_day} * 3600 + std::int64_t{minute} * 60 + second;
  return seconds * kWallSecondNs + fraction;
}

/// Takes Z, +00:00, -0500, +09, UTC and GMT, or nothing at all. Returns false for other text.
bool take_offset(Reader& reader, std::optional<std::int32_t>& offset_seconds) {
  reader.take(' ');
  if (reader.at_end()) return true;
  if (is_letter(reader.peek())) {
    const std::string_view word = reader.take_letters();
    offset_seconds = 0;
    return reader.at_end() && (word == "Z" || word == "z" || word == "UTC" || word == "GMT");
  }
  const bool is_behind = reader.peek() == '-';
  if (!reader.take('-') && !reader.take('+')) return false;
  std::string_view hours = reader.take_digits();
  std::string_view minutes;
  if (hours.size() == 4) {
    minutes = hours.substr(2);
    hours = hours.substr(0, 2);
  } else if (reader.take(':')) {
    minutes = reader.take_digits();
    if (minutes.size() != 2) return false;
  }
  if (hours.size() != 2 || !reader.at_end()) return false;
  const std::int32_t ahead = number(hours) * 3600 + number(minutes) * 60;
  if (ahead > kOffsetMax) return false;
  offset_seconds = is_behind ? -ahead : ahead;
  return true;
}

std::optional<Stamp> unix_stamp(std::int64_t count, std::int64_t unit_ns) {
  Stamp stamp{.offset_seconds = 0, .has_time = true, .is_unix = true};
  if (__builtin_mul_overflow(count, unit_ns, &stamp.wall_ns)) return std::nullopt;
  const int year = Date::of({stamp.wall_ns}).year();
  if (year < kYearMin || year > kYearMax) return std::nullopt;
  return stamp;
}

/// Tells the unit of a Unix time by its length: 9 or 10 digits are seconds of 1973 to 2286.
std::optional<Stamp> parse_unix(std::string_view digits) {
  std::int64_t count = 0;
  if (digits.size() > 19) return std::nullopt;
  for (const char c : digits) {
    if (__builtin_mul_overflow(count, std::int64_t{10}, &count) ||
        __builtin_add_overflow(count, std::int64_t{c - '0'}, &count)) {
      return std::nullopt;
    }
  }
  switch (digits.size()) {
    case 9:
    case 10:
      return unix_stamp(count, kWallSecondNs);
    case 12:
    case 13:
      return unix_stamp(count, 1'000'000);
    case 15:
    case 16:
      return unix_stamp(count, 1'000);
    case 18:
    case 19:
      return unix_stamp(count, 1);
    default:
      return std::nullopt;
  }
}

/// Parses text of digits alone: 20130903, 201309030930, 20130903093000, or a Unix time.
std::optional<Stamp> parse_digits(std::string_view digits) {
  if (digits.size() == 8 || digits.size() == 12 || digits.size() == 14) {
    const auto date = civil(number(digits.substr(0, 4)), number(digits.substr(4, 2)),
                            number(digits.substr(6, 2)));
    Reader time{digits.substr(8)};
    if (date && time.at_end()) return Stamp{.wall_ns = date->midnight().unix_ns};
    if (date) {
      if (const auto ns = take_time(time)) {
        return Stamp{.wall_ns = date->midnight().unix_ns + *ns, .has_time = true};
      }
    }
  }
  return parse_unix(digits);
}

/// Parses Unix seconds with a fraction, as "1381152600.5".
std::optional<Stamp> parse_unix_fraction(std::string_view text) {
  Reader reader{text};
  auto stamp = parse_unix(reader.take_digits());
  if (!stamp || !reader.take('.')) return std::nullopt;
  std::int64_t unit = kWallSecondNs / 10;
  for (const char c : reader.take_digits()) {
    stamp->wall_ns += unit * (c - '0');
    unit /= 10;
  }
  if (!reader.at_end()) return std::nullopt;
  return stamp;
}

/// Reads the two digits at `at`; false for other characters.
bool read_two(std::string_view text, std::size_t at, int& value) {
  const auto tens = static_cast<unsigned>(static_cast<unsigned char>(text[at])) - '0';
  const auto ones = static_cast<unsigned>(static_cast<unsigned char>(text[at + 1])) - '0';
  value = static_cast<int>(tens * 10 + ones);
  return tens < 10 && ones < 10;
}

/// Parses "2013-09-03", "2013-09-03 09:30:00" and "2013-09-03T09:30:00.123Z", a digit at its place:
/// the forms of nearly all stamps. Nothing is said of any other text.
std::optional<Stamp> parse_placed(std::string_view text) {
  constexpr std::size_t kDateSize = 10;
  constexpr std::size_t kTimeEnd = 19;
  int century = 0, year = 0, month = 0, day = 0;
  const bool is_date = text.size() >= kDateSize && text[4] == '-' && text[7] == '-' &&
                       read_two(text, 0, century) && read_two(text, 2, year) &&
                       read_two(text, 5, month) && read_two(text, 8, day);
  if (!is_date) return std::nullopt;
  const auto date = civil(century * 100 + year, month, day);
  if (!date) return std::nullopt;
  Stamp stamp{.wall_ns = date->midnight().unix_ns};
  if (text.size() == kDateSize) return stamp;
  int hour = 0, minute = 0, second = 0;
  const bool is_time = text.size() >= kTimeEnd &&
                       (text[kDateSize] == 'T' || text[kDateSize] == ' ') && text[13] == ':' &&
                       text[16] == ':' && read_two(text, 11, hour) && read_two(text, 14, minute) &&
                       read_two(text, 17, second) && hour < 24 && minute < 60 && second < 60;
  if (!is_time) return std::nullopt;
  stamp.wall_ns += ((hour * 60 + minute) * 60 + second) * kWallSecondNs;
  stamp.has_time = true;
  std::size_t at = kTimeEnd;
  if (at < text.size() && text[at] == '.') {
    const std::size_t first = ++at;
    for (std::int64_t unit = kWallSecondNs / 10; at < text.size() && is_digit(text[at]); ++at) {
      stamp.wall_ns += unit * (text[at] - '0');
      unit /= 10;
    }
    if (at == first) return std::nullopt;
  }
  if (at < text.size() && text[at] == 'Z') {
    stamp.offset_seconds = 0;
    at += 1;
  }
  return at == text.size() ? std::optional{stamp} : std::nullopt;
}

bool is_all_digits(std::string_view text) {
  for (const char c : text) {
    if (!is_digit(c)) return false;
  }
  return !text.empty();
}

std::optional<Date> take_date(Reader& reader, DateOrder order) {
  if (const auto date = take_year_first(reader)) return date;
  if (const auto slashed = take_slashed(reader)) return date_of(*slashed, order);
  return take_month_named(reader);
}

}  // namespace

std::optional<Stamp> parse_stamp(std::string_view text, DateOrder order) {
  if (const auto placed = parse_placed(text)) return placed;
  if (is_all_digits(text)) return parse_digits(text);
  Reader reader{text};
  const auto date = take_date(reader, order);
  if (!date) {
    const std::size_t whole = text.find('.');
    return whole == 9 || whole == 10 ? parse_unix_fraction(text) : std::nullopt;
  }
  Stamp stamp{.wall_ns = date->midnight().unix_ns};
  if (reader.at_end()) return stamp;
  if (!reader.take('T') && !reader.take('t') && !reader.take('_')) {
    // "3 Sep 2013, 09:30" and "2013.09.03 - 09:30".
    if (reader.peek() != ' ' && reader.peek() != ',') return std::nullopt;
    while (reader.take(' ') || reader.take(',')) {
    }
    if (reader.at_end()) return stamp;
  }
  const auto time = take_time(reader);
  if (!time) return std::nullopt;
  stamp.wall_ns += *time;
  stamp.has_time = true;
  if (!take_offset(reader, stamp.offset_seconds)) return std::nullopt;
  return stamp;
}

DateOrder order_told_by(std::string_view text, bool& is_slashed) {
  Reader reader{text};
  const auto slashed = take_slashed(reader);
  is_slashed = slashed && slashed->separator != '.';
  if (!is_slashed) return DateOrder::Unknown;
  if (slashed->first > 12 && slashed->second <= 12) return DateOrder::DayFirst;
  if (slashed->second > 12 && slashed->first <= 12) return DateOrder::MonthFirst;
  return DateOrder::Unknown;
}

}  // namespace tw::formats
