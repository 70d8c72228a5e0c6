#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "core/assert.hpp"
#include "indicators/candle_setting.hpp"

namespace tw::indicators {

/// A setting that a pattern applies to the candle `age` bars ago. Age -1: an unused row.
struct CandleNeed {
  CandleSetting setting{};
  int age = -1;
};
inline constexpr std::size_t kCandleNeedsMax = 8;
using CandleNeeds = std::array<CandleNeed, kCandleNeedsMax>;

/// The last candles, the newest at age 0, and the rolling sums that one pattern measures them with.
///
/// Every sum starts at the bar where TA-Lib starts it for this pattern and takes its steps in the
/// same order, so a candle that is exactly average falls on the same side as theirs.
class CandleWindow {
 public:
  static constexpr int kAges = 6;           ///< A setting is asked for candles of age 0 to 5.
  static constexpr std::size_t kHeld = 16;  ///< Age 5 and the ten candles before it.

  /// `lookback` is the index of the first bar judged; sums run `head_start` bars ahead of it.
  CandleWindow(const CandleNeeds& needs, int lookback, int head_start) : needs_{needs} {
    for (std::size_t i = 0; i < needs.size(); ++i) {
      const CandleNeed& need = needs[i];
      if (need.age < 0) continue;
      TW_ASSERT(need.age < kAges && measure_of(need.setting).period > 0);
      first_[i] = std::max(0, lookback - head_start - measure_of(need.setting).period - need.age);
      slot(need.setting, need.age) = static_cast<int>(i);
    }
  }

  void push(const Candle& candle) {
    at_ += 1;
    candles_[static_cast<std::size_t>(at_) % kHeld] = candle;
  }

  /// Moves the sums on to the next bar: call it once the newest candle has been judged.
  void roll() {
    for (std::size_t i = 0; i < needs_.size() && needs_[i].age >= 0; ++i) {
      const CandleMeasure& measure = measure_of(needs_[i].setting);
      const int age = needs_[i].age;
      const int since_first = at_ - age - first_[i];
      if (since_first < 0) continue;
      const double added = part_of((*this)[age], measure.part);
      sums_[i] += since_first < measure.period
                      ? added
                      : added - part_of((*this)[age + measure.period], measure.part);
    }
  }

  void reset() {
    at_ = -1;
    sums_.fill(0.0);
  }

  /// Returns the index of the newest candle, from 0; -1 before the first.
  int at() const { return at_; }

  const Candle& operator[](int age) const {
    return candles_[static_cast<std::size_t>(at_ - age) % kHeld];
  }

  /// Returns the measure of `setting` for the candle of this age.
  double measure(CandleSetting setting, int age) const {
    const CandleMeasure& measure = measure_of(setting);
    const double mean = measure.period > 0 ? sum(setting, age) / measure.period
                                           : part_of((*this)[age], measure.part);
    return measure.factor * mean / (measure.part == CandlePart::Shadows ? 2.0 : 1.0);
  }

  double near(int age) const { return measure(CandleSetting::Near, age); }
  double far(int age) const { return measure(CandleSetting::Far, age); }
  double equal(int age) const { return measure(CandleSetting::Equal, age); }

  bool is_long(int age) const { return body((*this)[age]) > measure(CandleSetting::BodyLong, age); }
  bool is_short(int age) const {
    return body((*this)[age]) < measure(CandleSetting::BodyShort, age);
  }
  /// Short, or exactly average.
  bool is_not_tall(int age) const {
    return body((*this)[age]) <= measure(CandleSetting::BodyShort, age);
  }
  bool is_not_short(int age) const {
    return body((*this)[age]) > measure(CandleSetting::BodyShort, age);
  }
  bool is_doji(int age) const {
    return body((*this)[age]) <= measure(CandleSetting::BodyDoji, age);
  }

  bool lacks_upper_shadow(int age) const {
    return upper_shadow((*this)[age]) < measure(CandleSetting::ShadowVeryShort, age);
  }
  bool lacks_lower_shadow(int age) const {
    return lower_shadow((*this)[age]) < measure(CandleSetting::ShadowVeryShort, age);
  }
  bool lacks_shadows(int age) const { return lacks_upper_shadow(age) && lacks_lower_shadow(age); }
  bool has_upper_shadow(int age) const {
    return upper_shadow((*this)[age]) > measure(CandleSetting::ShadowVeryShort, age);
  }
  bool has_lower_shadow(int age) const {
    return lower_shadow((*this)[age]) > measure(CandleSetting::ShadowVeryShort, age);
  }
  bool has_long_upper_shadow(int age) const {
    return upper_shadow((*this)[age]) > measure(CandleSetting::ShadowLong, age);
  }
  bool has_long_lower_shadow(int age) const {
    return lower_shadow((*this)[age]) > measure(CandleSetting::ShadowLong, age);
  }

 private:
  static constexpr int kNoSlot = -1;

  static constexpr std::size_t cell(CandleSetting setting, int age) {
    return static_cast<std::size_t>(setting) * kAges + static_cast<std::size_t>(age);
  }
  int& slot(CandleSetting setting, int age) { return slots_[cell(setting, age)]; }
  double sum(CandleSetting setting, int age) const {
    const int slot = slots_[cell(setting, age)];
    TW_ASSERT(slot != kNoSlot);
    return sums_[static_cast<std::size_t>(slot)];
  }
  static constexpr std::array<int, kCandleSettings * kAges> no_slots() {
    std::array<int, kCandleSettings * kAges> slots{};
    slots.fill(kNoSlot);
    return slots;
  }

  // Constant after construction.
  CandleNeeds needs_;
  std::array<int, kCandleNeedsMax> first_{};  ///< The first bar in each sum.
  std::array<int, kCandleSettings * kAges> slots_ = no_slots();

  // Moves with every bar.
  int at_ = -1;
  std::array<double, kCandleNeedsMax> sums_{};
  std::array<Candle, kHeld> candles_{};
};

}  // namespace tw::indicators
