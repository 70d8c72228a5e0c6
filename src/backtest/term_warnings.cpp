#include "backtest/term_warnings.hpp"

#include <algorithm>
#include <string_view>

namespace tw::backtest {
namespace {

bool is_traded(const std::vector<Feed>& feeds, std::string_view symbol) {
  return std::ranges::any_of(feeds,
                             [&](const Feed& feed) { return feed.instrument.symbol == symbol; });
}

/// Warns of the symbols in `terms` that no feed has.
template <class Term>
void warn_of_strangers(std::vector<std::string>& warnings, std::string_view option,
                       const std::vector<Term>& terms, const std::vector<Feed>& feeds) {
  std::vector<std::string_view> strangers;
  for (const Term& term : terms) {
    const bool is_known = is_traded(feeds, term.symbol) ||
                          std::ranges::find(strangers, term.symbol) != strangers.end();
    if (!is_known) strangers.push_back(term.symbol);
  }
  if (strangers.empty()) return;
  std::string line{option};
  line += strangers.size() == 1 ? " names a symbol that is" : " names symbols that are";
  line += " not in this run, so nothing came of it: ";
  for (std::size_t i = 0; i < strangers.size(); ++i) {
    if (i != 0) line += ", ";
    line += strangers[i];
  }
  warnings.push_back(line + ".");
}

}  // namespace

void warn_of_unused_terms(std::vector<std::string>& warnings, const BacktestSpec& spec,
                          const std::vector<Feed>& feeds) {
  warn_of_strangers(warnings, "--borrow", spec.borrow, feeds);
  warn_of_strangers(warnings, "--locate", spec.locates, feeds);
  warn_of_strangers(warnings, "--halts", spec.halts, feeds);
}

}  // namespace tw::backtest
