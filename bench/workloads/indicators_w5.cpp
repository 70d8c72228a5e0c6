#include "workloads/indicators_w5.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <limits>
#include <span>

#include "indicators/atr.hpp"
#include "indicators/batch.hpp"
#include "indicators/bollinger.hpp"
#include "indicators/ema.hpp"
#include "indicators/macd.hpp"
#include "indicators/rsi.hpp"
#include "indicators/sma.hpp"
#include "workloads/w1_bars.hpp"

namespace tw::workloads {
namespace {

using Column = std::vector<double>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kTolerance = 1e-8;

/// Seconds that this thread has had a core: other load moves them far less than a wall clock.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <class Work>
double cost_of(Work work) {
  const double start = cpu_seconds();
  work();
  return cpu_seconds() - start;
}

bool same_bits(const Column& one, const Column& other) {
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (!(one[i] == other[i] || (std::isnan(one[i]) && std::isnan(other[i])))) return false;
  }
  return true;
}

bool agree(const Column& one, const Column& other) {
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (std::isnan(one[i]) != std::isnan(other[i])) return false;
    if (std::isnan(one[i])) continue;
    if (!(std::abs(one[i] - other[i]) <= kTolerance * std::max(1.0, std::abs(other[i])))) {
      return false;
    }
  }
  return true;
}

/// Times the three forms of an indicator that has one line, or whose other lines are written too.
template <class Plain, class Batch, class Indicator, class Feed, class Pick>
W5Pass time_of(std::size_t size, W5Buffers& lines, Plain plain, Batch batch, Indicator indicator,
               Feed feed, Pick pick) {
  W5Pass pass;
  pass.plain = cost_of([&] { plain(lines.plain.data()); });
  pass.batch = cost_of([&] { batch(lines.batch); });
  pass.streaming = cost_of([&] {
    double* const out = lines.streaming.data();
    for (std::size_t i = 0; i < size; ++i) {
      const auto value = feed(indicator, i);
      out[i] = value ? pick(*value) : kNan;
    }
  });
  pass.streaming_equals_batch = same_bits(lines.streaming, lines.batch);
  pass.plain_agrees = agree(lines.batch, lines.plain);
  return pass;
}

constexpr auto kItself = [](double value) { return value; };

void plain_sma(const double* x, std::size_t size, std::size_t n, double* out) {
  double sum = 0.0;
  for (std::size_t i = 0; i + 1 < n; ++i) {
    sum += x[i];
    out[i] = kNan;
  }
  for (std::size_t i = n - 1; i < size; ++i) {
    sum += x[i];
    out[i] = sum / static_cast<double>(n);
    sum -= x[i + 1 - n];
  }
}

void plain_ema(const double* x, std::size_t size, std::size_t n, double* out) {
  double mean = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    mean += x[i];
    out[i] = kNan;
  }
  mean /= static_cast<double>(n);
  out[n - 1] = mean;
  const double weight = 2.0 / (static_cast<double>(n) + 1.0);
  for (std::size_t i = n; i < size; ++i) {
    mean = (x[i] - mean) * weight + mean;
    out[i] = mean;
  }
}

void plain_rsi(const double* x, std::size_t size, std::size_t n, double* out) {
  double gain = 0.0;
  double loss = 0.0;
  const auto count = static_cast<double>(n);
  out[0] = kNan;
  for (std::size_t i = 1; i < size; ++i) {
    const double change = x[i] - x[i - 1];
    const double up = change > 0.0 ? change : 0.0;
    const double down = change > 0.0 ? 0.0 : -change;
    if (i <= n) {
      gain += up / count;
      loss += down / count;
    } else {
      gain = (gain * (count - 1.0) + up) / count;
      loss = (loss * (count - 1.0) + down) / count;
    }
    out[i] = i < n ? kNan : (gain + loss > 0.0 ? 100.0 * (gain / (gain + loss)) : 0.0);
  }
}

/// Multiplies by 1/n, where TA-Lib divides: that would be easy to beat.
void plain_atr(const W5Input& in, std::size_t n, double* out) {
  double mean = 0.0;
  const double share = 1.0 / static_cast<double>(n);
  out[0] = kNan;
  for (std::size_t i = 1; i < in.close.size(); ++i) {
    double range = in.high.data()[i] - in.low.data()[i];
    const double previous = in.close.data()[i - 1];
    range = std::max(range, std::fabs(in.high.data()[i] - previous));
    range = std::max(range, std::fabs(in.low.data()[i] - previous));
    mean = i <= n ? mean + range * share : mean + (range - mean) * share;
    out[i] = i < n ? kNan : mean;
  }
}

void plain_bollinger(const double* x, std::size_t size, std::size_t n, double* upper,
                     double* middle, double* lower) {
  double sum = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < size; ++i) {
    sum += x[i];
    squares += x[i] * x[i];
    if (i + 1 < n) {
      upper[i] = middle[i] = lower[i] = kNan;
      continue;
    }
    const double mean = sum / static_cast<double>(n);
    const double variance = squares / static_cast<double>(n) - mean * mean;
    const double width = variance > 0.0 ? 2.0 * std::sqrt(variance) : 0.0;
    upper[i] = mean + width;
    middle[i] = mean;
    lower[i] = mean - width;
    sum -= x[i + 1 - n];
    squares -= x[i + 1 - n] * x[i + 1 - n];
  }
}

void plain_macd(const double* x, std::size_t size, double* line, double* signal,
                double* histogram) {
  constexpr std::size_t kFast = 12;
  constexpr std::size_t kSlow = 26;
  constexpr std::size_t kSignal = 9;
  double fast = 0.0;
  double slow = 0.0;
  double smooth = 0.0;
  for (std::size_t i = 0; i < size; ++i) {
    if (i < kSlow) {
      slow += x[i] / double(kSlow);
      if (i >= kSlow - kFast) fast += x[i] / double(kFast);
    } else {
      fast += (x[i] - fast) * (2.0 / (kFast + 1));
      slow += (x[i] - slow) * (2.0 / (kSlow + 1));
    }
    const double gap = fast - slow;
    if (i + 1 >= kSlow && i + 1 < kSlow + kSignal) {
      smooth += gap / double(kSignal);
    } else if (i + 1 >= kSlow) {
      smooth += (gap - smooth) * (2.0 / (kSignal + 1));
    }
    const bool is_warm = i + 2 >= kSlow + kSignal;
    line[i] = is_warm ? gap : kNan;
    signal[i] = is_warm ? smooth : kNan;
    histogram[i] = is_warm ? gap - smooth : kNan;
  }
}

template <class Indicator>
auto feed_close(const W5Input& in) {
  return
      [x = in.close.data()](Indicator& indicator, std::size_t i) { return indicator.update(x[i]); };
}

W5Pass pass_sma(const W5Input& in, W5Buffers& lines) {
  const std::size_t size = in.close.size();
  return time_of(
      size, lines, [&](double* out) { plain_sma(in.close.data(), size, 30, out); },
      [&](Column& out) { indicators::sma(in.close, 30, out); }, indicators::Sma{30},
      feed_close<indicators::Sma>(in), kItself);
}

W5Pass pass_ema(const W5Input& in, W5Buffers& lines) {
  const std::size_t size = in.close.size();
  return time_of(
      size, lines, [&](double* out) { plain_ema(in.close.data(), size, 30, out); },
      [&](Column& out) { indicators::ema(in.close, 30, out); }, indicators::Ema{30},
      feed_close<indicators::Ema>(in), kItself);
}

W5Pass pass_rsi(const W5Input& in, W5Buffers& lines) {
  const std::size_t size = in.close.size();
  return time_of(
      size, lines, [&](double* out) { plain_rsi(in.close.data(), size, 14, out); },
      [&](Column& out) { indicators::rsi(in.close, 14, out); }, indicators::Rsi{14},
      feed_close<indicators::Rsi>(in), kItself);
}

W5Pass pass_atr(const W5Input& in, W5Buffers& lines) {
  const std::size_t size = in.close.size();
  const auto feed = [&in](indicators::Atr& atr, std::size_t i) {
    return atr.update(
        {.high = in.high.data()[i], .low = in.low.data()[i], .close = in.close.data()[i]});
  };
  return time_of(
      size, lines, [&](double* out) { plain_atr(in, 14, out); },
      [&](Column& out) {
        indicators::atr({.high = in.high, .low = in.low, .close = in.close}, 14, out);
      },
      indicators::Atr{14}, feed, kItself);
}

W5Pass pass_bollinger(const W5Input& in, W5Buffers& lines) {
  const std::size_t size = in.close.size();
  return time_of(
      size, lines,
      [&](double* out) {
        plain_bollinger(in.close.data(), size, 20, out, lines.second.data(), lines.third.data());
      },
      [&](Column& out) {
        indicators::bollinger(in.close, 20, 2.0,
                              {.upper = out, .middle = lines.second, .lower = lines.third});
      },
      indicators::Bollinger{20, 2.0}, feed_close<indicators::Bollinger>(in),
      [](const indicators::BollingerValue& value) { return value.upper; });
}

W5Pass pass_macd(const W5Input& in, W5Buffers& lines) {
  const std::size_t size = in.close.size();
  return time_of(
      size, lines,
      [&](double* out) {
        plain_macd(in.close.data(), size, lines.third.data(), lines.second.data(), out);
      },
      [&](Column& out) {
        indicators::macd(in.close, {},
                         {.line = lines.third, .signal = lines.second, .histogram = out});
      },
      indicators::Macd{}, feed_close<indicators::Macd>(in),
      [](const indicators::MacdValue& value) { return value.histogram; });
}

}  // namespace

W5Input w5_input(std::size_t bars) {
  const BarTable table =
      minute_bars({.seed = 5501, .bars = bars, .sigma = 0.0005}, *Date::from_civil(2015, 1, 1));
  const BarSeries series = table.view({});
  W5Input input;
  const auto take = [](std::span<const std::int64_t> raw, Column& column) {
    column.reserve(raw.size());
    for (const std::int64_t price : raw) column.push_back(Price::from_raw(price).as_double());
  };
  take(series.high, input.high);
  take(series.low, input.low);
  take(series.close, input.close);
  return input;
}

const std::vector<W5Indicator>& w5_indicators() {
  static const std::vector<W5Indicator> all{
      {"SMA_30", pass_sma, true}, {"EMA_30", pass_ema, true},  {"RSI_14", pass_rsi, true},
      {"ATR_14", pass_atr, true}, {"BB_20_2", pass_bollinger}, {"MACD_12_26_9", pass_macd}};
  return all;
}

}  // namespace tw::workloads
