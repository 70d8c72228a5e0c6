#pragma once

#include <cstdint>

#include "core/money.hpp"
#include "market/corporate_action.hpp"

namespace tw::inline market {

/// How many units one unit of an earlier day has become by splits: 7 after a 7:1, 28 after a 4:1
/// more. "Then" is that earlier day, "now" the market's own units.
///
/// Every conversion is rounded once, half-even, however many splits lie between.
class SplitScale {
 public:
  /// Returns the scale when `split` follows what this one holds.
  SplitScale after(const CorporateAction& split) const;

  /// Returns the scale on which `denominator` units of then are `numerator` now. Requires both
  /// positive.
  static SplitScale of(std::int64_t numerator, std::int64_t denominator);

  std::int64_t numerator() const { return numerator_; }
  std::int64_t denominator() const { return denominator_; }
  bool is_one() const { return numerator_ == denominator_; }
  /// Returns how many units now are one of then.
  double value() const {
    return static_cast<double>(numerator_) / static_cast<double>(denominator_);
  }

  template <class Amount>
  Amount quantity_now(Amount then) const {
    return scaled(then, numerator_, denominator_, Rounding::HalfEven);
  }
  template <class Amount>
  Amount quantity_then(Amount now) const {
    return scaled(now, denominator_, numerator_, Rounding::HalfEven);
  }
  Price price_now(Price then) const { return quantity_then(then); }
  Price price_then(Price now) const { return quantity_now(now); }

  /// Returns the scale between the days of two: what `*this` holds beyond `earlier`.
  SplitScale since(const SplitScale& earlier) const;

  friend bool operator==(const SplitScale&, const SplitScale&) = default;

 private:
  SplitScale times(Wide numerator, Wide denominator) const;

  std::int64_t numerator_ = 1;
  std::int64_t denominator_ = 1;
};

}  // namespace tw::inline market
