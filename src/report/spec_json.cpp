#include "report/spec_json.hpp"

#include "backtest/cost_notation.hpp"
#include "backtest/notation.hpp"
#include "core/assert.hpp"
#include "report/json_writer.hpp"
#include "strategies/catalogue.hpp"

namespace tw::report {
namespace {

using backtest::BacktestSpec;
using backtest::notation;

/// Writes a text that is empty when the user left it open.
void member_or_null(JsonWriter& json, std::string_view name, const std::string& text) {
  if (text.empty()) {
    json.key(name).null();
  } else {
    json.member(name, text);
  }
}

/// Writes a limit, whose zero means that there is none.
template <class Amount>
void limit(JsonWriter& json, std::string_view name, Amount amount) {
  if (amount == Amount{}) {
    json.key(name).null();
  } else {
    json.member(name, amount);
  }
}

void write_parameters(JsonWriter& json, const std::string& strategy,
                      const std::vector<double>& values) {
  const auto entry = strategies::find(strategy);
  TW_ASSERT(entry.has_value() && (*entry)->parameters.size() == values.size());
  json.key("parameters").begin_object();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const strategy::Parameter& parameter = (*entry)->parameters[i];
    if (parameter.kind == strategy::Parameter::Kind::Choice) {
      json.member(parameter.name, strategies::to_string(parameter, values[i]));
    } else {
      json.member(parameter.name, values[i]);
    }
  }
  json.end_object();
}

void write_strategies(JsonWriter& json, const BacktestSpec& spec) {
  json.member("strategy", spec.strategy);
  if (spec.sleeves.empty()) {
    write_parameters(json, spec.strategy, spec.parameters);
    return;
  }
  json.key("strategies").begin_array();
  for (const backtest::Sleeve& sleeve : spec.sleeves) {
    json.begin_object();
    json.member("name", sleeve.name).member("strategy", sleeve.strategy);
    json.member("allocation", sleeve.allocation);
    write_parameters(json, sleeve.strategy, sleeve.parameters);
    json.key("symbols").begin_array();
    for (const std::string& symbol : sleeve.symbols) json.value(symbol);
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_market(JsonWriter& json, const BacktestSpec& spec) {
  json.key("symbols").begin_array();
  for (const std::string& symbol : spec.symbols) json.value(symbol);
  json.end_array();
  member_or_null(json, "timeframe", spec.timeframe);
  member_or_null(json, "from", spec.from);
  member_or_null(json, "to", spec.to);
  json.member("adjusted", spec.adjusted);
  json.member("actions", spec.applies_actions);
  json.member("basis", to_string(spec.basis));
}

void write_halts(JsonWriter& json, const std::vector<backtest::HaltWindow>& halts) {
  json.key("halts").begin_array();
  for (const backtest::HaltWindow& halt : halts) {
    json.begin_object().member("symbol", halt.symbol);
    json.member("from", to_string(halt.from)).member("to", to_string(halt.to));
    json.member("reason", halt.reason).end_object();
  }
  json.end_array();
}

void write_day(JsonWriter& json, std::string_view name, const std::optional<Date>& day) {
  member_or_null(json, name, day ? to_string(*day) : std::string{});
}

void write_universe(JsonWriter& json, const BacktestSpec& spec) {
  if (spec.universe.empty()) {
    json.key("universe").null();
    return;
  }
  json.member("leavers", spec.leavers == backtest::LeaverRule::Close ? "close" : "hold");
  json.key("universe").begin_array();
  for (const backtest::MemberSpell& spell : spec.universe) {
    json.begin_object().member("symbol", spell.symbol);
    write_day(json, "from", spell.from);
    write_day(json, "to", spell.to);
    json.end_object();
  }
  json.end_array();
}

void write_models(JsonWriter& json, const BacktestSpec& spec) {
  const sim::SimRules& rules = spec.rules;
  json.key("costs").begin_object();
  json.member("commission", notation(rules.commission));
  json.member("spread", notation(rules.spread));
  json.member("slippage", notation(rules.slippage));
  json.member("regulatory_fees", notation(rules.regulatory_fees));
  json.member("borrow", notation(backtest::BorrowTerms{rules.carry.borrow, spec.borrow}));
  json.member("interest", backtest::interest_notation(rules.carry));
  json.end_object();
  json.key("fills").begin_object();
  json.member("timing", notation(rules.fill_timing));
  limit(json, "participation", rules.participation);
  json.member("latency", notation(rules.latency));
  json.member("seed", rules.seed);
  write_halts(json, spec.halts);
  json.end_object();
  json.key("account").begin_object();
  json.member("margin", rules.margin);
  json.member("type", backtest::account_type(rules));
  json.member("rules", notation(rules.account));
  json.member("locate", notation(spec.locates));
  json.member("currency", spec.currency.view());
  json.end_object();
}

void write_limits(JsonWriter& json, const risk::Limits& limits) {
  json.key("risk").begin_object();
  limit(json, "max_order_value", limits.max_order_value);
  limit(json, "max_order_quantity", limits.max_order_quantity);
  limit(json, "max_position", limits.max_position);
  limit(json, "max_gross_exposure", limits.max_gross_exposure);
  limit(json, "max_net_exposure", limits.max_net_exposure);
  limit(json, "max_orders_per_minute", limits.max_orders_per_minute);
  limit(json, "price_collar", limits.price_collar);
  json.end_object();
}

/// Writes what no key of the file sets.
void write_conventions(JsonWriter& json, const BacktestSpec& spec) {
  const sim::SimRules& rules = spec.rules;
  json.key("conventions").begin_object();
  json.member("can_short", rules.can_short && spec.limits.can_short);
  json.member("whole_units", rules.whole_units);
  json.member("limit_needs_trade_through", rules.limit_needs_trade_through);
  json.member("trail_from", rules.trail_from == sim::TrailFrom::Extreme ? "extreme" : "close");
  json.member("keeps_hours", rules.keeps_hours);
  json.member("allow_stop_through_market", spec.limits.allow_stop_through_market);
  json.member("exits_work_in_fill_bar", rules.exits_work_in_fill_bar);
  json.member("exits_of_resting_entries_wait", rules.exits_of_resting_entries_wait);
  json.member("limit_entries_pay_spread", rules.limit_entries_pay_spread);
  json.member("trims_to_funds", rules.trims_to_funds);
  json.member("size_at", rules.size_at == sim::SizeAt::Fill ? "fill" : "decision");
  json.member("cash_buffer", rules.cash_buffer);
  json.member("sizes_with_fixed_fee_per_unit", rules.sizes_with_fixed_fee_per_unit);
  json.member("funds_look_at_close", rules.funds_look_at_close);
  json.member("cancels_at_next_bar", rules.cancels_at_next_bar);
  json.member("checks_funds_on_arrival", rules.checks_funds_on_arrival);
  json.member("charges_each_lot", rules.charges_each_lot);
  json.member("lots", spec.lot_order == portfolio::Portfolio::LotOrder::Fifo ? "fifo" : "lifo");
  json.member("ruin_ends_run", rules.ruin_ends_run);
  json.member("dividends_lower_orders", rules.dividends_lower_orders);
  json.member("pays_fractions", rules.pays_fractions);
  json.member("end_rule",
              rules.end_rule == sim::EndRule::MarkOpen ? "mark_open" : "close_at_last_open");
  json.member("warmup_from",
              spec.warmup_from == backtest::WarmupFrom::Range ? "range" : "earlier_bars");
  json.end_object();
}

}  // namespace

std::string spec_json(const BacktestSpec& spec) {
  JsonWriter json;
  json.compact(true).begin_object();
  write_strategies(json, spec);
  write_market(json, spec);
  write_universe(json, spec);
  json.member("preset", notation(spec.preset));
  json.member("cash", spec.cash);
  json.member("size", notation(spec.size, spec.size_rule));
  write_models(json, spec);
  write_limits(json, spec.limits);
  write_conventions(json, spec);
  json.end_object();
  std::string text = json.take();
  text.pop_back();  // The line end: it stands inside other texts.
  return text;
}

}  // namespace tw::report
