#include "backtest/cost_assumptions.hpp"

#include "backtest/cost_notation.hpp"
#include "core/decimal.hpp"

namespace tw::backtest {

std::string percent(Ratio ratio) {
  constexpr std::int64_t kRatiosOfPercent = 100;
  return format_decimal(ratio.raw(), Ratio::kScale / kRatiosOfPercent) + " %";
}

std::string slippage_rule(const sim::SimRules& rules) {
  const std::string amount = to_string(rules.slippage.amount);
  const std::string where = " worse for market and stop orders";
  switch (rules.slippage.kind) {
    case sim::SlippageModel::Kind::None:
      return "none";
    case sim::SlippageModel::Kind::Ticks:
      return amount + (amount == "1" ? " tick" : " ticks") + where +
             ", of a cent where an instrument has none";
    case sim::SlippageModel::Kind::Rate:
      return percent(rules.slippage.amount) + where;
    case sim::SlippageModel::Kind::VolumeShare:
      return amount + " x (quantity / the bar's volume) squared of the price" + where;
    case sim::SlippageModel::Kind::SquareRoot:
      return amount +
             " x the bar's volatility x the root of (quantity / the bar's volume) of the "
             "price" +
             where;
  }
  return {};
}

std::string regulatory_fees_rule(const sim::SimRules& rules) {
  if (rules.regulatory_fees == sim::RegulatoryFees::None) return "none";
  return "SEC section 31 fee and FINRA trading activity fee on sales of US shares, at the rates of "
         "their day";
}

std::string latency_rule(const sim::SimRules& rules) {
  if (rules.latency.kind == sim::LatencyModel::Kind::None) {
    return std::string{"none: an order decided at a close is at the venue before the next bar"} +
           (rules.cancels_at_next_bar ? "; a cancel is told with that bar" : "");
  }
  std::string text =
      notation(rules.latency) + ": orders and cancels meet only what begins after it";
  if (rules.latency.kind != sim::LatencyModel::Kind::Fixed) {
    text += "; drawn with seed " + std::to_string(rules.seed);
  }
  return text;
}

std::string halts_rule(const BacktestSpec& spec) {
  if (spec.halts.empty()) return "none given: only what the data leave out is not traded";
  return std::to_string(spec.halts.size()) +
         (spec.halts.size() == 1 ? " window is" : " windows are") +
         " given: nothing fills inside, orders rest through";
}

std::string shorting_rule(const BacktestSpec& spec) {
  if (!spec.rules.can_short) return "not allowed";
  const BorrowTerms terms{spec.rules.carry.borrow, spec.borrow};
  std::string text = "allowed; borrowing ";
  if (terms.annual.raw() == 0 && terms.symbols.empty()) {
    text += "is free";
  } else {
    text += "costs " + percent(terms.annual) + " a year of the value at the close";
    for (const SymbolRate& rate : terms.symbols) {
      text += ", of " + rate.symbol + " " + percent(rate.annual);
    }
    text += ", by calendar day over 360";
  }
  for (const SymbolLocate& locate : spec.locates) {
    text += "; of " + locate.symbol + " at most " + to_string(locate.quantity) + " can be borrowed";
  }
  return text;
}

std::string account_rules_rule(const sim::SimRules& rules) {
  if (!rules.account.any()) return "none";
  std::string text;
  if (rules.account.settlement) {
    text =
        "US cash account: sales settle by the rule of their day (T+3, T+2, T+1); a third "
        "good-faith violation in twelve months, or free-riding, holds purchases to settled cash "
        "for 90 days";
  }
  if (rules.account.reg_t) {
    text =
        "Regulation T: 25 % of longs and 30 % of shorts must stay behind them at each close, "
        "else the broker reduces at the next open";
  }
  if (rules.account.day_trader) {
    text += text.empty() ? "" : "; ";
    text += "pattern day traders below 25000 may only close, until 2026-06-03";
  }
  return text;
}

std::string interest_rule(const sim::SimRules& rules) {
  const sim::CarryRates& rates = rules.carry;
  if (rates.debit.raw() == 0 && rates.credit.raw() == 0) return "none is charged or paid";
  return percent(rates.debit) + " a year on debit cash, " + percent(rates.credit) +
         " earned on cash other than short proceeds, by calendar day over 360";
}

}  // namespace tw::backtest
