#include "adapters/iex/parse.hpp"

#include <array>
#include <optional>
#include <utility>

#include "core/decimal.hpp"
#include "formats/json_fields.hpp"
#include "market/split_ratio.hpp"
#include "market/us_time.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::iex {
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
using vendor::SymbolQuote;

Refusal refusal_of(const HttpResponse& response, std::string words) {
  const bool is_unknown = words.find("Unknown symbol") != std::string::npos;
  if (response.status == 404 && is_unknown) {
    return refused(Outcome::SymbolNotFound, std::move(words));
  }
  if (response.status == 404) return refused(Outcome::Retired, "HTTP 404: " + words);
  if (response.status == 403) return refused(Outcome::Auth, std::move(words));
  if (auto refusal = vendor::http_refusal(response, words)) return std::move(*refusal);
  return refused(Outcome::BadRequest, std::move(words));
}

std::unexpected<Refusal> malformed(const JsonFields& fields) {
  return std::unexpected{vendor::malformed(fields.what())};
}

/// Returns the first of these members that is a price.
std::optional<Price> first_price(JsonFields& fields, JsonNode node,
                                 std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (const auto price = fields.positive_price(node[name])) return price;
  }
  return std::nullopt;
}

/// Returns the moment at which New York's clocks show "HH:MM" on `date`.
std::optional<Timestamp> minute_of(Date date, std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = parse_decimal(text.substr(0, 2), 1);
  const auto minute = parse_decimal(text.substr(3), 1);
  if (!hour || !minute || hour->raw < 0 || hour->raw > 23 || minute->raw < 0 || minute->raw > 59) {
    return std::nullopt;
  }
  return to_utc(WallClock::UsEastern,
                {.date = date, .since_midnight = Duration::minutes(hour->raw * 60 + minute->raw)});
}

void add_row(JsonFields& fields, JsonNode node, vendor::History& history) {
  using Names = std::array<std::string_view, 7>;
  static constexpr Names kAdjusted{"date", "minute", "open", "high", "low", "close", "volume"};
  static constexpr Names kAsTraded{"date", "minute", "uOpen", "uHigh", "uLow", "uClose", "uVolume"};
  const bool is_minute = history.timeframe.is_intraday();
  const bool is_raw_day = history.basis == PriceBasis::Raw && !is_minute;
  const auto [day, minute, o, h, l, c, v] = node.members(is_raw_day ? kAsTraded : kAdjusted);
  const Date date = fields.need(fields.date(day), "date");
  const auto label = is_minute ? minute_of(date, minute.token()) : date.midnight();
  if (!label) fields.fault("'minute' is no HH:MM");
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
                          .adjusted_close = std::nullopt});
}

/// The names changed with the years: quote, top of book, rate, prices of a day.
SymbolQuote quote_of(JsonFields& fields, JsonNode node) {
  SymbolQuote quote;
  quote.symbol = fields.need(fields.text(node["symbol"]), "symbol");
  quote.last = first_price(fields, node, {"latestPrice", "lastSalePrice", "rate"});
  if (!quote.last) quote.last = fields.positive_price(node["close"]["price"]);
  quote.bid = first_price(fields, node, {"iexBidPrice", "bidPrice"});
  quote.ask = first_price(fields, node, {"iexAskPrice", "askPrice"});
  const bool is_book = node["bidPrice"].has_value();
  if (quote.bid) quote.bid_size = fields.quantity(node[is_book ? "bidSize" : "iexBidSize"]);
  if (quote.ask) quote.ask_size = fields.quantity(node[is_book ? "askSize" : "iexAskSize"]);
  const JsonNode open = node["open"];
  quote.open = fields.positive_price(open.is(JsonNode::Kind::Object) ? open["price"] : open);
  quote.high = fields.positive_price(node["high"]);
  quote.low = fields.positive_price(node["low"]);
  quote.previous_close = fields.positive_price(node["previousClose"]);
  const JsonNode latest = node["latestVolume"];
  quote.volume = fields.volume(latest.has_value() ? latest : node["volume"]);
  for (const JsonNode time :
       {node["latestUpdate"], node["lastSaleTime"], node["timestamp"], node["close"]["time"]}) {
    const auto at = fields.unix_time(time, UnixUnit::Milliseconds);
    if (!quote.event_at && at && at->unix_ns > 0) quote.event_at = at;
  }
  return quote;
}

vendor::StreamTrade trade_of(JsonFields& fields, JsonNode node, std::string symbol) {
  vendor::StreamTrade trade;
  trade.symbol = std::move(symbol);
  const JsonNode time = node["time"].has_value() ? node["time"] : node["timestamp"];
  trade.event_at = fields.need(fields.unix_time(time, UnixUnit::Milliseconds), "time");
  trade.price = fields.need(fields.positive_price(node["price"]), "price");
  trade.size = fields.need(fields.quantity(node["size"]), "size");
  trade.id = node["tradeId"].token();
  return trade;
}

}  // namespace

Answer<JsonDocument> open(const HttpResponse& response, std::string_view key) {
  auto document = JsonDocument::parse(response.body);
  const bool is_2xx = response.status >= 200 && response.status < 300;
  if (vendor::is_html(response)) {
    if (!is_2xx) return std::unexpected{refusal_of(response, "a web page")};
    return std::unexpected{vendor::malformed("a web page instead of the API")};
  }
  if (!document) {
    const std::string words = vendor::one_line(response.body, key);
    if (!is_2xx) return std::unexpected{refusal_of(response, words)};
    return std::unexpected{vendor::malformed("the body is no JSON: " + document.error())};
  }
  const JsonNode error = document->root()["error"];
  if (!is_2xx || error.has_value()) {
    return std::unexpected{refusal_of(response, vendor::one_line(error.text(), key))};
  }
  return std::move(*document);
}

Answer<void> add_bars(const HttpResponse& response, std::string_view key,
                      vendor::History& history) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  const JsonNode root = document->root();
  // The dynamic chart wraps its rows.
  const JsonNode rows = root.is(JsonNode::Kind::Array) ? root : root["data"];
  if (!rows.is(JsonNode::Kind::Array)) {
    return std::unexpected{vendor::malformed("the chart is no array")};
  }
  history.zone = "America/New_York";
  JsonFields fields;
  vendor::make_room(history, rows.size());
  for (const JsonNode node : rows) add_row(fields, node, history);
  history.rounded_values += fields.rounded_values();
  if (!fields.is_sound()) return malformed(fields);
  return {};
}

Answer<SymbolQuote> parse_quote(const HttpResponse& response, std::string_view key) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  const JsonNode root = document->root();
  JsonFields fields;
  if (root.is(JsonNode::Kind::Number)) {
    SymbolQuote quote;
    quote.last = fields.positive_price(root);
    if (!quote.last) fields.fault("a price that is not above 0");
    if (!fields.is_sound()) return malformed(fields);
    return quote;
  }
  SymbolQuote quote = quote_of(fields, root);
  if (!fields.is_sound()) return malformed(fields);
  return quote;
}

Answer<std::vector<SymbolQuote>> parse_quotes(const HttpResponse& response, std::string_view key) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  const JsonNode root = document->root();
  JsonFields fields;
  std::vector<SymbolQuote> quotes;
  quotes.reserve(root.size());
  for (const JsonNode node : root) {
    const JsonNode wrapped = node["quote"];
    quotes.push_back(quote_of(fields, wrapped.has_value() ? wrapped : node));
  }
  if (!fields.is_sound()) return malformed(fields);
  return quotes;
}

Answer<std::vector<vendor::StreamTrade>> parse_trades(const HttpResponse& response,
                                                      std::string_view key) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonFields fields;
  std::vector<vendor::StreamTrade> trades;
  for (const JsonNode node : document->root()) {
    if (node.is(JsonNode::Kind::Object)) trades.push_back(trade_of(fields, node, ""));
    if (!node.is(JsonNode::Kind::Array)) continue;
    for (const JsonNode item : node) {
      trades.push_back(trade_of(fields, item, std::string{node.name()}));
    }
  }
  if (!fields.is_sound()) return malformed(fields);
  return trades;
}

Answer<void> add_dividends(const HttpResponse& response, std::string_view key,
                           const std::string& symbol, std::vector<CorporateAction>& actions) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonFields fields;
  for (const JsonNode node : document->root()) {
    CorporateAction action;
    action.kind = CorporateAction::Kind::CashDividend;
    action.ex_date = fields.need(fields.date(node["exDate"]), "exDate");
    action.amount = fields.need(fields.price(node["amount"]), "amount");
    const std::string currency = node["currency"].text();
    if (currency.size() == 3) action.currency = Currency{currency};
    action.symbol = Label{std::string_view{symbol}};
    actions.push_back(action);
  }
  if (!fields.is_sound()) return malformed(fields);
  return {};
}

Answer<void> add_splits(const HttpResponse& response, std::string_view key,
                        const std::string& symbol, std::vector<CorporateAction>& actions) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonFields fields;
  for (const JsonNode node : document->root()) {
    const Date ex_date = fields.need(fields.date(node["exDate"]), "exDate");
    const double ratio = fields.need(fields.number(node["ratio"]), "ratio");
    if (!(ratio > 0.0)) {
      fields.fault("a split without a ratio");
      break;
    }
    const SplitRatio nearest = nearest_split(1.0 / ratio);
    auto split = vendor::split_action(ex_date, nearest.shares_new, nearest.shares_old);
    if (!split) {
      fields.fault("a split without a ratio");
      break;
    }
    split->symbol = Label{std::string_view{symbol}};
    actions.push_back(*split);
  }
  if (!fields.is_sound()) return malformed(fields);
  return {};
}

Answer<vendor::Fundamentals> parse_stats(const HttpResponse& response, std::string_view key,
                                         const std::string& symbol) {
  struct Figure {
    std::string_view theirs;
    std::string_view ours;
  };
  static constexpr Figure kFigures[] = {
      {"marketcap", "market_cap"},         {"sharesOutstanding", "shares_outstanding"},
      {"peRatio", "pe_trailing"},          {"ttmEPS", "eps"},
      {"dividendYield", "dividend_yield"}, {"beta", "beta"},
      {"week52high", "week_52_high"},      {"week52low", "week_52_low"},
      {"float", "float_shares"},           {"employees", "employees"},
  };
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  const JsonNode root = document->root();
  JsonFields fields;
  vendor::Fundamentals facts;
  facts.symbol = symbol;
  for (const Figure& figure : kFigures) {
    if (const auto value = fields.number(root[figure.theirs])) {
      facts.figures.emplace_back(figure.ours, *value);
    }
  }
  if (auto name = fields.text(root["companyName"])) {
    facts.words.emplace_back("name", std::move(*name));
  }
  if (!fields.is_sound()) return malformed(fields);
  return facts;
}

}  // namespace tw::adapters::iex
