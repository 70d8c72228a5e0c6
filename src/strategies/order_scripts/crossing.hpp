#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "core/assert.hpp"
#include "core/rounding.hpp"

namespace tw::strategies::order_scripts {

/// A simple mean whose sum is exact, as Python's math.fsum has it and with it backtrader: two
/// averages of the same prices are equal there when they are equal on paper.
class ExactMean {
 public:
  /// Requires `period >= 1`.
  explicit ExactMean(int period) : period_{static_cast<std::size_t>(period)}, units_(period_ + 1) {
    TW_ASSERT(period >= 1);
  }

  int warmup() const { return static_cast<int>(period_) - 1; }

  std::optional<double> update(double sample) {
    const Wide units = static_cast<Wide>(std::ldexp(sample, kBits));
    Wide& sum = units_.back();
    sum += units - units_[next_];
    units_[next_] = units;
    next_ = next_ + 1 == period_ ? 0 : next_ + 1;
    if (seen_ < period_) seen_ += 1;
    if (seen_ < period_) return std::nullopt;
    return std::ldexp(static_cast<double>(sum), -kBits) / static_cast<double>(period_);
  }

 private:
  // The last bit of a price from 1e-5 up is worth more than 2^-70, and 5000 prices of 1e10 fit.
  static constexpr int kBits = 70;

  std::size_t period_;
  std::vector<Wide> units_;  ///< A ring of samples, zero where nothing came yet, and their sum.
  std::size_t next_ = 0;
  std::size_t seen_ = 0;
};

/// Where two averages stand to each other, as backtrader's CrossOver sees it: a cross is measured
/// from the last difference that was not zero, so that averages may meet before they part.
class Crossing {
 public:
  Crossing(int fast, int slow) : fast_{fast}, slow_{slow} {}

  int warmup() const { return slow_.warmup(); }

  void update(double close) {
    const auto fast = fast_.update(close);
    const auto slow = slow_.update(close);
    if (!fast || !slow) return;
    difference_ = *fast - *slow;
    has_crossed_up_ = last_ < 0.0 && difference_ > 0.0;
    if (difference_ != 0.0) last_ = difference_;
  }

  bool has_crossed_up() const { return has_crossed_up_; }
  bool is_above() const { return difference_ > 0.0; }
  bool is_below() const { return difference_ < 0.0; }

 private:
  ExactMean fast_;
  ExactMean slow_;
  double difference_ = 0.0;
  double last_ = 0.0;  ///< The last difference that was not zero.
  bool has_crossed_up_ = false;
};

}  // namespace tw::strategies::order_scripts
