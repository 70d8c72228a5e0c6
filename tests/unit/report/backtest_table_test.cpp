#include "report/backtest_table.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "core/utf8.hpp"
#include "support/sample_report.hpp"

namespace tw::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t widest_line(const std::string& text) {
  std::istringstream lines{text};
  std::size_t widest = 0;
  for (std::string line; std::getline(lines, line);) {
    widest = std::max(widest, character_count(line));
  }
  return widest;
}

TEST(BacktestTable, FitsTheTerminal) {
  auto report = support::sample_report();
  report.warnings.push_back(std::string(300, 'w'));
  report.trades.front().symbol = std::string(120, 'S');
  report.open_positions.front().symbol = std::string(120, 'S');
  report.benchmark_name = std::string(120, 'B');
  report.run_id = std::string(32, 'f');

  for (const int width : {60, 80, 100}) {
    for (const bool is_utf8 : {false, true}) {
      const auto text = backtest_table(report, {.width = width, .is_utf8 = is_utf8});
      EXPECT_LE(widest_line(text), static_cast<std::size_t>(width));
    }
  }
}

TEST(BacktestTable, StartsWithWarningsThenAssumptionsThenFigures) {
  const auto text = backtest_table(support::sample_report(), {});

  const auto warnings = text.find("Warnings");
  const auto assumptions = text.find("Assumptions");
  const auto figures = text.find("Sharpe ratio");
  ASSERT_NE(figures, std::string::npos);
  EXPECT_LT(warnings, assumptions);
  EXPECT_LT(assumptions, figures);
  EXPECT_THAT(text, HasSubstr("! Few trades"));
  EXPECT_THAT(text, HasSubstr("next open"));
}

TEST(BacktestTable, ShowsWhatSomeoneFromAnotherEngineLooksFor) {
  const auto text = backtest_table(support::sample_report(), {});

  for (const char* label : {"Total return",
                            "Return a year (CAGR)",
                            "Final equity",
                            "Volatility a year",
                            "Sharpe ratio",
                            "Sortino ratio",
                            "Calmar ratio",
                            "Max drawdown",
                            "Longest drawdown",
                            "Trades",
                            "Win rate",
                            "Profit factor",
                            "Expectancy",
                            "Best trade",
                            "Worst trade",
                            "System quality (SQN)",
                            "Kelly fraction",
                            "Time in the market",
                            "Commissions",
                            "Turnover a year",
                            "run_id",
                            "commands_hash",
                            "Still open at the end",
                            "Against buy and hold"}) {
    EXPECT_THAT(text, HasSubstr(label));
  }
}

TEST(BacktestTable, UsesNeitherColourNorUnicodeUnlessTheTerminalHasThem) {
  const auto plain = backtest_table(support::sample_report(), {});
  EXPECT_THAT(plain, Not(HasSubstr("\x1b")));
  EXPECT_TRUE(
      std::ranges::all_of(plain, [](char c) { return static_cast<unsigned char>(c) < 128; }));

  const auto rich = backtest_table(support::sample_report(), {.use_color = true, .is_utf8 = true});
  EXPECT_THAT(rich, HasSubstr("\x1b[1m"));
  EXPECT_THAT(rich, HasSubstr("\u2500"));
}

TEST(BacktestTable, ShowsBothQuantitiesOfATradeInWhichASplitLay) {
  auto report = support::sample_report();
  auto best = std::ranges::max_element(report.trades, {}, &backtest::TradeRow::pnl);
  best->quantity = Quantity::whole(100);
  best->exit_quantity = Quantity::whole(700);
  best->is_long = true;

  EXPECT_THAT(backtest_table(report, {}), testing::HasSubstr("long 100 > 700"));
}

TEST(BacktestTable, DrawsManifoldGrowthOnALogScaleAndSaysSo) {
  auto report = support::sample_report({.sessions = 300});
  EXPECT_THAT(backtest_table(report, {}), HasSubstr("Equity, USD -"));

  report.equity.back().value = report.equity.front().value * 50;
  EXPECT_THAT(backtest_table(report, {}), HasSubstr("Equity, USD, logarithmic -"));

  report.equity.back().value = Money{};
  EXPECT_THAT(backtest_table(report, {}), HasSubstr("Equity, USD -"));
}

TEST(BacktestTable, DoesNotLetASymbolWriteOnTheTerminal) {
  auto report = support::sample_report();
  report.open_positions.front().symbol = "\x1b]0;owned\x07";

  EXPECT_THAT(backtest_table(report, {}), Not(HasSubstr("\x1b")));
}

TEST(BacktestTable, SaysNotAvailableAndStandsWithoutTrades) {
  backtest::BacktestReport report;
  report.title = "nothing happened";
  report.metrics = {{"sharpe", "Sharpe", backtest::Metric::Kind::Ratio, std::nullopt}};

  const auto text = backtest_table(report, {});

  EXPECT_THAT(text, HasSubstr("n/a"));
  EXPECT_THAT(text, HasSubstr("none"));
}

}  // namespace
}  // namespace tw::report
