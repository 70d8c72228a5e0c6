#include "adapters/alpaca/parse.hpp"

#include <optional>
#include <utility>

#include "adapters/alpaca/rows.hpp"
#include "adapters/alpaca/wire.hpp"
#include "market/us_time.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::alpaca {
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
  if (response.status == 429) {
    return refused(Outcome::Throttle, std::move(words),
                   vendor::until_reset(response, kResetHeader));
  }
  // Bad keys are told by 401 and by 403; a plan that lacks something says "subscription".
  if (response.status == 403 && !speaks_of(words, "subscription")) {
    return refused(Outcome::Auth, std::move(words));
  }
  if (speaks_of(words, "invalid symbol")) return refused(Outcome::SymbolNotFound, std::move(words));
  // No symbol is told by a 404 here.
  if (response.status == 404) return refused(Outcome::Transient, "HTTP 404: " + words);
  if (auto refusal = vendor::http_refusal(response, words)) return std::move(*refusal);
  return refused(Outcome::BadRequest, std::move(words));
}

std::unexpected<Refusal> malformed(const JsonFields& fields) {
  return std::unexpected{vendor::malformed(fields.what())};
}

Currency currency_of(JsonNode root) {
  const std::string code = root["currency"].text();
  return code.size() == 3 ? Currency{code} : kUsd;
}

Timestamp label_of(Timestamp start, Timeframe timeframe) {
  if (timeframe.is_intraday()) return start;
  return vendor::us_session_label(to_wall(WallClock::UsEastern, start).date, timeframe);
}

void add_row(JsonFields& fields, JsonNode node, vendor::History& history) {
  auto row = row_of(fields, node);
  if (!row) {
    ++history.nulls_skipped;
    return;
  }
  row->label = label_of(row->label, history.timeframe);
  history.rows.push_back(*row);
}

SymbolQuote snapshot_of(JsonFields& fields, JsonNode node, std::string symbol) {
  SymbolQuote quote = quote_of(fields, node["latestQuote"], std::move(symbol));
  const JsonNode trade = node["latestTrade"];
  quote.last = fields.positive_price(trade["p"]);
  if (const auto at = fields.moment(trade["t"])) quote.event_at = at;
  const JsonNode day = node["dailyBar"];
  quote.open = fields.positive_price(day["o"]);
  quote.high = fields.positive_price(day["h"]);
  quote.low = fields.positive_price(day["l"]);
  if (quote.open) quote.volume = fields.volume(day["v"]);
  quote.previous_close = fields.positive_price(node["prevDailyBar"]["c"]);
  return quote;
}

/// Calls `read` with each item below a symbol's name, be it one object or an array of them.
template <class Read>
void each_by_symbol(JsonNode by_symbol, const Read& read) {
  for (const JsonNode node : by_symbol) {
    const std::string symbol{node.name()};
    if (node.is(JsonNode::Kind::Object)) read(node, symbol);
    if (!node.is(JsonNode::Kind::Array)) continue;
    for (const JsonNode item : node) read(item, symbol);
  }
}

}  // namespace

Answer<JsonDocument> open(const HttpResponse& response, std::string_view key) {
  auto document = JsonDocument::parse(response.body);
  const bool is_2xx = response.status >= 200 && response.status < 300;
  if (!document) {
    const std::string words =
        vendor::is_html(response) ? "a web page" : vendor::one_line(response.body, key);
    if (!is_2xx) return std::unexpected{refusal_of(response, words)};
    return std::unexpected{vendor::malformed("the body is no JSON: " + document.error())};
  }
  const JsonNode message = document->root()["message"];
  if (!is_2xx) {
    return std::unexpected{refusal_of(response, vendor::one_line(message.text(), key))};
  }
  // No answer has such a member: without this, a failure within a 200 would read as no bars.
  if (message.is(JsonNode::Kind::Text)) {
    return std::unexpected{
        refused(Outcome::Transient, "HTTP 200: " + vendor::one_line(message.text(), key))};
  }
  return std::move(*document);
}

Answer<std::string> add_bars(const HttpResponse& response, std::string_view key,
                             vendor::History& history) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  const JsonNode root = document->root();
  JsonNode bars = root["bars"];
  // By symbol in the answer for several, an array in that for one, and null when there are none.
  if (bars.is(JsonNode::Kind::Object)) bars = bars[history.symbol];
  history.currency = currency_of(root);
  history.zone = "America/New_York";
  JsonFields fields;
  vendor::make_room(history, bars.size());
  if (bars.is(JsonNode::Kind::Object)) add_row(fields, bars, history);
  if (bars.is(JsonNode::Kind::Array)) {
    for (const JsonNode node : bars) add_row(fields, node, history);
  }
  history.rounded_values += fields.rounded_values();
  if (!fields.is_sound()) return malformed(fields);
  return root["next_page_token"].text();
}

Answer<std::vector<SymbolQuote>> parse_snapshots(const HttpResponse& response,
                                                 std::string_view key) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonFields fields;
  std::vector<SymbolQuote> quotes;
  bool is_any_unknown = false;
  for (const JsonNode node : document->root()) {
    if (node.is(JsonNode::Kind::Null)) is_any_unknown = true;
    if (!node.is(JsonNode::Kind::Object)) continue;
    quotes.push_back(snapshot_of(fields, node, std::string{node.name()}));
  }
  if (!fields.is_sound()) return malformed(fields);
  if (quotes.empty()) {
    return std::unexpected{
        refused(Outcome::SymbolNotFound, is_any_unknown ? "the snapshot is null: not known"
                                                        : "no snapshot of what was asked for")};
  }
  return quotes;
}

Answer<std::vector<SymbolQuote>> parse_quotes(const HttpResponse& response, std::string_view key) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonFields fields;
  std::vector<SymbolQuote> quotes;
  each_by_symbol(document->root()["quotes"], [&](JsonNode node, const std::string& symbol) {
    quotes.push_back(quote_of(fields, node, symbol));
  });
  if (!fields.is_sound()) return malformed(fields);
  return quotes;
}

Answer<std::vector<vendor::StreamTrade>> parse_trades(const HttpResponse& response,
                                                      std::string_view key) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonFields fields;
  std::vector<vendor::StreamTrade> trades;
  each_by_symbol(document->root()["trades"], [&](JsonNode node, const std::string& symbol) {
    const std::string_view state = node["u"].token();
    if (state != kCanceled && state != kIncorrect) trades.push_back(trade_of(fields, node, symbol));
  });
  if (!fields.is_sound()) return malformed(fields);
  return trades;
}

vendor::BudgetNews budget_of(const HttpResponse& response) {
  const auto left = vendor::header_number(response, "x-ratelimit-remaining");
  if (!left) return {};
  return {.left = left, .resets_in = vendor::until_reset(response, kResetHeader)};
}

}  // namespace tw::adapters::alpaca
