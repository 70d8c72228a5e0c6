#include "market/split_scale.hpp"

#include "core/assert.hpp"

namespace tw::inline market {
namespace {

Wide greatest_common_divisor(Wide a, Wide b) {
  while (b != 0) {
    const Wide rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

}  // namespace

SplitScale SplitScale::of(std::int64_t numerator, std::int64_t denominator) {
  TW_ASSERT(numerator > 0 && denominator > 0);
  return SplitScale{}.times(numerator, denominator);
}

SplitScale SplitScale::after(const CorporateAction& split) const {
  TW_ASSERT(split.numerator > 0 && split.denominator > 0);
  return times(split.numerator, split.denominator);
}

SplitScale SplitScale::since(const SplitScale& earlier) const {
  return times(earlier.denominator_, earlier.numerator_);
}

SplitScale SplitScale::times(Wide numerator, Wide denominator) const {
  numerator *= numerator_;
  denominator *= denominator_;
  const Wide common = greatest_common_divisor(numerator, denominator);
  numerator /= common;
  denominator /= common;
  // Ratios that were decoded from rounded factors share no divisor: after some of them the last
  // digits go, far below a unit of price.
  constexpr Wide kMax = Wide{1} << 62;
  while (numerator > kMax || denominator > kMax) {
    numerator = (numerator + 1) / 2;
    denominator = (denominator + 1) / 2;
  }
  SplitScale product;
  product.numerator_ = static_cast<std::int64_t>(numerator);
  product.denominator_ = static_cast<std::int64_t>(denominator);
  return product;
}

}  // namespace tw::inline market
