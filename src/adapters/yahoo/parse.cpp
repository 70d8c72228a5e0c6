#include "adapters/yahoo/parse.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/yahoo/encode.hpp"
#include "adapters/yahoo/unit.hpp"
#include "formats/json_fields.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::yahoo {
namespace {

using formats::JsonDocument;
using formats::JsonFields;
using formats::JsonNode;
using formats::UnixUnit;
using vendor::Outcome;
using vendor::Refusal;

constexpr Duration kThrottle = Duration::seconds(60);
constexpr std::size_t kCrumbMax = 64;

/// Returns the `error` of whichever envelope carries one.
JsonNode error_of(JsonNode root) {
  for (const JsonNode envelope : root) {
    const JsonNode error = envelope["error"];
    if (error.has_value()) return error;
  }
  return {};
}

Outcome outcome_of(int status, std::string_view code, std::string_view words) {
  if (words.starts_with("No fundamentals data found")) return Outcome::NoData;
  if (words.contains("Data doesn't exist")) return Outcome::NoData;
  if (status == 401 || code == "Unauthorized") return Outcome::Auth;
  if (status == 429 || words.contains("Too Many Requests")) return Outcome::Throttle;
  if (status == 403 || status == 999) return Outcome::Blocked;
  if (code == "Not Found") return Outcome::SymbolNotFound;
  const bool is_ours = code == "Bad Request" || code == "Unprocessable Entity";
  if (status == 400 || status == 422 || is_ours) return Outcome::BadRequest;
  return Outcome::Transient;
}

Refusal refusal(int status, std::string_view code, std::string_view words) {
  const Outcome outcome = outcome_of(status, code, words);
  std::string what = status == 200 ? std::string{} : "HTTP " + std::to_string(status);
  for (const std::string_view part : {code, words}) {
    if (part.empty()) continue;
    if (!what.empty()) what += ": ";
    what += part;
  }
  return vendor::refused(outcome, vendor::one_line(what),
                         outcome == Outcome::Throttle ? std::optional{kThrottle} : std::nullopt);
}

std::optional<Price> quoted_price(JsonFields& fields, JsonNode node, PriceUnit unit) {
  const auto price = fields.price(node);
  if (!price) return std::nullopt;
  const bool is_noisy = node.token().size() > kPlainDigitsMax;
  return in_whole_units(is_noisy ? without_float_noise(*price) : *price, unit);
}

/// Returns a bid or an offer, which is 0 where there is none.
std::optional<Price> offered_price(JsonFields& fields, JsonNode node, PriceUnit unit) {
  const auto price = quoted_price(fields, node, unit);
  return price && price->raw() > 0 ? price : std::nullopt;
}

/// Returns a size in shares: American ones come in round lots of 100.
std::optional<Quantity> offered_size(JsonFields& fields, JsonNode node, bool is_us_equity) {
  constexpr std::int64_t kRoundLot = 100;
  const auto count = fields.integer(node);
  if (!count || *count <= 0 || *count > 1'000'000'000) return std::nullopt;
  return Quantity::whole(is_us_equity ? *count * kRoundLot : *count);
}

vendor::SymbolQuote parse_quote(JsonFields& fields, JsonNode row, std::string symbol) {
  constexpr std::int64_t kDelayMinutesMax = 60LL * 24;
  const PriceUnit unit = price_unit(row["currency"].token());
  const bool is_us = row["market"].token() == "us_market";
  const auto delay = fields.integer(row["exchangeDataDelayedBy"]).value_or(0);
  vendor::SymbolQuote quote{
      .symbol = std::move(symbol),
      .currency = unit.currency,
      .bid = offered_price(fields, row["bid"], unit),
      .ask = offered_price(fields, row["ask"], unit),
      .bid_size = std::nullopt,
      .ask_size = std::nullopt,
      .last = quoted_price(fields, row["regularMarketPrice"], unit),
      .open = quoted_price(fields, row["regularMarketOpen"], unit),
      .high = quoted_price(fields, row["regularMarketDayHigh"], unit),
      .low = quoted_price(fields, row["regularMarketDayLow"], unit),
      .previous_close = quoted_price(fields, row["regularMarketPreviousClose"], unit),
      .volume = fields.volume(row["regularMarketVolume"]),
      .event_at = fields.unix_time(row["regularMarketTime"], UnixUnit::Seconds),
      .delay = Duration::minutes(std::clamp<std::int64_t>(delay, 0, kDelayMinutesMax))};
  if (quote.bid) quote.bid_size = offered_size(fields, row["bidSize"], is_us);
  if (quote.ask) quote.ask_size = offered_size(fields, row["askSize"], is_us);
  return quote;
}

struct Kind {
  std::string_view theirs;
  std::string_view ours;
};
constexpr std::array<Kind, 9> kKinds{{{"EQUITY", "equity"},
                                      {"ETF", "etf"},
                                      {"MUTUALFUND", "fund"},
                                      {"MONEYMARKET", "fund"},
                                      {"INDEX", "index"},
                                      {"CURRENCY", "fx"},
                                      {"CRYPTOCURRENCY", "crypto"},
                                      {"FUTURE", "future"},
                                      {"OPTION", "option"}}};

std::string kind_of(const std::string& word) {
  const auto* const found = std::ranges::find(kKinds, std::string_view{word}, &Kind::theirs);
  return found == kKinds.end() ? word : std::string{found->ours};
}

/// Returns whether `url` leads to where Yahoo asks visitors from the European Union for consent.
bool is_consent_url(std::string_view url) {
  return url.contains("//guce.yahoo.com/") || url.contains("//consent.yahoo.com/");
}

}  // namespace

std::optional<Refusal> consent_refusal(const vendor::HttpResponse& response) {
  const bool is_redirect = response.status >= 300 && response.status < 400;
  const bool leads_there = is_redirect && is_consent_url(response.header("Location").value_or(""));
  const bool is_form = vendor::is_html(response) &&
                       (response.header("Server") == "guce" || is_consent_url(response.body) ||
                        response.body.contains("collectConsent"));
  if (!leads_there && !is_form) return std::nullopt;
  return vendor::refused(
      Outcome::Entitlement,
      "yahoo wants its consent form clicked from this address (European Union), which is not done "
      "for you: quotes, options and figures need another provider or another address; bars and "
      "searches go on");
}

std::optional<Refusal> refusal_of(const vendor::HttpResponse& response) {
  const std::string_view body = response.body;
  if (auto refused = consent_refusal(response)) return refused;
  if (vendor::is_html(response)) {
    if (response.status == 200) return vendor::malformed("a web page instead of JSON");
    return refusal(response.status, "a web page", {});
  }
  const bool is_json = body.find_first_not_of(" \t\r\n") != std::string_view::npos &&
                       body[body.find_first_not_of(" \t\r\n")] == '{';
  if (!is_json) {
    // One of Yahoo's words in plain text, or the beginning of nothing.
    const std::string words = vendor::one_line(body);
    if (response.status != 200 || words.contains("Too Many Requests")) {
      return refusal(response.status, {}, words);
    }
    return vendor::malformed("no JSON: " + words);
  }
  if (response.status == 200) return std::nullopt;
  const auto document = JsonDocument::parse(body);
  if (!document) return refusal(response.status, {}, {});
  const JsonNode error = error_of(document->root());
  return refusal(response.status, error["code"].text(), error["description"].text());
}

vendor::Answer<JsonDocument> document_of(const vendor::HttpResponse& response) {
  if (auto refused = refusal_of(response)) return std::unexpected{std::move(*refused)};
  auto document = JsonDocument::parse(response.body);
  if (!document) return std::unexpected{vendor::malformed(document.error())};
  const JsonNode error = error_of(document->root());
  if (error.has_value()) {
    return std::unexpected{
        refusal(response.status, error["code"].text(), error["description"].text())};
  }
  return std::move(*document);
}

vendor::Answer<std::vector<vendor::SymbolQuote>> parse_quotes(
    const vendor::HttpResponse& response, const std::vector<std::string>& symbols) {
  const auto document = document_of(response);
  if (!document) return std::unexpected{document.error()};
  const JsonNode rows = document->root()["quoteResponse"]["result"];
  if (!rows.is(JsonNode::Kind::Array)) {
    return std::unexpected{vendor::malformed("'quoteResponse.result' is missing")};
  }
  JsonFields fields;
  std::vector<vendor::SymbolQuote> quotes;
  quotes.reserve(rows.size());
  for (const JsonNode row : rows) {
    const std::string theirs = fields.need(fields.text(row["symbol"]), "symbol");
    const auto asked = std::ranges::find(
        symbols, theirs, [](const std::string& symbol) { return yahoo_symbol(symbol); });
    quotes.push_back(
        parse_quote(fields, row, asked == symbols.end() ? own_symbol(theirs) : *asked));
  }
  if (!fields.is_sound()) return std::unexpected{vendor::malformed(fields.what())};
  return quotes;
}

vendor::Answer<std::vector<vendor::SymbolMatch>> parse_search(
    const vendor::HttpResponse& response) {
  const auto document = document_of(response);
  if (!document) return std::unexpected{document.error()};
  const JsonNode rows = document->root()["quotes"];
  if (!rows.is(JsonNode::Kind::Array)) {
    return std::unexpected{vendor::malformed("'quotes' is missing")};
  }
  JsonFields fields;
  std::vector<vendor::SymbolMatch> matches;
  matches.reserve(rows.size());
  for (const JsonNode row : rows) {
    const auto symbol = fields.text(row["symbol"]);
    if (!symbol) continue;
    const auto name = fields.text(row["longname"]);
    matches.push_back({.symbol = own_symbol(*symbol),
                       .name = name ? *name : fields.text(row["shortname"]).value_or(""),
                       .exchange = fields.text(row["exchDisp"]).value_or(""),
                       .kind = kind_of(fields.text(row["quoteType"]).value_or("")),
                       .region = {},
                       .currency = vendor::kUnsaidCurrency});
  }
  if (!fields.is_sound()) return std::unexpected{vendor::malformed(fields.what())};
  return matches;
}

std::string parse_cookies(const vendor::HttpResponse& response) {
  constexpr std::string_view kSetCookie = "set-cookie";
  constexpr std::size_t kCookiesMax = 4096;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::string cookies;
  for (const auto& [name, value] : response.headers) {
    if (!std::ranges::equal(name, kSetCookie, {}, lower)) continue;
    const std::string_view pair = std::string_view{value}.substr(0, value.find(';'));
    const std::size_t equals = pair.find('=');
    if (equals == 0 || equals == std::string_view::npos || equals + 1 == pair.size()) continue;
    if (cookies.size() + pair.size() > kCookiesMax) break;
    if (!cookies.empty()) cookies += "; ";
    cookies += pair;
  }
  return cookies;
}

vendor::Answer<std::string> parse_crumb(const vendor::HttpResponse& response) {
  if (auto refused = consent_refusal(response)) return std::unexpected{std::move(*refused)};
  if (response.status != 200) {
    return std::unexpected{
        refusal(response.status, "no crumb",
                vendor::one_line(vendor::is_html(response) ? std::string_view{"a web page"}
                                                           : response.body))};
  }
  if (response.body.contains("Too Many Requests")) {
    return std::unexpected{refusal(429, "no crumb", "Too Many Requests")};
  }
  const bool is_word = std::ranges::all_of(
      response.body, [](char c) { return c > ' ' && c != '<' && c != '{' && c != '\x7F'; });
  if (response.body.empty() || response.body.size() > kCrumbMax || !is_word) {
    return std::unexpected{vendor::malformed(
        "no crumb but " +
        vendor::one_line(response.body.empty() ? std::string_view{"nothing"} : response.body))};
  }
  return response.body;
}

}  // namespace tw::adapters::yahoo
