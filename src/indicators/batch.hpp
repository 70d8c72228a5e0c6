#pragma once

#include <span>

#include "indicators/macd.hpp"

namespace tw::indicators {

// Whole columns at once, over plain numbers: what a table of indicators or a sweep is made of. Each
// gives the same bits as the class of its name fed one sample at a time, NaN before its first
// value. Nothing is allocated; every output must be as long as the input. Units: those of the
// classes.

using Samples = std::span<const double>;
using Output = std::span<double>;

/// Writes `Sma` of the samples. Requires `period >= 1`.
void sma(Samples samples, int period, Output out);

/// Writes `Ema` of the samples. Requires `period >= 1`.
void ema(Samples samples, int period, Output out);

/// Writes `Rsi` of the samples. Requires `period >= 1`.
void rsi(Samples samples, int period, Output out);

/// The prices of bars as columns of equal length.
struct BarColumns {
  Samples high;
  Samples low;
  Samples close;
};

/// Writes `Atr` of the bars. Requires `period >= 1`.
void atr(const BarColumns& bars, int period, Output out);

/// The three lines that `bollinger` writes.
struct BollingerOutputs {
  Output upper;
  Output middle;
  Output lower;
};

/// Writes `Bollinger` of the samples. Requires `period >= 1` and `deviations >= 0`.
void bollinger(Samples samples, int period, double deviations, const BollingerOutputs& out);

/// The three lines that `macd` writes.
struct MacdOutputs {
  Output line;
  Output signal;
  Output histogram;
};

/// Writes `Macd` of the samples. Requires `1 <= fast <= slow` and `signal >= 1`.
void macd(Samples samples, const MacdPeriods& periods, const MacdOutputs& out);

}  // namespace tw::indicators
