#include "adapters/polygon/parse.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "adapters/polygon/envelope.hpp"
#include "adapters/polygon/wire.hpp"
#include "formats/json_fields.hpp"
#include "market/split_ratio.hpp"
#include "market/us_time.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::polygon {
namespace {

using formats::JsonFields;
using formats::JsonNode;
using formats::UnixUnit;
using vendor::Answer;
using vendor::HistoryRow;
using vendor::HttpResponse;
using vendor::Outcome;
using vendor::SymbolQuote;

/// Returns shares for a size in round lots, or nothing beside an empty side of the book.
std::optional<Quantity> lots_of(JsonFields& fields, JsonNode node) {
  constexpr std::int64_t kLotsMax = 100'000'000;
  const auto lots = fields.quantity(node);
  if (!lots || lots->raw() <= 0 || *lots > Quantity::whole(kLotsMax)) return std::nullopt;
  return *lots * kRoundLot;
}

std::optional<Timestamp> nanoseconds_of(JsonFields& fields, JsonNode node) {
  const auto at = fields.unix_time(node, UnixUnit::Nanoseconds);
  if (!at || at->unix_ns <= 0) return std::nullopt;
  return at;
}

/// Returns the label of the bar that the vendor says begins at `start`: midnight in New York for
/// a day or more, and a Sunday for a week.
Timestamp label_of(Timestamp start, Timeframe timeframe) {
  if (timeframe.is_intraday()) return start;
  Date date = to_wall(WallClock::UsEastern, start).date;
  if (timeframe.unit == Timeframe::Unit::Week && date.weekday() == Weekday::Sunday) date = date + 1;
  return vendor::us_session_label(date, timeframe);
}

/// Returns the bar of a row, or nothing when a price is absent or zero. Indexes have no volume.
std::optional<HistoryRow> row_of(JsonFields& fields, JsonNode node, Timeframe timeframe) {
  static constexpr std::array<std::string_view, 6> kNames{"v", "o", "c", "h", "l", "t"};
  const auto [v, o, c, h, l, t] = node.members(kNames);
  const auto open = fields.positive_price(o);
  const auto high = fields.positive_price(h);
  const auto low = fields.positive_price(l);
  const auto close = fields.positive_price(c);
  const auto start = fields.unix_time(t, UnixUnit::Milliseconds);
  const auto volume = fields.volume(v);
  if (!start) fields.fault("a bar has no time 't'");
  if (!open || !high || !low || !close || !start) return std::nullopt;
  return HistoryRow{.label = label_of(*start, timeframe),
                    .open = *open,
                    .high = *high,
                    .low = *low,
                    .close = *close,
                    .volume = volume.value_or(Volume{}),
                    .adjusted_close = std::nullopt};
}

/// Sets the figures of a day: `node` holds o, h, l, v; the last price is not taken from here.
void set_day(JsonFields& fields, JsonNode node, SymbolQuote& quote) {
  quote.open = fields.positive_price(node["o"]);
  quote.high = fields.positive_price(node["h"]);
  quote.low = fields.positive_price(node["l"]);
  // An empty day is no day without trades: the snapshot was cleared.
  if (quote.open) quote.volume = fields.volume(node["v"]);
}

SymbolQuote snapshot_of(JsonFields& fields, JsonNode node, Duration delay) {
  SymbolQuote quote;
  quote.symbol = fields.need(fields.text(node["ticker"]), "ticker");
  quote.delay = delay;
  set_day(fields, node["day"], quote);
  quote.previous_close = fields.positive_price(node["prevDay"]["c"]);
  const JsonNode book = node["lastQuote"];
  quote.bid = fields.positive_price(book["p"]);
  quote.ask = fields.positive_price(book["P"]);
  if (quote.bid) quote.bid_size = lots_of(fields, book["s"]);
  if (quote.ask) quote.ask_size = lots_of(fields, book["S"]);
  const JsonNode trade = node["lastTrade"];
  quote.last = fields.positive_price(trade["p"]);
  quote.event_at = nanoseconds_of(fields, trade["t"]);
  // Plans without trades still carry the day's bar, whose close is the last price.
  if (!quote.last) quote.last = fields.positive_price(node["day"]["c"]);
  if (!quote.event_at) quote.event_at = nanoseconds_of(fields, node["updated"]);
  return quote;
}

/// Reads a row of the snapshot of all kinds. Its sizes are left out: whether they are lots or
/// shares is not said.
SymbolQuote universal_of(JsonFields& fields, JsonNode node, Duration delay) {
  SymbolQuote quote;
  quote.symbol = fields.need(fields.text(node["ticker"]), "ticker");
  quote.delay = delay;
  const JsonNode session = node["session"];
  quote.open = fields.positive_price(session["open"]);
  quote.high = fields.positive_price(session["high"]);
  quote.low = fields.positive_price(session["low"]);
  if (quote.open) quote.volume = fields.volume(session["volume"]);
  quote.previous_close = fields.positive_price(session["previous_close"]);
  const JsonNode book = node["last_quote"];
  quote.bid = fields.positive_price(book["bid"]);
  quote.ask = fields.positive_price(book["ask"]);
  const JsonNode trade = node["last_trade"];
  quote.last = fields.positive_price(trade["price"]);
  quote.event_at = nanoseconds_of(fields, trade["sip_timestamp"]);
  if (!quote.event_at) quote.event_at = nanoseconds_of(fields, trade["last_updated"]);
  if (!quote.last) quote.last = fields.positive_price(node["value"]);
  if (!quote.last) quote.last = fields.positive_price(session["close"]);
  return quote;
}

std::unexpected<vendor::Refusal> malformed(const JsonFields& fields) {
  return std::unexpected{vendor::malformed(fields.what())};
}

/// Returns `value`, or the first thing in the body that made no sense.
template <class T>
Answer<T> sound(const JsonFields& fields, T value) {
  if (!fields.is_sound()) return malformed(fields);
  return value;
}

std::string kind_of(std::string_view type) {
  if (type == "CS" || type.starts_with("ADR") || type == "PFD") return "equity";
  if (type == "ETF" || type == "ETN" || type == "ETV" || type == "ETS") return "etf";
  if (type == "FUND") return "fund";
  return std::string{type};
}

Currency currency_of(std::string name) {
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return name.size() == 3 ? Currency{name} : kUsd;
}

vendor::OptionContract contract_of(JsonFields& fields, JsonNode node) {
  const JsonNode details = node["details"];
  vendor::OptionContract contract;
  contract.symbol = fields.need(fields.text(details["ticker"]), "details.ticker");
  if (contract.symbol.starts_with("O:")) contract.symbol.erase(0, 2);
  const std::string side =
      fields.need(fields.text(details["contract_type"]), "details.contract_type");
  contract.is_call = side == "call";
  contract.expiry = fields.need(fields.date(details["expiration_date"]), "expiration_date");
  contract.strike = fields.need(fields.price(details["strike_price"]), "strike_price");
  contract.bid = fields.positive_price(node["last_quote"]["bid"]);
  contract.ask = fields.positive_price(node["last_quote"]["ask"]);
  contract.event_at = nanoseconds_of(fields, node["last_quote"]["last_updated"]);
  contract.last = fields.positive_price(node["last_trade"]["price"]);
  if (!contract.last) contract.last = fields.positive_price(node["day"]["close"]);
  contract.volume = fields.volume(node["day"]["volume"]);
  contract.open_interest = fields.volume(node["open_interest"]);
  contract.implied_volatility = fields.number(node["implied_volatility"]);
  const JsonNode greeks = node["greeks"];
  contract.delta = fields.number(greeks["delta"]);
  contract.gamma = fields.number(greeks["gamma"]);
  contract.theta = fields.number(greeks["theta"]);
  contract.vega = fields.number(greeks["vega"]);
  return contract;
}

}  // namespace

Answer<std::string> add_bars(const HttpResponse& response, std::string_view key,
                             vendor::History& history) {
  const auto envelope = open(response, key);
  if (!envelope) return std::unexpected{envelope.error()};
  const JsonNode root = envelope->document.root();
  JsonFields fields;
  history.basis =
      fields.flag(root["adjusted"]).value_or(true) ? PriceBasis::Split : PriceBasis::Raw;
  history.zone = "America/New_York";
  history.delay = envelope->delay;
  const JsonNode results = root["results"];
  vendor::make_room(history, results.size());
  for (const JsonNode node : results) {
    const auto row = row_of(fields, node, history.timeframe);
    if (row) history.rows.push_back(*row);
    if (!row) ++history.nulls_skipped;
  }
  history.rounded_values += fields.rounded_values();
  return sound(fields, envelope->next_url);
}

Answer<SymbolQuote> parse_snapshot(const HttpResponse& response, std::string_view key) {
  const auto envelope = open(response, key);
  if (!envelope) return std::unexpected{envelope.error()};
  JsonFields fields;
  const JsonNode ticker = envelope->document.root()["ticker"];
  return sound(fields, snapshot_of(fields, ticker, envelope->delay));
}

Answer<std::vector<SymbolQuote>> parse_snapshots(const HttpResponse& response,
                                                 std::string_view key) {
  const auto envelope = open(response, key);
  if (!envelope) return std::unexpected{envelope.error()};
  const JsonNode root = envelope->document.root();
  JsonFields fields;
  std::vector<SymbolQuote> quotes;
  std::size_t refused_rows = 0;
  bool is_entitled = true;
  for (const JsonNode node : root["tickers"]) {
    quotes.push_back(snapshot_of(fields, node, envelope->delay));
  }
  for (const JsonNode node : root["results"]) {
    const std::string error = node["error"].text();
    if (error.empty()) {
      quotes.push_back(universal_of(fields, node, envelope->delay));
      continue;
    }
    ++refused_rows;
    is_entitled = is_entitled && error != kNotEntitled;
  }
  if (!fields.is_sound()) return malformed(fields);
  if (quotes.empty() && refused_rows > 0) {
    return std::unexpected{
        is_entitled ? vendor::refused(Outcome::SymbolNotFound, "Ticker not found.")
                    : vendor::refused(Outcome::Entitlement, "Not entitled to this ticker.")};
  }
  return quotes;
}

Answer<SymbolQuote> parse_last(const HttpResponse& response, std::string_view key) {
  const auto envelope = open(response, key);
  if (!envelope) return std::unexpected{envelope.error()};
  const JsonNode root = envelope->document.root();
  const JsonNode old = root["last"];
  const JsonNode node = root["results"];
  JsonFields fields;
  SymbolQuote quote;
  quote.delay = envelope->delay;
  if (old.has_value()) {
    quote.symbol = fields.need(fields.text(root["symbol"]), "symbol");
    quote.last = fields.positive_price(old["price"]);
    quote.bid = fields.positive_price(old["bidprice"]);
    quote.ask = fields.positive_price(old["askprice"]);
    quote.event_at = fields.unix_time(old["timestamp"], UnixUnit::Milliseconds);
    return sound(fields, quote);
  }
  quote.symbol = fields.need(fields.text(node["T"]), "T");
  // Lower case is the bid and upper case the ask; a trade has no upper case price.
  const bool is_quote = node["P"].has_value();
  (is_quote ? quote.bid : quote.last) = fields.positive_price(node["p"]);
  quote.ask = fields.positive_price(node["P"]);
  quote.event_at = nanoseconds_of(fields, node["t"]);
  return sound(fields, quote);
}

Answer<std::vector<std::pair<std::string, HistoryRow>>> parse_grouped(const HttpResponse& response,
                                                                      std::string_view key) {
  const auto envelope = open(response, key);
  if (!envelope) return std::unexpected{envelope.error()};
  JsonFields fields;
  std::vector<std::pair<std::string, HistoryRow>> rows;
  for (const JsonNode node : envelope->document.root()["results"]) {
    const auto row = row_of(fields, node, kDaily);
    if (row) rows.emplace_back(fields.need(fields.text(node["T"]), "T"), *row);
  }
  return sound(fields, std::move(rows));
}

Answer<std::string> add_splits(const HttpResponse& response, std::string_view key,
                               std::vector<CorporateAction>& actions) {
  const auto envelope = open(response, key);
  if (!envelope) return std::unexpected{envelope.error()};
  JsonFields fields;
  for (const JsonNode node : envelope->document.root()["results"]) {
    const std::string ticker = fields.need(fields.text(node["ticker"]), "ticker");
    const auto old_ratio = fields.number(node["ratio"]);
    const Date ex_date = fields.need(
        fields.date(old_ratio ? node["exDate"] : node["execution_date"]), "execution_date");
    std::optional<CorporateAction> split;
    if (old_ratio && *old_ratio > 0.0) {
      const SplitRatio ratio = nearest_split(1.0 / *old_ratio);
      split = vendor::split_action(ex_date, ratio.shares_new, ratio.shares_old);
    } else {
      split =
          vendor::split_action(ex_date, fields.need(fields.number(node["split_to"]), "split_to"),
                               fields.need(fields.number(node["split_from"]), "split_from"));
    }
    if (!split) {
      fields.fault("a split of " + ticker + " has no ratio");
      break;
    }
    split->symbol = Label{std::string_view{ticker}};
    actions.push_back(*split);
  }
  return sound(fields, envelope->next_url);
}

Answer<std::string> add_dividends(const HttpResponse& response, std::string_view key,
                                  std::vector<CorporateAction>& actions) {
  const auto envelope = open(response, key);
  if (!envelope) return std::unexpected{envelope.error()};
  JsonFields fields;
  for (const JsonNode node : envelope->document.root()["results"]) {
    const JsonNode old_amount = node["amount"];
    const bool is_old = old_amount.has_value();
    const auto ex_date = fields.date(is_old ? node["exDate"] : node["ex_dividend_date"]);
    if (!ex_date) continue;  // Declared, and not yet dated.
    CorporateAction action;
    action.kind = CorporateAction::Kind::CashDividend;
    action.ex_date = *ex_date;
    action.amount =
        fields.need(fields.price(is_old ? old_amount : node["cash_amount"]), "cash_amount");
    action.currency = currency_of(node["currency"].text());
    const std::string ticker = node["ticker"].text();
    action.symbol = Label{std::string_view{ticker}};
    actions.push_back(action);
  }
  return sound(fields, envelope->next_url);
}

Answer<std::vector<vendor::SymbolMatch>> parse_search(const HttpResponse& response,
                                                      std::string_view key) {
  const auto envelope = open(response, key);
  if (!envelope) return std::unexpected{envelope.error()};
  const JsonNode root = envelope->document.root();
  JsonFields fields;
  std::vector<vendor::SymbolMatch> matches;
  const JsonNode results = root["results"].has_value() ? root["results"] : root["tickers"];
  matches.reserve(results.size());
  for (const JsonNode node : results) {
    const std::string exchange = node["primary_exchange"].text();
    const std::string currency = node["currency_name"].text();
    matches.push_back(
        {.symbol = fields.need(fields.text(node["ticker"]), "ticker"),
         .name = node["name"].text(),
         .exchange = exchange.empty() ? node["primaryExch"].text() : exchange,
         .kind = kind_of(node["type"].text()),
         .region = node["locale"].text(),
         .currency = currency_of(currency.empty() ? node["currency"].text() : currency)});
  }
  return sound(fields, std::move(matches));
}

Answer<vendor::Fundamentals> parse_details(const HttpResponse& response, std::string_view key) {
  const auto envelope = open(response, key);
  if (!envelope) return std::unexpected{envelope.error()};
  const JsonNode node = envelope->document.root()["results"];
  JsonFields fields;
  vendor::Fundamentals facts;
  facts.symbol = fields.need(fields.text(node["ticker"]), "ticker");
  const auto figure = [&](std::string name, JsonNode from) {
    if (const auto value = fields.number(from)) facts.figures.emplace_back(std::move(name), *value);
  };
  const auto word = [&](std::string name, JsonNode from) {
    if (auto text = fields.text(from)) facts.words.emplace_back(std::move(name), std::move(*text));
  };
  figure("market_cap", node["market_cap"]);
  figure("shares_outstanding", node["share_class_shares_outstanding"]);
  figure("employees", node["total_employees"]);
  word("name", node["name"]);
  word("industry", node["sic_description"]);
  word("country", node["locale"]);
  word("exchange", node["primary_exchange"]);
  word("listed_on", node["list_date"]);
  return sound(fields, std::move(facts));
}

Answer<std::string> add_expiries(const HttpResponse& response, std::string_view key,
                                 std::vector<Date>& expiries) {
  const auto envelope = open(response, key);
  if (!envelope) return std::unexpected{envelope.error()};
  JsonFields fields;
  for (const JsonNode node : envelope->document.root()["results"]) {
    const Date expiry = fields.need(fields.date(node["expiration_date"]), "expiration_date");
    if (expiries.empty() || expiries.back() != expiry) expiries.push_back(expiry);
  }
  std::ranges::sort(expiries);
  expiries.erase(std::ranges::unique(expiries).begin(), expiries.end());
  return sound(fields, envelope->next_url);
}

Answer<std::string> add_contracts(const HttpResponse& response, std::string_view key,
                                  vendor::OptionChain& chain) {
  const auto envelope = open(response, key);
  if (!envelope) return std::unexpected{envelope.error()};
  const JsonNode results = envelope->document.root()["results"];
  JsonFields fields;
  // A single contract comes as an object of its own.
  if (results.is(JsonNode::Kind::Object)) {
    chain.contracts.push_back(contract_of(fields, results));
    return sound(fields, envelope->next_url);
  }
  chain.contracts.reserve(chain.contracts.size() + results.size());
  for (const JsonNode node : results) chain.contracts.push_back(contract_of(fields, node));
  return sound(fields, envelope->next_url);
}

}  // namespace tw::adapters::polygon
