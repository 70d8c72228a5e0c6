#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "indicators/candle.hpp"

namespace tw::indicators {

/// Support and resistance from one session's prices. `resistance[0]` is R1, `support[0]` is S1.
struct PivotLevels {
  double pivot = 0.0;
  std::array<double, 4> resistance{};  ///< The fourth is Camarilla's alone.
  std::array<double, 4> support{};
};

/// Returns the floor traders' levels of a session.
inline PivotLevels classic_pivots(const Candle& session) {
  const double pivot = typical_price_of(session);
  const double range = session.high - session.low;
  return {.pivot = pivot,
          .resistance = {2.0 * pivot - session.low, pivot + range,
                         session.high + 2.0 * (pivot - session.low), 0.0},
          .support = {2.0 * pivot - session.high, pivot - range,
                      session.low - 2.0 * (session.high - pivot), 0.0}};
}

/// Returns levels at Fibonacci shares of the session's range around the classic pivot.
inline PivotLevels fibonacci_pivots(const Candle& session) {
  PivotLevels levels{.pivot = typical_price_of(session), .resistance = {}, .support = {}};
  const std::array<double, 3> shares{0.382, 0.618, 1.0};
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double distance = shares[i] * (session.high - session.low);
    levels.resistance[i] = levels.pivot + distance;
    levels.support[i] = levels.pivot - distance;
  }
  return levels;
}

/// Returns Camarilla levels: shares of 1.1 times the session's range around its close.
inline PivotLevels camarilla_pivots(const Candle& session) {
  PivotLevels levels{.pivot = typical_price_of(session), .resistance = {}, .support = {}};
  const std::array<double, 4> divisors{12.0, 6.0, 4.0, 2.0};
  for (std::size_t i = 0; i < divisors.size(); ++i) {
    const double distance = (session.high - session.low) * 1.1 / divisors[i];
    levels.resistance[i] = session.close + distance;
    levels.support[i] = session.close - distance;
  }
  return levels;
}

/// Gathers sessions, and holds the prices of the last whole one: what pivots are made of.
///
/// Known before the session begins: a bar never moves the levels of its own session.
///
/// Units:  those of the prices.
class PreviousSession {
 public:
  /// Feeds one bar, the first of its session or not; returns the session before, if there was one.
  std::optional<Candle> update(const Candle& candle, bool is_first) {
    if (is_first && has_current_) previous_ = current_;
    if (is_first || !has_current_) {
      current_ = candle;
      has_current_ = true;
    } else {
      current_.high = std::max(current_.high, candle.high);
      current_.low = std::min(current_.low, candle.low);
      current_.close = candle.close;
      current_.volume += candle.volume;
    }
    return previous_;
  }

  void reset() {
    has_current_ = false;
    previous_.reset();
  }

 private:
  bool has_current_ = false;
  Candle current_;
  std::optional<Candle> previous_;
};

}  // namespace tw::indicators
