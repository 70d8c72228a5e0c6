#include "adapters/twelvedata/parse.hpp"

#include <array>
#include <optional>
#include <utility>

#include "adapters/twelvedata/wire.hpp"
#include "formats/csv_stamp.hpp"
#include "formats/json_fields.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::twelvedata {
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

bool speaks_of(std::string_view words, std::string_view part) {
  return words.find(part) != std::string_view::npos;
}

/// Returns true for the vendor's error object. A good answer need not have a status at all.
bool is_error(JsonNode node) {
  return node.is(JsonNode::Kind::Object) &&
         (node["status"].token() == "error" || node["code"].is(JsonNode::Kind::Number));
}

Refusal refusal_of(JsonNode node, const HttpResponse& response, std::string_view key) {
  JsonFields fields;
  const std::int64_t code = fields.integer(node["code"]).value_or(response.status);
  const std::string words = vendor::one_line(node["message"].text(), key);
  if (code == 429) {
    const bool is_day = speaks_of(words, "for the day");
    const Duration window = is_day ? Duration::days(1) : Duration::minutes(1);
    return refused(is_day ? Outcome::Quota : Outcome::Throttle, words,
                   vendor::until_next(response, window));
  }
  if (speaks_of(words, "No data is available")) return refused(Outcome::NoData, words);
  if (code == 400 && speaks_of(words, "symbol") && speaks_of(words, "not found")) {
    return refused(Outcome::SymbolNotFound, words);
  }
  if (code == 414) return refused(Outcome::BadRequest, words);
  HttpResponse as_status;
  as_status.status = code >= 100 && code < 1000 ? static_cast<int>(code) : 500;
  if (auto refusal = vendor::http_refusal(as_status, words)) return std::move(*refusal);
  return refused(Outcome::Transient, words);
}

/// Returns the label of a row: UTC as asked for, or the date of a longer bar.
std::optional<Timestamp> label_of(std::string_view text, const vendor::History& history) {
  const auto stamp = formats::parse_stamp(text, formats::DateOrder::Unknown);
  if (!stamp) return std::nullopt;
  const Timestamp wall{stamp->wall_ns};
  if (history.timeframe.is_intraday()) return wall;
  if (history.zone != kNewYork) return Date::of(wall).midnight();
  return vendor::us_session_label(Date::of(wall), history.timeframe);
}

void add_row(JsonFields& fields, JsonNode node, vendor::History& history) {
  static constexpr std::array<std::string_view, 6> kNames{"datetime", "open",  "high",
                                                          "low",      "close", "volume"};
  const auto [time, o, h, l, c, v] = node.members(kNames);
  std::string room;
  const std::string_view datetime = fields.need(fields.text(time, room), "datetime");
  const auto label = label_of(datetime, history);
  if (!label) fields.fault("'datetime' is '" + vendor::one_line(datetime) + "', which is no date");
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
                          .volume = volume.value_or(Volume{}),  // Currencies have none.
                          .adjusted_close = std::nullopt});
}

Currency currency_of(JsonNode node) {
  const std::string code = node.text();
  return code.size() == 3 ? Currency{code} : kUsd;
}

SymbolQuote quote_of(JsonFields& fields, JsonNode node, std::string symbol) {
  SymbolQuote quote;
  quote.symbol = std::move(symbol);
  quote.currency = currency_of(node["currency"]);
  quote.last = fields.positive_price(node["close"]);
  if (!quote.last) quote.last = fields.positive_price(node["price"]);
  if (!quote.last) quote.last = fields.positive_price(node["rate"]);
  quote.open = fields.positive_price(node["open"]);
  quote.high = fields.positive_price(node["high"]);
  quote.low = fields.positive_price(node["low"]);
  quote.previous_close = fields.positive_price(node["previous_close"]);
  quote.volume = fields.volume(node["volume"]);
  quote.event_at = fields.unix_time(node["last_quote_at"], UnixUnit::Seconds);
  if (!quote.event_at) quote.event_at = fields.unix_time(node["timestamp"], UnixUnit::Seconds);
  return quote;
}

std::string kind_of(std::string type) {
  static constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
      {"Common Stock", "equity"},
      {"American Depositary Receipt", "equity"},
      {"Preferred Stock", "equity"},
      {"REIT", "equity"},
      {"ETF", "etf"},
      {"Mutual Fund", "fund"},
      {"Index", "index"},
      {"Digital Currency", "crypto"},
      {"Physical Currency", "fx"},
  };
  for (const auto& [word, kind] : kKinds) {
    if (type == word) return std::string{kind};
  }
  return type;
}

std::unexpected<Refusal> malformed(const JsonFields& fields) {
  return std::unexpected{vendor::malformed(fields.what())};
}

/// Returns the array of that name, or the root where the calendar's bare array stands.
JsonNode list_of(const JsonDocument& document, std::string_view name) {
  const JsonNode root = document.root();
  return root.is(JsonNode::Kind::Array) ? root : root[name];
}

Label whose(JsonNode node, const std::string& symbol) {
  const std::string own = node["symbol"].text();
  return Label{std::string_view{own.empty() ? symbol : own}};
}

}  // namespace

Answer<JsonDocument> open(const HttpResponse& response, std::string_view key) {
  auto document = JsonDocument::parse(response.body);
  if (!document) {
    const std::string words =
        vendor::is_html(response) ? "a web page" : vendor::one_line(response.body, key);
    // "404 page not found" is a path of ours that does not exist, and no symbol.
    if (response.status == 404) return std::unexpected{refused(Outcome::BadRequest, words)};
    if (auto refusal = vendor::http_refusal(response, words)) {
      return std::unexpected{std::move(*refusal)};
    }
    return std::unexpected{vendor::malformed("the body is no JSON: " + document.error())};
  }
  const JsonNode root = document->root();
  const bool is_2xx = response.status >= 200 && response.status < 300;
  if (is_error(root) || !is_2xx) return std::unexpected{refusal_of(root, response, key)};
  return std::move(*document);
}

Answer<std::size_t> add_bars(const HttpResponse& response, std::string_view key,
                             vendor::History& history) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonNode node = document->root();
  if (node[history.symbol].is(JsonNode::Kind::Object)) node = node[history.symbol];
  if (is_error(node)) return std::unexpected{refusal_of(node, response, key)};
  const JsonNode meta = node["meta"];
  history.currency = currency_of(meta["currency"]);
  history.zone = meta["exchange_timezone"].text();
  JsonFields fields;
  const JsonNode values = node["values"];
  if (!values.is(JsonNode::Kind::Array)) fields.fault("'values' is missing");
  vendor::make_room(history, values.size());
  for (const JsonNode value : values) add_row(fields, value, history);
  history.rounded_values += fields.rounded_values();
  if (!fields.is_sound()) return malformed(fields);
  return values.size();
}

Answer<SymbolQuote> parse_quote(const HttpResponse& response, std::string_view key,
                                const std::string& symbol) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonFields fields;
  SymbolQuote quote = quote_of(fields, document->root(), symbol);
  if (!quote.last) fields.fault("a quote without a price");
  if (!fields.is_sound()) return malformed(fields);
  return quote;
}

Answer<std::vector<SymbolQuote>> parse_quotes(const HttpResponse& response, std::string_view key) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonFields fields;
  std::vector<SymbolQuote> quotes;
  std::optional<Refusal> first_refusal;
  for (const JsonNode node : document->root()) {
    if (!node.is(JsonNode::Kind::Object)) continue;
    if (is_error(node)) {
      if (!first_refusal) first_refusal = refusal_of(node, response, key);
      continue;
    }
    SymbolQuote quote = quote_of(fields, node, std::string{node.name()});
    if (quote.last) quotes.push_back(std::move(quote));
  }
  if (!fields.is_sound()) return malformed(fields);
  if (quotes.empty()) {
    return std::unexpected{first_refusal ? *first_refusal
                                         : vendor::malformed("a batch without a quote")};
  }
  return quotes;
}

Answer<void> add_splits(const HttpResponse& response, std::string_view key,
                        const std::string& symbol, std::vector<CorporateAction>& actions) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonFields fields;
  for (const JsonNode node : list_of(*document, "splits")) {
    const Date date = fields.need(fields.date(node["date"]), "date");
    const double shares_new = fields.need(fields.number(node["from_factor"]), "from_factor");
    const double shares_old = fields.need(fields.number(node["to_factor"]), "to_factor");
    auto split = vendor::split_action(date, shares_new, shares_old);
    if (!split) {
      fields.fault("a split without a ratio");
      break;
    }
    split->symbol = whose(node, symbol);
    actions.push_back(*split);
  }
  if (!fields.is_sound()) return malformed(fields);
  return {};
}

Answer<void> add_dividends(const HttpResponse& response, std::string_view key,
                           const std::string& symbol, std::vector<CorporateAction>& actions) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonFields fields;
  const Currency currency = currency_of(document->root()["meta"]["currency"]);
  for (const JsonNode node : list_of(*document, "dividends")) {
    CorporateAction action;
    action.kind = CorporateAction::Kind::CashDividend;
    action.ex_date = fields.need(fields.date(node["ex_date"]), "ex_date");
    action.amount = fields.need(fields.price(node["amount"]), "amount");
    action.currency = currency;
    action.symbol = whose(node, symbol);
    actions.push_back(action);
  }
  if (!fields.is_sound()) return malformed(fields);
  return {};
}

Answer<std::vector<vendor::SymbolMatch>> parse_search(const HttpResponse& response,
                                                      std::string_view key) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  JsonFields fields;
  std::vector<vendor::SymbolMatch> matches;
  const JsonNode data = document->root()["data"];
  matches.reserve(data.size());
  for (const JsonNode node : data) {
    matches.push_back({.symbol = fields.need(fields.text(node["symbol"]), "symbol"),
                       .name = node["instrument_name"].text(),
                       .exchange = node["exchange"].text(),
                       .kind = kind_of(node["instrument_type"].text()),
                       .region = node["country"].text(),
                       .currency = currency_of(node["currency"])});
  }
  if (!fields.is_sound()) return malformed(fields);
  return matches;
}

Answer<vendor::Fundamentals> parse_statistics(const HttpResponse& response, std::string_view key) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  const JsonNode root = document->root();
  const JsonNode statistics = root["statistics"];
  JsonFields fields;
  vendor::Fundamentals facts;
  facts.symbol = fields.need(fields.text(root["meta"]["symbol"]), "meta.symbol");
  const auto figure = [&](std::string name, JsonNode from) {
    if (const auto value = fields.number(from)) facts.figures.emplace_back(std::move(name), *value);
  };
  const JsonNode valuation = statistics["valuations_metrics"];
  const JsonNode financials = statistics["financials"];
  const JsonNode stock = statistics["stock_statistics"];
  const JsonNode prices = statistics["stock_price_summary"];
  const JsonNode dividends = statistics["dividends_and_splits"];
  figure("market_cap", valuation["market_capitalization"]);
  figure("pe_trailing", valuation["trailing_pe"]);
  figure("pe_forward", valuation["forward_pe"]);
  figure("price_to_book", valuation["price_to_book_mrq"]);
  figure("gross_margin", financials["gross_margin"]);
  figure("profit_margin", financials["profit_margin"]);
  figure("return_on_equity", financials["return_on_equity_ttm"]);
  figure("eps", financials["income_statement"]["diluted_eps_ttm"]);
  figure("revenue", financials["income_statement"]["revenue_ttm"]);
  figure("shares_outstanding", stock["shares_outstanding"]);
  figure("float_shares", stock["float_shares"]);
  figure("beta", prices["beta"]);
  figure("week_52_high", prices["fifty_two_week_high"]);
  figure("week_52_low", prices["fifty_two_week_low"]);
  figure("dividend_yield", dividends["forward_annual_dividend_yield"]);
  figure("payout_ratio", dividends["payout_ratio"]);
  if (auto name = fields.text(root["meta"]["name"])) {
    facts.words.emplace_back("name", std::move(*name));
  }
  if (!fields.is_sound()) return malformed(fields);
  return facts;
}

Answer<void> add_profile(const HttpResponse& response, std::string_view key,
                         vendor::Fundamentals& facts) {
  const auto document = open(response, key);
  if (!document) return std::unexpected{document.error()};
  const JsonNode root = document->root();
  JsonFields fields;
  for (const std::string_view name : {"sector", "industry", "country", "exchange"}) {
    if (auto text = fields.text(root[name])) facts.words.emplace_back(name, std::move(*text));
  }
  if (const auto employees = fields.number(root["employees"])) {
    facts.figures.emplace_back("employees", *employees);
  }
  if (!fields.is_sound()) return malformed(fields);
  return {};
}

vendor::BudgetNews budget_of(const HttpResponse& response) {
  const auto left = vendor::header_number(response, "api-credits-left");
  if (!left) return {};
  return {.left = left, .resets_in = vendor::until_next(response, Duration::minutes(1))};
}

}  // namespace tw::adapters::twelvedata
