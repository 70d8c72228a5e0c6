#include "providers/sourced.hpp"

#include <algorithm>

namespace tw::providers {
namespace {

using vendor::Outcome;

/// Whether the vendor could have told whether it knows the symbol, had it not been busy or down.
bool is_silent(const Said& said) {
  const Outcome outcome = said.refusal.outcome;
  return outcome == Outcome::Transient || outcome == Outcome::Throttle ||
         outcome == Outcome::Quota || outcome == Outcome::Blocked;
}

}  // namespace

vendor::Outcome Unanswered::outcome() const {
  const auto says = [&](Outcome outcome) {
    return std::ranges::any_of(said,
                               [&](const Said& one) { return one.refusal.outcome == outcome; });
  };
  if (says(Outcome::NoData)) return Outcome::NoData;
  if (says(Outcome::SymbolNotFound) && std::ranges::none_of(said, is_silent)) {
    return Outcome::SymbolNotFound;
  }
  return said.empty() ? Outcome::BadRequest : said.front().refusal.outcome;
}

std::string Unanswered::text() const {
  if (said.empty()) return "no provider is set up for this";
  std::string text;
  for (const Said& one : said) {
    if (!text.empty()) text += "; ";
    text += one.vendor;
    text += ": ";
    text += to_string(one.refusal.outcome);
    if (one.refusal.is_malformed) text += " (malformed)";
    if (!one.refusal.what.empty()) text += ": " + one.refusal.what;
  }
  return text;
}

}  // namespace tw::providers
