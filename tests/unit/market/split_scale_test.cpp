#include "market/split_scale.hpp"

#include <gtest/gtest.h>

#include "core/decimal.hpp"

namespace tw {
namespace {

CorporateAction split(std::int32_t numerator, std::int32_t denominator = 1) {
  return {.numerator = numerator, .denominator = denominator};
}
Price price(std::string_view text) { return parse<Price>(text).value(); }

TEST(SplitScale, ChangesNothingWithoutASplit) {
  const SplitScale none;

  EXPECT_TRUE(none.is_one());
  EXPECT_EQ(none.price_then(price("92.7")), price("92.7"));
  EXPECT_EQ(none.quantity_now(Quantity::whole(3)), Quantity::whole(3));
}

TEST(SplitScale, TurnsUnitsOfThenIntoUnitsOfNowAndBack) {
  const SplitScale seven = SplitScale{}.after(split(7));

  EXPECT_EQ(seven.quantity_now(Quantity::whole(100)), Quantity::whole(700));
  EXPECT_EQ(seven.quantity_then(Quantity::whole(700)), Quantity::whole(100));
  EXPECT_EQ(seven.price_then(price("92.7")), price("648.9"));
  EXPECT_EQ(seven.price_now(price("648.9")), price("92.7"));
}

TEST(SplitScale, RoundsOnceHoweverManySplitsItHolds) {
  const SplitScale and_back = SplitScale{}.after(split(7)).after(split(1, 7));
  const SplitScale twice = SplitScale{}.after(split(3)).after(split(1, 9));

  EXPECT_TRUE(and_back.is_one());
  EXPECT_EQ(twice.price_now(price("0.00000005")), price("0.00000015"));
}

TEST(SplitScale, ComesOutTheSameBetweenTwoDaysAsByItself) {
  const SplitScale early = SplitScale{}.after(split(7));
  const SplitScale late = early.after(split(4));

  EXPECT_EQ(late.since(early), SplitScale{}.after(split(4)));
  EXPECT_TRUE(late.since(late).is_one());
}

TEST(SplitScale, SurvivesManyRatiosThatShareNoDivisor) {
  SplitScale scale;
  for (int i = 0; i < 40; ++i) scale = scale.after(split(1'002'700'270, 999'999'937));

  EXPECT_NEAR(scale.value(), 1.11399, 1e-4);
  EXPECT_NEAR(scale.price_now(price("100")).as_double(), 100.0 / scale.value(), 1e-6);
}

}  // namespace
}  // namespace tw
