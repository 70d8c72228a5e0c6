#include "adapters/finnhub/parse.hpp"

#include <array>
#include <optional>
#include <utility>

#include "adapters/finnhub/wire.hpp"
#include "formats/json_fields.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::finnhub {
namespace {

using formats::JsonDocument;
using formats::JsonFields;
using formats::JsonNode;
using formats::UnixUnit;
using vendor::Answer;
using vendor::HttpResponse;
using vendor::Outcome;
using vendor::Refusal;
using vendor::refused;

bool speaks_of(std::string_view words, std::string_view part) {
  return words.find(part) != std::string_view::npos;
}

Refusal refusal_of(const HttpResponse& response, std::string words) {
  if (response.status == 429 || speaks_of(words, "API limit reached")) {
    return refused(Outcome::Throttle, std::move(words),
                   vendor::until_reset(response, kResetHeader));
  }
  if (speaks_of(words, "Invalid API key") || speaks_of(words, "use an API key")) {
    return refused(Outcome::Auth, std::move(words));
  }
  // Came as 401 once: the text decides.
  if (speaks_of(words, "have access to this resource")) {
    return refused(Outcome::Entitlement, std::move(words));
  }
  if (auto refusal = vendor::http_refusal(response, words)) return std::move(*refusal);
  return refused(Outcome::BadRequest, std::move(words));
}

std::unexpected<Refusal> malformed(const JsonFields& fields) {
  return std::unexpected{vendor::malformed(fields.what())};
}

/// A plain symbol trades in New York; "BINANCE:BTCUSDT" and "2788.T" do not.
bool is_us(std::string_view symbol) {
  const std::size_t dot = symbol.rfind('.');
  const bool has_suffix = dot != std::string_view::npos && symbol.size() - dot > 2;
  return symbol.find(':') == std::string_view::npos && !has_suffix;
}

std::string kind_of(std::string type) {
  if (type == "Common Stock" || type == "ADR" || type == "REIT" || type == "PUBLIC") {
    return "equity";
  }
  if (type == "ETP" || type == "ETF") return "etf";
  return type;
}

}  // namespace

Answer<JsonDocument> open(const HttpResponse& response, std::string_view key) {
  auto document = JsonDocument::parse(response.body);
  if (!document) {
    const std::string words =
        vendor::is_html(response) ? "a web page" : vendor::one_line(response.body, key);
    if (response.status < 200 || response.status >= 300) {
      return std::unexpected{refusal_of(response, words)};
    }
    return std::unexpected{vendor::malformed("the body is no JSON: " + document.error())};
  }
  const JsonNode error = document->root()["error"];
  const bool is_2xx = response.status >= 200 && response.status < 300;
  if (error.has_value() || !is_2xx) {
    return std::unexpected{refusal_of(response, vendor::one_line(error.text(), key))};
  }
  return std::move(*document);
}

Answer<void> add_candles(const HttpResponse& response, std::string_view key,
                         vendor::History& history) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  const JsonNode root = document->root();
  const std::string_view status = root["s"].token();
  if (status == "no_data" || root.empty()) {
    return std::unexpected{refused(Outcome::NoData, "no candles of " + history.symbol)};
  }
  if (status != "ok") return std::unexpected{vendor::malformed("'s' is neither ok nor no_data")};
  constexpr std::array<std::string_view, 6> kColumns{"t", "o", "h", "l", "c", "v"};
  std::array<JsonNode::Iterator, kColumns.size()> at;
  const std::size_t size = root["t"].size();
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    const JsonNode column = root[kColumns[i]];
    if (!column.is(JsonNode::Kind::Array) || column.size() != size) {
      return std::unexpected{vendor::malformed("the columns are of different lengths")};
    }
    at[i] = column.begin();
  }
  history.basis = PriceBasis::Split;
  if (is_us(history.symbol)) history.zone = "America/New_York";
  JsonFields fields;
  vendor::make_room(history, size);
  for (std::size_t row = 0; row < size; ++row) {
    const auto start = fields.unix_time(*at[0], UnixUnit::Seconds);
    const auto open = fields.positive_price(*at[1]);
    const auto high = fields.positive_price(*at[2]);
    const auto low = fields.positive_price(*at[3]);
    const auto close = fields.positive_price(*at[4]);
    const auto volume = fields.volume(*at[5]);
    for (auto& column : at) ++column;
    if (!start || !open || !high || !low || !close) {
      ++history.nulls_skipped;
      continue;
    }
    Timestamp label = *start;
    if (!history.timeframe.is_intraday()) {
      label = history.zone.empty() ? Date::of(label).midnight()
                                   : vendor::us_session_label(Date::of(label), history.timeframe);
    }
    history.rows.push_back({.label = label,
                            .open = *open,
                            .high = *high,
                            .low = *low,
                            .close = *close,
                            .volume = volume.value_or(Volume{}),
                            .adjusted_close = std::nullopt});
  }
  history.rounded_values += fields.rounded_values();
  if (!fields.is_sound()) return malformed(fields);
  return {};
}

Answer<vendor::SymbolQuote> parse_quote(const HttpResponse& response, std::string_view key,
                                        const std::string& symbol) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  const JsonNode root = document->root();
  JsonFields fields;
  vendor::SymbolQuote quote;
  quote.symbol = symbol;
  quote.last = fields.positive_price(root["c"]);
  quote.open = fields.positive_price(root["o"]);
  quote.high = fields.positive_price(root["h"]);
  quote.low = fields.positive_price(root["l"]);
  quote.previous_close = fields.positive_price(root["pc"]);
  const auto at = fields.unix_time(root["t"], UnixUnit::Seconds);
  if (at && at->unix_ns > 0) quote.event_at = at;
  if (!fields.is_sound()) return malformed(fields);
  if (!root["c"].has_value()) return std::unexpected{vendor::malformed("a quote without 'c'")};
  if (!quote.last && !quote.previous_close) {
    return std::unexpected{
        refused(Outcome::SymbolNotFound, symbol + " has a quote of zeros: it is not known")};
  }
  return quote;
}

Answer<std::vector<vendor::SymbolMatch>> parse_search(const HttpResponse& response,
                                                      std::string_view key) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  const JsonNode root = document->root();
  const JsonNode list = root.is(JsonNode::Kind::Array) ? root : root["result"];
  JsonFields fields;
  std::vector<vendor::SymbolMatch> matches;
  matches.reserve(list.size());
  for (const JsonNode node : list) {
    const std::string currency = node["currency"].text();
    matches.push_back({.symbol = fields.need(fields.text(node["symbol"]), "symbol"),
                       .name = node["description"].text(),
                       .exchange = node["mic"].text(),
                       .kind = kind_of(node["type"].text()),
                       .region = "",
                       .currency = currency.size() == 3 ? Currency{currency} : kUsd});
  }
  if (!fields.is_sound()) return malformed(fields);
  return matches;
}

Answer<vendor::Fundamentals> parse_profile(const HttpResponse& response, std::string_view key) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  const JsonNode root = document->root();
  if (root.empty()) {
    return std::unexpected{refused(Outcome::SymbolNotFound, "an empty profile: it is not known")};
  }
  JsonFields fields;
  vendor::Fundamentals facts;
  facts.symbol = fields.need(fields.text(root["ticker"]), "ticker");
  const auto millions = [&](std::string name, JsonNode from) {
    if (const auto value = fields.number(from)) {
      facts.figures.emplace_back(std::move(name), *value * kMillion);
    }
  };
  const auto word = [&](std::string name, JsonNode from) {
    if (auto text = fields.text(from)) facts.words.emplace_back(std::move(name), std::move(*text));
  };
  millions("market_cap", root["marketCapitalization"]);
  millions("shares_outstanding", root["shareOutstanding"]);
  word("name", root["name"]);
  word("industry", root["finnhubIndustry"]);
  word("country", root["country"]);
  word("exchange", root["exchange"]);
  word("listed_on", root["ipo"]);
  if (!fields.is_sound()) return malformed(fields);
  return facts;
}

Answer<void> add_metrics(const HttpResponse& response, std::string_view key,
                         vendor::Fundamentals& facts) {
  struct Metric {
    std::string_view theirs;
    std::string_view ours;
    double factor;
  };
  static constexpr Metric kMetrics[] = {
      {"peTTM", "pe_trailing", 1.0},
      {"epsTTM", "eps", 1.0},
      {"pbQuarterly", "price_to_book", 1.0},
      {"beta", "beta", 1.0},
      {"52WeekHigh", "week_52_high", 1.0},
      {"52WeekLow", "week_52_low", 1.0},
      {"currentDividendYieldTTM", "dividend_yield", kPercent},
      {"netProfitMarginTTM", "profit_margin", kPercent},
      {"grossMarginTTM", "gross_margin", kPercent},
      {"roeTTM", "return_on_equity", kPercent},
  };
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  const JsonNode metric = document->root()["metric"];
  JsonFields fields;
  for (const Metric& each : kMetrics) {
    const JsonNode node = metric[each.theirs];
    if (!node.is(JsonNode::Kind::Number)) continue;
    if (const auto value = fields.number(node)) {
      facts.figures.emplace_back(each.ours, *value * each.factor);
    }
  }
  if (!fields.is_sound()) return malformed(fields);
  return {};
}

vendor::BudgetNews budget_of(const HttpResponse& response) {
  const auto left = vendor::header_number(response, "x-ratelimit-remaining");
  if (!left) return {};
  return {.left = left, .resets_in = vendor::until_reset(response, kResetHeader)};
}

}  // namespace tw::adapters::finnhub
