#pragma once

#include <algorithm>
#include <optional>

#include "market/bar.hpp"

namespace tw::strategies {

/// The classic levels of a session, drawn from the high, low and close of the one before.
struct Pivots {
  double pivot = 0.0;
  double resistance1 = 0.0;
  double support1 = 0.0;
  double resistance2 = 0.0;
  double support2 = 0.0;
};

/// Keeps the pivots in force: those of the last session that is over. A daily bar is a session.
///
/// Source: Person 2004, "A Complete Guide to Technical Trading Tactics", chapter 6.
class SessionPivots {
 public:
  /// Feeds a bar; returns the pivots of its session, or nothing in the first.
  std::optional<Pivots> update(const Bar& bar) {
    const double high = bar.high.as_double();
    const double low = bar.low.as_double();
    if (!has_bar_ || bar.session != session_) {
      if (has_bar_) pivots_ = of(high_, low_, close_);
      session_ = bar.session;
      has_bar_ = true;
      high_ = high;
      low_ = low;
    }
    high_ = std::max(high_, high);
    low_ = std::min(low_, low);
    close_ = bar.close.as_double();
    return pivots_;
  }

  static Pivots of(double high, double low, double close) {
    const double pivot = (high + low + close) / 3.0;
    return {.pivot = pivot,
            .resistance1 = 2.0 * pivot - low,
            .support1 = 2.0 * pivot - high,
            .resistance2 = pivot + (high - low),
            .support2 = pivot - (high - low)};
  }

 private:
  // Moves with every bar: the session so far.
  bool has_bar_ = false;
  Date session_;
  double high_ = 0.0;
  double low_ = 0.0;
  double close_ = 0.0;

  // Moves with every session.
  std::optional<Pivots> pivots_;
};

}  // namespace tw::strategies
