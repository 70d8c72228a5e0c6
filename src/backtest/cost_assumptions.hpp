#pragma once

#include <string>

#include "backtest/backtest_spec.hpp"
#include "core/ratio.hpp"
#include "sim/sim_rules.hpp"

namespace tw::backtest {

// How the assumptions of a report put the cost models, besides commission and spread.

/// Returns "0.2 %" for 0.002.
std::string percent(Ratio ratio);

std::string slippage_rule(const sim::SimRules& rules);
std::string regulatory_fees_rule(const sim::SimRules& rules);

std::string latency_rule(const sim::SimRules& rules);
std::string halts_rule(const BacktestSpec& spec);
std::string shorting_rule(const BacktestSpec& spec);
std::string account_rules_rule(const sim::SimRules& rules);
std::string interest_rule(const sim::SimRules& rules);

}  // namespace tw::backtest
