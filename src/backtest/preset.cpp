#include "backtest/backtest_spec.hpp"
#include "sim/commission.hpp"

namespace tw::backtest {
namespace {

sim::SimRules realistic_rules() {
  sim::SimRules rules;
  rules.commission = sim::ibkr_fixed();
  rules.regulatory_fees = sim::RegulatoryFees::Us;
  rules.account.settlement = true;
  rules.spread = {.rate = Ratio::from_raw(10'000), .entries_only = false};  // 1 bp each side.
  rules.participation = Ratio::from_raw(10'000'000);                        // 10 %.
  rules.cash_buffer = Ratio::from_raw(2'000'000);                           // 2 %.
  rules.keeps_hours = true;
  rules.dividends_lower_orders = true;
  rules.pays_fractions = true;
  return rules;
}

/// Source: golden/README.md, section 3.
sim::SimRules backtesting_py_rules() {
  sim::SimRules rules;
  rules.spread.entries_only = true;
  rules.limit_entries_pay_spread = true;
  rules.limit_needs_trade_through = false;
  rules.trims_to_funds = false;
  rules.can_short = true;
  rules.size_at = sim::SizeAt::Fill;
  rules.sizes_with_fixed_fee_per_unit = true;
  rules.exits_of_resting_entries_wait = true;
  rules.funds_look_at_close = true;
  rules.charges_each_lot = true;
  rules.end_rule = sim::EndRule::CloseAtLastOpen;
  return rules;
}

/// Source: golden/README.md, section 3.
sim::SimRules backtrader_rules() {
  sim::SimRules rules;
  rules.limit_needs_trade_through = false;
  rules.exits_work_in_fill_bar = false;
  rules.trims_to_funds = false;
  rules.can_short = true;
  rules.trail_from = sim::TrailFrom::Close;
  rules.cancels_at_next_bar = true;
  rules.checks_funds_on_arrival = true;
  rules.ruin_ends_run = false;
  rules.end_rule = sim::EndRule::CloseAtLastOpen;
  return rules;
}

/// Source: WORKLOADS.md, "Trading rules": 0.1 % a side, nothing else.
sim::SimRules plain_rules() {
  sim::SimRules rules;
  rules.commission.percent = Ratio::from_raw(100'000);
  rules.limit_needs_trade_through = false;
  rules.ruin_ends_run = false;
  return rules;
}

}  // namespace

BacktestSpec spec_of(Preset preset) {
  BacktestSpec spec;
  spec.preset = preset;
  switch (preset) {
    case Preset::Realistic:
      spec.rules = realistic_rules();
      break;
    case Preset::BacktestingPy:
      spec.rules = backtesting_py_rules();
      spec.lot_order = portfolio::Portfolio::LotOrder::Lifo;
      spec.warmup_from = WarmupFrom::Range;
      break;
    case Preset::Backtrader:
      spec.rules = backtrader_rules();
      spec.warmup_from = WarmupFrom::Range;
      break;
    case Preset::Plain:
      spec.rules = plain_rules();
      spec.warmup_from = WarmupFrom::Range;
      break;
  }
  spec.limits.can_short = spec.rules.can_short;
  // The libraries take a stop that the market has passed and fill it at once.
  spec.limits.allow_stop_through_market =
      preset == Preset::BacktestingPy || preset == Preset::Backtrader;
  return spec;
}

}  // namespace tw::backtest
