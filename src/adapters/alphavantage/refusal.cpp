#include "adapters/alphavantage/refusal.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/secret.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::alphavantage {
namespace {

using formats::JsonDocument;
using formats::JsonNode;
using vendor::Outcome;
using vendor::Refusal;

constexpr Duration kBurst = Duration::seconds(2);
constexpr Duration kMinute = Duration::seconds(60);

struct Rule {
  std::string_view name;
  std::string_view words;
  Outcome outcome;
};
// The first that fits counts: a text about haste mentions the day's limit and premium endpoints as
// well, and texts about the limit praise premium plans.
constexpr std::array<Rule, 13> kRules{{
    {"Error Message", "apikey", Outcome::Auth},
    {"Error Message", "", Outcome::SymbolNotFound},
    {"Information", "Burst pattern", Outcome::Throttle},
    {"Information", "spreading out", Outcome::Throttle},
    {"Information", "is a premium", Outcome::Entitlement},
    {"Information", "requests per day", Outcome::Quota},
    {"Information", "daily rate limit", Outcome::Quota},
    {"Information", "request per second", Outcome::Throttle},
    {"Information", "demo", Outcome::Auth},
    {"Information", "", Outcome::Transient},
    {"Note", "", Outcome::Throttle},
    {"message", "premium endpoint", Outcome::Entitlement},
    {"message", "ARTIFICIAL", Outcome::Entitlement},
}};

/// Returns `words` without what stands behind "API key as", whoever's key that is.
std::string without_key(std::string words) {
  constexpr std::string_view kIntroduction = "API key as ";
  const std::size_t found = words.find(kIntroduction);
  if (found == std::string::npos) return words;
  const std::size_t begin = found + kIntroduction.size();
  const std::size_t end = std::min(words.find_first_of(" \t\r\n", begin), words.size());
  return words.replace(begin, end - begin, kRedacted);
}

std::optional<Duration> wait_of(Outcome outcome, std::string_view words) {
  if (outcome != Outcome::Throttle) return std::nullopt;
  return words.contains("per minute") ? kMinute : kBurst;
}

}  // namespace

std::optional<Outcome> outcome_of(std::string_view name, std::string_view words) {
  for (const Rule& rule : kRules) {
    if (rule.name == name && words.contains(rule.words)) return rule.outcome;
  }
  return std::nullopt;
}

std::optional<Refusal> refusal_of(const vendor::HttpResponse& response, std::string_view key) {
  std::optional<JsonDocument> document;
  return refusal_of(response, key, document);
}

std::optional<Refusal> refusal_of(const vendor::HttpResponse& response, std::string_view key,
                                  std::optional<JsonDocument>& document) {
  const std::string_view body = response.body;
  if (vendor::is_html(response)) {
    if (response.status == 200) return vendor::malformed("a web page instead of data");
    return vendor::http_refusal(response, "a web page");
  }
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    if (response.status == 200) return vendor::malformed("nothing");
    return vendor::http_refusal(response, {});
  }
  if (body[first] != '{') {
    return vendor::http_refusal(response, vendor::one_line(without_key(std::string{body}), key));
  }
  auto cut = JsonDocument::parse(body);
  if (!cut) {
    if (auto refused = vendor::http_refusal(response, {})) return refused;
    return vendor::malformed(cut.error());
  }
  document = std::move(*cut);
  for (const JsonNode member : document->root()) {
    const std::string words = member.text();
    const auto outcome = outcome_of(member.name(), words);
    if (!outcome) continue;
    return vendor::refused(*outcome, vendor::one_line(without_key(words), key),
                           wait_of(*outcome, words));
  }
  return vendor::http_refusal(response, {});
}

}  // namespace tw::adapters::alphavantage
