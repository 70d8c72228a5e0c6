#include "report/spec_json.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "strategies/catalogue.hpp"

namespace tw::report {
namespace {

backtest::BacktestSpec spec() {
  backtest::BacktestSpec spec = backtest::spec_of(backtest::Preset::Realistic);
  spec.parameters = *strategies::resolve(**strategies::find("sma_cross"), {});
  spec.symbols = {"AAPL"};
  return spec;
}

TEST(SpecJson, HasTheKeysAndValuesOfTheSpecFile) {
  const auto json = nlohmann::json::parse(spec_json(spec()));

  EXPECT_EQ(json["strategy"], "sma_cross");
  EXPECT_EQ(json["parameters"],
            nlohmann::json::parse(R"({"fast":10,"slow":30,"side":"long","stop":0,"target":0})"));
  EXPECT_EQ(json["symbols"], nlohmann::json::parse(R"(["AAPL"])"));
  EXPECT_EQ(json["preset"], "realistic");
  EXPECT_EQ(json["cash"], 10000);
  EXPECT_EQ(json["size"], "all");
  EXPECT_EQ(json["costs"]["commission"], "ibkr_fixed");
  EXPECT_EQ(json["costs"]["spread"], "half:0.0001");
  EXPECT_EQ(json["costs"]["slippage"], "none");
  EXPECT_EQ(json["costs"]["regulatory_fees"], "us");
  EXPECT_EQ(json["fills"]["timing"], "next_open");
  EXPECT_EQ(json["fills"]["participation"], 0.1);
  EXPECT_EQ(json["account"]["margin"], 1);
  EXPECT_EQ(json["account"]["currency"], "USD");
}

TEST(SpecJson, SaysNullWhereNothingWasSaid) {
  const auto json = nlohmann::json::parse(spec_json(spec()));

  EXPECT_TRUE(json["from"].is_null());
  EXPECT_TRUE(json["timeframe"].is_null());
  EXPECT_TRUE(json["risk"]["max_order_value"].is_null());
  EXPECT_TRUE(json["risk"]["max_orders_per_minute"].is_null());
}

TEST(SpecJson, DiffersWhereverTwoRunsMayDiffer) {
  using backtest::BacktestSpec;
  void (*const changes[])(BacktestSpec&) = {
      [](BacktestSpec& s) { s.parameters[0] = 11; },
      [](BacktestSpec& s) { s.parameters[2] = 1; },
      [](BacktestSpec& s) { s.symbols.emplace_back("MSFT"); },
      [](BacktestSpec& s) { s.timeframe = "1d"; },
      [](BacktestSpec& s) { s.from = "2014-01-01"; },
      [](BacktestSpec& s) { s.to = "2014-01-01"; },
      [](BacktestSpec& s) { s.adjusted = true; },
      [](BacktestSpec& s) { s.preset = backtest::Preset::Plain; },
      [](BacktestSpec& s) { s.cash = Money::whole(1); },
      [](BacktestSpec& s) { s.size = Size::fraction(0.5); },
      [](BacktestSpec& s) { s.currency = Currency{"EUR"}; },
      [](BacktestSpec& s) { s.rules.commission = {}; },
      [](BacktestSpec& s) {
        s.rules.slippage = {sim::SlippageModel::Kind::Ticks, Ratio::whole(1)};
      },
      [](BacktestSpec& s) { s.rules.account = {}; },
      [](BacktestSpec& s) { s.rules.pays_by_settlement = true; },
      [](BacktestSpec& s) { s.rules.carry.borrow = Ratio::whole(1); },
      [](BacktestSpec& s) { s.rules.carry.credit = Ratio::whole(1); },
      [](BacktestSpec& s) { s.borrow = {{"GME", Ratio::whole(1)}}; },
      [](BacktestSpec& s) { s.locates = {{"GME", Quantity{}}}; },
      [](BacktestSpec& s) { s.universe = {{"T", Date{0}, Date{1}}}; },
      [](BacktestSpec& s) { s.halts = {{"GME", {0}, {1}, "news"}}; },
      [](BacktestSpec& s) { s.rules.seed = 2; },
      [](BacktestSpec& s) {
        s.rules.latency = {.kind = sim::LatencyModel::Kind::Fixed, .low = Duration::seconds(1)};
      },
      [](BacktestSpec& s) { s.rules.regulatory_fees = sim::RegulatoryFees::None; },
      [](BacktestSpec& s) { s.rules.spread.entries_only = true; },
      [](BacktestSpec& s) { s.rules.fill_timing = sim::FillTiming::Intrabar; },
      [](BacktestSpec& s) { s.rules.participation = {}; },
      [](BacktestSpec& s) { s.rules.margin = Ratio::from_raw(50'000'000); },
      [](BacktestSpec& s) { s.rules.can_short = s.limits.can_short = true; },
      [](BacktestSpec& s) { s.rules.whole_units = false; },
      [](BacktestSpec& s) { s.rules.limit_needs_trade_through = false; },
      [](BacktestSpec& s) { s.rules.trail_from = sim::TrailFrom::Close; },
      [](BacktestSpec& s) { s.rules.keeps_hours = !s.rules.keeps_hours; },
      [](BacktestSpec& s) {
        s.limits.allow_stop_through_market = !s.limits.allow_stop_through_market;
      },
      [](BacktestSpec& s) { s.rules.exits_work_in_fill_bar = false; },
      [](BacktestSpec& s) { s.rules.trims_to_funds = false; },
      [](BacktestSpec& s) { s.rules.size_at = sim::SizeAt::Fill; },
      [](BacktestSpec& s) { s.rules.cash_buffer = {}; },
      [](BacktestSpec& s) { s.rules.sizes_with_fixed_fee_per_unit = true; },
      [](BacktestSpec& s) { s.rules.exits_of_resting_entries_wait = true; },
      [](BacktestSpec& s) { s.rules.limit_entries_pay_spread = true; },
      [](BacktestSpec& s) { s.rules.funds_look_at_close = true; },
      [](BacktestSpec& s) { s.rules.charges_each_lot = true; },
      [](BacktestSpec& s) { s.rules.cancels_at_next_bar = true; },
      [](BacktestSpec& s) { s.rules.checks_funds_on_arrival = true; },
      [](BacktestSpec& s) { s.lot_order = portfolio::Portfolio::LotOrder::Lifo; },
      [](BacktestSpec& s) { s.rules.ruin_ends_run = false; },
      [](BacktestSpec& s) { s.rules.pays_fractions = !s.rules.pays_fractions; },
      [](BacktestSpec& s) { s.rules.end_rule = sim::EndRule::CloseAtLastOpen; },
      [](BacktestSpec& s) { s.warmup_from = backtest::WarmupFrom::Range; },
      [](BacktestSpec& s) { s.limits.max_order_value = Money::whole(1); },
      [](BacktestSpec& s) { s.limits.max_order_quantity = Quantity::whole(1); },
      [](BacktestSpec& s) { s.limits.max_position = Quantity::whole(1); },
      [](BacktestSpec& s) { s.limits.max_gross_exposure = Ratio::whole(1); },
      [](BacktestSpec& s) { s.limits.max_net_exposure = Ratio::whole(1); },
      [](BacktestSpec& s) { s.limits.max_orders_per_minute = 1; },
      [](BacktestSpec& s) { s.limits.price_collar = Ratio::whole(1); },
  };
  std::vector<std::string> texts{spec_json(spec())};
  for (const auto& change : changes) {
    BacktestSpec changed = spec();
    change(changed);
    const std::string text = spec_json(changed);
    EXPECT_EQ(std::count(texts.begin(), texts.end(), text), 0) << text;
    texts.push_back(text);
  }
}

}  // namespace
}  // namespace tw::report
