#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/process.hpp"

// `tradewind backtest --size` with the rules that find a size, over real history.
namespace tw {
namespace {

using nlohmann::json;
using support::Finished;
using testing::HasSubstr;

constexpr double kCash = 1'000'000.0;

Finished backtest(const std::vector<std::string>& more) {
  std::vector<std::string> words{TW_APP,   "backtest", "--data", "tests/data/demo/aapl.csv",
                                 "--cash", "1000000",  "--json", "-"};
  words.insert(words.end(), {"--strategy", "sma_cross", "--set", "fast=5", "--set", "slow=20"});
  words.insert(words.end(), more.begin(), more.end());
  return support::run_process(words);
}

json report_of(const std::vector<std::string>& more) {
  const Finished run = backtest(more);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return json::parse(run.out, nullptr, false);
}

double entry_value(const json& trade) {
  return std::fabs(trade.at("quantity").get<double>()) * trade.at("entry_price").get<double>();
}

std::string assumption(const json& report, const std::string& name) {
  for (const json& row : report.at("assumptions")) {
    if (row.at("name") == name) return row.at("value");
  }
  return {};
}

TEST(SizeByRisk, LosesThatMuchAtTheStopOfRealTrades) {
  const json report = report_of({"--set", "stop=0.1", "--size", "risk:0.01"});

  ASSERT_GT(report.at("trades").size(), 3u);
  // A stop 10 % below the close and 1 % at risk make a position of a tenth of the account.
  EXPECT_NEAR(entry_value(report.at("trades").at(0)), kCash / 10, kCash / 500);
  EXPECT_THAT(assumption(report, "size"), HasSubstr("what loses 1 % of the equity"));
}

TEST(SizeByRisk, OfHalfAsMuchIsHalfTheSize) {
  const json whole = report_of({"--set", "stop=0.1", "--size", "risk"});
  const json half = report_of({"--set", "stop=0.1", "--size", "risk:0.005"});

  const double units = whole.at("trades").at(0).at("quantity");
  EXPECT_NEAR(half.at("trades").at(0).at("quantity").get<double>(), units / 2, 1.0);
}

TEST(SizeByRisk, DeniesEntriesWithoutAStopAndSaysWhy) {
  const json report = report_of({"--size", "risk:0.01"});

  EXPECT_TRUE(report.at("trades").empty());
  EXPECT_THAT(report.at("warnings").dump(), HasSubstr("denied by risk: entry_without_stop; a size "
                                                      "of risk:R is reckoned to the entry's stop"));
}

TEST(SizeByRisk, AboveTheCapIsRefusedInOneLine) {
  const Finished run = backtest({"--size", "risk:0.05"});

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.err,
            "tradewind: --size is 'risk:0.05', which gives no part of the equity above 0 and up to "
            "0.02 to lose at the stop; write, say, risk:0.01\n");
}

TEST(SizeByVolatility, OfTwiceTheTargetIsTwiceTheSize) {
  const json calm = report_of({"--size", "vol:0.05"});
  const json wild = report_of({"--size", "vol:0.1"});

  ASSERT_GT(calm.at("trades").size(), 3u);
  const double units = calm.at("trades").at(0).at("quantity");
  EXPECT_NEAR(wild.at("trades").at(0).at("quantity").get<double>(), 2 * units, 1.0);
  EXPECT_THAT(assumption(wild, "size"), HasSubstr("as volatile as 10 % a year"));
}

TEST(SizeByRiskSplit, GivesTheCalmerSymbolMore) {
  for (const std::string rule : {"inverse_vol", "equal_risk", "hrp"}) {
    const json report = report_of({"--data", "tests/data/demo/sp500-2000.csv", "--size", rule});

    double stock = 0.0;
    double index = 0.0;
    for (const json& trade : report.at("trades")) {
      double& first = trade.at("symbol") == "aapl" ? stock : index;
      if (first == 0.0) first = entry_value(trade);
    }
    ASSERT_GT(stock, 0.0) << rule;
    EXPECT_GT(index, stock) << rule;
    EXPECT_LT(index, kCash) << rule;
    EXPECT_THAT(assumption(report, "size"), HasSubstr("the account split")) << rule;
  }
}

TEST(SizeByKelly, BeginsWithHalfOfATenthAndThenFollowsTheTrades) {
  const json report = report_of({"--size", "kelly:0.5"});

  const json& trades = report.at("trades");
  ASSERT_GT(trades.size(), 3u);
  EXPECT_NEAR(entry_value(trades.front()), kCash / 20, kCash / 500);
  const auto differs = [&](const json& trade) {
    return std::fabs(entry_value(trade) - kCash / 20) > kCash / 200;
  };
  EXPECT_TRUE(std::ranges::any_of(trades, differs));
}

}  // namespace
}  // namespace tw
