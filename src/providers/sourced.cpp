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

/// Whether the vendor could not be asked for want of a key or an address.
bool is_not_set_up(const Said& said) {
  return said.requests == 0 && said.refusal.outcome == Outcome::Auth;
}

std::string text_of(const Said& said) {
  std::string text = said.vendor + ": " + std::string{to_string(said.refusal.outcome)};
  if (said.refusal.is_malformed) text += " (malformed)";
  if (!said.refusal.what.empty()) text += ": " + said.refusal.what;
  return text;
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
  if (said.empty()) return Outcome::BadRequest;
  const auto asked = std::ranges::find_if_not(said, is_not_set_up);
  return (asked == said.end() ? said.front() : *asked).refusal.outcome;
}

std::string Unanswered::text() const {
  if (said.empty()) return "no provider is set up for this";
  // What somebody said stands before what nobody could be asked.
  std::string text;
  std::string not_set_up;
  for (const Said& one : said) {
    if (is_not_set_up(one)) {
      not_set_up += (not_set_up.empty() ? "" : ", ") + one.vendor;
      not_set_up += " (" + one.refusal.what + ")";
    } else {
      text += (text.empty() ? "" : "; ") + text_of(one);
    }
  }
  if (not_set_up.empty()) return text;
  return text + (text.empty() ? "" : "; ") + "not asked: " + not_set_up;
}

}  // namespace tw::providers
