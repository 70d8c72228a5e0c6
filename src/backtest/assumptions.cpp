#include "backtest/assumptions.hpp"

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "backtest/cost_assumptions.hpp"
#include "backtest/notation.hpp"
#include "core/decimal.hpp"

namespace tw::backtest {
namespace {

std::string money(Money amount, const BacktestSpec& spec) {
  return to_string(amount) + " " + std::string{spec.currency.view()};
}

std::string fill_timing(const sim::SimRules& rules) {
  switch (rules.fill_timing) {
    case sim::FillTiming::NextOpen:
      return "next open: a market order decided at a close fills at the next bar's open";
    case sim::FillTiming::ThisClose:
      return "this close: a market order fills at the very close that decided it, which flatters";
    case sim::FillTiming::NextClose:
      return "next close: a market order fills at the next bar's close";
    case sim::FillTiming::Intrabar:
      return "intrabar: a market order fills at the mean of the next bar's open, high, low and "
             "close";
  }
  return {};
}

std::string limit_rule(const sim::SimRules& rules) {
  return std::string{"a limit fills at its price or better, and the market must "} +
         (rules.limit_needs_trade_through ? "trade through it" : "touch it");
}

std::string exits_rule(const sim::SimRules& rules) {
  if (rules.exits_of_resting_entries_wait) {
    return "attached stops and targets work from the fill of a market entry on, and from the bar "
           "after the fill of a limit or stop entry; a stop entry whose own bar reaches its target "
           "and not its stop takes the target";
  }
  if (rules.exits_work_in_fill_bar) {
    return "attached stops and targets work from the entry on when it filled at the open, "
           "otherwise from the next bar";
  }
  return "attached stops and targets work from the bar after the entry's fill";
}

std::string commission_per_share(const BacktestSpec& spec) {
  const sim::CommissionModel& model = spec.rules.commission;
  std::string text = to_string(model.per_share) + " " + std::string{spec.currency.view()} +
                     " a share on each side";
  if (model.minimum.raw() != 0) text += ", at least " + money(model.minimum, spec) + " an order";
  if (model.maximum.raw() != 0) text += ", at most " + percent(model.maximum) + " of its value";
  return text;
}

std::string commission_rule(const BacktestSpec& spec) {
  const sim::CommissionModel& model = spec.rules.commission;
  const std::string name = notation(model);
  if (name == "none") return "none";
  if (name == "ibkr_fixed") return "IBKR Pro fixed: " + commission_per_share(spec);
  if (name == "ibkr_tiered") {
    return "IBKR Pro tiered, without exchange and clearing fees: " + commission_per_share(spec) +
           ", less a share from the 300,000th of a month on";
  }
  if (model.kind == sim::CommissionModel::Kind::PerShare) return commission_per_share(spec);
  std::string text;
  if (model.fixed.raw() != 0) text = money(model.fixed, spec) + " an order";
  if (model.percent.raw() != 0) {
    text += (text.empty() ? "" : " plus ") + percent(model.percent) + " of its value";
  }
  return text + ", on each side" + (spec.rules.charges_each_lot ? " of each lot" : "");
}

std::string spread_rule(const sim::SimRules& rules) {
  if (rules.spread.rate.raw() == 0) return "none: orders fill at the bar's price";
  return percent(rules.spread.rate) + " worse than the bar's price for " +
         (rules.limit_entries_pay_spread ? "orders of every type, " : "market and stop orders, ") +
         (rules.spread.entries_only ? "entries only" : "entries and exits");
}

std::string participation_rule(const sim::SimRules& rules) {
  if (rules.participation.raw() == 0) return "no cap: any size fills at once";
  return "at most " + percent(rules.participation) +
         " of a bar's volume, the rest waits; not applied where the data have no volume";
}

std::string lots_rule(const BacktestSpec& spec) {
  return spec.lot_order == portfolio::Portfolio::LotOrder::Fifo ? "an exit ends the oldest first"
                                                                : "an exit ends the newest first";
}

std::string account_rule(const sim::SimRules& rules) {
  std::string text = rules.pays_by_settlement ? "cash: positions are paid in full, by settlement"
                                              : "cash: positions are paid in full";
  if (rules.margin < Ratio::whole(1)) {
    text = "margin: " + percent(rules.margin) + " of a position's value must be covered";
    if (rules.funds_look_at_close) {
      text += "; what is free for an entry is valued at the close of the bar that fills it";
    }
  }
  return text + (rules.trims_to_funds ? "; an order beyond the funds is cut to what they pay for"
                                      : "; an order of fixed size beyond the funds is dropped");
}

/// Returns between whom the size is shared; nothing when there is one symbol.
std::string shared_by(const BacktestSpec& spec) {
  if (spec.symbols.size() < 2) return {};
  return spec.universe.empty() ? ", shared equally by the symbols"
                               : ", shared equally by the members of the moment";
}

std::string size_by_rule(const BacktestSpec& spec) {
  const std::string value = percent(Ratio::from_double(spec.size_rule.value).value_or(Ratio{}));
  const std::string shared = shared_by(spec);
  const std::string paid = "; at most what the account pays for at the decision's close";
  const std::string split = " between the symbols, by their last " +
                            std::to_string(sizing::kVolatilityBars) + " returns in common" + paid;
  switch (spec.size_rule.kind) {
    case sizing::SizeRule::Kind::InverseVolatility:
      return "the account split in inverse proportion to volatility" + split;
    case sizing::SizeRule::Kind::EqualRisk:
      return "the account split so that each contributes the same risk" + split;
    case sizing::SizeRule::Kind::RiskParity:
      return "the account split by hierarchical risk parity" + split;
    case sizing::SizeRule::Kind::Risk:
      return "what loses " + value + " of the equity at the entry's stop, before costs" + paid +
             "; an entry without a stop is denied";
    case sizing::SizeRule::Kind::Volatility:
      return "what is as volatile as " + value + " a year, by the deviation of the last " +
             std::to_string(sizing::kVolatilityBars) + " returns" + shared + paid;
    default:
      return value +
             " of Kelly's fraction by the last 100 closed trades, mixed with a fraction of " +
             "0.1 as if of 20 trades, never below 0.01" + shared + paid;
  }
}

std::string size_rule(const BacktestSpec& spec) {
  if (!spec.size_rule.is_none()) return size_by_rule(spec);
  if (!spec.size.is_fraction()) return to_string(spec.size.quantity()) + " units an entry";
  std::string text = notation(spec.size);
  text = text == "all" ? "all of the account an entry"
                       : text.substr(text.find(':') + 1) + " of the account an entry";
  text += shared_by(spec);
  if (spec.rules.size_at == sim::SizeAt::Fill) {
    return text + ", reckoned at the fill's price, after the exits of that instant";
  }
  text += ", reckoned at the decision's close";
  if (spec.rules.cash_buffer.raw() != 0) {
    text += ", keeping " + percent(spec.rules.cash_buffer) + " back for a dearer fill";
  }
  return text;
}

std::string earlier_bars_rule(const BacktestSpec& spec) {
  return spec.warmup_from == WarmupFrom::EarlierBars
             ? "warm the strategy up, as far as there are any; nothing is traded there"
             : "not read: the range itself warms the strategy up";
}

std::string end_rule(const sim::SimRules& rules) {
  return rules.end_rule == sim::EndRule::MarkOpen
             ? "open positions stay open and are valued at the last close"
             : "nothing is decided from the last bar but one on; all is closed at the last open";
}

std::string ruin_rule(const sim::SimRules& rules) {
  return rules.ruin_ends_run ? "equity of zero or less at a close closes everything there, writes "
                               "off what is missing and ends trading"
                             : "not applied: equity may go below zero";
}

std::string dividend_orders_rule(const sim::SimRules& rules) {
  return rules.dividends_lower_orders
             ? "a dividend lowers resting buy limits and sell stops by its amount (FINRA 5330)"
             : "stay as they are when a dividend is paid";
}

std::string actions_rule(const BacktestSpec& spec) {
  if (!spec.applies_actions) {
    return "not applied to holdings: only what the prices themselves contain";
  }
  if (spec.basis == PriceBasis::Split) {
    return "dividends are paid to holders on their ex-dates; splits are in the prices";
  }
  return std::string{"applied on their ex-dates to holdings, resting orders and trades; "} +
         (spec.rules.pays_fractions ? "what a split leaves of a unit is paid in cash; " : "") +
         "strategies see one scale throughout";
}

std::string prices_rule(const BacktestSpec& spec) {
  if (spec.basis == PriceBasis::Raw) return "raw, as they traded on their day";
  if (spec.basis == PriceBasis::Split) return "adjusted for splits in the data";
  return spec.adjusted ? "adjusted for splits and dividends by the source's adjusted close"
                       : "used as they stand in the data";
}

/// Appends "name value" when there is such a limit.
void add_limit(std::string& text, std::string_view name, std::string value, bool is_set) {
  if (!is_set) return;
  if (!text.empty()) text += "; ";
  text += std::string{name} + " " + std::move(value);
}

std::string risk_rule(const BacktestSpec& spec) {
  const risk::Limits& limits = spec.limits;
  std::string text;
  add_limit(text, "order value up to", money(limits.max_order_value, spec),
            limits.max_order_value.raw() != 0);
  add_limit(text, "order quantity up to", to_string(limits.max_order_quantity),
            limits.max_order_quantity.raw() != 0);
  add_limit(text, "position up to", to_string(limits.max_position), limits.max_position.raw() != 0);
  add_limit(text, "gross exposure up to", percent(limits.max_gross_exposure) + " of equity",
            limits.max_gross_exposure.raw() != 0);
  add_limit(text, "net exposure up to", percent(limits.max_net_exposure) + " of equity",
            limits.max_net_exposure.raw() != 0);
  add_limit(text, "orders a minute up to", std::to_string(limits.max_orders_per_minute),
            limits.max_orders_per_minute != 0);
  add_limit(text, "limit and stop prices within", percent(limits.price_collar) + " of the last",
            limits.price_collar.raw() != 0);
  return text.empty() ? "none" : text;
}

std::string trail_rule(const sim::SimRules& rules) {
  return std::string{"a trailing stop is tested before it follows a bar's "} +
         (rules.trail_from == sim::TrailFrom::Extreme ? "extreme" : "close");
}

std::string hours_rule(const sim::SimRules& rules) {
  return rules.keeps_hours ? "orders trade in regular hours, unless they say otherwise"
                           : "orders trade whenever there is data";
}

std::string universe_rule(const BacktestSpec& spec) {
  if (spec.universe.empty()) return "every symbol of the run may be entered at any time";
  std::set<std::string_view> symbols;
  for (const MemberSpell& spell : spec.universe) symbols.insert(spell.symbol);
  const bool closes = spec.leavers == LeaverRule::Close;
  return std::to_string(symbols.size()) + (symbols.size() == 1 ? " symbol" : " symbols") + " in " +
         std::to_string(spec.universe.size()) + (spec.universe.size() == 1 ? " spell" : " spells") +
         ": entered only while a member, a change is known before its day's open; what leaves is " +
         (closes ? "closed at the next open" : "held until the strategy leaves it");
}

}  // namespace

std::vector<Assumption> assumptions_of(const BacktestSpec& spec) {
  const sim::SimRules& rules = spec.rules;
  return {
      {"preset", notation(spec.preset)},
      {"fill timing", fill_timing(rules)},
      {"limit orders", limit_rule(rules)},
      {"stop orders", "a stop fills at its price, or at the open when that is worse"},
      {"trailing stops", trail_rule(rules)},
      {"hours", hours_rule(rules)},
      {"stop and target", "when one bar touches both, the stop, the worse of the two, fills"},
      {"attached exits", exits_rule(rules)},
      {"commission", commission_rule(spec)},
      {"spread", spread_rule(rules)},
      {"slippage", slippage_rule(rules)},
      {"regulatory fees", regulatory_fees_rule(rules)},
      {"volume", participation_rule(rules)},
      {"latency", latency_rule(rules)},
      {"universe", universe_rule(spec)},
      {"halts", halts_rule(spec)},
      {"initial cash", money(spec.cash, spec)},
      {"account", account_rule(rules)},
      {"account rules", account_rules_rule(rules)},
      {"shorting", shorting_rule(spec)},
      {"interest", interest_rule(rules)},
      {"size", size_rule(spec)},
      {"lots", lots_rule(spec)},
      {"units", rules.whole_units ? "whole units only" : "fractions of a unit are allowed"},
      {"bars before the range", earlier_bars_rule(spec)},
      {"end of data", end_rule(rules)},
      {"ruin", ruin_rule(rules)},
      {"prices", prices_rule(spec)},
      {"orders over a dividend", dividend_orders_rule(rules)},
      {"dividends and splits", actions_rule(spec)},
      {"risk limits", risk_rule(spec)},
  };
}

}  // namespace tw::backtest
