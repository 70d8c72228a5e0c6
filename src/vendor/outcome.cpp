#include "vendor/outcome.hpp"

#include <algorithm>

#include "core/secret.hpp"

namespace tw::vendor {
namespace {

constexpr std::array<std::string_view, kOutcomes> kOutcomeNames{
    "ok",       "no-data", "symbol-not-found", "bad-request", "auth",   "entitlement",
    "throttle", "quota",   "blocked",          "transient",   "retired"};
constexpr std::size_t kLineMax = 200;

}  // namespace

std::string_view to_string(Outcome outcome) {
  return kOutcomeNames[static_cast<std::size_t>(outcome)];
}

std::optional<Outcome> parse_outcome(std::string_view text) {
  const auto* const found = std::ranges::find(kOutcomeNames, text);
  if (found == kOutcomeNames.end()) return std::nullopt;
  return static_cast<Outcome>(found - kOutcomeNames.begin());
}

Refusal malformed(std::string what) {
  return {.outcome = Outcome::Transient,
          .what = std::move(what),
          .retry_after = std::nullopt,
          .is_malformed = true};
}

std::string one_line(std::string_view text, std::string_view secret) {
  std::string line;
  while (!text.empty() && line.size() < kLineMax) {
    if (!secret.empty() && text.starts_with(secret)) {
      line += kRedacted;
      text.remove_prefix(secret.size());
      continue;
    }
    const auto byte = static_cast<unsigned char>(text.front());
    const bool is_blank = byte <= ' ' || byte == 0x7F;
    if (!is_blank) line += text.front();
    if (is_blank && !line.empty() && line.back() != ' ') line += ' ';
    text.remove_prefix(1);
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  // A letter of several bytes is not cut in two.
  if (!text.empty()) {
    std::size_t whole = line.size();
    while (whole > 0 && (static_cast<unsigned char>(line[whole - 1]) & 0xC0U) == 0x80U) --whole;
    if (whole > 0 && (static_cast<unsigned char>(line[whole - 1]) & 0x80U) != 0) --whole;
    line.resize(whole);
    line += "...";
  }
  return line;
}

}  // namespace tw::vendor
