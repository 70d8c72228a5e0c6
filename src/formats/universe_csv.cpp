#include "formats/universe_csv.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "backtest/notation_terms.hpp"
#include "formats/backtest_keys.hpp"
#include "formats/dated_rows.hpp"
#include "market/label_range.hpp"

namespace tw::formats {
namespace {

using backtest::MemberSpell;

std::string no_date(std::string_view field, std::string_view value, std::string_view open_end) {
  return std::string{field} + " is '" + shown(value) +
         "', which is no date; write 2020-03-18, or nothing when it " + std::string{open_end};
}

std::expected<MemberSpell, std::string> parse_row(std::string_view line) {
  const auto fields = backtest::split(line, ',');
  if (fields.size() < 3) {
    return std::unexpected{"the row '" + shown(line) +
                           "' has no symbol,from,to; give all three, the days may be empty"};
  }
  if (fields[0].empty()) {
    return std::unexpected{std::string{"symbol is empty; name one, such as AAPL"}};
  }
  MemberSpell spell{.symbol = std::string{fields[0]}, .from = {}, .to = {}};
  if (!fields[1].empty()) {
    spell.from = parse_date(fields[1]);
    if (!spell.from) return std::unexpected{no_date("from", fields[1], "always was a member")};
  }
  if (!fields[2].empty()) {
    spell.to = parse_date(fields[2]);
    if (!spell.to) return std::unexpected{no_date("to", fields[2], "still is a member")};
  }
  if (spell.from && spell.to && *spell.to < *spell.from) {
    return std::unexpected{"to is '" + shown(fields[2]) + "', which is before from '" +
                           shown(fields[1]) + "'; swap them"};
  }
  return spell;
}

std::string begin_of(const MemberSpell& spell) {
  return spell.from ? to_string(*spell.from) : "the beginning";
}

/// Puts the spells of a symbol side by side, by time.
void put_in_order(std::vector<MemberSpell>& spells) {
  std::map<std::string, std::size_t> place;
  for (const MemberSpell& spell : spells) place.emplace(spell.symbol, place.size());
  std::ranges::stable_sort(spells, {}, [&](const MemberSpell& spell) {
    return std::pair{place.at(spell.symbol), spell.from};
  });
}

/// Returns a complaint for each spell that begins before the one ahead of it has ended.
std::vector<std::string> overlaps(const std::vector<MemberSpell>& spells, const std::string& name) {
  std::vector<std::string> errors;
  for (std::size_t i = 1; i < spells.size(); ++i) {
    const MemberSpell& before = spells[i - 1];
    const MemberSpell& spell = spells[i];
    if (before.symbol != spell.symbol || (before.to && before.to < spell.from)) continue;
    errors.push_back(name + ": '" + shown(spell.symbol) + "' joins on " + begin_of(spell) +
                     " and is a member from " + begin_of(before) + " already" +
                     (before.to ? ", to " + to_string(*before.to) : ", without an end") +
                     "; end one spell before the next begins");
  }
  return errors;
}

}  // namespace

std::expected<std::vector<MemberSpell>, std::vector<std::string>> parse_universe(
    std::string_view text, const std::string& name) {
  auto spells = parse_dated_rows<MemberSpell>(
      text, name, {.header_least = "symbol,from,to", .header = "symbol,from,to"}, parse_row);
  if (!spells) return spells;
  if (spells->empty()) {
    return std::unexpected{std::vector{name + ": names no member; give a row for each spell, such "
                                              "as AAPL,2015-03-19,"}};
  }
  put_in_order(*spells);
  auto errors = overlaps(*spells, name);
  if (!errors.empty()) return std::unexpected{std::move(errors)};
  return spells;
}

std::vector<std::string> members_between(const std::vector<MemberSpell>& universe,
                                         std::string_view from, std::string_view to) {
  const auto first = parse_range_end(from);
  const auto last = parse_range_end(to);
  std::vector<std::string> symbols;
  for (const MemberSpell& spell : universe) {
    const bool is_over = !from.empty() && first && spell.to && *spell.to < first->date;
    const bool is_to_come = !to.empty() && last && spell.from && *spell.from > last->date;
    const bool is_known = std::ranges::find(symbols, spell.symbol) != symbols.end();
    if (!is_over && !is_to_come && !is_known) symbols.push_back(spell.symbol);
  }
  return symbols;
}

}  // namespace tw::formats
