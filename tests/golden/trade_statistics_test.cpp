#include "analytics/trade_statistics.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>

#include "analytics/activity.hpp"
#include "analytics/drawdown.hpp"
#include "support/golden_reference.hpp"

namespace tw::golden {
namespace {

using Json = nlohmann::json;

constexpr double kTolerance = 1e-9;

/// Every run of backtesting.py, in order of its name.
std::set<std::filesystem::path> runs() {
  std::set<std::filesystem::path> found;
  for (const auto& entry :
       std::filesystem::directory_iterator{shared_path("golden/backtests/backtesting_py")}) {
    if (entry.path().extension() == ".json") found.insert(entry.path());
  }
  return found;
}

std::vector<analytics::TradeOutcome> outcomes_of(const Json& run) {
  std::vector<analytics::TradeOutcome> trades;
  for (const Json& trade : run["trades"]) {
    trades.push_back({.pnl = trade["pnl_net"],
                      .return_fraction = trade["return_pct_net"],
                      .commission = trade["commission"],
                      .bars_held = trade["exit_bar"].get<int>() - trade["entry_bar"].get<int>(),
                      .is_long = trade["size"].get<double>() > 0});
  }
  return trades;
}

void expect_figure(analytics::Figured ours, double scale, const Json& theirs,
                   const std::string& what) {
  if (theirs.is_null() || std::isnan(theirs.get<double>())) {
    EXPECT_FALSE(ours) << what;
  } else {
    ASSERT_TRUE(ours) << what;
    EXPECT_TRUE(agrees(*ours * scale, theirs, kTolerance))
        << what << ": " << *ours * scale << ", the reference has " << theirs;
  }
}

TEST(GoldenTradeStatistics, EqualBacktestingPyOnEveryRun) {
  int compared = 0;

  for (const auto& path : runs()) {
    Json run;
    std::ifstream{path} >> run;
    const auto trades = outcomes_of(run);
    const auto ours = analytics::trade_statistics(trades);
    const Json& theirs = run["stats"];
    const std::string name = path.stem().string() + " ";

    EXPECT_EQ(ours.trades, theirs["# Trades"].get<int>()) << name;
    expect_figure(ours.trade_win_rate, 100.0, theirs["Win Rate [%]"], name + "win rate");
    expect_figure(ours.trade_profit_factor, 1.0, theirs["Profit Factor"], name + "profit factor");
    expect_figure(ours.trade_expectancy, 100.0, theirs["Expectancy [%]"], name + "expectancy");
    expect_figure(ours.trade_best, 100.0, theirs["Best Trade [%]"], name + "best");
    expect_figure(ours.trade_worst, 100.0, theirs["Worst Trade [%]"], name + "worst");
    expect_figure(ours.trade_sqn, 1.0, theirs["SQN"], name + "sqn");
    expect_figure(ours.trade_kelly, 1.0, theirs["Kelly Criterion"], name + "kelly");
    compared += 1;
  }

  EXPECT_EQ(compared, 55);
}

TEST(GoldenTradeStatistics, CountTheBarsOfATradeAsBacktestingPyDoes) {
  for (const auto& path : runs()) {
    Json run;
    std::ifstream{path} >> run;
    std::vector<analytics::BarSpan> spans;
    for (const Json& trade : run["trades"]) {
      spans.push_back({.entry_bar = trade["entry_bar"], .exit_bar = trade["exit_bar"]});
    }

    const double ours = analytics::exposure(spans, run["rows"].get<std::size_t>());

    EXPECT_TRUE(agrees(ours * 100.0, run["stats"]["Exposure Time [%]"], kTolerance)) << path;
  }
}

TEST(GoldenTradeStatistics, MeasureTheLongestDrawdownInBacktestingPysDays) {
  int compared = 0;

  for (const auto& path : runs()) {
    const std::string equity_path = path.parent_path() / (path.stem().string() + "_equity.csv");
    if (!std::filesystem::exists(equity_path) || equity_path.contains("_h1_")) continue;
    Json run;
    std::ifstream{path} >> run;
    const auto equity = read_column(equity_path, "equity");

    int longest = 0;
    for (const auto& drawdown : analytics::find_drawdowns(equity.values)) {
      longest = std::max(longest, analytics::days_under(drawdown, equity.dates));
    }

    const std::string theirs = run["stats"]["Max. Drawdown Duration"];
    EXPECT_EQ(std::to_string(longest) + " days 00:00:00", theirs) << path;
    compared += 1;
  }

  EXPECT_EQ(compared, 19);
}

}  // namespace
}  // namespace tw::golden
