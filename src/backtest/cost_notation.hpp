#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/backtest_spec.hpp"
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

/// `none`, `fixed:250ms`, `uniform:50ms-300ms` or `lognormal:100ms,0.5` (median, deviation of the
/// logarithm). Units are us, ms and s.
std::expected<sim::LatencyModel, std::string> parse_latency(std::string_view text);
std::string notation(const sim::LatencyModel& model);

/// What borrowing costs a year: of all symbols, and of some their own.
struct BorrowTerms {
  Ratio annual;
  std::vector<SymbolRate> symbols;
};

/// `none`, `0.003`, or with symbols of their own: `0.003,GME:0.85`.
std::expected<BorrowTerms, std::string> parse_borrow(std::string_view text);
std::string notation(const BorrowTerms& terms);

/// `none`, `debit:0.06`, `credit:0.03` or `debit:0.06+credit:0.03`: sets those two rates.
std::expected<sim::CarryRates, std::string> parse_interest(std::string_view text);
std::string interest_notation(const sim::CarryRates& rates);

/// `none`, `us` for all, or some joined by `+`: `settlement`, `reg_t`, `day_trader`.
std::expected<sim::AccountRules, std::string> parse_account_rules(std::string_view text);
std::string notation(const sim::AccountRules& rules);

/// Returns the account's kind: `cash`, `cash_due` or `margin`.
std::string account_type(const sim::SimRules& rules);

/// `any`, or what there is of some: `GME:0,AMC:500`.
std::expected<std::vector<SymbolLocate>, std::string> parse_locates(std::string_view text);
std::string notation(const std::vector<SymbolLocate>& locates);

}  // namespace tw::backtest
