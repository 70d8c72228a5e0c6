#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "sim/sim_rules.hpp"

namespace tw::backtest {

// How the cost models of `SimRules` are written, besides commission and spread (`notation.hpp`).
// Errors: as there.

/// `none`, `ticks:1`, `bps:2` or `percent:0.0002` (one model), `volume_share:0.1` or `sqrt:0.5`.
std::expected<sim::SlippageModel, std::string> parse_slippage(std::string_view text);
std::string notation(const sim::SlippageModel& model);

/// `us` or `none`.
std::expected<sim::RegulatoryFees, std::string> parse_regulatory_fees(std::string_view text);
std::string notation(sim::RegulatoryFees fees);

}  // namespace tw::backtest
