#include "indicators/column.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "market/bar_table.hpp"

namespace tw::indicators {
namespace {

using Reason = ColumnError::Reason;

void expect_error(std::string_view name, Reason reason, std::string_view message) {
  const auto spec = parse_column(name);

  ASSERT_FALSE(spec) << name;
  EXPECT_EQ(spec.error().reason, reason) << name;
  EXPECT_EQ(spec.error().message, message);
}

TEST(Column, NameIsTheFunctionAndItsParameters) {
  const auto spec = parse_column("BBUPPER_20_2.5");

  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->name, "BBUPPER_20_2.5");
  EXPECT_EQ(spec->kind->name, "BBUPPER");
  EXPECT_EQ(spec->values[0], 20.0);
  EXPECT_EQ(spec->values[1], 2.5);
}

TEST(Column, NameThatBeginsLikeAnotherIsTheLongerOne) {
  EXPECT_EQ(parse_column("OBV_SLOPE_5")->kind->name, "OBV_SLOPE");
  EXPECT_EQ(parse_column("OBV")->kind->name, "OBV");
  EXPECT_EQ(parse_column("MACDSIGNAL_12_26_9")->kind->name, "MACDSIGNAL");
}

TEST(Column, EveryExampleInTheCatalogueParsesAsItsOwnKind) {
  for (const ColumnKind& kind : catalogue()) {
    const auto spec = parse_column(kind.example);

    ASSERT_TRUE(spec) << kind.example;
    EXPECT_EQ(spec->kind, &kind);
    EXPECT_LE(kind.parameters.size(), kColumnParametersMax);
    EXPECT_TRUE(pattern_of(kind).starts_with(kind.name));
  }
}

TEST(Column, UnknownNameSuggestsTheNearestWithTheSameParameters) {
  expect_error("SAM_20", Reason::UnknownName,
               "unknown indicator column 'SAM_20'; did you mean 'SMA_20'?");
  expect_error("rsi_14", Reason::UnknownName,
               "unknown indicator column 'rsi_14'; did you mean 'RSI_14'?");
  expect_error("PLUSDI_14", Reason::UnknownName,
               "unknown indicator column 'PLUSDI_14'; did you mean 'PLUS_DI_14'?");
  expect_error("FISHER_9", Reason::UnknownName,
               "unknown indicator column 'FISHER_9'; 'tradewind indicators' lists them all");
  expect_error("", Reason::UnknownName,
               "unknown indicator column ''; 'tradewind indicators' lists them all");
}

TEST(Column, WrongNumberOfParametersShowsThePattern) {
  expect_error("MACD_12_26", Reason::WrongCount,
               "indicator column 'MACD_12_26': MACD takes 3 parameters (MACD_fast_slow_signal), "
               "as in MACD_12_26_9");
  expect_error("SMA", Reason::WrongCount,
               "indicator column 'SMA': SMA takes 1 parameter (SMA_n), as in SMA_20");
  expect_error("OBV_5", Reason::WrongCount,
               "indicator column 'OBV_5': OBV takes no parameter (OBV), as in OBV");
}

TEST(Column, ParameterOutOfItsRangeIsNamedWithItsBounds) {
  expect_error("SMA_0", Reason::ParameterValue,
               "indicator column 'SMA_0': n is '0', but must be a whole number from 1 to 100000, "
               "as in SMA_20");
  expect_error("RSI_14.5", Reason::ParameterValue,
               "indicator column 'RSI_14.5': n is '14.5', but must be a whole number from 2 to "
               "100000, as in RSI_14");
  for (const char* name : {"SMA_-3", "SMA_99999999999", "SMA_x", "SMA_", "SMA_100001", "ADX_1",
                           "BBUPPER_20_nan", "BBUPPER_20_-1", "BBUPPER_20_1e3"}) {
    EXPECT_EQ(parse_column(name).error().reason, Reason::ParameterValue) << name;
  }
}

TEST(Column, IsNotANumberUntilTheIndicatorIsReady) {
  BarTable table;
  for (std::int64_t i = 1; i <= 3; ++i) {
    Bar bar;
    bar.close = Price::whole(i * 10);
    table.push(bar);
  }

  const auto column = compute_column(*parse_column("SMA_2"), table.view({}));

  ASSERT_EQ(column.size(), 3u);
  EXPECT_TRUE(std::isnan(column[0]));
  EXPECT_EQ(column[1], 15.0);
  EXPECT_EQ(column[2], 25.0);
}

TEST(Column, MacdTakesItsPeriodsInEitherOrder) {
  BarTable table;
  for (std::int64_t i = 1; i <= 60; ++i) {
    Bar bar;
    bar.close = Price::whole(100 + i % 7);
    table.push(bar);
  }

  const auto usual = compute_column(*parse_column("MACD_5_8_3"), table.view({}));
  const auto swapped = compute_column(*parse_column("MACD_8_5_3"), table.view({}));

  EXPECT_EQ(usual.back(), swapped.back());
  EXPECT_FALSE(std::isnan(usual.back()));
}

TEST(Column, OfNoBarsIsEmpty) {
  EXPECT_TRUE(compute_column(*parse_column("EMA_5"), BarTable{}.view({})).empty());
}

TEST(Column, StarStandsForEveryColumnWithoutParametersThatBeginsSo) {
  const auto patterns = parse_columns("CDL*");
  const auto one = parse_columns("SMA_20");

  ASSERT_TRUE(patterns);
  EXPECT_EQ(patterns->size(), 61u);
  EXPECT_EQ(patterns->front().name, "CDLBELTHOLD");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->front().name, "SMA_20");
}

TEST(Column, StarThatFindsNothingIsRefusedByName) {
  const auto none = parse_columns("XYZ*");

  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().reason, Reason::UnknownName);
  EXPECT_EQ(none.error().message,
            "no indicator column without parameters begins with 'XYZ'; 'tradewind indicators' "
            "lists them all");
  EXPECT_EQ(parse_columns("SAM_2").error().message,
            "unknown indicator column 'SAM_2'; did you mean 'SMA_2'?");
}

}  // namespace
}  // namespace tw::indicators
