#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "indicators/candle.hpp"
#include "indicators/window_sum.hpp"

namespace tw::indicators {

/// Trading days that a volatility is annualised to.
inline constexpr double kVolatilityDays = 252.0;

/// What one bar adds to a variance, by several authors. `previous_close` is that of the bar before.
///
/// Units:  squared logarithmic return a bar.
/// Source: TTR `volatility`.
struct ParkinsonTerm {
  static constexpr bool kNeedsPrevious = false;
  double operator()(const Candle& c, double) const {
    const double range = std::log(c.high / c.low);
    return range * range / (4.0 * std::numbers::ln2);
  }
};

struct GarmanKlassTerm {
  static constexpr bool kNeedsPrevious = false;
  double operator()(const Candle& c, double) const {
    const double range = std::log(c.high / c.low);
    const double body = std::log(c.close / c.open);
    return 0.5 * range * range - (2.0 * std::numbers::ln2 - 1.0) * body * body;
  }
};

struct RogersSatchellTerm {
  static constexpr bool kNeedsPrevious = false;
  double operator()(const Candle& c, double) const {
    return std::log(c.high / c.close) * std::log(c.high / c.open) +
           std::log(c.low / c.close) * std::log(c.low / c.open);
  }
};

/// Garman and Klass with the gap from the last close that Yang and Zhang add.
struct GapGarmanKlassTerm {
  static constexpr bool kNeedsPrevious = true;
  double operator()(const Candle& c, double previous_close) const {
    const double gap = std::log(c.open / previous_close);
    return gap * gap + GarmanKlassTerm{}(c, previous_close);
  }
};

/// Annual volatility from what the bars of a window show of their range.
///
/// Units:  fraction a year of 252 bars: daily bars are meant.
/// Source: TTR `volatility` (Parkinson 1980; Garman and Klass 1980; Rogers and Satchell 1991);
///         golden columns VOL_PARKINSON_*, VOL_GARMAN_KLASS_*, VOL_ROGERS_SATCHELL_*, VOL_GK_YZ_*.
template <class Term>
class RangeVolatility {
 public:
  /// Requires `period >= 1`.
  explicit RangeVolatility(int period) : sum_{period}, scale_{kVolatilityDays / period} {}

  /// Feeds one bar; returns the volatility, or nothing until `period` terms are in.
  std::optional<double> update(const Candle& candle) {
    const double previous_close = previous_close_;
    previous_close_ = candle.close;
    if (Term::kNeedsPrevious && !has_previous_) {
      has_previous_ = true;
      return std::nullopt;
    }
    const std::optional<double> sum = sum_.update(Term{}(candle, previous_close));
    if (!sum) return std::nullopt;
    return std::sqrt(std::max(0.0, *sum * scale_));  // Rounding may leave zero a little below it.
  }

  int warmup() const { return sum_.warmup() + (Term::kNeedsPrevious ? 1 : 0); }
  void reset() {
    sum_.reset();
    has_previous_ = false;
    previous_close_ = 0.0;
  }

 private:
  // Moves with every bar.
  WindowSum sum_;
  bool has_previous_ = false;
  double previous_close_ = 0.0;

  // Constant after construction.
  double scale_;
};

using ParkinsonVolatility = RangeVolatility<ParkinsonTerm>;
using GarmanKlassVolatility = RangeVolatility<GarmanKlassTerm>;
using RogersSatchellVolatility = RangeVolatility<RogersSatchellTerm>;
using GapGarmanKlassVolatility = RangeVolatility<GapGarmanKlassTerm>;

}  // namespace tw::indicators
