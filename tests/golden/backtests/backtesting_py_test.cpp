// Every run of backtesting.py 0.6.6, trade by trade.

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "backtest/run_backtest.hpp"
#include "backtest/time_labels.hpp"
#include "core/decimal.hpp"
#include "ingest/load_bars.hpp"
#include "market/label_range.hpp"
#include "strategies/catalogue.hpp"

namespace tw::backtest {
namespace {

using nlohmann::json;

const std::string kFolder = std::string{TW_SHARED} + "/golden/backtests/backtesting_py";

/// How a golden file's strategy is called here, and what its parameters are called.
struct Counterpart {
  std::string name;
  std::map<std::string, std::string> parameters;
  std::vector<strategies::Setting> always;
};

const std::map<std::string, Counterpart> kCounterparts{
    {"SmaLS", {"sma_cross", {{"fast", "fast"}, {"slow", "slow"}}, {{"side", "both"}}}},
    {"SmaLO", {"sma_cross", {{"fast", "fast"}, {"slow", "slow"}}, {}}},
    {"SmaBracket",
     {"sma_cross", {{"fast", "fast"}, {"slow", "slow"}, {"sl", "stop"}, {"tp", "target"}}, {}}},
    {"Rsi", {"rsi_reversion", {{"n", "period"}, {"lo", "lower"}, {"hi", "upper"}}, {}}},
    {"Boll", {"bollinger_reversion", {{"n", "period"}, {"k", "deviations"}}, {}}},
    {"FixedLots", {"channel_pyramid", {{"n", "entry"}, {"n_out", "exit"}, {"size", "size"}}, {}}},
    {"LimitEntry",
     {"limit_pullback",
      {{"trend", "trend"},
       {"off", "offset"},
       {"ttl", "ttl"},
       {"size", "size"},
       {"sl", "stop"},
       {"tp", "target"}},
      {}}},
    {"StopEntry",
     {"stop_breakout", {{"n", "channel"}, {"k", "atr_multiple"}, {"size", "size"}}, {}}},
    {"Donchian", {"donchian_breakout", {{"n_in", "entry"}, {"n_out", "exit"}}, {}}},
};

Ratio ratio_of(const json& number) { return *parse<Ratio>(number.dump()); }

BacktestSpec spec_for(const json& golden) {
  const Counterpart& counterpart = kCounterparts.at(golden["strategy"]);
  BacktestSpec spec = spec_of(Preset::BacktestingPy);
  spec.strategy = counterpart.name;
  std::vector<strategies::Setting> settings = counterpart.always;
  for (const auto& [key, value] : golden["params"].items()) {
    if (key == "size") {
      spec.size = Size::units(*parse<Quantity>(value.dump()));
      continue;
    }
    settings.emplace_back(counterpart.parameters.at(key), value.dump());
  }
  spec.parameters = *strategies::resolve(**strategies::find(spec.strategy), settings);
  spec.cash = *parse<Money>(golden["cash"].dump());
  const json& commission = golden["commission"];
  if (commission.is_array()) {
    spec.rules.commission.fixed = *parse<Money>(commission[0].dump());
    spec.rules.commission.percent = ratio_of(commission[1]);
  } else {
    spec.rules.commission.percent = ratio_of(commission);
  }
  spec.rules.spread.rate = ratio_of(golden["spread"]);
  spec.rules.margin = ratio_of(golden["margin"]);
  return spec;
}

/// The library stamps a trade with the start of the bar that filled it.
std::string stamp_of(const Feed& feed, Timestamp at) {
  const TimeLabel label = label_of(feed.bars, at, BarEdge::Start);
  return to_string(label);
}

void expect_same_trade(const portfolio::RoundTrip& ours, const json& theirs, const Feed& feed) {
  EXPECT_EQ(ours.quantity, Quantity::whole(theirs["size"].get<std::int64_t>()));
  EXPECT_EQ(stamp_of(feed, ours.entry_at), theirs["entry_time"].get<std::string>());
  EXPECT_EQ(stamp_of(feed, ours.exit_at), theirs["exit_time"].get<std::string>());
  EXPECT_NEAR(ours.entry_price.as_double(), theirs["entry_price"].get<double>(), 1e-6);
  EXPECT_NEAR(ours.exit_price.as_double(), theirs["exit_price"].get<double>(), 1e-6);
  EXPECT_NEAR(ours.commission.as_double(), theirs["commission"].get<double>(), 0.005);
  EXPECT_NEAR(ours.pnl.as_double(), theirs["pnl_net"].get<double>(), 0.005);
}

void expect_same_run(const json& golden) {
  const auto loaded =
      ingest::load_bars(std::string{TW_SHARED} + golden["data"].get<std::string>().substr(6), {});
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  const BarSeries bars = loaded->table.view({});
  const auto range =
      rows_between(bars, golden["first"].get<std::string>(), golden["last"].get<std::string>());
  ASSERT_TRUE(range.has_value());
  ASSERT_EQ(range->size(), golden["rows"].get<std::size_t>());
  const std::vector<Feed> feeds{{loaded->instrument({}), bars, *range}};

  const BacktestRun run = run_backtest(spec_for(golden), feeds);

  const auto& trips = run.recorder.trips();
  const json& trades = golden["trades"];
  ASSERT_EQ(trips.size(), trades.size());
  for (std::size_t i = 0; i < trips.size() && !testing::Test::HasFailure(); ++i) {
    SCOPED_TRACE("trade " + std::to_string(i));
    expect_same_trade(trips[i], trades[i], feeds.front());
  }
  EXPECT_NEAR(run.final_equity.as_double(), golden["stats"]["Equity Final [$]"].get<double>(),
              0.005);
  EXPECT_EQ(run.recorder.samples().size(), range->size());
}

/// Compares the curve that some files have beside them, bar by bar.
void expect_same_equity(const BacktestRun& run, const std::filesystem::path& curve) {
  std::ifstream file{curve};
  std::string line;
  std::getline(file, line);
  std::size_t i = 0;
  while (std::getline(file, line)) {
    ASSERT_LT(i, run.recorder.samples().size());
    const double theirs = std::stod(line.substr(line.find(',') + 1));
    ASSERT_NEAR(run.recorder.samples()[i].equity.as_double(), theirs, 0.005) << line;
    ++i;
  }
  EXPECT_EQ(i, run.recorder.samples().size());
}

TEST(BacktestingPy, EveryRunIsMatchedTradeByTrade) {
  std::size_t runs = 0;
  std::size_t curves = 0;
  for (const auto& entry : std::filesystem::directory_iterator{kFolder}) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file{entry.path()};
    const json golden = json::parse(file);
    SCOPED_TRACE(golden["id"].get<std::string>());

    expect_same_run(golden);

    auto curve = entry.path();
    curve.replace_filename(curve.stem().string() + "_equity.csv");
    if (std::filesystem::exists(curve)) {
      const auto loaded = ingest::load_bars(
          std::string{TW_SHARED} + golden["data"].get<std::string>().substr(6), {});
      const BarSeries bars = loaded->table.view({});
      const auto range =
          rows_between(bars, golden["first"].get<std::string>(), golden["last"].get<std::string>());
      expect_same_equity(run_backtest(spec_for(golden), {{loaded->instrument({}), bars, *range}}),
                         curve);
      curves += 1;
    }
    runs += 1;
  }
  EXPECT_EQ(runs, 55U) << "the shared files hold 55 runs";
  EXPECT_GT(curves, 10U);
}

}  // namespace
}  // namespace tw::backtest
