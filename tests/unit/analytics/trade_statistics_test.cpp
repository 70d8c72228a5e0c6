#include "analytics/trade_statistics.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace tw::analytics {
namespace {

const std::vector<TradeOutcome> kTrades{
    {.pnl = 100, .return_fraction = 0.10, .commission = 2, .bars_held = 5},
    {.pnl = -50, .return_fraction = -0.04, .commission = 2, .bars_held = 3, .is_long = false},
    {.pnl = 0, .return_fraction = 0.0, .commission = 1, .bars_held = 1},
    {.pnl = 30, .return_fraction = 0.02, .commission = 2, .bars_held = 7},
    {.pnl = 20, .return_fraction = 0.02, .commission = 2, .bars_held = 4},
};

TEST(TradeStatistics, CountATradeOfExactlyZeroAsNeitherWinNorLoss) {
  const auto result = trade_statistics(kTrades);

  EXPECT_EQ(result.trades, 5);
  EXPECT_EQ(result.trades_long, 4);
  EXPECT_EQ(result.trades_short, 1);
  EXPECT_DOUBLE_EQ(*result.trade_win_rate, 0.6);
  EXPECT_EQ(result.trade_max_consecutive_wins, 2);
  EXPECT_EQ(result.trade_max_consecutive_losses, 1);
}

TEST(TradeStatistics, MeasureProfitFactorAndExpectancyOnReturns) {
  const auto result = trade_statistics(kTrades);

  EXPECT_NEAR(*result.trade_profit_factor, 0.14 / 0.04, 1e-12);
  EXPECT_NEAR(*result.trade_expectancy, 0.02, 1e-15);
  EXPECT_NEAR(*result.trade_avg_win, 0.14 / 3.0, 1e-15);
  EXPECT_NEAR(*result.trade_avg_loss, -0.04, 1e-15);
  EXPECT_NEAR(*result.trade_payoff_ratio, 0.14 / 3.0 / 0.04, 1e-12);
  EXPECT_EQ(result.trade_best, 0.10);
  EXPECT_EQ(result.trade_worst, -0.04);
}

TEST(TradeStatistics, MeasureHowBadAndHowGoodTradesStood) {
  const std::vector<TradeOutcome> trades{
      {.pnl = 10, .return_fraction = 0.04, .mae = -0.01, .mfe = 0.08},
      {.pnl = 5, .return_fraction = 0.02, .mae = -0.03, .mfe = 0.04},
      {.pnl = -20, .return_fraction = -0.08, .mae = -0.08, .mfe = 0.00}};
  const auto result = trade_statistics(trades);

  EXPECT_NEAR(*result.trade_avg_mae, -0.04, 1e-15);
  EXPECT_NEAR(*result.trade_avg_mfe, 0.04, 1e-15);
  EXPECT_EQ(result.trade_worst_mae, -0.08);
  EXPECT_NEAR(*result.trade_avg_mae_wins, -0.02, 1e-15);
  EXPECT_NEAR(*result.trade_edge_ratio, 1.0, 1e-12);
  EXPECT_NEAR(*result.trade_mfe_captured, 0.5, 1e-12);
}

TEST(TradeStatistics, MeasureTheSameInMoneyUnderNamesOfTheirOwn) {
  const auto result = trade_statistics(kTrades);

  EXPECT_DOUBLE_EQ(*result.trade_profit_factor_pnl, 3.0);
  EXPECT_DOUBLE_EQ(*result.trade_expectancy_pnl, 20.0);
  EXPECT_DOUBLE_EQ(*result.trade_avg_win_pnl, 50.0);
  EXPECT_DOUBLE_EQ(*result.trade_avg_loss_pnl, -50.0);
  EXPECT_EQ(result.trade_best_pnl, 100.0);
  EXPECT_EQ(result.trade_worst_pnl, -50.0);
  EXPECT_DOUBLE_EQ(result.trade_commissions, 9.0);
  EXPECT_DOUBLE_EQ(*result.trade_avg_bars_held, 4.0);
}

TEST(TradeStatistics, TakeSystemQualityAndKellyFromMoney) {
  const auto result = trade_statistics(kTrades);

  // Deviations from 20: 80, -70, -20, 10, 0; squares sum to 11,800 over n - 1 = 4.
  EXPECT_NEAR(*result.trade_sqn, std::sqrt(5.0) * 20.0 / std::sqrt(2950.0), 1e-12);
  EXPECT_NEAR(*result.trade_kelly, 0.6 - 0.4 / 1.0, 1e-12);
}

TEST(TradeStatistics, WithoutALossHaveNoProfitFactorPayoffOrKelly) {
  const auto result = trade_statistics(std::span{kTrades}.first(1));

  EXPECT_EQ(result.trade_win_rate, 1.0);
  EXPECT_FALSE(result.trade_profit_factor);
  EXPECT_FALSE(result.trade_profit_factor_pnl);
  EXPECT_FALSE(result.trade_payoff_ratio);
  EXPECT_FALSE(result.trade_avg_loss);
  EXPECT_FALSE(result.trade_kelly);
  EXPECT_FALSE(result.trade_sqn);
}

TEST(TradeStatistics, WithoutAWinHaveAProfitFactorOfZero) {
  const auto result = trade_statistics(std::span{kTrades}.subspan(1, 1));

  EXPECT_EQ(result.trade_win_rate, 0.0);
  EXPECT_EQ(result.trade_profit_factor, 0.0);
  EXPECT_FALSE(result.trade_avg_win);
  EXPECT_FALSE(result.trade_kelly);
}

TEST(TradeStatistics, OfNoTradesAreCountsOfZeroAndNoFigure) {
  const auto result = trade_statistics({});

  EXPECT_EQ(result.trades, 0);
  EXPECT_EQ(result.trade_commissions, 0.0);
  EXPECT_FALSE(result.trade_win_rate);
  EXPECT_FALSE(result.trade_expectancy);
  EXPECT_FALSE(result.trade_avg_bars_held);
}

}  // namespace
}  // namespace tw::analytics
