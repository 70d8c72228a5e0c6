#pragma once

#include <optional>

#include "indicators/ema.hpp"

namespace tw::indicators {

/// Double exponential moving average: twice an EMA less the EMA of that, which takes out its lag.
///
/// Units:  those of the samples.
/// Source: TA-Lib `DEMA` (Mulloy 1994); golden column DEMA_20.
class Dema {
 public:
  /// Requires `period >= 1`.
  explicit Dema(int period) : first_{period}, second_{period} {}

  /// Feeds one sample; returns the average, or nothing until `2 * period - 1` samples are in.
  std::optional<double> update(double sample) {
    const std::optional<double> first = first_.update(sample);
    if (!first) return std::nullopt;
    const std::optional<double> second = second_.update(*first);
    if (!second) return std::nullopt;
    return 2.0 * *first - *second;
  }

  int warmup() const { return first_.warmup() + second_.warmup(); }
  void reset() {
    first_.reset();
    second_.reset();
  }

 private:
  Ema first_;
  Ema second_;
};

/// The EMA of the EMA of an EMA, and the two before it.
struct EmaChainValue {
  double first = 0.0;
  double second = 0.0;
  double third = 0.0;
};

/// Three EMAs, each fed by the one before it: what TEMA and TRIX are made of.
///
/// Units:  those of the samples.
class EmaChain {
 public:
  /// Requires `period >= 1`.
  explicit EmaChain(int period) : first_{period}, second_{period}, third_{period} {}

  /// Feeds one sample; returns all three, or nothing until `3 * period - 2` samples are in.
  std::optional<EmaChainValue> update(double sample) {
    const std::optional<double> first = first_.update(sample);
    if (!first) return std::nullopt;
    const std::optional<double> second = second_.update(*first);
    if (!second) return std::nullopt;
    const std::optional<double> third = third_.update(*second);
    if (!third) return std::nullopt;
    return EmaChainValue{.first = *first, .second = *second, .third = *third};
  }

  int warmup() const { return 3 * first_.warmup(); }
  void reset() {
    first_.reset();
    second_.reset();
    third_.reset();
  }

 private:
  Ema first_;
  Ema second_;
  Ema third_;
};

/// Triple exponential moving average: 3 EMA - 3 EMA(EMA) + EMA(EMA(EMA)).
///
/// Units:  those of the samples.
/// Source: TA-Lib `TEMA` (Mulloy 1994); golden column TEMA_20.
class Tema {
 public:
  /// Requires `period >= 1`.
  explicit Tema(int period) : chain_{period} {}

  /// Feeds one sample; returns the average, or nothing until `3 * period - 2` samples are in.
  std::optional<double> update(double sample) {
    const std::optional<EmaChainValue> chain = chain_.update(sample);
    if (!chain) return std::nullopt;
    return chain->third + (3.0 * chain->first - 3.0 * chain->second);
  }

  int warmup() const { return chain_.warmup(); }
  void reset() { chain_.reset(); }

 private:
  EmaChain chain_;
};

}  // namespace tw::indicators
