#include "report/backtest_json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/sample_report.hpp"

namespace tw::report {
namespace {

using nlohmann::json;

json parsed(const backtest::BacktestReport& report) { return json::parse(backtest_json(report)); }

std::vector<std::string> keys_of(const nlohmann::ordered_json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

TEST(BacktestJson, HasTheKeysOfTheContractInItsOrder) {
  const auto report = nlohmann::ordered_json::parse(backtest_json(support::sample_report()));

  EXPECT_EQ(keys_of(report), (std::vector<std::string>{
                                 "run_id", "commands_hash", "code_version", "spec", "assumptions",
                                 "warnings", "diagnosis", "metrics", "trade_groups", "drawdowns",
                                 "yearly_returns", "monthly_returns", "regimes", "crises", "trades",
                                 "open_positions", "orders", "equity"}));
  EXPECT_EQ(
      keys_of(report["trades"][0]),
      (std::vector<std::string>{"symbol", "side", "quantity", "entry_at", "entry_price", "exit_at",
                                "exit_price", "pnl", "return", "commission", "entry_tag",
                                "exit_tag", "bars_held", "mae", "mfe", "strategy"}));
}

TEST(BacktestJson, CutsTradesAndReturnsInTheWaysThatPeopleAskFor) {
  const auto sample = support::sample_report();
  const json report = parsed(sample);

  for (const auto& [key, groups] : report["trade_groups"].items()) {
    std::size_t trades = 0;
    for (const json& group : groups) trades += group["trades"].get<std::size_t>();
    EXPECT_EQ(trades, sample.trades.size()) << key;
  }
  EXPECT_EQ(report["trade_groups"].size(), 7u);
  double wealth = 1.0;
  for (const json& year : report["yearly_returns"]) wealth *= 1.0 + year.get<double>();
  const double last = sample.equity.back().value.as_double();
  EXPECT_NEAR(wealth, last / sample.equity.front().value.as_double(), 1e-9);
  EXPECT_EQ(report["drawdowns"].size(), 5u);
  EXPECT_LT(report["drawdowns"][0]["drawdown"], report["drawdowns"][1]["drawdown"]);
  EXPECT_FALSE(report["regimes"].empty());
  EXPECT_TRUE(report["regimes"][0]["benchmark_return"].is_number());
}

TEST(BacktestJson, GivesEachKeyTheTypeOfTheContract) {
  const json report = parsed(support::sample_report());

  EXPECT_TRUE(report["run_id"].is_string());
  EXPECT_TRUE(report["commands_hash"].is_string());
  EXPECT_EQ(report["spec"]["parameters"]["fast"], 10);
  EXPECT_EQ(report["assumptions"][1]["name"], "fill timing");
  EXPECT_EQ(report["assumptions"][1]["value"], "next open");
  EXPECT_TRUE(report["warnings"][0].is_string());
  for (const char* key :
       {"total_return", "cagr", "volatility", "sharpe", "sortino", "calmar", "max_drawdown",
        "max_drawdown_days", "trade_win_rate", "trade_profit_factor", "trade_expectancy",
        "exposure", "turnover", "trades", "commissions", "final_equity"}) {
    EXPECT_TRUE(report["metrics"][key].is_number()) << key;
  }
  EXPECT_TRUE(report["metrics"]["trades"].is_number_integer());
  const json& trade = report["trades"][0];
  for (const char* key : {"quantity", "entry_price", "exit_price", "pnl", "return", "commission",
                          "bars_held", "mae", "mfe"}) {
    EXPECT_TRUE(trade[key].is_number()) << key;
  }
  EXPECT_TRUE(report["equity"][0][0].is_string());
  EXPECT_TRUE(report["equity"][0][1].is_number());
}

TEST(BacktestJson, WritesEveryRowOfTheReport) {
  const auto sample = support::sample_report();

  const json report = parsed(sample);

  EXPECT_EQ(report["trades"].size(), sample.trades.size());
  EXPECT_EQ(report["orders"].size(), sample.orders.size());
  EXPECT_EQ(report["equity"].size(), sample.equity.size());
  EXPECT_EQ(report["open_positions"].size(), 1U);
  EXPECT_EQ(report["metrics"].size(), sample.metrics.size());
}

TEST(BacktestJson, NamesShortsAndSignsTheirQuantity) {
  const json report = parsed(support::sample_report());

  bool saw_short = false;
  for (const json& trade : report["trades"]) {
    const bool is_short = trade["side"] == "short";
    saw_short |= is_short;
    EXPECT_EQ(trade["quantity"].get<double>() < 0.0, is_short);
  }
  EXPECT_TRUE(saw_short);
}

TEST(BacktestJson, DatesDailyBarsAndTimesShorterOnes) {
  EXPECT_EQ(parsed(support::sample_report())["equity"][0][0], "2013-05-13");
  EXPECT_EQ(parsed(support::sample_report({.sessions = 3, .bars_per_session = 20}))["equity"][0][0],
            "2013-05-13T13:35:00Z");
}

TEST(BacktestJson, WritesWhatTheRunDoesNotDefineAsNull) {
  backtest::BacktestReport report;
  report.metrics = {{"sharpe", "Sharpe", backtest::Metric::Kind::Ratio, std::nullopt}};

  const json text = parsed(report);

  EXPECT_TRUE(text["metrics"]["sharpe"].is_null());
  EXPECT_TRUE(text["spec"].is_object());
  EXPECT_TRUE(text["trades"].is_array());
  const json order = parsed(support::sample_report())["orders"].back();
  EXPECT_TRUE(order["quantity"].is_null());
  EXPECT_TRUE(order["ended_at"].is_null());
  EXPECT_TRUE(order["average_price"].is_null());
  EXPECT_EQ(order["limit"], 42);
}

TEST(BacktestJson, WritesWhatAnOrderDependsOn) {
  backtest::BacktestReport report;
  report.orders.push_back({.id = 3,
                           .type = "trailing_stop",
                           .time_in_force = "gtd",
                           .reduce_only = true,
                           .trail_percent = Ratio::from_raw(5'000'000),
                           .expires_at = Timestamp::from_seconds(1),
                           .parent = 2});

  const json order = parsed(report)["orders"][0];

  EXPECT_EQ(order["time_in_force"], "gtd");
  EXPECT_EQ(order["reduce_only"], true);
  EXPECT_EQ(order["outside_hours"], false);
  EXPECT_EQ(order["trail_percent"], 0.05);
  EXPECT_TRUE(order["trail_amount"].is_null());
  EXPECT_EQ(order["expires_at"], "1970-01-01T00:00:01Z");
  EXPECT_EQ(order["parent"], 2);
  EXPECT_TRUE(order["group"].is_null());
}

TEST(BacktestJson, WritesMoneyAsPlainDecimals) {
  backtest::BacktestReport report;
  report.metrics = {{"final_equity", "", backtest::Metric::Kind::Money, 12345678.9},
                    {"commissions", "", backtest::Metric::Kind::Money, 1e-7}};

  const std::string text = backtest_json(report);

  EXPECT_NE(text.find("\"final_equity\": 12345678.9,"), std::string::npos);
  EXPECT_NE(text.find("\"commissions\": 0.0000001\n"), std::string::npos);
}

TEST(BacktestJson, SurvivesNamesThatAreNotText) {
  auto sample = support::sample_report({.sessions = 300});
  sample.trades.front().symbol = "</script>\"\\\x01\xFF";

  EXPECT_EQ(parsed(sample)["trades"][0]["symbol"], "</script>\"\\\x01\xEF\xBF\xBD");
}

TEST(BacktestJson, IsTheSameTextForTheSameReport) {
  EXPECT_EQ(backtest_json(support::sample_report()), backtest_json(support::sample_report()));
}

}  // namespace
}  // namespace tw::report
