#include "report/statistics.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

#include "support/sample_report.hpp"

namespace tw::report {
namespace {

using Kind = backtest::Metric::Kind;

std::vector<std::string> keys_of(const StatisticGroup& group) {
  std::vector<std::string> keys;
  for (const Statistic& row : group.rows) keys.emplace_back(row.key);
  return keys;
}

TEST(Statistics, GroupsByWhatAFigureIsAboutInReadingOrder) {
  backtest::BacktestReport report;
  report.metrics = {{"slippage_total", "Slippage", Kind::Money, 3.0},
                    {"commissions", "c", Kind::Money, 1.0},
                    {"trades", "t", Kind::Count, 2.0},
                    {"sharpe", "s", Kind::Ratio, 1.0},
                    {"weather", "Weather", Kind::Ratio, 1.0},
                    {"cagr", "c", Kind::Percent, 0.1},
                    {"total_return", "t", Kind::Percent, 0.1}};

  const auto groups = statistics(report, session_curves(report), Selection::All);

  ASSERT_EQ(groups.size(), 5U);
  EXPECT_EQ(keys_of(groups[0]), (std::vector<std::string>{"total_return", "cagr"}));
  EXPECT_EQ(keys_of(groups[3]), (std::vector<std::string>{"commissions", "slippage_total"}));
  EXPECT_EQ(groups[4].title, "More figures");
}

TEST(Statistics, ShowsAboutThirtyOnAScreenAndEveryOneInFull) {
  const auto report = support::sample_report();
  const auto curves = session_curves(report);
  const auto count = [&](Selection selection) {
    std::set<std::string_view> keys;
    for (const auto& group : statistics(report, curves, selection)) {
      for (const auto& row : group.rows) keys.insert(row.key);
    }
    return keys.size();
  };

  EXPECT_GE(count(Selection::Headline), 25U);
  EXPECT_LE(count(Selection::Headline), 40U);
  const auto titled = std::ranges::count_if(
      report.metrics, [](const auto& metric) { return !metric.label.empty(); });
  EXPECT_GE(count(Selection::All), static_cast<std::size_t>(titled));
}

TEST(Statistics, SetsTheBenchmarkBesideTheFiguresThatItHas) {
  const auto report = support::sample_report();

  const auto groups = statistics(report, session_curves(report), Selection::Headline);

  for (const auto& group : groups) {
    for (const auto& row : group.rows) {
      const bool is_of_returns = row.key == "sharpe" || row.key == "max_drawdown";
      const bool is_of_trades = row.key == "trades";
      if (is_of_returns || is_of_trades) {
        EXPECT_EQ(row.benchmark.empty(), is_of_trades) << row.key;
      }
    }
  }
}

TEST(Statistics, ReadSessionClosesFromIntradayEquity) {
  const auto report = support::sample_report({.sessions = 40, .bars_per_session = 12});

  const auto curves = session_curves(report);

  ASSERT_EQ(curves.equity.size(), 40U);
  EXPECT_EQ(curves.equity[3], report.equity[47].value.as_double());
  EXPECT_EQ(curves.returns.size(), 39U);
  const auto along = along_equity(curves, curves.drawdown, report.equity.size());
  EXPECT_NE(along[0], along[0]) << "before the first close nothing is known";
  EXPECT_EQ(along[11], curves.drawdown[0]);
  EXPECT_EQ(along[22], curves.drawdown[0]);
  EXPECT_EQ(along[23], curves.drawdown[1]);
}

}  // namespace
}  // namespace tw::report
