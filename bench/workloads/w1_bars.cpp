#include "workloads/w1_bars.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/assert.hpp"
#include "core/splitmix.hpp"

namespace tw::workloads {
namespace {

// A price of a walk is an integer of 1/10000; a `Price` has 1e-8.
constexpr std::int64_t kRawPerTick = 10'000;
constexpr std::int64_t kRawPerShare = Volume::kScale;

double normal(SplitMix& stream) {
  double sum = 0.0;
  for (int i = 0; i < 12; ++i) sum += stream.uniform();
  return sum - 6.0;
}

std::int64_t moved(std::int64_t price, double factor) {
  return static_cast<std::int64_t>(std::floor(static_cast<double>(price) * factor + 0.5));
}

/// The sum of the last `kBars` closes.
template <std::size_t kBars>
class RollingSum {
 public:
  void push(std::int64_t close) {
    sum_ += close - ring_[next_];
    ring_[next_] = close;
    next_ = (next_ + 1) % kBars;
    seen_ += 1;
  }
  bool is_full_with_one_more() const { return seen_ + 1 >= kBars; }
  std::int64_t with(std::int64_t close) const { return sum_ + close - ring_[next_]; }

 private:
  std::int64_t ring_[kBars] = {};
  std::int64_t sum_ = 0;
  std::size_t next_ = 0;
  std::size_t seen_ = 0;
};

/// Appends the prices and volumes of `walk` to `table`; the stamps are the caller's.
void append_walk(const Walk& walk, BarTable& table) {
  SplitMix close_moves{walk.seed};
  SplitMix open_moves{walk.seed + 1};
  SplitMix highs{walk.seed + 2};
  SplitMix lows{walk.seed + 3};
  SplitMix volumes{walk.seed + 4};
  RollingSum<10> ten;
  RollingSum<30> thirty;
  std::int64_t previous = walk.start;
  for (std::size_t i = 0; i < walk.bars; ++i) {
    const std::int64_t open = moved(previous, 1 + (0.2 * walk.sigma) * normal(open_moves));
    std::int64_t close = moved(open, 1 + walk.sigma * normal(close_moves));
    if (walk.breaks_ties) {
      while (thirty.is_full_with_one_more() && 30 * ten.with(close) == 10 * thirty.with(close)) {
        close += 1;
      }
      ten.push(close);
      thirty.push(close);
    }
    const auto [low_end, high_end] = std::minmax(open, close);
    const auto high = std::max(moved(high_end, 1 + walk.sigma * highs.uniform()), high_end);
    const auto low = std::min(moved(low_end, 1 - walk.sigma * lows.uniform()), low_end);
    table.open.push_back(open * kRawPerTick);
    table.high.push_back(high * kRawPerTick);
    table.low.push_back(low * kRawPerTick);
    table.close.push_back(close * kRawPerTick);
    table.volume.push_back((100 + static_cast<std::int64_t>(volumes.next() % 9901)) * kRawPerShare);
    previous = close;
  }
}

void append_digits(std::string& text, std::int64_t value, int width) {
  char digits[20];
  for (int i = width; i-- > 0; value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  text.append(digits, static_cast<std::size_t>(width));
}

void append_price(std::string& text, std::int64_t raw) {
  TW_ASSERT(raw >= 0 && raw % kRawPerTick == 0);
  char digits[24];
  const std::int64_t ticks = raw / kRawPerTick;
  const auto whole = std::to_chars(digits, digits + sizeof digits, ticks / 10'000);
  text.append(digits, static_cast<std::size_t>(whole.ptr - digits));
  text += '.';
  append_digits(text, ticks % 10'000, 4);
}

}  // namespace

BarTable minute_bars(const Walk& walk, Date first) {
  BarTable table{.timeframe = {Timeframe::Unit::Minute, 1}};
  table.reserve(walk.bars);
  Timestamp at = first.midnight();
  for (std::size_t i = 0; i < walk.bars; ++i, at = at + Duration::minutes(1)) {
    table.start.push_back(at.unix_ns);
    table.session.push_back(Date::of(at).days);
  }
  append_walk(walk, table);
  return table;
}

BarTable weekday_bars(const Walk& walk, Date first) {
  BarTable table{.timeframe = kDaily};
  table.reserve(walk.bars);
  for (Date date = first; table.size() < walk.bars; date = date + 1) {
    if (date.weekday() >= Weekday::Saturday) continue;
    table.start.push_back(date.midnight().unix_ns);
    table.end.push_back((date + 1).midnight().unix_ns);
    table.session.push_back(date.days);
  }
  append_walk(walk, table);
  return table;
}

BarTable w1() {
  return minute_bars({.seed = 1001, .bars = 1'000'000, .sigma = 0.0005, .breaks_ties = true},
                     *Date::from_civil(2015, 1, 1));
}

BarTable w2(std::size_t number) {
  TW_ASSERT(number < 500);
  const auto s = static_cast<double>(number);
  return weekday_bars({.seed = 20'000 + 10 * number,
                       .bars = 5'000,
                       .start = 200'000 + 4'000 * static_cast<std::int64_t>(number),
                       .sigma = 0.01 + 0.00002 * s,
                       .breaks_ties = true},
                      *Date::from_civil(2004, 1, 1));
}

BarTable w3() {
  return weekday_bars({.seed = 3001, .bars = 5'000, .sigma = 0.01}, *Date::from_civil(2004, 1, 1));
}

std::string to_csv(const BarSeries& bars) {
  std::string text = "time,open,high,low,close,volume\n";
  text.reserve(text.size() + bars.size() * 62);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Date date = Date::of({bars.start[i]});
    text += to_string(date);
    if (bars.timeframe.is_intraday()) {
      const std::int64_t second = (bars.start[i] - date.midnight().unix_ns) / 1'000'000'000;
      text += ' ';
      append_digits(text, second / 3'600, 2);
      text += ':';
      append_digits(text, second / 60 % 60, 2);
      text += ':';
      append_digits(text, second % 60, 2);
    }
    for (const auto column : {bars.open, bars.high, bars.low, bars.close}) {
      text += ',';
      append_price(text, column[i]);
    }
    text += ',';
    text += std::to_string(bars.volume[i] / kRawPerShare);
    text += '\n';
  }
  return text;
}

}  // namespace tw::workloads
