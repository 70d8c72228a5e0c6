// Every golden run of backtrader, order by order, as a user would ask the executable for it.

#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "support/process.hpp"

namespace tw {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

Words words_for(const json& golden) {
  const std::string id = golden["id"];
  Words words{TW_APP,         "backtest",
              "--preset",     "backtrader",
              "--strategy",   id.substr(id.find('_') + 1),
              "--data",       std::string{TW_SHARED} + golden["data"].get<std::string>().substr(6),
              "--from",       golden["first"],
              "--to",         golden["last"],
              "--cash",       golden["cash"].dump(),
              "--commission", "percent:" + golden["commission"].dump(),
              "--json",       "-"};
  for (const auto& [key, value] : golden["params"].items()) {
    words.insert(words.end(), {"--set", key + "=" + value.dump()});
  }
  return words;
}

const std::map<std::string, std::string> kTypes{{"Market", "market"},
                                                {"Limit", "limit"},
                                                {"Stop", "stop"},
                                                {"StopLimit", "stop_limit"},
                                                {"StopTrail", "trailing_stop"}};
const std::map<std::string, std::string> kStates{
    {"Completed", "filled"}, {"Canceled", "cancelled"}, {"Expired", "expired"}};

double number(const json& value) { return value.is_null() ? 0.0 : value.get<double>(); }

void expect_same_prices(const json& ours, const json& theirs) {
  const std::string type = theirs["type"];
  const char* first = type == "Limit" ? "limit" : "stop";
  if (type == "Limit" || type == "Stop" || type == "StopLimit") {
    EXPECT_NEAR(number(ours[first]), theirs["limit_or_stop_price"].get<double>(), 1e-6);
  }
  if (type == "StopLimit") {
    EXPECT_NEAR(number(ours["limit"]), theirs["pricelimit"].get<double>(), 1e-6);
  }
}

void expect_same_order(const json& ours, const json& theirs) {
  EXPECT_EQ(ours["side"], theirs["side"] == "BUY" ? "buy" : "sell");
  EXPECT_EQ(ours["type"], kTypes.at(theirs["type"]));
  EXPECT_EQ(ours["state"], kStates.at(theirs["status"]));
  EXPECT_EQ(ours["placed_at"], theirs["created_date"]);
  EXPECT_EQ(ours["ended_at"], theirs["date"]);
  EXPECT_EQ(number(ours["quantity"]), std::abs(theirs["size"].get<double>()));
  EXPECT_EQ(number(ours["filled"]), std::abs(theirs["exec_size"].get<double>()));
  EXPECT_NEAR(number(ours["average_price"]), theirs["exec_price"].get<double>(), 1e-6);
  EXPECT_NEAR(number(ours["commission"]), theirs["commission"].get<double>(), 1e-5);
  expect_same_prices(ours, theirs);
}

/// Orders are numbered as they were sent, there from 0; what never ended is not listed there.
void expect_same_orders(const json& ours, const json& theirs) {
  std::size_t ended = 0;
  for (const json& order : ours) ended += order["state"] == "working" ? 0U : 1U;
  EXPECT_EQ(ended, theirs.size());
  for (const json& order : theirs) {
    ASSERT_LT(order["ref"].get<std::size_t>(), ours.size());
    const json& row = ours[order["ref"].get<std::size_t>()];
    SCOPED_TRACE(order.dump() + "\n" + row.dump());
    expect_same_order(row, order);
    if (testing::Test::HasFailure()) return;
  }
}

void expect_same_trades(const json& ours, const json& theirs) {
  ASSERT_EQ(ours.size(), theirs.size());
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    SCOPED_TRACE(theirs[i].dump());
    EXPECT_EQ(ours[i]["entry_at"], theirs[i]["open_date"]);
    EXPECT_EQ(ours[i]["exit_at"], theirs[i]["close_date"]);
    EXPECT_EQ(ours[i]["bars_held"], theirs[i]["bars"]);
    EXPECT_NEAR(number(ours[i]["entry_price"]), theirs[i]["entry_price"].get<double>(), 1e-6);
    EXPECT_NEAR(number(ours[i]["pnl"]), theirs[i]["pnl_net"].get<double>(), 1e-4);
    EXPECT_NEAR(number(ours[i]["commission"]), theirs[i]["commission"].get<double>(), 1e-4);
  }
}

/// What the filled orders of one day did to cash and position.
struct Change {
  double cash = 0.0;
  double position = 0.0;
};

std::map<std::string, Change> changes_of(const json& orders) {
  std::map<std::string, Change> changes;
  for (const json& order : orders) {
    if (order["state"] != "filled") continue;
    const double units = number(order["filled"]) * (order["side"] == "buy" ? 1.0 : -1.0);
    Change& change = changes[order["ended_at"]];
    change.position += units;
    change.cash -= units * number(order["average_price"]) + number(order["commission"]);
  }
  return changes;
}

/// Compares value, cash and position at each close.
void expect_same_values(const json& report, double cash, const std::filesystem::path& path) {
  const auto changes = changes_of(report["orders"]);
  std::ifstream file{path};
  std::string line;
  std::getline(file, line);
  std::size_t i = 0;
  for (double position = 0.0; std::getline(file, line); ++i) {
    ASSERT_LT(i, report["equity"].size());
    std::istringstream cells{line};
    std::string date;
    std::string value;
    std::string their_cash;
    std::string their_position;
    std::getline(
        std::getline(std::getline(std::getline(cells, date, ','), value, ','), their_cash, ','),
        their_position);
    if (const auto change = changes.find(date); change != changes.end()) {
      cash += change->second.cash;
      position += change->second.position;
    }
    ASSERT_EQ(report["equity"][i][0], date);
    ASSERT_NEAR(report["equity"][i][1].get<double>(), std::stod(value), 0.005) << line;
    ASSERT_NEAR(cash, std::stod(their_cash), 0.005) << line;
    ASSERT_EQ(position, std::stod(their_position)) << line;
  }
  EXPECT_EQ(i, report["equity"].size());
}

TEST(BacktestVerb, MatchesEveryGoldenRunOfBacktraderOrderByOrder) {
  std::size_t runs = 0;
  for (const auto& entry : std::filesystem::directory_iterator{std::string{TW_SHARED} +
                                                               "/golden/backtests/backtrader"}) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file{entry.path()};
    const json golden = json::parse(file);
    SCOPED_TRACE(golden["id"].get<std::string>());

    const support::Finished run = support::run_process(words_for(golden));

    ASSERT_EQ(run.exit_code, 0) << run.err;
    const json report = json::parse(run.out);
    expect_same_orders(report["orders"], golden["orders"]);
    expect_same_trades(report["trades"], golden["trades"]);
    auto values = entry.path();
    values.replace_filename(values.stem().string() + "_value.csv");
    expect_same_values(report, golden["cash"].get<double>(), values);
    EXPECT_NEAR(report["metrics"]["final_equity"].get<double>(),
                golden["stats"]["final_value"].get<double>(), 0.005);
    runs += 1;
  }
  EXPECT_EQ(runs, 9U);
}

}  // namespace
}  // namespace tw
