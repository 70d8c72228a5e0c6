#include "backtest/cost_assumptions.hpp"

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

}  // namespace tw::backtest
