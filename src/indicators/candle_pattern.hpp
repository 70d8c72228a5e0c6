#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "indicators/candle_window.hpp"

namespace tw::indicators {

/// One candlestick pattern: what it needs, how it judges the newest candles, what a person reads.
struct CandleRule {
  std::string_view name;  ///< As TA-Lib calls it: "CDLDOJI".
  int lookback = 0;       ///< Index of the first bar that gets an answer.
  CandleNeeds needs{};
  /// Returns 0, or +100 for bullish and -100 for bearish; weaker hits are 80, confirmed ones 200.
  int (*judge)(const CandleWindow& candles) = nullptr;
  std::string_view doc;
  /// How many bars before the look-back the sums run already.
  int head_start = 0;
};

/// Returns the rules of all 61 patterns, by the number of candles that they look at.
std::span<const CandleRule> candle_rules();

/// Returns the rule of this name, or null.
const CandleRule* find_candle_rule(std::string_view name);

/// Tells of each bar whether a candlestick pattern ends on it.
///
/// Trends are not looked at: a hammer is a shape here, and where it stands is for the strategy.
/// Units:  0 is no pattern; the sign is the direction, or that of the candle where a pattern has
///         none.
/// Source: TA-Lib `CDL*` 0.6.4 with default candle settings and penetrations.
class CandlePattern {
 public:
  /// Owns: nothing; `rule` must outlive it, as those of `candle_rules` do.
  explicit CandlePattern(const CandleRule& rule)
      : rule_{&rule}, candles_{rule.needs, rule.lookback, rule.head_start} {}

  /// Feeds one bar; returns what ends on it, or nothing before the look-back.
  std::optional<int> update(const Candle& candle) {
    candles_.push(candle);
    std::optional<int> answer;
    if (candles_.at() >= rule_->lookback) answer = rule_->judge(candles_);
    candles_.roll();
    return answer;
  }

  int warmup() const { return rule_->lookback; }
  void reset() { candles_.reset(); }

 private:
  const CandleRule* rule_;
  CandleWindow candles_;
};

}  // namespace tw::indicators
