#pragma once

#include <algorithm>
#include <optional>

#include "indicators/donchian.hpp"

namespace tw::indicators {

struct IchimokuPeriods {
  int tenkan = 9;
  int kijun = 26;
  int senkou = 52;
};

struct IchimokuValue {
  double tenkan = 0.0;    ///< Conversion line: middle of the shortest range.
  double kijun = 0.0;     ///< Base line: middle of the next.
  double senkou_a = 0.0;  ///< Leading span A: mean of both.
  double senkou_b = 0.0;  ///< Leading span B: middle of the longest range.
};

/// Ichimoku cloud: middles of three Donchian ranges. The spans are not shifted: a chart draws them
/// `kijun` bars to the right.
///
/// Units:  those of the prices.
/// Source: `ta` IchimokuIndicator, visual false (Hosoda 1969); golden columns ICHIMOKU_*_9_26_52.
class Ichimoku {
 public:
  /// Requires every period to be at least 1.
  explicit Ichimoku(IchimokuPeriods periods = {})
      : tenkan_{periods.tenkan}, kijun_{periods.kijun}, senkou_{periods.senkou} {}

  /// Feeds one bar; returns all four, or nothing until the longest range is full.
  std::optional<IchimokuValue> update(const Candle& candle) {
    const auto tenkan = tenkan_.update(candle);
    const auto kijun = kijun_.update(candle);
    const auto senkou = senkou_.update(candle);
    if (!tenkan || !kijun || !senkou) return std::nullopt;
    return IchimokuValue{.tenkan = tenkan->middle(),
                         .kijun = kijun->middle(),
                         .senkou_a = 0.5 * (tenkan->middle() + kijun->middle()),
                         .senkou_b = senkou->middle()};
  }

  int warmup() const { return std::max({tenkan_.warmup(), kijun_.warmup(), senkou_.warmup()}); }
  void reset() {
    tenkan_.reset();
    kijun_.reset();
    senkou_.reset();
  }

 private:
  Donchian tenkan_;
  Donchian kijun_;
  Donchian senkou_;
};

}  // namespace tw::indicators
