#include "report/trade_groups.hpp"

#include <gtest/gtest.h>

namespace tw::report {
namespace {

backtest::TradeRow trade(const char* symbol, int pnl, const char* exit_tag) {
  backtest::TradeRow row;
  row.symbol = symbol;
  row.pnl = Money::whole(pnl);
  row.return_ = pnl / 100.0;
  row.exit_tag = exit_tag;
  row.bars_held = 4;
  return row;
}

TEST(TradeGroups, SumWhatTradesOfOneKindCameTo) {
  const auto divisions = trade_divisions(
      {trade("B", -10, "stop"), trade("A", 30, "target"), trade("B", 20, "target")});

  ASSERT_EQ(divisions.size(), 2U);  // All are long and none has an entry tag.
  EXPECT_EQ(divisions[0].title, "By symbol");
  EXPECT_EQ(divisions[0].groups[0].name, "A");
  EXPECT_EQ(divisions[0].groups[1].pnl, Money::whole(10));
  EXPECT_DOUBLE_EQ(divisions[0].groups[1].mean_return, 0.05);
  EXPECT_EQ(divisions[0].groups[1].win_rate(), 0.5);
  EXPECT_EQ(divisions[1].title, "By exit");
  EXPECT_EQ(divisions[1].groups[0].trades, 2U);
  EXPECT_DOUBLE_EQ(divisions[1].groups[0].mean_bars, 4.0);
}

TEST(TradeGroups, KeepWeekdaysAndHoldingTimesInTheirOwnOrder) {
  std::vector<backtest::TradeRow> trades;
  for (const auto& [date, bars] :
       {std::pair{"2024-01-05", 70}, {"2024-01-01", 1}, {"2024-01-03", 5}, {"2024-01-08", 0}}) {
    trades.push_back(trade("A", static_cast<int>(trades.size()) * 10 - 10, ""));
    trades.back().entry_at.session = *parse_date(date);
    trades.back().bars_held = bars;
  }

  const auto divisions = trade_divisions(trades);

  ASSERT_EQ(divisions.size(), 2U);
  const auto names = [](const TradeDivision& division) {
    std::vector<std::string> all;
    for (const TradeGroup& group : division.groups) all.push_back(group.name);
    return all;
  };
  EXPECT_EQ(divisions[0].key, "by_weekday");
  EXPECT_EQ(names(divisions[0]), (std::vector<std::string>{"Monday", "Wednesday", "Friday"}));
  EXPECT_EQ(divisions[0].groups[0].trades, 2U);
  EXPECT_EQ(divisions[1].key, "by_holding_time");
  EXPECT_EQ(names(divisions[1]),
            (std::vector<std::string>{"within a bar", "1 bar", "2 to 5 bars", "over 60 bars"}));
}

TEST(TradeGroups, HaveAProfitFactorWhereThereIsALoss) {
  const auto divisions =
      all_trade_divisions({trade("A", 30, "x"), trade("A", -10, "x"), trade("B", 5, "x")});

  EXPECT_EQ(divisions[0].key, "by_symbol");
  EXPECT_DOUBLE_EQ(*divisions[0].groups[0].profit_factor(), 3.0);
  EXPECT_FALSE(divisions[0].groups[1].profit_factor());
}

TEST(TradeGroups, LeaveOutWhatDoesNotDivide) {
  EXPECT_TRUE(trade_divisions({}).empty());
  EXPECT_TRUE(trade_divisions({trade("A", 1, "x"), trade("A", 2, "x")}).empty());
}

TEST(TradeGroups, NameTradesWithoutATag) {
  const auto divisions = trade_divisions({trade("A", 2, ""), trade("A", 1, "x")});

  ASSERT_EQ(divisions.size(), 1U);
  EXPECT_EQ(divisions[0].groups[0].name, "(no tag)");
}

}  // namespace
}  // namespace tw::report
