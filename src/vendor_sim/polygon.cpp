#include <algorithm>
#include <array>

#include "report/json_writer.hpp"
#include "vendor_sim/vendors.hpp"

namespace tw::vendor_sim {
namespace {

using report::JsonWriter;
using vendor::Operation;

constexpr std::string_view kOwnHost = "https://api.polygon.io";
constexpr std::string_view kRequest = "tradewind-sim";

net::HttpResponse refusal(int status, std::string_view kind, std::string_view field,
                          std::string_view what) {
  JsonWriter json;
  json.begin_object().member("status", kind).member("request_id", kRequest);
  json.member(field, what).end_object();
  return json_response(json.take(), status);
}

/// Begins an envelope; the caller writes results and ends it.
void begin(JsonWriter& json) {
  json.compact(true).begin_object().member("status", "OK").member("request_id", kRequest);
}

std::optional<Timeframe> timeframe_of(std::string_view count, std::string_view span) {
  struct Span {
    std::string_view word;
    Timeframe::Unit unit;
    std::int32_t units;
  };
  constexpr std::array<Span, 7> kSpans{{{"second", Timeframe::Unit::Second, 1},
                                        {"minute", Timeframe::Unit::Minute, 1},
                                        {"hour", Timeframe::Unit::Minute, 60},
                                        {"day", Timeframe::Unit::Day, 1},
                                        {"week", Timeframe::Unit::Week, 1},
                                        {"month", Timeframe::Unit::Month, 1},
                                        {"quarter", Timeframe::Unit::Month, 3}}};
  const auto* const found = std::ranges::find(kSpans, span, &Span::word);
  const auto times = whole(count);
  if (found == kSpans.end() || !times || *times < 1 || *times > 1000) return std::nullopt;
  return Timeframe{found->unit, static_cast<std::int32_t>(*times) * found->units};
}

/// A bound of a range: a date, or Unix milliseconds.
std::optional<Timestamp> bound(std::string_view text, bool is_end) {
  if (text.size() == 10) {
    const auto day = day_in(text);
    if (!day) return std::nullopt;
    return is_end ? end_of_day(*day) : *day;
  }
  const auto unix_ms = whole(text);
  if (!unix_ms) return std::nullopt;
  return Timestamp{*unix_ms * 1'000'000};
}

std::int64_t label(const Row& row, Timeframe timeframe) {
  return milliseconds(timeframe.is_intraday() ? row.bar.start : new_york_midnight(row));
}

void write_bar(JsonWriter& json, const Row& row, Timeframe timeframe) {
  json.begin_object().member("v", row.bar.volume).member("o", row.bar.open);
  json.member("c", row.bar.close).member("h", row.bar.high).member("l", row.bar.low);
  json.member("t", label(row, timeframe)).end_object();
}

net::HttpResponse aggregates(const Question& question, const std::vector<std::string>& words,
                             const Catalog& catalog) {
  const auto timeframe = timeframe_of(words[5], words[6]);
  const auto from = bound(words[7], false);
  const auto to = bound(words[8], true);
  if (!timeframe || !from || !to) {
    return refusal(400, "ERROR", "error", "Could not parse the range of the request.");
  }
  const Listing* const listing = catalog.find(words[3]);
  std::vector<Row> rows;
  if (listing != nullptr) rows = rows_of(*listing, *timeframe, {.from = *from, .to = *to});
  if (question.value("sort", "asc") == "desc") std::ranges::reverse(rows);
  const auto limit = static_cast<std::size_t>(
      std::clamp<std::int64_t>(whole(question.value("limit")).value_or(5000), 1, 50'000));
  const auto skipped = static_cast<std::size_t>(
      std::max<std::int64_t>(whole(question.value("cursor")).value_or(0), 0));
  const std::size_t first = std::min(skipped, rows.size());
  const std::size_t count = std::min(limit, rows.size() - first);
  JsonWriter json;
  begin(json);
  json.member("ticker", words[3]).member("queryCount", count).member("resultsCount", count);
  json.member("adjusted", question.value("adjusted", "true") != "false");
  if (count > 0) {
    json.key("results").begin_array();
    for (std::size_t i = first; i < first + count; ++i) write_bar(json, rows[i], *timeframe);
    json.end_array();
  }
  if (first + count < rows.size()) {
    json.member("next_url",
                std::string{kOwnHost} + question.path + "?cursor=" + std::to_string(first + count) +
                    "&limit=" + std::to_string(limit) + "&sort=" + question.value("sort", "asc") +
                    "&adjusted=" + question.value("adjusted", "true"));
  }
  json.end_object();
  return json_response(json.take());
}

net::HttpResponse not_found(std::string_view what) {
  return refusal(404, "NOT_FOUND", "message", what);
}

void write_day(JsonWriter& json, std::string_view name, const Bar& bar) {
  json.key(name).begin_object().member("o", bar.open).member("h", bar.high);
  json.member("l", bar.low).member("c", bar.close).member("v", bar.volume).end_object();
}

net::HttpResponse snapshot(const std::string& symbol, const Catalog& catalog) {
  const Listing* const listing = catalog.find(symbol);
  const auto last = listing == nullptr ? std::nullopt : last_of(*listing);
  if (!last) return not_found("Ticker not found.");
  const Bar& bar = last->row.bar;
  JsonWriter json;
  begin(json);
  json.key("ticker").begin_object().member("ticker", listing->symbol);
  write_day(json, "day", bar);
  if (last->before) write_day(json, "prevDay", last->before->bar);
  json.key("lastTrade").begin_object().member("p", bar.close).member("s", 100);
  json.member("t", bar.end.unix_ns).end_object();
  json.member("updated", bar.end.unix_ns).end_object().end_object();
  return json_response(json.take());
}

net::HttpResponse snapshots(const Question& question, const Catalog& catalog) {
  JsonWriter json;
  begin(json);
  json.key("results").begin_array();
  for (const std::string& symbol : listed(question.value("ticker.any_of"))) {
    const Listing* const listing = catalog.find(symbol);
    const auto last = listing == nullptr ? std::nullopt : last_of(*listing);
    json.begin_object().member("ticker", symbol);
    if (!last) {
      json.member("error", "NOT_FOUND").member("message", "Ticker not found.").end_object();
      continue;
    }
    const Bar& bar = last->row.bar;
    json.member("type", "stocks").member("market_status", "closed");
    json.key("session").begin_object().member("open", bar.open).member("high", bar.high);
    json.member("low", bar.low).member("close", bar.close).member("volume", bar.volume);
    if (last->before) json.member("previous_close", last->before->bar.close);
    json.end_object();
    json.key("last_trade").begin_object().member("price", bar.close).member("size", 100);
    json.member("sip_timestamp", bar.end.unix_ns).end_object().end_object();
  }
  json.end_array().end_object();
  return json_response(json.take());
}

net::HttpResponse actions(const Question& question, const Catalog& catalog, bool wants_splits) {
  const std::string ticker = question.value("ticker");
  const std::string date = wants_splits ? "execution_date" : "ex_dividend_date";
  const auto from = day_in(question.value(date + ".gte"));
  const auto to = day_in(question.value(date + ".lte"));
  const Listing* const listing = catalog.find(ticker);
  JsonWriter json;
  begin(json);
  json.key("results").begin_array();
  for (const CorporateAction& action :
       listing == nullptr ? std::vector<CorporateAction>{} : listing->actions) {
    const Timestamp at = action.ex_date.midnight();
    const auto kind =
        wants_splits ? CorporateAction::Kind::Split : CorporateAction::Kind::CashDividend;
    if (action.kind != kind || (from && at < *from) || (to && at > *to)) continue;
    json.begin_object().member("ticker", listing->symbol);
    json.member(date, to_string(action.ex_date));
    if (wants_splits) {
      json.member("split_from", action.denominator).member("split_to", action.numerator);
    } else {
      json.member("cash_amount", action.amount).member("currency", "USD");
      json.member("dividend_type", "CD").member("frequency", 4);
    }
    json.end_object();
  }
  json.end_array().end_object();
  return json_response(json.take());
}

void write_ticker(JsonWriter& json, const Listing& listing) {
  json.begin_object().member("ticker", listing.symbol).member("name", listing.name);
  json.member("market", "stocks").member("locale", "us").member("type", "CS");
  json.member("primary_exchange", "XNAS").member("active", true).member("currency_name", "usd");
  json.end_object();
}

net::HttpResponse tickers(const Question& question, const Catalog& catalog) {
  const auto found = catalog.matching(question.value("search"));
  JsonWriter json;
  begin(json);
  json.member("count", found.size()).key("results").begin_array();
  for (const Listing* listing : found) write_ticker(json, *listing);
  json.end_array().end_object();
  return json_response(json.take());
}

net::HttpResponse details(const std::string& symbol, const Catalog& catalog) {
  const Listing* const listing = catalog.find(symbol);
  if (listing == nullptr) return not_found("Ticker not found.");
  JsonWriter json;
  begin(json);
  json.key("results");
  write_ticker(json, *listing);
  json.end_object();
  return json_response(json.take());
}

net::HttpResponse nothing() {
  JsonWriter json;
  begin(json);
  json.key("results").begin_array().end_array().end_object();
  return json_response(json.take());
}

bool has_key(const Question& question) {
  return question.header("Authorization").starts_with("Bearer ") ||
         !question.value("apiKey").empty();
}

Answered routed(const Question& question, const Catalog& catalog) {
  const std::vector<std::string> words = segments(question.path);
  if (question.path.starts_with("/v2/aggs/ticker/") && words.size() == 9) {
    return {Operation::History, aggregates(question, words, catalog)};
  }
  constexpr std::string_view kSnapshot = "/v2/snapshot/locale/us/markets/stocks/tickers/";
  if (const auto symbol = question.behind(kSnapshot)) {
    return {Operation::Quote, snapshot(*symbol, catalog)};
  }
  if (question.path == "/v3/snapshot") return {Operation::Quotes, snapshots(question, catalog)};
  if (question.path == "/v3/reference/splits") {
    return {Operation::Actions, actions(question, catalog, true)};
  }
  if (question.path == "/v3/reference/dividends") {
    return {Operation::Actions, actions(question, catalog, false)};
  }
  if (question.path == "/v3/reference/tickers") {
    return {Operation::Search, tickers(question, catalog)};
  }
  if (const auto symbol = question.behind("/v3/reference/tickers/")) {
    return {Operation::Fundamentals, details(*symbol, catalog)};
  }
  if (question.path == "/v3/reference/options/contracts" ||
      question.path.starts_with("/v3/snapshot/options/")) {
    return {Operation::OptionChain, nothing()};
  }
  return {Operation::Quote, text_response("404 page not found\n", 404)};
}

}  // namespace

Answered answer_polygon(const Question& question, const Catalog& catalog) {
  Answered answered = routed(question, catalog);
  if (!has_key(question)) {
    answered.response = refusal(401, "ERROR", "error", "API Key was not provided");
  }
  return answered;
}

}  // namespace tw::vendor_sim
