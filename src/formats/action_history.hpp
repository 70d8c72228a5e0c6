#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/csv_actions.hpp"
#include "market/bar_series.hpp"
#include "market/price_basis.hpp"
#include "market/symbol_spell.hpp"

namespace tw::formats {

/// What happened to one instrument, oldest first, and what it was called.
struct ActionHistory {
  std::vector<CorporateAction> actions;
  std::vector<SymbolSpell> symbols;  ///< Empty where it was never renamed.
};

/// Returns what `rows` tell of the instrument that is, or was last, called `symbol`: under its
/// earlier and later names too. Rows that name no symbol are about it.
///
/// Dividends in the units of a later day are turned into those of their own. What two rows tell
/// alike counts once; so do dividends of one day within 1 % of each other, as decoded ones are.
/// Errors: one line, where two rows tell different splits of one day.
std::expected<ActionHistory, std::string> action_history(const std::vector<DatedAction>& rows,
                                                         std::string_view symbol);

/// Returns `history` as it is to be applied to prices of that basis: none of it to total ones; to
/// split ones dividends alone, in their units; to others as it stands.
ActionHistory on_basis(ActionHistory history, PriceBasis basis);

/// Returns one line, that such actions cannot be applied to these bars and what to do instead:
/// where the prices do not move by a split, so that they are adjusted already; where there are bars
/// after a delisting; where a bar spans sessions, and so both sides of a split.
std::optional<std::string> refuse_actions(const ActionHistory& history, const BarSeries& bars,
                                          PriceBasis basis);

}  // namespace tw::formats
