#include "adapters/polygon/envelope.hpp"

#include "adapters/polygon/wire.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::polygon {
namespace {

using formats::JsonNode;
using vendor::HttpResponse;
using vendor::Outcome;
using vendor::Refusal;
using vendor::refused;

bool speaks_of(std::string_view words, std::string_view part) {
  return words.find(part) != std::string_view::npos;
}

/// Returns the vendor's own words: they stand in `error` or in `message`.
std::string words_of(JsonNode root, std::string_view key) {
  const std::string error = root["error"].text();
  return vendor::one_line(error.empty() ? root["message"].text() : error, key);
}

Refusal refusal_of(const HttpResponse& response, std::string_view status, std::string words) {
  if (words.empty()) words = status;
  if (status == kNotAuthorized) return refused(Outcome::Entitlement, std::move(words));
  if (status == kNotFound) return refused(Outcome::SymbolNotFound, std::move(words));
  if (speaks_of(words, "API Key")) return refused(Outcome::Auth, std::move(words));
  if (response.status == 429 || speaks_of(words, "maximum requests per minute")) {
    // No Retry-After is sent: the limit is counted by the minute of the clock.
    const auto wait = vendor::retry_after(response);
    return refused(Outcome::Throttle, std::move(words),
                   wait ? *wait : vendor::until_next(response, Duration::minutes(1)));
  }
  if (const auto refusal = vendor::http_refusal(response, words)) return *refusal;
  return refused(Outcome::BadRequest, std::move(words));
}

}  // namespace

vendor::Answer<Envelope> open(const HttpResponse& response, std::string_view key) {
  auto document = formats::JsonDocument::parse(response.body);
  if (!document) {
    const std::string words = vendor::is_html(response) ? "a web page" : document.error();
    if (auto refusal = vendor::http_refusal(response, words)) {
      return std::unexpected{std::move(*refusal)};
    }
    return std::unexpected{vendor::malformed("the body is no JSON: " + words)};
  }
  const JsonNode root = document->root();
  const std::string status = root["status"].text();
  const bool is_good = status.empty() || status == kOk || status == kDelayed || status == kOldOk;
  const bool is_2xx = response.status >= 200 && response.status < 300;
  if (!is_good || !is_2xx) {
    return std::unexpected{refusal_of(response, status, words_of(root, key))};
  }
  std::string next_url = root["next_url"].text();
  return Envelope{.document = std::move(*document),
                  .next_url = std::move(next_url),
                  .delay = status == kDelayed ? kDelay : Duration{}};
}

}  // namespace tw::adapters::polygon
