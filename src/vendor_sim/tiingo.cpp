#include <algorithm>

#include "report/json_writer.hpp"
#include "vendor_sim/vendors.hpp"

namespace tw::vendor_sim {
namespace {

using report::JsonWriter;
using vendor::Operation;

net::HttpResponse refusal(int status, const std::string& what) {
  JsonWriter json;
  json.begin_object().member("detail", what).end_object();
  return json_response(json.take(), status);
}

net::HttpResponse unknown(const std::string& ticker) {
  return refusal(404, "Error: Ticker '" + ticker + "' not found");
}

/// Returns our symbol for Tiingo's: "brk-b" is BRK.B.
std::string own_symbol(std::string ticker) {
  std::ranges::replace(ticker, '-', '.');
  return ticker;
}

Window window_of(const Question& question) {
  Window window;
  if (const auto from = day_in(question.value("startDate"))) window.from = *from;
  if (const auto to = day_in(question.value("endDate"))) window.to = end_of_day(*to);
  return window;
}

std::optional<Timeframe> resampled(const std::string& word) {
  if (word.empty() || word == "daily") return kDaily;
  if (word == "weekly") return Timeframe{Timeframe::Unit::Week, 1};
  if (word == "monthly") return Timeframe{Timeframe::Unit::Month, 1};
  if (word == "annually") return Timeframe{Timeframe::Unit::Month, 12};
  return std::nullopt;
}

std::optional<Timeframe> intraday(std::string word) {
  std::ranges::transform(word, word.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const bool is_hours = word.ends_with("hour");
  if (!is_hours && !word.ends_with("min")) return std::nullopt;
  const auto count = whole(std::string_view{word}.substr(0, word.size() - (is_hours ? 4 : 3)));
  if (!count || *count < 1 || *count > 60) return std::nullopt;
  return Timeframe{Timeframe::Unit::Minute,
                   static_cast<std::int32_t>(*count) * (is_hours ? 60 : 1)};
}

void write_daily(JsonWriter& json, const Listing& listing, const Row& row) {
  const Bar& bar = row.bar;
  Price dividend;
  double split = 1.0;
  for (const CorporateAction& action : listing.actions) {
    if (action.ex_date != bar.session) continue;
    if (action.kind == CorporateAction::Kind::CashDividend) dividend = action.amount;
    if (action.kind == CorporateAction::Kind::Split)
      split = static_cast<double>(action.numerator) / action.denominator;
  }
  json.begin_object().member("date", to_string(bar.session) + "T00:00:00.000Z");
  json.member("close", bar.close).member("high", bar.high).member("low", bar.low);
  json.member("open", bar.open).member("volume", bar.volume);
  json.member("adjClose", row.adjusted_close).member("divCash", dividend);
  json.member("splitFactor", split).end_object();
}

net::HttpResponse daily(const Question& question, const std::string& ticker,
                        const Catalog& catalog) {
  const Listing* const listing = catalog.find(own_symbol(ticker));
  if (listing == nullptr) return unknown(ticker);
  const auto timeframe = resampled(question.value("resampleFreq"));
  if (!timeframe) return refusal(400, "Error: resampleFreq must be daily, weekly or monthly");
  std::vector<Row> rows = rows_of(*listing, *timeframe, window_of(question));
  const bool wants_latest =
      question.value("startDate").empty() && question.value("endDate").empty();
  if (wants_latest && rows.size() > 1) rows.erase(rows.begin(), rows.end() - 1);
  if (question.value("format") == "csv") {
    std::string text = "date,close,high,low,open,volume\r\n";
    for (const Row& row : rows) {
      text += to_string(row.bar.session) + "," + to_string(row.bar.close) + "," +
              to_string(row.bar.high) + "," + to_string(row.bar.low) + "," +
              to_string(row.bar.open) + "," + to_string(row.bar.volume) + "\r\n";
    }
    return text_response(std::move(text), 200, "text/csv");
  }
  JsonWriter json;
  json.compact(true).begin_array();
  for (const Row& row : rows) write_daily(json, *listing, row);
  json.end_array();
  return json_response(json.take());
}

net::HttpResponse minutes(const Question& question, const std::string& ticker,
                          const Catalog& catalog) {
  const Listing* const listing = catalog.find(own_symbol(ticker));
  if (listing == nullptr) return unknown(ticker);
  const auto timeframe = intraday(question.value("resampleFreq", "5min"));
  if (!timeframe) return refusal(400, "Error: resampleFreq must be like 5min or 1hour");
  const bool wants_volume = question.value("columns").contains("volume");
  JsonWriter json;
  json.compact(true).begin_array();
  for (const Row& row : rows_of(*listing, *timeframe, window_of(question))) {
    json.begin_object().member("date", utc_text(row.bar.start));
    json.member("open", row.bar.open).member("high", row.bar.high).member("low", row.bar.low);
    json.member("close", row.bar.close);
    if (wants_volume) json.member("volume", row.bar.volume);
    json.end_object();
  }
  json.end_array();
  return json_response(json.take());
}

net::HttpResponse quotes(const std::vector<std::string>& tickers, const Catalog& catalog) {
  JsonWriter json;
  json.compact(true).begin_array();
  for (const std::string& ticker : tickers) {
    const Listing* const listing = catalog.find(own_symbol(ticker));
    const auto last = listing == nullptr ? std::nullopt : last_of(*listing);
    if (!last) continue;
    const Bar& bar = last->row.bar;
    json.begin_object().member("ticker", ticker).member("timestamp", utc_text(bar.end));
    json.key("lastSaleTimestamp").null().key("quoteTimestamp").null();
    json.member("open", bar.open).member("high", bar.high).member("low", bar.low);
    json.member("tngoLast", bar.close).key("last").null();
    for (const char* absent : {"bidPrice", "askPrice", "bidSize", "askSize"}) {
      json.key(absent).null();
    }
    json.member("volume", bar.volume).key("prevClose");
    json.value(last->before ? std::optional{last->before->bar.close} : std::nullopt);
    json.end_object();
  }
  json.end_array();
  return json_response(json.take());
}

net::HttpResponse metadata(const std::string& ticker, const Catalog& catalog) {
  const Listing* const listing = catalog.find(own_symbol(ticker));
  if (listing == nullptr) return unknown(ticker);
  JsonWriter json;
  json.begin_object().member("ticker", listing->symbol).member("name", listing->name);
  json.member("exchangeCode", "NASDAQ").member("description", listing->name).end_object();
  return json_response(json.take());
}

net::HttpResponse search(const Question& question, const Catalog& catalog) {
  JsonWriter json;
  json.begin_array();
  for (const Listing* listing : catalog.matching(question.value("query"))) {
    json.begin_object().member("ticker", listing->symbol).member("name", listing->name);
    json.member("assetType", "Stock").member("isActive", true).member("countryCode", "US");
    json.end_object();
  }
  json.end_array();
  return json_response(json.take());
}

Answered routed(const Question& question, const Catalog& catalog) {
  const std::vector<std::string> words = segments(question.path);
  if (question.path.starts_with("/tiingo/daily/") && words.size() == 4 && words[3] == "prices") {
    return {Operation::History, daily(question, words[2], catalog)};
  }
  if (question.path.starts_with("/tiingo/daily/") && words.size() == 3) {
    return {Operation::Fundamentals, metadata(words[2], catalog)};
  }
  if (question.path == "/tiingo/utilities/search") {
    return {Operation::Search, search(question, catalog)};
  }
  if (words.size() == 3 && words[0] == "iex" && words[2] == "prices") {
    return {Operation::History, minutes(question, words[1], catalog)};
  }
  if (!words.empty() && words[0] == "iex" && words.size() <= 2) {
    const auto tickers =
        words.size() == 2 ? std::vector{words[1]} : listed(question.value("tickers"));
    return {tickers.size() > 1 ? Operation::Quotes : Operation::Quote, quotes(tickers, catalog)};
  }
  return {Operation::Quote, refusal(404, "Not found.")};
}

}  // namespace

Answered answer_tiingo(const Question& question, const Catalog& catalog) {
  Answered answered = routed(question, catalog);
  const bool has_key =
      question.header("Authorization").starts_with("Token ") || !question.value("token").empty();
  if (!has_key) answered.response = refusal(401, "Please supply a token");
  return answered;
}

}  // namespace tw::vendor_sim
