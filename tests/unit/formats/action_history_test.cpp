#include "formats/action_history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/decimal.hpp"
#include "support/random_walk.hpp"

namespace tw::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kRenamed =
    "symbol,date,kind,numerator,denominator,amount,new_symbol\n"
    "FB,2020-01-06,split,2,1,,\n"
    "FB,2022-06-09,symbol_change,,,,META\n"
    "META,2024-02-21,dividend,,,0.5,\n"
    "FB,2023-01-09,dividend,,,9,\n"  // Another company by then.
    "AAPL,2014-06-09,split,7,1,,\n";

std::vector<DatedAction> rows(std::string_view text) { return parse_actions(text).value(); }

std::vector<std::string> told(const ActionHistory& history) {
  std::vector<std::string> lines;
  for (const CorporateAction& action : history.actions) {
    lines.push_back(to_string(action.ex_date) + ' ' + describe(action));
  }
  return lines;
}

TEST(AnActionHistory, FollowsAnInstrumentThroughItsNames) {
  for (const char* name : {"FB", "META", "meta"}) {
    const auto history = action_history(rows(kRenamed), name);

    ASSERT_TRUE(history.has_value());
    EXPECT_THAT(told(*history), ElementsAre("2020-01-06 split 2:1", "2022-06-09 renamed META",
                                            "2024-02-21 dividend 0.5"));
    ASSERT_EQ(history->symbols.size(), 2U);
    EXPECT_EQ(history->symbols[0].symbol, "FB");
    EXPECT_EQ(history->symbols[1].symbol, "META");
    EXPECT_EQ(to_string(history->symbols[1].from), "2022-06-09");
  }
}

TEST(AnActionHistory, IsThatOfTheLastBearerOfAName) {
  const auto goog = action_history(rows("symbol,date,kind,new_symbol\n"
                                        "GOOG,2014-04-03,symbol_change,GOOGL\n"
                                        "GOOCV,2014-04-03,symbol_change,GOOG\n"),
                                   "GOOG");

  ASSERT_TRUE(goog.has_value());
  EXPECT_THAT(told(*goog), ElementsAre("2014-04-03 renamed GOOG"));
  EXPECT_EQ(goog->symbols.front().symbol, "GOOCV");
}

TEST(AnActionHistory, DoesNotEndInACircleOfNames) {
  const auto circle = action_history(rows("symbol,date,kind,new_symbol\n"
                                          "A,2014-04-03,symbol_change,B\n"
                                          "B,2014-04-04,symbol_change,A\n"),
                                     "A");

  ASSERT_TRUE(circle.has_value());
  EXPECT_EQ(circle->symbols.size(), 3U);
}

TEST(AnActionHistory, BringsDividendsBackToTheUnitsOfTheirDay) {
  auto both = rows("ex_date,cash_split_adjusted\n2012-08-09,0.094643\n2020-11-06,0.205\n");
  const auto splits = rows("ex_date,new_shares,old_shares\n2014-06-09,7,1\n2020-08-31,4,1\n");
  both.insert(both.end(), splits.begin(), splits.end());

  const auto history = action_history(both, "AAPL");

  ASSERT_TRUE(history.has_value());
  EXPECT_THAT(told(*history), ElementsAre("2012-08-09 dividend 2.650004", "2014-06-09 split 7:1",
                                          "2020-08-31 split 4:1", "2020-11-06 dividend 0.205"));
}

TEST(AnActionHistory, CountsOnceWhatTwoFilesTell) {
  auto both = rows("ex_date,type,value\n2014-06-09,split,7\n2014-08-07,dividend,0.469949\n");
  const auto again = rows(
      "date,kind,numerator,denominator,amount\n"
      "2014-06-09,split,7,1,\n2014-08-07,dividend,,,0.47\n");
  both.insert(both.end(), again.begin(), again.end());

  EXPECT_THAT(told(action_history(both, "AAPL").value()),
              ElementsAre("2014-06-09 split 7:1", "2014-08-07 dividend 0.469949"));
}

TEST(AnActionHistory, RefusesTwoSplitsOfOneDay) {
  const auto history =
      action_history(rows("ex_date,new_shares,old_shares\n2014-06-09,7,1\n2014-06-09,2,1\n"), "A");

  ASSERT_FALSE(history.has_value());
  EXPECT_EQ(history.error(),
            "line 3 tells a split 2:1 on 2014-06-09, line 2 a split 7:1; take the wrong one out");
}

TEST(AnActionHistory, GivesSplitPricesDividendsAloneInTheirUnits) {
  const auto history = action_history(rows("date,kind,numerator,denominator,amount\n"
                                           "2012-08-09,dividend,,,2.65\n"
                                           "2014-06-09,split,7,1,\n"
                                           "2014-08-07,dividend,,,0.47\n"),
                                      "A")
                           .value();

  EXPECT_THAT(told(on_basis(history, PriceBasis::Split)),
              ElementsAre("2012-08-09 dividend 0.37857143", "2014-08-07 dividend 0.47"));
  EXPECT_THAT(told(on_basis(history, PriceBasis::Total)), IsEmpty());
  EXPECT_EQ(told(on_basis(history, PriceBasis::Raw)).size(), 3U);
}

/// Three sessions around a 7:1 split of 2015-01-05, raw or adjusted.
BarTable three_sessions(double scale_after) {
  BarTable bars = support::random_walk(3, 3);
  for (std::size_t i = 1; i < 3; ++i) {
    for (auto* column : {&bars.open, &bars.high, &bars.low, &bars.close}) {
      (*column)[i] = std::llround(static_cast<double>((*column)[i]) * scale_after);
    }
  }
  return bars;
}

TEST(RefusedActions, AreSplitsThatPricesDoNotShow) {
  const ActionHistory split =
      action_history(rows("ex_date,new_shares,old_shares\n2015-01-05,7,1\n"), "A").value();
  const BarTable raw = three_sessions(1.0 / 7.0);
  const BarTable adjusted = three_sessions(1.0);

  EXPECT_EQ(refuse_actions(split, raw.view({}), PriceBasis::Unknown), std::nullopt);
  EXPECT_THAT(refuse_actions(split, adjusted.view({}), PriceBasis::Unknown).value_or(""),
              HasSubstr("does not move by its split 7:1 on 2015-01-05"));
  EXPECT_EQ(refuse_actions(split, adjusted.view({}), PriceBasis::Raw), std::nullopt);
}

TEST(RefusedActions, AreDelistingsBeforeTheLastBar) {
  const ActionHistory delisting =
      action_history(rows("date,kind,amount\n2015-01-05,delisting,0\n"), "A").value();
  const BarTable bars = three_sessions(1.0);

  EXPECT_THAT(refuse_actions(delisting, bars.view({}), PriceBasis::Raw).value_or(""),
              HasSubstr("has bars after its delisting on 2015-01-05"));
  EXPECT_EQ(refuse_actions(delisting, bars.view({}).slice(0, 2), PriceBasis::Raw), std::nullopt);
}

TEST(RefusedActions, AreSplitsInsideABarOfAWeek) {
  const ActionHistory split =
      action_history(rows("ex_date,new_shares,old_shares\n2015-01-05,7,1\n"), "A").value();
  BarTable bars = three_sessions(1.0 / 7.0);
  bars.timeframe = parse_timeframe("1w").value();

  EXPECT_THAT(refuse_actions(split, bars.view({}), PriceBasis::Raw).value_or(""),
              HasSubstr("has bars of 1w"));
}

}  // namespace
}  // namespace tw::formats
