#include "indicators/batch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "core/assert.hpp"
#include "indicators/near_zero.hpp"
#include "indicators/std_dev.hpp"
#include "indicators/true_range.hpp"

namespace tw::indicators {
namespace {

/// Writes NaN where there is no value yet; returns the index of the first value, or the size.
std::size_t begin(Samples samples, Output out, int warmup) {
  TW_ASSERT(samples.size() == out.size());
  const std::size_t first = std::min(samples.size(), static_cast<std::size_t>(warmup));
  std::fill_n(out.data(), first, std::numeric_limits<double>::quiet_NaN());
  return first;
}

double sum_of(const double* samples, std::size_t count) {
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) sum += samples[i];
  return sum;
}

constexpr std::size_t kBlock = 256;

struct BandTerms {
  double period;
  double deviations;
};

struct Bands {
  double* __restrict upper;
  double* __restrict middle;
  double* __restrict lower;
};

/// Writes the bands of a block from its sums; no element needs another, so the compiler uses lanes.
void write_bands(Samples totals, Samples square_totals, BandTerms terms, Bands out) {
  const double* const total = totals.data();
  const double* const square_total = square_totals.data();
  for (std::size_t k = 0; k < totals.size(); ++k) {
    const double mean = total[k] / terms.period;
    const double variance = square_total[k] / terms.period - mean * mean;
    const double width = deviation_of(variance) * terms.deviations;
    out.upper[k] = mean + width;
    out.middle[k] = mean;
    out.lower[k] = mean - width;
  }
}

double ema_step(double mean, double sample, double weight) {
  return (sample - mean) * weight + mean;
}

}  // namespace

void sma(Samples samples, int period, Output out) {
  TW_ASSERT(period >= 1);
  const std::size_t first = begin(samples, out, period - 1);
  const double* const x = samples.data();
  double* const y = out.data();
  const double divisor = period;
  double sum = sum_of(x, first);
  for (std::size_t i = first; i < samples.size(); ++i) {
    const double total = sum + x[i];
    sum = total - x[i - first];
    y[i] = total / divisor;
  }
}

void ema(Samples samples, int period, Output out) {
  TW_ASSERT(period >= 1);
  const std::size_t first = begin(samples, out, period - 1);
  if (first == samples.size()) return;
  const double* const x = samples.data();
  double* const y = out.data();
  const double weight = 2.0 / (period + 1);
  double mean = sum_of(x, first + 1) / period;
  y[first] = mean;
  for (std::size_t i = first + 1; i < samples.size(); ++i) {
    mean = ema_step(mean, x[i], weight);
    y[i] = mean;
  }
}

void rsi(Samples samples, int period, Output out) {
  TW_ASSERT(period >= 1);
  const std::size_t first = begin(samples, out, period);
  if (first == samples.size()) return;
  const double* const x = samples.data();
  double* const y = out.data();
  const double share = 1.0 / period;
  const auto up = [x](std::size_t i) {
    return 0.5 * (std::fabs(x[i] - x[i - 1]) + (x[i] - x[i - 1]));
  };
  const auto down = [x](std::size_t i) {
    return 0.5 * (std::fabs(x[i] - x[i - 1]) - (x[i] - x[i - 1]));
  };
  const auto index = [](double gain, double loss) {
    const double movement = gain + loss;
    return is_near_zero(movement) ? 0.0 : 100.0 * (gain / movement);
  };
  double gain = 0.0;
  double loss = 0.0;
  for (std::size_t i = 1; i <= first; ++i) {
    gain += up(i);
    loss += down(i);
  }
  gain /= period;
  loss /= period;
  y[first] = index(gain, loss);
  for (std::size_t i = first + 1; i < samples.size(); ++i) {
    gain += (up(i) - gain) * share;
    loss += (down(i) - loss) * share;
    y[i] = index(gain, loss);
  }
}

void atr(const BarColumns& bars, int period, Output out) {
  TW_ASSERT(period >= 1 && bars.high.size() == bars.low.size());
  const std::size_t first = begin(bars.close, out, period);
  TW_ASSERT(bars.high.size() == out.size());
  if (first == out.size()) return;
  const double* const high = bars.high.data();
  const double* const low = bars.low.data();
  const double* const close = bars.close.data();
  double* const y = out.data();
  const double share = 1.0 / period;
  const auto range = [&](std::size_t i) {
    const double inside = high[i] - low[i];
    const double above = std::fabs(close[i - 1] - high[i]);
    const double below = std::fabs(close[i - 1] - low[i]);
    return std::max(std::max(inside, above), below);
  };
  double mean = 0.0;
  for (std::size_t i = 1; i <= first; ++i) mean += range(i);
  mean /= period;
  y[first] = mean;
  for (std::size_t i = first + 1; i < out.size(); ++i) {
    mean += (range(i) - mean) * share;
    y[i] = mean;
  }
}

void bollinger(Samples samples, int period, double deviations, const BollingerOutputs& out) {
  TW_ASSERT(period >= 1 && deviations >= 0.0);
  const std::size_t first = begin(samples, out.upper, period - 1);
  begin(samples, out.middle, period - 1);
  begin(samples, out.lower, period - 1);
  const double* const x = samples.data();
  double* const upper = out.upper.data();
  double* const middle = out.middle.data();
  double* const lower = out.lower.data();
  double sum = sum_of(x, first);
  double squares = 0.0;
  for (std::size_t i = 0; i < first; ++i) squares += x[i] * x[i];
  // The sums wait for each other, the rest does not: in blocks, so that it runs in lanes.
  std::array<double, kBlock> totals;
  std::array<double, kBlock> square_totals;
  for (std::size_t at = first; at < samples.size(); at += kBlock) {
    const std::size_t count = std::min(kBlock, samples.size() - at);
    for (std::size_t k = 0; k < count; ++k) {
      const double newest = x[at + k];
      const double oldest = x[at + k - first];
      totals.data()[k] = sum + newest;
      square_totals.data()[k] = squares + newest * newest;
      sum = totals.data()[k] - oldest;
      squares = square_totals.data()[k] - oldest * oldest;
    }
    write_bands({totals.data(), count}, {square_totals.data(), count}, {double(period), deviations},
                {upper + at, middle + at, lower + at});
  }
}

void macd(Samples samples, const MacdPeriods& periods, const MacdOutputs& out) {
  TW_ASSERT(periods.fast >= 1 && periods.fast <= periods.slow && periods.signal >= 1);
  const int warmup = periods.slow + periods.signal - 2;
  const std::size_t first = begin(samples, out.line, warmup);
  begin(samples, out.signal, warmup);
  begin(samples, out.histogram, warmup);
  if (first == samples.size()) return;
  const double* const x = samples.data();
  const double fast_weight = 2.0 / (periods.fast + 1);
  const double slow_weight = 2.0 / (periods.slow + 1);
  const double signal_weight = 2.0 / (periods.signal + 1);
  const auto slow_count = static_cast<std::size_t>(periods.slow);
  const auto fast_count = static_cast<std::size_t>(periods.fast);

  double slow = sum_of(x, slow_count) / periods.slow;
  double fast = sum_of(x + (slow_count - fast_count), fast_count) / periods.fast;
  double seed = fast - slow;
  for (std::size_t i = slow_count; i <= first; ++i) {
    fast = ema_step(fast, x[i], fast_weight);
    slow = ema_step(slow, x[i], slow_weight);
    seed += fast - slow;
  }
  double signal = seed / periods.signal;
  double* const lines = out.line.data();
  double* const signals = out.signal.data();
  double* const histogram = out.histogram.data();
  const auto write = [&](std::size_t i, double line) {
    lines[i] = line;
    signals[i] = signal;
    histogram[i] = line - signal;
  };
  write(first, fast - slow);
  for (std::size_t i = first + 1; i < samples.size(); ++i) {
    fast = ema_step(fast, x[i], fast_weight);
    slow = ema_step(slow, x[i], slow_weight);
    const double line = fast - slow;
    signal = ema_step(signal, line, signal_weight);
    write(i, line);
  }
}

}  // namespace tw::indicators
