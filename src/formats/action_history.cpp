#include "formats/action_history.hpp"

#include <algorithm>
#include <climits>
#include <cmath>

#include "core/decimal.hpp"
#include "market/split_scale.hpp"

namespace tw::formats {
namespace {

using ActionKind = CorporateAction::Kind;

// A chain of names longer than this is a circle.
constexpr int kNamesMax = 32;

std::string upper(std::string_view text) {
  std::string copy{text};
  std::ranges::transform(copy, copy.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return copy;
}

/// Finds the instrument's names: back to the first, then on to the last.
///
/// A name is reused, as GOOG was: whoever is meant by it is the one that bears it last.
std::vector<SymbolSpell> names_of(const std::vector<DatedAction>& rows, const std::string& symbol) {
  constexpr Date kEver{INT_MIN};
  std::vector<SymbolSpell> names{{.from = kEver, .symbol = symbol}};
  const auto before = [&](const SymbolSpell& name, Date until) {
    const DatedAction* found = nullptr;
    for (const DatedAction& row : rows) {
      if (row.action.kind != ActionKind::SymbolChange || row.action.symbol.view() != name.symbol)
        continue;
      if (row.action.ex_date >= until || row.symbol.empty()) continue;
      if (found == nullptr || row.action.ex_date > found->action.ex_date) found = &row;
    }
    return found;
  };
  const auto after = [&](const SymbolSpell& name) {
    const DatedAction* found = nullptr;
    for (const DatedAction& row : rows) {
      const bool is_about = row.symbol.empty() ? name.symbol == symbol : row.symbol == name.symbol;
      if (row.action.kind != ActionKind::SymbolChange || !is_about) continue;
      if (row.action.ex_date <= name.from) continue;
      if (found == nullptr || row.action.ex_date < found->action.ex_date) found = &row;
    }
    return found;
  };
  Date until{INT_MAX};
  for (int i = 0; i < kNamesMax; ++i) {
    const DatedAction* const change = before(names.front(), until);
    if (change == nullptr) break;
    until = names.front().from = change->action.ex_date;
    names.insert(names.begin(), {.from = kEver, .symbol = change->symbol});
  }
  for (int i = 0; i < kNamesMax; ++i) {
    const DatedAction* const change = after(names.back());
    if (change == nullptr) break;
    names.push_back({change->action.ex_date, std::string{change->action.symbol.view()}});
  }
  return names;
}

bool is_about(const DatedAction& row, const std::vector<SymbolSpell>& names) {
  if (row.symbol.empty()) return true;
  if (row.action.kind == ActionKind::SymbolChange) {
    // Of a name that was handed on, only the change that led from one of our names to the next.
    return std::ranges::adjacent_find(names, [&](const auto& old, const auto& next) {
             return old.symbol == row.symbol && next.symbol == row.action.symbol.view() &&
                    next.from == row.action.ex_date;
           }) != names.end();
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool has_ended = i + 1 < names.size() && row.action.ex_date > names[i + 1].from;
    if (row.symbol == names[i].symbol && row.action.ex_date >= names[i].from && !has_ended) {
      return true;
    }
  }
  return false;
}

/// Returns by how much the splits after `date` multiplied a unit.
SplitScale splits_after(const std::vector<DatedAction>& rows, Date date) {
  SplitScale scale;
  for (const DatedAction& row : rows) {
    if (row.action.kind == ActionKind::Split && row.action.ex_date > date) {
      scale = scale.after(row.action);
    }
  }
  return scale;
}

bool tells_the_same(const CorporateAction& a, const CorporateAction& b) {
  constexpr double kNoise = 0.01;
  if (a.kind != b.kind || a.ex_date != b.ex_date) return false;
  if (a.kind == ActionKind::Split) {
    return a.numerator == b.numerator && a.denominator == b.denominator;
  }
  if (a.kind == ActionKind::SymbolChange) return a.symbol == b.symbol;
  const double one = a.amount.as_double();
  const double other = b.amount.as_double();
  return std::abs(one - other) <= kNoise * std::max(one, other);
}

/// Drops what is told twice. Returns one line where two rows contradict each other.
std::optional<std::string> merge(std::vector<DatedAction>& rows) {
  std::vector<DatedAction> merged;
  for (const DatedAction& row : rows) {
    const auto same = [&](const DatedAction& one) {
      return tells_the_same(one.action, row.action);
    };
    if (std::ranges::any_of(merged, same)) continue;
    for (const DatedAction& other : merged) {
      const bool clashes = row.action.kind == ActionKind::Split &&
                           other.action.kind == ActionKind::Split &&
                           row.action.ex_date == other.action.ex_date;
      if (!clashes) continue;
      return "line " + std::to_string(row.line) + " tells a " + describe(row.action) + " on " +
             to_string(row.action.ex_date) + ", line " + std::to_string(other.line) + " a " +
             describe(other.action) + "; take the wrong one out";
    }
    merged.push_back(row);
  }
  rows = std::move(merged);
  return std::nullopt;
}

/// Whether prices move across a split as prices of adjusted units do: not by its ratio.
bool looks_adjusted(const CorporateAction& split, const BarSeries& bars, std::size_t first) {
  // A smaller split drowns in an ordinary day.
  constexpr double kLeast = 1.3;
  const double ratio = static_cast<double>(split.numerator) / split.denominator;
  if (std::max(ratio, 1.0 / ratio) < kLeast) return false;
  // Close to close: the first print of a day may still be in the old units.
  const double move =
      static_cast<double>(bars.close[first - 1]) / static_cast<double>(bars.close[first]);
  return std::abs(std::log(move)) < std::abs(std::log(move / ratio));
}

std::string price_at(std::span<const std::int64_t> column, std::size_t i) {
  return to_string(Price::from_raw(column[i]));
}

}  // namespace

std::expected<ActionHistory, std::string> action_history(const std::vector<DatedAction>& rows,
                                                         std::string_view symbol) {
  const std::vector<SymbolSpell> names = names_of(rows, upper(symbol));
  std::vector<DatedAction> own;
  for (const DatedAction& row : rows) {
    if (is_about(row, names)) own.push_back(row);
  }
  std::ranges::stable_sort(own, {}, [](const DatedAction& row) {
    return std::pair{row.action.ex_date, row.action.kind};
  });
  // Splits first: what is told of them twice must not divide a dividend twice.
  std::vector<DatedAction> splits = own;
  std::erase_if(splits,
                [](const DatedAction& row) { return row.action.kind != ActionKind::Split; });
  if (const auto clash = merge(splits)) return std::unexpected{*clash};
  for (DatedAction& row : own) {
    if (!row.is_split_adjusted) continue;
    row.action.amount = splits_after(splits, row.action.ex_date).price_then(row.action.amount);
  }
  if (const auto clash = merge(own)) return std::unexpected{*clash};
  ActionHistory history;
  for (const DatedAction& row : own) history.actions.push_back(row.action);
  if (names.size() > 1) history.symbols = names;
  return history;
}

ActionHistory on_basis(ActionHistory history, PriceBasis basis) {
  if (basis != PriceBasis::Split && basis != PriceBasis::Total) return history;
  SplitScale later;
  for (auto action = history.actions.rbegin(); action != history.actions.rend(); ++action) {
    if (action->kind == ActionKind::Split) {
      later = later.after(*action);
    } else {
      action->amount = later.price_now(action->amount);
    }
  }
  std::erase_if(history.actions, [&](const CorporateAction& action) {
    return action.kind == ActionKind::Split ||
           (action.kind == ActionKind::CashDividend && basis == PriceBasis::Total);
  });
  return history;
}

std::optional<std::string> refuse_actions(const ActionHistory& history, const BarSeries& bars,
                                          PriceBasis basis) {
  for (const CorporateAction& action : history.actions) {
    const auto found = std::ranges::lower_bound(bars.session, action.ex_date.days);
    const auto first = static_cast<std::size_t>(found - bars.session.begin());
    if (action.kind == ActionKind::Delisting && !bars.empty() &&
        bars.session.back() > action.ex_date.days) {
      return "has bars after its delisting on " + to_string(action.ex_date) +
             "; correct that date, or end the data there";
    }
    if (action.kind != ActionKind::Split || first == 0 || first == bars.size()) continue;
    if (!bars.timeframe.is_intraday() && bars.timeframe != kDaily) {
      return "has bars of " + to_string(bars.timeframe) + ", which may hold both sides of its " +
             describe(action) + "; use bars of a day or less with --actions";
    }
    if (basis == PriceBasis::Unknown && looks_adjusted(action, bars, first)) {
      return "does not move by its " + describe(action) + " on " + to_string(action.ex_date) +
             " (from " + price_at(bars.close, first - 1) + " to " + price_at(bars.close, first) +
             "): its prices are adjusted already; leave out --actions, or say --basis split, or "
             "--basis raw if they are not";
    }
  }
  return std::nullopt;
}

}  // namespace tw::formats
