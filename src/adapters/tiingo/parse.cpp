#include "adapters/tiingo/parse.hpp"

#include <array>
#include <optional>
#include <utility>

#include "adapters/tiingo/encode.hpp"
#include "formats/json_fields.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::tiingo {
namespace {

using formats::JsonDocument;
using formats::JsonFields;
using formats::JsonNode;
using vendor::Answer;
using vendor::HttpResponse;
using vendor::Outcome;
using vendor::Refusal;
using vendor::refused;
using vendor::SymbolQuote;

bool speaks_of(std::string_view words, std::string_view part) {
  return words.find(part) != std::string_view::npos;
}

Refusal refusal_of(const HttpResponse& response, std::string words) {
  if (response.status == 429 || speaks_of(words, "run over your")) {
    // Allocations are counted by the hour and by the day.
    const bool is_hour = speaks_of(words, "hour");
    return refused(Outcome::Quota, std::move(words),
                   vendor::until_next(response, is_hour ? Duration::hours(1) : Duration::days(1)));
  }
  if (speaks_of(words, "permission")) return refused(Outcome::Entitlement, std::move(words));
  if (speaks_of(words, "token")) return refused(Outcome::Auth, std::move(words));
  if (auto refusal = vendor::http_refusal(response, words)) return std::move(*refusal);
  return refused(Outcome::BadRequest, std::move(words));
}

std::unexpected<Refusal> malformed(const JsonFields& fields) {
  return std::unexpected{vendor::malformed(fields.what())};
}

/// Returns the label of a row. The date of a longer bar is the calendar's, whatever zone stands
/// beside it, and that of a week is its last session.
std::optional<Timestamp> label_of(JsonFields& fields, JsonNode node,
                                  const vendor::History& history) {
  if (history.timeframe.is_intraday()) return fields.moment(node);
  const auto date = fields.date(node);
  if (!date) return std::nullopt;
  return history.zone.empty() ? date->midnight()
                              : vendor::us_session_label(*date, history.timeframe);
}

void add_actions(JsonFields& fields, JsonNode node, vendor::History& history) {
  const auto date = fields.date(node["date"]);
  const auto dividend = fields.price(node["divCash"]);
  const auto factor = fields.number(node["splitFactor"]);
  if (!date) return;
  const Label symbol{std::string_view{history.symbol}};
  if (dividend && dividend->raw() != 0) {
    CorporateAction action;
    action.kind = CorporateAction::Kind::CashDividend;
    action.ex_date = *date;
    action.amount = *dividend;
    action.symbol = symbol;
    history.actions.push_back(action);
  }
  if (factor && *factor != 1.0) {
    auto split = vendor::split_action(*date, *factor, 1.0);
    if (!split) {
      fields.fault("'splitFactor' is no ratio of shares");
      return;
    }
    split->symbol = symbol;
    history.actions.push_back(*split);
  }
}

void add_row(JsonFields& fields, JsonNode node, vendor::History& history) {
  using Names = std::array<std::string_view, 6>;
  static constexpr Names kAsTraded{"date", "open", "high", "low", "close", "volume"};
  static constexpr Names kAdjusted{"date", "adjOpen", "adjHigh", "adjLow", "adjClose", "adjVolume"};
  const bool is_adjusted = history.basis == PriceBasis::Total;
  const auto [date, o, h, l, c, v] = node.members(is_adjusted ? kAdjusted : kAsTraded);
  const auto label = label_of(fields, date, history);
  if (!label) fields.fault("a bar without a date");
  const auto open = fields.positive_price(o);
  const auto high = fields.positive_price(h);
  const auto low = fields.positive_price(l);
  const auto close = fields.positive_price(c);
  const auto volume = fields.volume(v);
  if (!label || !open || !high || !low || !close) {
    ++history.nulls_skipped;
    return;
  }
  history.rows.push_back({.label = *label,
                          .open = *open,
                          .high = *high,
                          .low = *low,
                          .close = *close,
                          .volume = volume.value_or(Volume{}),
                          .adjusted_close = fields.positive_price(node["adjClose"])});
  if (history.timeframe == kDaily) add_actions(fields, node, history);
}

/// Sizes are in shares.
SymbolQuote quote_of(JsonFields& fields, JsonNode node) {
  SymbolQuote quote;
  quote.symbol = fields.need(fields.text(node["ticker"]), "ticker");
  // The composite price is there for keys without the exchange's agreement too.
  quote.last = fields.positive_price(node["tngoLast"]);
  if (!quote.last) quote.last = fields.positive_price(node["last"]);
  quote.bid = fields.positive_price(node["bidPrice"]);
  quote.ask = fields.positive_price(node["askPrice"]);
  if (quote.bid) quote.bid_size = fields.quantity(node["bidSize"]);
  if (quote.ask) quote.ask_size = fields.quantity(node["askSize"]);
  quote.open = fields.positive_price(node["open"]);
  quote.high = fields.positive_price(node["high"]);
  quote.low = fields.positive_price(node["low"]);
  quote.previous_close = fields.positive_price(node["prevClose"]);
  quote.volume = fields.volume(node["volume"]);
  quote.event_at = fields.moment(node["lastSaleTimestamp"]);
  if (!quote.event_at) quote.event_at = fields.moment(node["quoteTimestamp"]);
  if (!quote.event_at) quote.event_at = fields.moment(node["timestamp"]);
  return quote;
}

SymbolQuote pair_of(JsonFields& fields, JsonNode node) {
  SymbolQuote quote;
  quote.symbol = fields.need(fields.text(node["ticker"]), "ticker");
  const JsonNode top = node["topOfBookData"].front();
  quote.last = fields.positive_price(top["lastPrice"]);
  quote.bid = fields.positive_price(top["bidPrice"]);
  quote.ask = fields.positive_price(top["askPrice"]);
  if (quote.bid) quote.bid_size = fields.quantity(top["bidSize"]);
  if (quote.ask) quote.ask_size = fields.quantity(top["askSize"]);
  quote.event_at = fields.moment(top["lastSaleTimestamp"]);
  return quote;
}

std::string kind_of(std::string type) {
  if (type == "Stock") return "equity";
  if (type == "ETF") return "etf";
  if (type == "Mutual Fund") return "fund";
  return type;
}

}  // namespace

Answer<JsonDocument> open(const HttpResponse& response, std::string_view key) {
  auto document = JsonDocument::parse(response.body);
  const bool is_2xx = response.status >= 200 && response.status < 300;
  if (!document) {
    // An error may come as a text, under 200 too.
    const std::string words =
        vendor::is_html(response) ? "a web page" : vendor::one_line(response.body, key);
    if (!is_2xx || speaks_of(words, "run over your")) {
      return std::unexpected{refusal_of(response, words)};
    }
    return std::unexpected{vendor::malformed("the body is no JSON: " + document.error())};
  }
  const JsonNode detail = document->root()["detail"];
  if (!is_2xx || detail.has_value()) {
    return std::unexpected{refusal_of(response, vendor::one_line(detail.text(), key))};
  }
  return std::move(*document);
}

Answer<void> add_bars(const HttpResponse& response, std::string_view key,
                      vendor::History& history) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonNode rows = document->root();
  if (!rows.is(JsonNode::Kind::Array)) {
    return std::unexpected{vendor::malformed("the bars are no array")};
  }
  if (is_pair(history.symbol)) {
    rows = rows.front()["priceData"];
  } else {
    history.zone = "America/New_York";
  }
  JsonFields fields;
  vendor::make_room(history, rows.size());
  for (const JsonNode node : rows) add_row(fields, node, history);
  history.rounded_values += fields.rounded_values();
  if (!fields.is_sound()) return malformed(fields);
  return {};
}

Answer<std::vector<SymbolQuote>> parse_quotes(const HttpResponse& response, std::string_view key) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonFields fields;
  std::vector<SymbolQuote> quotes;
  quotes.reserve(document->root().size());
  for (const JsonNode node : document->root()) {
    const bool is_of_pair = node["topOfBookData"].has_value();
    quotes.push_back(is_of_pair ? pair_of(fields, node) : quote_of(fields, node));
  }
  if (!fields.is_sound()) return malformed(fields);
  return quotes;
}

Answer<std::vector<vendor::SymbolMatch>> parse_search(const HttpResponse& response,
                                                      std::string_view key) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonFields fields;
  std::vector<vendor::SymbolMatch> matches;
  matches.reserve(document->root().size());
  for (const JsonNode node : document->root()) {
    matches.push_back({.symbol = symbol_of(fields.need(fields.text(node["ticker"]), "ticker")),
                       .name = node["name"].text(),
                       .exchange = "",
                       .kind = kind_of(node["assetType"].text()),
                       .region = node["countryCode"].text(),
                       .currency = kUsd});
  }
  if (!fields.is_sound()) return malformed(fields);
  return matches;
}

Answer<vendor::Fundamentals> parse_meta(const HttpResponse& response, std::string_view key) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  const JsonNode root = document->root();
  JsonFields fields;
  vendor::Fundamentals facts;
  facts.symbol = symbol_of(fields.need(fields.text(root["ticker"]), "ticker"));
  const auto word = [&](std::string name, JsonNode from) {
    if (auto text = fields.text(from)) facts.words.emplace_back(std::move(name), std::move(*text));
  };
  word("name", root["name"]);
  word("exchange", root["exchangeCode"]);
  word("listed_on", root["startDate"]);
  word("last_bar_on", root["endDate"]);
  word("description", root["description"]);
  if (!fields.is_sound()) return malformed(fields);
  return facts;
}

}  // namespace tw::adapters::tiingo
