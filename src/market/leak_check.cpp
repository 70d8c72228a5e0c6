#include "market/leak_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tw::inline market {
namespace {

constexpr std::size_t kBarsMin = 60;
constexpr int kAheadMax = 10;
// A close that was moved up never leaves the range of the bar that it was taken from, and lies a
// good part of a bar away from the next open. Honest closes that jump so far leave the next range
// one time in six at the least; those that stay in it do not jump.
constexpr double kInsideMin = 0.995;
constexpr double kJumpMin = 0.1;            // Of the mean range of a bar.
constexpr double kRepeatedCloseMin = 0.45;  // Of all bars.
constexpr double kRepeatedMin = 0.05;       // Of all bars.
constexpr double kRepeatedRangeMin = 0.5;   // Of the bars that follow one of their session.
constexpr double kSmoothMin = 0.45;         // Correlation of a return with the one before it.
constexpr double kEarlyMin = 0.8;           // Of all sessions.
constexpr double kSundaysMin = 0.1;         // Of all daily bars.
constexpr double kReferenceGain = 0.1;      // In correlation.
constexpr double kReferenceMin = 0.5;

double price(std::int64_t raw) { return static_cast<double>(raw); }

double part(std::size_t count, std::size_t total) {
  return total == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(total);
}

bool is_same_bar(const BarSeries& bars, std::size_t a, std::size_t b) {
  return bars.open[a] == bars.open[b] && bars.high[a] == bars.high[b] &&
         bars.low[a] == bars.low[b] && bars.close[a] == bars.close[b];
}

/// Returns how far opens lie from the closes before them, in ranges of a bar: means of both.
double jump_in_ranges(const BarSeries& bars) {
  double jumps = 0.0;
  double ranges = 0.0;
  for (std::size_t i = 0; i + 1 < bars.size(); ++i) {
    jumps += std::abs(std::log(price(bars.open[i + 1]) / price(bars.close[i])));
    ranges += std::log(price(bars.high[i]) / price(bars.low[i]));
  }
  return ranges > 0.0 ? jumps / ranges : 0.0;
}

/// Returns whether nearly every close lies in the range of the bar `ahead` of its own.
bool is_inside_later(const BarSeries& bars, std::size_t ahead) {
  std::size_t total = 0;
  std::size_t inside = 0;
  for (std::size_t i = 0; i + ahead < bars.size(); ++i) {
    const std::size_t later = i + ahead;
    if (is_same_bar(bars, i, later)) continue;  // Says nothing: a leak of another kind.
    total += 1;
    inside += bars.low[later] <= bars.close[i] && bars.close[i] <= bars.high[later] ? 1U : 0U;
  }
  return total >= kBarsMin / 2 && part(inside, total) >= kInsideMin;
}

std::optional<LeakFinding> close_ahead(const BarSeries& bars) {
  if (jump_in_ranges(bars) < kJumpMin) return std::nullopt;
  for (int ahead = 1; ahead <= kAheadMax; ++ahead) {
    if (!is_inside_later(bars, static_cast<std::size_t>(ahead))) continue;
    return LeakFinding{.leak = Leak::CloseAhead,
                       .row = 0,
                       .count = bars.size(),
                       .total = bars.size(),
                       .value = static_cast<double>(ahead)};
  }
  return std::nullopt;
}

/// A close that is also the one before it, while the open moved: that of a longer bar.
std::optional<LeakFinding> repeated_closes(const BarSeries& bars) {
  LeakFinding found{.leak = Leak::RepeatedCloses, .row = 0, .count = 0, .total = bars.size()};
  for (std::size_t i = 1; i < bars.size(); ++i) {
    if (bars.close[i] != bars.close[i - 1] || bars.open[i] == bars.open[i - 1]) continue;
    if (found.count == 0) found.row = i - 1;
    found.count += 1;
  }
  found.value = part(found.count, found.total);
  if (found.value < kRepeatedCloseMin) return std::nullopt;
  return found;
}

std::optional<LeakFinding> repeated_bars(const BarSeries& bars) {
  LeakFinding found{.leak = Leak::RepeatedBars, .row = 0, .count = 0, .total = bars.size()};
  for (std::size_t i = 1; i < bars.size(); ++i) {
    // A quiet market repeats one price; that it repeats four different ones is no chance.
    const bool moved = bars.high[i] > bars.low[i] && bars.open[i] != bars.close[i];
    if (!moved || !is_same_bar(bars, i - 1, i)) continue;
    if (found.count == 0) found.row = i - 1;
    found.count += 1;
  }
  if (part(found.count, found.total) < kRepeatedMin) return std::nullopt;
  found.value = part(found.count, found.total);
  return found;
}

std::optional<LeakFinding> repeated_range(const BarSeries& bars) {
  if (!bars.timeframe.is_intraday()) return std::nullopt;
  LeakFinding found{.leak = Leak::RepeatedRange};
  for (std::size_t i = 1; i < bars.size(); ++i) {
    if (bars.session[i] != bars.session[i - 1]) continue;
    found.total += 1;
    const bool is_same = bars.high[i] == bars.high[i - 1] && bars.low[i] == bars.low[i - 1];
    if (!is_same || bars.high[i] == bars.low[i] || is_same_bar(bars, i - 1, i)) continue;
    if (found.count == 0) found.row = i - 1;
    found.count += 1;
  }
  if (part(found.count, found.total) < kRepeatedRangeMin) return std::nullopt;
  found.value = part(found.count, found.total);
  return found;
}

std::vector<double> log_returns(std::span<const std::int64_t> prices) {
  std::vector<double> returns;
  for (std::size_t i = 1; i < prices.size(); ++i) {
    returns.push_back(std::log(price(prices[i]) / price(prices[i - 1])));
  }
  return returns;
}

/// Returns the correlation of x[i] with y[i + ahead] where both are there and finite; 0 of few.
double correlation(const std::vector<double>& x, const std::vector<double>& y, int ahead) {
  double n = 0.0, sx = 0.0, sy = 0.0, sxx = 0.0, syy = 0.0, sxy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto j = static_cast<std::ptrdiff_t>(i) + ahead;
    if (j < 0 || j >= static_cast<std::ptrdiff_t>(y.size())) continue;
    const double a = x[i];
    const double b = y[static_cast<std::size_t>(j)];
    if (!std::isfinite(a) || !std::isfinite(b)) continue;
    n += 1.0, sx += a, sy += b, sxx += a * a, syy += b * b, sxy += a * b;
  }
  const double spread = (n * sxx - sx * sx) * (n * syy - sy * sy);
  return n < kBarsMin / 2.0 || spread <= 0.0 ? 0.0 : (n * sxy - sx * sy) / std::sqrt(spread);
}

std::optional<LeakFinding> smoothed(const BarSeries& bars) {
  const std::vector<double> returns = log_returns(bars.close);
  const double memory = correlation(returns, returns, 1);
  if (memory < kSmoothMin) return std::nullopt;
  return LeakFinding{.leak = Leak::Smoothed,
                     .row = 0,
                     .count = bars.size(),
                     .total = bars.size(),
                     .value = memory};
}

bool is_divisor(std::int64_t raw) {
  constexpr std::int64_t kOne = Price::whole(1).raw();
  return raw == kOne || raw == 100 * kOne;
}

/// Returns whether the deviation of all closes is one: each was standardised by all of them.
bool is_standardised(const BarSeries& bars) {
  constexpr double kExact = 1e-6;
  const auto n = static_cast<double>(bars.size());
  double mean = 0.0;
  for (const std::int64_t close : bars.close) mean += Price::from_raw(close).as_double() / n;
  double squares = 0.0;
  for (const std::int64_t close : bars.close) {
    const double gap = Price::from_raw(close).as_double() - mean;
    squares += gap * gap;
  }
  return std::abs(std::sqrt(squares / n) - 1.0) < kExact ||
         std::abs(std::sqrt(squares / (n - 1.0)) - 1.0) < kExact;
}

std::optional<LeakFinding> normalised(const BarSeries& bars) {
  const auto highest_close = std::ranges::max_element(bars.close) - bars.close.begin();
  const auto highest = std::ranges::max_element(bars.high) - bars.high.begin();
  const auto found = [&](std::ptrdiff_t row, std::int64_t raw) {
    return LeakFinding{.leak = Leak::Normalised,
                       .row = static_cast<std::size_t>(row),
                       .count = 1,
                       .total = bars.size(),
                       .value = Price::from_raw(raw).as_double()};
  };
  // One price in cents may well be 100.00; prices that are quotients have more digits.
  constexpr std::int64_t kCent = Price::whole(1).raw() / 100;
  std::size_t fine = 0;
  for (const std::int64_t close : bars.close) fine += close % (kCent / 100) != 0 ? 1U : 0U;
  if (part(fine, bars.size()) < 0.5) return std::nullopt;
  if (is_divisor(bars.close[static_cast<std::size_t>(highest_close)])) {
    return found(highest_close, bars.close[static_cast<std::size_t>(highest_close)]);
  }
  if (is_divisor(bars.high[static_cast<std::size_t>(highest)])) {
    return found(highest, bars.high[static_cast<std::size_t>(highest)]);
  }
  if (is_divisor(bars.close.back())) {
    return found(static_cast<std::ptrdiff_t>(bars.size()) - 1, bars.close.back());
  }
  if (is_standardised(bars)) return found(0, Price::whole(1).raw());
  return std::nullopt;
}

std::optional<LeakFinding> early_sessions(const BarSeries& bars, const SessionCalendar& calendar) {
  if (bars.timeframe != kDaily || calendar.kind() == CalendarKind::AlwaysOpen) return std::nullopt;
  LeakFinding found{.leak = Leak::EarlySessions, .row = 0, .count = 0, .total = bars.size()};
  std::size_t fridays = 0;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Weekday day = Date{bars.session[i]}.weekday();
    fridays += day == Weekday::Friday ? 1U : 0U;
    if (day != Weekday::Sunday) continue;
    if (found.count == 0) found.row = i;
    found.count += 1;
  }
  found.value = part(found.count, found.total);
  if (found.value < kSundaysMin || fridays > found.count / 10) return std::nullopt;
  return found;
}

/// The first bar of a session, the end of its last, and what the calendar says.
struct SessionEnds {
  std::size_t row = 0;
  std::int64_t first_start = 0;
  std::int64_t last_end = 0;
};

std::vector<SessionEnds> sessions_of(const BarSeries& bars) {
  std::vector<SessionEnds> sessions;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    if (i == 0 || bars.session[i] != bars.session[i - 1]) {
      sessions.push_back({.row = i, .first_start = bars.start[i], .last_end = 0});
    }
    sessions.back().last_end = bars.end_at(i).unix_ns;
  }
  return sessions;
}

std::optional<LeakFinding> early_hours(const BarSeries& bars, const SessionCalendar& calendar) {
  if (!bars.timeframe.is_intraday() || calendar.kind() == CalendarKind::AlwaysOpen) {
    return std::nullopt;
  }
  LeakFinding found{.leak = Leak::EarlyHours};
  for (const SessionEnds& ends : sessions_of(bars)) {
    const auto session = calendar.session(Date{bars.session[ends.row]});
    if (!session) continue;
    found.total += 1;
    const std::int64_t before = session->open.unix_ns - ends.first_start;
    const std::int64_t missing = session->close.unix_ns - ends.last_end;
    const std::int64_t span = bars.timeframe.span().ns;
    // A session moved as a whole: what it has too much before, it lacks behind.
    const bool is_moved = before >= span && missing >= span && before <= missing + span;
    if (!is_moved) continue;
    if (found.count == 0) found.row = ends.row;
    found.count += 1;
    found.value = static_cast<double>(before) / static_cast<double>(span);
  }
  if (found.total == 0 || part(found.count, found.total) < kEarlyMin) return std::nullopt;
  return found;
}

/// Returns, for each bar, the reference's last close known at its end; 0 before the first.
std::vector<std::int64_t> known_closes(const BarSeries& bars, const BarSeries& reference) {
  std::vector<std::int64_t> closes;
  std::size_t known = 0;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    while (known < reference.size() && reference.end_at(known) <= bars.end_at(i)) known += 1;
    closes.push_back(known == 0 || known == reference.size() ? 0 : reference.close[known - 1]);
  }
  return closes;
}

}  // namespace

std::string_view to_string(Leak leak) {
  constexpr std::array<std::string_view, kLeaks> kNames{
      "close_ahead", "repeated_bars",  "repeated_closes", "repeated_range",    "smoothed",
      "normalised",  "early_sessions", "early_hours",     "ahead_of_reference"};
  return kNames[static_cast<std::size_t>(leak)];
}

std::vector<LeakFinding> check_leaks(const BarSeries& series, const SessionCalendar& calendar) {
  std::vector<LeakFinding> found;
  if (series.size() < kBarsMin) return found;
  for (const auto& leak : {close_ahead(series), repeated_bars(series), repeated_closes(series),
                           repeated_range(series), smoothed(series), normalised(series),
                           early_sessions(series, calendar), early_hours(series, calendar)}) {
    if (leak) found.push_back(*leak);
  }
  return found;
}

std::optional<LeakFinding> check_ahead_of(const BarSeries& series, const BarSeries& reference) {
  const std::vector<double> returns = log_returns(series.close);
  const std::vector<double> known = log_returns(known_closes(series, reference));
  const double together = correlation(returns, known, 0);
  for (int ahead = 1; ahead <= kAheadMax; ++ahead) {
    const double later = correlation(returns, known, ahead);
    if (later < kReferenceMin || later < together + kReferenceGain) continue;
    return LeakFinding{.leak = Leak::AheadOfReference,
                       .row = 0,
                       .count = series.size(),
                       .total = series.size(),
                       .value = static_cast<double>(ahead)};
  }
  return std::nullopt;
}

}  // namespace tw::inline market
