// Every golden run of backtesting.py, as a user would ask the executable for it.

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/process.hpp"

namespace tw {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

/// The golden file's strategy as ours, and its parameters by our names; "" is none of ours.
struct Counterpart {
  std::string name;
  std::map<std::string, std::string> parameters;
  Words always;
};

const std::map<std::string, Counterpart> kCounterparts{
    {"SmaLS", {"sma_cross", {}, {"--set", "side=both"}}},
    {"SmaLO", {"sma_cross", {}, {}}},
    {"SmaBracket", {"sma_cross", {{"sl", "stop"}, {"tp", "target"}}, {}}},
    {"Rsi", {"rsi_reversion", {{"n", "period"}, {"lo", "lower"}, {"hi", "upper"}}, {}}},
    {"Boll", {"bollinger_reversion", {{"n", "period"}, {"k", "deviations"}}, {}}},
    {"Donchian", {"donchian_breakout", {{"n_in", "entry"}, {"n_out", "exit"}}, {}}},
    {"FixedLots", {"channel_pyramid", {{"n", "entry"}, {"n_out", "exit"}}, {}}},
    {"LimitEntry", {"limit_pullback", {{"off", "offset"}, {"sl", "stop"}, {"tp", "target"}}, {}}},
    {"StopEntry", {"stop_breakout", {{"n", "channel"}, {"k", "atr_multiple"}}, {}}},
};

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Returns "percent:0.001" or "fixed:5+percent:0.0005".
std::string commission_of(const json& commission) {
  if (!commission.is_array()) return "percent:" + commission.dump();
  return "fixed:" + commission[0].dump() + "+percent:" + commission[1].dump();
}

Words words_for(const json& golden) {
  const Counterpart& counterpart = kCounterparts.at(golden["strategy"]);
  Words words{TW_APP,         "backtest",
              "--preset",     "backtesting.py",
              "--strategy",   counterpart.name,
              "--data",       std::string{TW_SHARED} + golden["data"].get<std::string>().substr(6),
              "--from",       golden["first"],
              "--to",         golden["last"],
              "--cash",       golden["cash"].dump(),
              "--commission", commission_of(golden["commission"]),
              "--spread",     "percent:" + golden["spread"].dump(),
              "--margin",     golden["margin"].dump(),
              "--json",       "-"};
  words.insert(words.end(), counterpart.always.begin(), counterpart.always.end());
  for (const auto& [key, value] : golden["params"].items()) {
    const auto renamed = counterpart.parameters.find(key);
    words.insert(words.end(),
                 {"--set", (renamed == counterpart.parameters.end() ? key : renamed->second) + "=" +
                               text_of(value)});
  }
  return words;
}

/// The library writes a bar's start in the data's own clock, we an instant in UTC or a date.
bool is_same_time(const std::string& ours, const std::string& theirs) {
  if (ours.size() == 10) return ours == theirs.substr(0, 10);
  if (theirs.ends_with('Z')) return ours == theirs;
  return ours.substr(0, 10) + ' ' + ours.substr(11, 8) == theirs;
}

void expect_same_trade(const json& ours, const json& theirs) {
  EXPECT_EQ(ours["quantity"], theirs["size"]);
  EXPECT_TRUE(is_same_time(ours["entry_at"], theirs["entry_time"])) << ours << theirs;
  EXPECT_TRUE(is_same_time(ours["exit_at"], theirs["exit_time"])) << ours << theirs;
  EXPECT_NEAR(ours["entry_price"].get<double>(), theirs["entry_price"].get<double>(), 1e-6);
  EXPECT_NEAR(ours["exit_price"].get<double>(), theirs["exit_price"].get<double>(), 1e-6);
  EXPECT_NEAR(ours["commission"].get<double>(), theirs["commission"].get<double>(), 0.005);
  EXPECT_NEAR(ours["pnl"].get<double>(), theirs["pnl_net"].get<double>(), 0.005);
  EXPECT_NEAR(ours["return"].get<double>(), theirs["return_pct_net"].get<double>(), 1e-6);
}

TEST(BacktestVerb, MatchesEveryGoldenRunOfBacktestingPyTradeByTrade) {
  std::size_t runs = 0;
  for (const auto& entry : std::filesystem::directory_iterator{
           std::string{TW_SHARED} + "/golden/backtests/backtesting_py"}) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file{entry.path()};
    const json golden = json::parse(file);
    SCOPED_TRACE(golden["id"].get<std::string>());

    const support::Finished run = support::run_process(words_for(golden));

    ASSERT_EQ(run.exit_code, 0) << run.err;
    const json report = json::parse(run.out);
    ASSERT_EQ(report["trades"].size(), golden["trades"].size());
    for (std::size_t i = 0; i < golden["trades"].size() && !HasFailure(); ++i) {
      expect_same_trade(report["trades"][i], golden["trades"][i]);
    }
    EXPECT_NEAR(report["metrics"]["final_equity"].get<double>(),
                golden["stats"]["Equity Final [$]"].get<double>(), 0.005);
    runs += 1;
  }
  EXPECT_EQ(runs, 55U);
}

}  // namespace
}  // namespace tw
