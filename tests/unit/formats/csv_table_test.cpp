#include "formats/csv_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/date.hpp"
#include "formats/signal_csv.hpp"

namespace tw::formats {
namespace {

TEST(CsvTable, CellsAreFoundByTheirColumnsNameHoweverItIsSpelt) {
  constexpr std::string_view kText =
      "\xef\xbb\xbfsymbol,Adjusted_Close,\"a name\"\r\nOWN, 1.5 ,\"x, y\"\r\n\r\nTWO,,z\n";
  const auto table = CsvTable::parse(kText);

  ASSERT_TRUE(table.has_value()) << table.error();
  ASSERT_EQ(table->rows(), 2U);
  EXPECT_EQ(table->cell(0, table->column("adjusted close")), "1.5");
  EXPECT_EQ(table->cell(0, table->column("A NAME")), "x, y");
  EXPECT_EQ(table->cell(1, table->column("symbol")), "TWO");
  EXPECT_EQ(table->cell(1, table->column("adjusted close")), "");
  EXPECT_EQ(table->cell(1, table->column("volume")), "");
  EXPECT_EQ(table->cell(2, 0), "");
}

TEST(CsvTable, RowsOfAnotherWidthAreRefusedByTheirLine) {
  EXPECT_EQ(CsvTable::parse("a,b\n1,2\n\n3\n").error(), "line 4 has 1 cells for 2 columns");
  EXPECT_EQ(CsvTable::parse("a,b\n\"1,2\n").error(), "line 2 has a quote without its pair");
  EXPECT_EQ(CsvTable::parse(" \n").error(), "is empty");
}

TEST(TextFields, TheFirstFaultIsKeptAndWhatIsRoundedIsCounted) {
  TextFields fields;

  EXPECT_EQ(fields.price("1.123456789", "open"), Price::from_raw(112'345'679));
  EXPECT_EQ(fields.volume("12", "volume"), Volume::whole(12));
  EXPECT_EQ(fields.quantity("-", "size"), std::nullopt);
  EXPECT_EQ(fields.number("0.25", "beta"), 0.25);
  EXPECT_EQ(fields.date("2024-01-05", "day"), Date::from_civil(2024, 1, 5));
  EXPECT_EQ(fields.date("None", "day"), std::nullopt);
  EXPECT_TRUE(fields.is_sound());
  EXPECT_EQ(fields.rounded_values(), 1U);
  EXPECT_EQ(fields.date("0000-00-00", "day"), std::nullopt);
  EXPECT_EQ(fields.number("x", "beta"), std::nullopt);
  EXPECT_EQ(fields.what(), "'day' is '0000-00-00', which is no date");
}

TEST(TextFields, AFieldIsReadToItsEndAndNoFurther) {
  constexpr std::string_view kDigits = "12.34567";
  TextFields fields;

  EXPECT_EQ(fields.price(kDigits.substr(0, 2), "open"), Price::whole(12));
  EXPECT_EQ(fields.price(kDigits.substr(0, 4), "open"), Price::from_raw(1'230'000'000));
  EXPECT_EQ(fields.price("-12.3", "open"), Price::from_raw(-1'230'000'000));
  EXPECT_EQ(fields.price("+12.3", "open"), Price::from_raw(1'230'000'000));
  EXPECT_EQ(fields.price("1.5e1", "open"), Price::whole(15));
  EXPECT_TRUE(fields.is_sound());
  EXPECT_EQ(fields.price("-", "open"), std::nullopt);
  EXPECT_EQ(fields.price("1.5x", "open"), std::nullopt);
  EXPECT_EQ(fields.what(), "'open' is '1.5x', which is not a number");
}

TEST(ParseSignals, TakesTheColumnThatIsNamedAfterATimeForTheMoment) {
  const auto rows = parse_signals(",date,signal,why\n0,2020-01-02,1,up\n1,2020-01-03,,\n");

  ASSERT_TRUE(rows.has_value());
  EXPECT_EQ(rows->names, (std::vector<std::string>{"", "signal", "why"}));
  EXPECT_EQ(rows->rows[0].label, "2020-01-02");
  EXPECT_EQ(rows->rows[0].at, parse_date("2020-01-02")->midnight().unix_ns);
  EXPECT_EQ(rows->rows[1].cells, (std::vector<std::string>{"1", "", ""}));
}

TEST(ParseSignals, ReadsTimesWithAndWithoutAnOffset) {
  const auto rows = parse_signals("at,x\n2020-01-02T14:30:00Z,1\n2020-01-02 15:30:00+01:00,1\n");

  ASSERT_TRUE(rows.has_value());
  EXPECT_EQ(rows->rows[0].at, rows->rows[1].at);
}

TEST(ParseSignals, RefusesWhatIsNoTableOfMoments) {
  EXPECT_EQ(parse_signals("").error(), "is empty");
  EXPECT_EQ(parse_signals("date,x\n").error(), "has no row below its header");
  EXPECT_THAT(parse_signals("1\n2\n").error(), testing::HasSubstr("has one column"));
  EXPECT_THAT(parse_signals("date,x\nsoon,1\n").error(),
              testing::HasSubstr("row 1 begins with 'soon', which is no time"));
  EXPECT_THAT(parse_signals("date,x\n2020-01-02\n").error(), testing::HasSubstr("line 2"));
}

}  // namespace
}  // namespace tw::formats
