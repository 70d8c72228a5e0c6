#include "core/decimal.hpp"

#include <gtest/gtest.h>

#include "core/money.hpp"

namespace tw {
namespace {

TEST(Decimal, ParsesPlainAndExponentForms) {
  EXPECT_EQ(parse<Price>("187.12")->raw(), 18'712'000'000);
  EXPECT_EQ(parse<Price>("-0.5")->raw(), -50'000'000);
  EXPECT_EQ(parse<Price>("+.25")->raw(), 25'000'000);
  EXPECT_EQ(parse<Price>("1e-8")->raw(), 1);
  EXPECT_EQ(parse<Price>("1.5E3")->raw(), 150'000'000'000);
  EXPECT_EQ(parse<Price>("000123.4500")->raw(), 12'345'000'000);
}

TEST(Decimal, RoundsHalfEvenBeyondItsScaleAndSaysSo) {
  EXPECT_EQ(parse_decimal("0.000000005", kDecimals8)->raw, 0);
  EXPECT_EQ(parse_decimal("0.000000015", kDecimals8)->raw, 2);
  EXPECT_EQ(parse_decimal("0.0000000250000000000000000000000000000000000001", kDecimals8)->raw, 3);
  EXPECT_TRUE(parse_decimal("0.000000005", kDecimals8)->is_rounded);
  EXPECT_FALSE(parse_decimal("0.25000000", kDecimals8)->is_rounded);
  EXPECT_TRUE(parse_decimal("1e-60", kDecimals8)->is_rounded);
}

TEST(Decimal, NamesWhatIsWrong) {
  EXPECT_EQ(parse_decimal("", kDecimals8).error(), DecimalError::Empty);
  for (const auto* text :
       {"-", ".", "1.2.3", "12a", "nan", "inf", "1e", "1e+", "0x10", " 1", "1,000"}) {
    EXPECT_EQ(parse_decimal(text, kDecimals8).error(), DecimalError::NotANumber) << text;
  }
  EXPECT_EQ(parse_decimal("92233720368.54775808", kDecimals8).error(), DecimalError::OutOfRange);
  EXPECT_EQ(parse_decimal("1e300", kDecimals8).error(), DecimalError::OutOfRange);
  EXPECT_EQ(parse_decimal("92233720368.54775807", kDecimals8)->raw, INT64_MAX);
}

TEST(Decimal, PrintsTheShortestPlainForm) {
  EXPECT_EQ(to_string(Price::from_raw(-5'000'000)), "-0.05");
  EXPECT_EQ(to_string(Price::whole(12)), "12");
  EXPECT_EQ(to_string(Price::from_raw(1)), "0.00000001");
  EXPECT_EQ(format_decimal(INT64_MIN, kDecimals8), "-92233720368.54775808");
}

}  // namespace
}  // namespace tw
