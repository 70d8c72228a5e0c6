#include "formats/csv_layout.hpp"

#include <gmock/gmock.h>

namespace tw::formats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using enum CsvRole;

std::vector<CsvRole> roles(std::string_view header) {
  const auto layout = read_layout(header);
  EXPECT_TRUE(layout.has_value()) << (layout ? "" : layout.error().message);
  return layout ? layout->roles : std::vector<CsvRole>{};
}

CsvError refused(std::string_view text) {
  const auto layout = read_layout(text);
  EXPECT_FALSE(layout.has_value());
  return layout ? CsvError{} : layout.error();
}

TEST(ReadLayout, KnowsTheUsualNamesInAnyCase) {
  EXPECT_THAT(roles("Date,Open,High,Low,Close,Adj Close,Volume\n"),
              ElementsAre(Stamp, Open, High, Low, Close, AdjustedClose, Volume));
  EXPECT_THAT(roles("timestamp,open,high,low,close,adjusted_close,volume,dividend_amount\n"),
              ElementsAre(Stamp, Open, High, Low, Close, AdjustedClose, Volume, Ignored));
  EXPECT_THAT(roles("t,o,h,l,c,v\n"), ElementsAre(Stamp, Open, High, Low, Close, Volume));
  EXPECT_THAT(roles("Date,Close/Last,Volume,Open,High,Low\n"),
              ElementsAre(Stamp, Close, Volume, Open, High, Low));
  EXPECT_THAT(roles("\"\",AAPL.Open,AAPL.High,AAPL.Low,AAPL.Close,AAPL.Volume,AAPL.Adjusted\n"),
              ElementsAre(Stamp, Open, High, Low, Close, Volume, AdjustedClose));
  EXPECT_THAT(roles("Date,Open,High,Low,Close*,Adj Close**,Volume\n"),
              ElementsAre(Stamp, Open, High, Low, Close, AdjustedClose, Volume));
  EXPECT_THAT(roles("date,1. open,2. high,3. low,4. close,5. volume\n"),
              ElementsAre(Stamp, Open, High, Low, Close, Volume));
}

TEST(ReadLayout, TakesAnUnnamedFirstColumnForTheDate) {
  EXPECT_THAT(roles(",Open,High,Low,Close\n"), ElementsAre(Stamp, Open, High, Low, Close));
  EXPECT_THAT(roles("Unnamed: 0,Date,Open,High,Low,Close\n"),
              ElementsAre(Ignored, Stamp, Open, High, Low, Close));
}

TEST(ReadLayout, JoinsADateWithTheTimeBesideIt) {
  EXPECT_THAT(roles("<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\n"),
              ElementsAre(Stamp, TimeOfDay, Open, High, Low, Close, Ignored, Volume));
  EXPECT_THAT(roles("unix,date,open,high,low,close\n"),
              ElementsAre(Stamp, Ignored, Open, High, Low, Close));
}

TEST(ReadLayout, KnowsTheTwoLinesOfYfinance) {
  const std::string_view text =
      "Price,Close,High,Low,Open,Volume\nTicker,AAPL,AAPL,AAPL,AAPL,AAPL\nDate,,,,,\n2013-1-2,";

  const auto layout = read_layout(text);

  ASSERT_TRUE(layout.has_value());
  EXPECT_EQ(layout->roles[0], Stamp);
  EXPECT_EQ(layout->data_line, 4u);
  EXPECT_TRUE(text.substr(layout->data_offset).starts_with("2013"));
}

TEST(ReadLayout, FindsTheDelimiterBehindAByteOrderMarkAndComments) {
  const auto layout = read_layout("\xEF\xBB\xBF# from a terminal\n\nDate;Open;High;Low;Close\r\n");

  ASSERT_TRUE(layout.has_value());
  EXPECT_EQ(layout->delimiter, ';');
  EXPECT_EQ(layout->data_line, 4u);
  EXPECT_EQ(layout->names.back(), "Close");
}

TEST(ReadLayout, NamesTheColumnsThatItDoesNotUse) {
  const auto layout = read_layout("Date,Open,High,Low,Close,Dividends,Stock Splits\n");

  EXPECT_THAT(layout->ignored(), ElementsAre("Dividends", "Stock Splits"));
}

TEST(ReadLayout, ReadsADateWithOneValueAsASeries) {
  EXPECT_TRUE(read_layout("date,price\n")->is_value_series);
  EXPECT_TRUE(read_layout("Date,Adj Close\n")->is_value_series);
  EXPECT_TRUE(read_layout(",value\n")->is_value_series);
  EXPECT_FALSE(read_layout("date,o,h,l,c\n")->is_value_series);
}

TEST(ReadLayout, RefusesWhatIsNoTableOfBars) {
  EXPECT_EQ(refused("").problem, CsvProblem::Empty);
  EXPECT_EQ(refused("\n \n\r\n").problem, CsvProblem::Empty);
  EXPECT_EQ(refused("\xEF\xBB\xBF").problem, CsvProblem::Empty);
  EXPECT_EQ(refused({"ab\0cd\n", 6}).problem, CsvProblem::NotText);
  EXPECT_THAT(refused("\x1F\x8B\x08").message, HasSubstr("gunzip"));
  EXPECT_THAT(refused("PK\x03\x04").message, HasSubstr("zip"));
  EXPECT_THAT(refused({"\xFF\xFE"
                       "d\0",
                       4})
                  .message,
              HasSubstr("UTF-16"));
  EXPECT_EQ(refused("<!DOCTYPE html>\n").problem, CsvProblem::NotText);
  EXPECT_EQ(refused("2013-09-03,1,2,3,4\n").problem, CsvProblem::NoHeader);
  EXPECT_EQ(refused("\"date,open\n").problem, CsvProblem::NoHeader);
  EXPECT_THAT(refused("open,high,low,close\n").message, HasSubstr("no column for the date"));
  EXPECT_THAT(refused("date,open,high,close\n").message, HasSubstr("no column 'low'"));
  EXPECT_THAT(refused("\x01\x7F\x80\n").message, HasSubstr("first line is '?"));
}

TEST(SplitRow, KeepsDelimitersInsideQuotes) {
  CsvRow row;
  split_row("\"Sep 3, 2013\",\"1,234.5\", 7 ,\nnext", 0, ',', row);

  EXPECT_THAT(row.fields, ElementsAre("Sep 3, 2013", "1,234.5", "7", ""));
  EXPECT_EQ(row.next, 29u);
}

TEST(SplitRow, EndsAStrayQuotationMarkWithItsLine) {
  CsvRow row;
  split_row("a,\"b\nc,d\n", 0, ',', row);

  EXPECT_TRUE(row.is_unclosed);
  EXPECT_EQ(row.text, "a,\"b");
  EXPECT_EQ(row.next, 5u);
  EXPECT_THAT(row.fields, IsEmpty());
}

}  // namespace
}  // namespace tw::formats
