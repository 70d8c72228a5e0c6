#include "core/money.hpp"

#include <concepts>
#include <gtest/gtest.h>

namespace tw {
namespace {

template <class A, class B>
concept Addable = requires(A a, B b) { a + b; };
template <class A, class B>
concept Comparable = requires(A a, B b) { a < b; };
template <class A, class B>
concept Multipliable = requires(A a, B b) { a* b; };

static_assert(Addable<Price, Price>);
static_assert(!Addable<Price, Quantity>, "a price is not a quantity");
static_assert(!Addable<Price, Money>, "a price is not an amount of money");
static_assert(!Addable<Quantity, Volume>, "what we hold is not what the market traded");
static_assert(!Comparable<Price, Money>);
static_assert(!Multipliable<Price, Quantity>, "a product names its rounding: notional()");
static_assert(!Multipliable<Price, Price>);
static_assert(!std::constructible_from<Price, double>, "the crossing is spelled from_double()");
static_assert(!std::convertible_to<Price, double>, "the crossing is spelled as_double()");

TEST(Money, OfWholeSharesIsExact) {
  const auto price = Price::from_raw(17'913'000'000);

  EXPECT_EQ(notional(price, Quantity::whole(55), Rounding::HalfEven),
            Money::from_raw(985'215'000'000));
  EXPECT_EQ(notional(price, -Quantity::whole(55), Rounding::HalfEven),
            Money::from_raw(-985'215'000'000));
}

TEST(Money, OfAFractionRoundsTheWayTheCallNames) {
  const auto price = Price::from_raw(1);  // 1e-8
  const auto half = Quantity::from_raw(kDecimals8 / 2);

  EXPECT_EQ(notional(price, half, Rounding::HalfEven).raw(), 0);
  EXPECT_EQ(notional(price, half, Rounding::HalfAway).raw(), 1);
  EXPECT_EQ(notional(price, half, Rounding::Up).raw(), 1);
  EXPECT_EQ(notional(price, half, Rounding::Down).raw(), 0);
  EXPECT_EQ(notional(price, -half, Rounding::Down).raw(), -1);
  EXPECT_EQ(notional(price, -half, Rounding::TowardZero).raw(), 0);
  EXPECT_EQ(notional(Price::from_raw(3), half, Rounding::HalfEven).raw(), 2);
}

TEST(Money, BeyondItsRangeIsAnErrorAndNeverWraps) {
  EXPECT_FALSE(
      checked_notional(Price::whole(1'000'000), Quantity::whole(1'000'000), Rounding::HalfEven));
  EXPECT_FALSE(checked_add(Money::max(), Money::from_raw(1)));
  EXPECT_EXIT(Money::max() + Money::from_raw(1), testing::ExitedWithCode(1), "left the range");
  EXPECT_EXIT(Quantity::whole(100'000'000'000), testing::ExitedWithCode(1), "a quantity");
}

TEST(Money, ComesFromADoubleRoundedHalfEven) {
  EXPECT_EQ(Price::from_double(171.38)->raw(), 17'138'000'000);
  EXPECT_FALSE(Price::from_double(1e12));
  EXPECT_FALSE(Price::from_double(0.0 / 0.0));
}

}  // namespace
}  // namespace tw
