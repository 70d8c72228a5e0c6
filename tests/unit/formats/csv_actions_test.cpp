#include "formats/csv_actions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/times.hpp"

namespace tw::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Returns "AAPL 2014-06-09 split 7:1" for each action.
std::vector<std::string> told(std::string_view text) {
  const auto actions = parse_actions(text);
  if (!actions) return {actions.error()};
  std::vector<std::string> lines;
  for (const DatedAction& row : *actions) {
    lines.push_back(row.symbol + ' ' + to_string(row.action.ex_date) + ' ' + describe(row.action));
  }
  return lines;
}

TEST(ActionsFile, IsReadInOurOwnForm) {
  EXPECT_THAT(told("symbol,date,kind,numerator,denominator,amount,new_symbol\n"
                   "AAPL,2014-06-09,split,7,1,,\n"
                   "aapl,2014-08-07,dividend,,,0.47,\n"
                   "FB,2022-06-09,symbol_change,,,,META\n"
                   "\n"
                   "TWTR,2022-10-27,delisting,,,54.20,\n"),
              ElementsAre("AAPL 2014-06-09 split 7:1", "AAPL 2014-08-07 dividend 0.47",
                          "FB 2022-06-09 renamed META", "TWTR 2022-10-27 delisted at 54.2"));
}

TEST(ActionsFile, NeedsOnlyTheColumnsOfItsKinds) {
  EXPECT_THAT(told("date,kind,numerator,denominator\n2014-06-09,split,7,1\n"),
              ElementsAre(" 2014-06-09 split 7:1"));
}

TEST(ActionsFile, ComesBackAsItWasWritten) {
  const std::string text =
      "symbol,date,kind,numerator,denominator,amount,new_symbol\n"
      "AAPL,2014-06-09,split,7,1,,\n"
      "AAPL,2014-08-07,dividend,,,0.47,\n"
      "FB,2022-06-09,symbol_change,,,,META\n"
      "GM,2009-06-01,delisting,,,0,\n";

  EXPECT_EQ(to_csv(parse_actions(text).value()), text);
}

TEST(ActionsFile, IsReadInTheFormsOfOthers) {
  EXPECT_THAT(told("symbol,ex_date,new_shares,old_shares\nGE,2021-08-02,1,8\n"),
              ElementsAre("GE 2021-08-02 split 1:8"));
  EXPECT_THAT(
      told("ex_date,type,value,adjust_ratio,previous_close_raw\n"
           "2012-08-09,dividend,2.649939,0.9957249401,619.86\n"
           "2015-04-27,split,1.00270027,0.997307,565.06\n"),
      ElementsAre(" 2012-08-09 dividend 2.649939", " 2015-04-27 split 100270027:100000000"));
  EXPECT_THAT(told("effective_date,split_factor\n1999-05-27,2.0000\n2021-11-04,1.0460\n"),
              ElementsAre(" 1999-05-27 split 2:1", " 2021-11-04 split 523:500"));
  EXPECT_THAT(told("ex_dividend_date,declaration_date,amount\n1999-02-08,None,0.22\n"),
              ElementsAre(" 1999-02-08 dividend 0.22"));
}

TEST(ActionsFile, KnowsDividendsInTheUnitsOfALaterDay) {
  const auto actions = parse_actions("ex_date,cash_split_adjusted\n2012-08-09,0.094643\n");

  ASSERT_TRUE(actions.has_value());
  EXPECT_TRUE(actions->front().is_split_adjusted);
}

TEST(AFactorFile, IsDecodedToTheSessionAfterEachLine) {
  // A Friday, so that what follows is in force on Monday; its two factors change at once.
  EXPECT_THAT(told("date,price_factor,split_factor,reference_price\n"
                   "1998-01-02,0.98,0.1428572,1\n"
                   "2014-06-06,0.98,0.1428572,645.57\n"
                   "2014-08-06,0.995,1,94.96\n"
                   "2050-12-31,1,1,0\n"),
              ElementsAre(" 2014-06-09 dividend 9.732211", " 2014-06-09 split 7:1",
                          " 2014-08-07 dividend 0.4748"));
}

TEST(AMapFile, TellsTheNamesThatFollowEachOther) {
  EXPECT_THAT(told("date,mapped_symbol,exchange\n"
                   "2014-03-27,goocv,Q\n2014-04-02,goocv,Q\n2050-12-31,goog,Q\n"),
              ElementsAre("GOOCV 2014-04-03 renamed GOOG"));
}

TEST(ActionsFile, NamesTheLineTheFieldItsValueAndTheRemedy) {
  const std::string header = "symbol,date,kind,numerator,denominator,amount,new_symbol\n";

  EXPECT_THAT(told(""), ElementsAre(HasSubstr("is empty; its first line must be a header")));
  EXPECT_THAT(told("open,close\n1,2\n"), ElementsAre(HasSubstr("has a header that is none")));
  EXPECT_THAT(told(header + "A,2014-13-01,split,7,1,,\n"),
              ElementsAre("line 2: date is '2014-13-01', which is no date; write it like "
                          "2014-06-09"));
  EXPECT_THAT(told(header + "A,2014-06-09,splt,7,1,,\n"),
              ElementsAre("line 2: kind is 'splt', which is none; write split, dividend, "
                          "symbol_change or delisting"));
  EXPECT_THAT(told(header + "A,2014-06-09,split,0,1,,\n"),
              ElementsAre("line 2: numerator is '0', which is no number of shares; a 7:1 split has "
                          "the numerator 7 and the denominator 1"));
  EXPECT_THAT(told(header + "A,2014-06-09,split,7,1,,\nA,2014-08-07,dividend,,,-1,\n"),
              ElementsAre("line 3: amount is '-1', which is no amount of cash a share; write one "
                          "like 0.47"));
  EXPECT_THAT(told(header + "A,2014-06-09,symbol_change,,,,\n"),
              ElementsAre("line 2: new_symbol is '', which is no symbol of 1 to 23 characters"));
  EXPECT_THAT(told("ex_date,type,value\n2014-06-09,split,0\n"),
              ElementsAre("line 2: value is '0', which is no number above zero up to 10000"));
  EXPECT_THAT(told("date,price_factor,split_factor,reference_price\n"
                   "2015-01-02,1,1,1\n2014-01-02,1,1,1\n"),
              ElementsAre("line 3: date is '2014-01-02', which is not after that of the line "
                          "before; sort the lines by date"));
  EXPECT_THAT(told("date,price_factor,split_factor,reference_price\n"
                   "2014-01-02,1,1,1\n2015-01-02,0.9,1,1\n"),
              ElementsAre("line 3: price_factor is '0.9', which is below that of the line before; "
                          "factors only rise"));
}

}  // namespace
}  // namespace tw::formats
