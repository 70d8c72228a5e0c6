#pragma once

#include <array>
#include <expected>
#include <string>
#include <string_view>

#include "backtest/backtest_spec.hpp"
#include "orders/order_request.hpp"
#include "sim/sim_rules.hpp"

namespace tw::backtest {

// How a spec's parts are written on command lines, in files and in JSON: `percent:0.002`, `all`.
//
// Each `parse_…` reads back what `notation` writes.
// Errors: the end of a sentence that begins "commission is 'x', which", the remedy in it.

inline constexpr std::array<std::string_view, 4> kFillTimingNames{"next_open", "this_close",
                                                                  "next_close", "intrabar"};

/// `none`, `ibkr_fixed`, `ibkr_tiered`, or terms that add: `fixed:5+percent:0.0005`, and
/// `per_share:0.005` with, if need be, `+minimum:1` and `+maximum:0.01` (a fraction of the value).
std::expected<sim::CommissionModel, std::string> parse_commission(std::string_view text);
std::string notation(const sim::CommissionModel& model);

/// `none`, `percent:0.0005` (worsens entries) or `half:0.0001` (worsens both sides).
std::expected<sim::SpreadModel, std::string> parse_spread(std::string_view text);
std::string notation(const sim::SpreadModel& model);

/// `all`, `units:100` or `fraction:0.5`.
std::expected<Size, std::string> parse_size(std::string_view text);
std::string notation(const Size& size);

/// How big an entry is: so much, or what a rule finds.
struct EntrySize {
  Size size = Size::fraction(1.0);
  sizing::SizeRule rule;
};

/// What `parse_size` reads, or `risk:0.01` (`risk` for short), `vol:0.15`, `kelly:0.5`,
/// `inverse_vol`, `equal_risk` or `hrp`.
std::expected<EntrySize, std::string> parse_entry_size(std::string_view text);
std::string notation(const Size& size, const sizing::SizeRule& rule);

std::expected<sim::FillTiming, std::string> parse_fill_timing(std::string_view text);
std::string notation(sim::FillTiming timing);

std::expected<Preset, std::string> parse_preset(std::string_view text);
std::string notation(Preset preset);

}  // namespace tw::backtest
