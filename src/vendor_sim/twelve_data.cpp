#include <algorithm>
#include <array>

#include "report/json_writer.hpp"
#include "vendor_sim/vendors.hpp"

namespace tw::vendor_sim {
namespace {

using report::JsonWriter;
using vendor::Operation;

struct Interval {
  std::string_view word;
  Timeframe timeframe;
};
constexpr std::array<Interval, 12> kIntervals{{
    {"1min", {Timeframe::Unit::Minute, 1}},
    {"5min", {Timeframe::Unit::Minute, 5}},
    {"15min", {Timeframe::Unit::Minute, 15}},
    {"30min", {Timeframe::Unit::Minute, 30}},
    {"45min", {Timeframe::Unit::Minute, 45}},
    {"1h", {Timeframe::Unit::Minute, 60}},
    {"2h", {Timeframe::Unit::Minute, 120}},
    {"4h", {Timeframe::Unit::Minute, 240}},
    {"8h", {Timeframe::Unit::Minute, 480}},
    {"1day", kDaily},
    {"1week", {Timeframe::Unit::Week, 1}},
    {"1month", {Timeframe::Unit::Month, 1}},
}};

void write_refusal(JsonWriter& json, int code, std::string_view what) {
  json.begin_object().member("code", code).member("message", what);
  json.member("status", "error").end_object();
}

net::HttpResponse refusal(int code, std::string_view what, int status) {
  JsonWriter json;
  write_refusal(json, code, what);
  return json_response(json.take(), status);
}

void write_unknown(JsonWriter& json, std::string_view symbol) {
  write_refusal(json, 404, "**symbol** not found: " + std::string{symbol});
}

std::string label_of(const Row& row, Timeframe timeframe, bool is_utc) {
  if (!timeframe.is_intraday()) return to_string(row.bar.session);
  if (!is_utc) return new_york_text(row.bar.start);
  std::string text = utc_text(row.bar.start).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::optional<Timestamp> bound(const std::string& text, bool is_end) {
  const auto day = day_in(text);
  if (!day) return std::nullopt;
  if (text.size() <= 10) return is_end ? end_of_day(*day) : *day;
  const auto hour = whole(std::string_view{text}.substr(11, 2));
  const auto minute = text.size() >= 16 ? whole(std::string_view{text}.substr(14, 2)) : 0;
  return *day + Duration::hours(hour.value_or(0)) + Duration::minutes(minute.value_or(0));
}

void write_series(JsonWriter& json, const Question& question, const std::string& symbol,
                  const Interval& interval, const Catalog& catalog) {
  const Listing* const listing = catalog.find(symbol);
  if (listing == nullptr) {
    write_unknown(json, symbol);
    return;
  }
  Window window;
  if (const auto from = bound(question.value("start_date"), false)) window.from = *from;
  if (const auto to = bound(question.value("end_date"), true)) window.to = *to;
  std::vector<Row> rows = rows_of(*listing, interval.timeframe, window);
  const auto size_max = static_cast<std::size_t>(
      std::clamp<std::int64_t>(whole(question.value("outputsize")).value_or(30), 1, 5000));
  // Of a window that is too long the newest rows are given.
  if (rows.size() > size_max)
    rows.erase(rows.begin(), rows.end() - static_cast<std::ptrdiff_t>(size_max));
  if (rows.empty()) {
    write_refusal(json, 400, "No data is available on the specified dates. Try other dates.");
    return;
  }
  if (question.value("order", "DESC") != "ASC" && question.value("order") != "asc") {
    std::ranges::reverse(rows);
  }
  json.begin_object().key("meta").begin_object().member("symbol", symbol);
  json.member("interval", interval.word).member("currency", "USD");
  json.member("exchange_timezone", "America/New_York").member("exchange", "NASDAQ");
  json.member("mic_code", "XNAS").member("type", "Common Stock").end_object();
  json.key("values").begin_array();
  const bool is_utc = question.value("timezone") == "UTC";
  for (const Row& row : rows) {
    json.begin_object().member("datetime", label_of(row, interval.timeframe, is_utc));
    json.member("open", to_string(row.bar.open)).member("high", to_string(row.bar.high));
    json.member("low", to_string(row.bar.low)).member("close", to_string(row.bar.close));
    json.member("volume", to_string(row.bar.volume)).end_object();
  }
  json.end_array().member("status", "ok").end_object();
}

void write_quote(JsonWriter& json, const std::string& symbol, const Catalog& catalog) {
  const Listing* const listing = catalog.find(symbol);
  const auto last = listing == nullptr ? std::nullopt : last_of(*listing);
  if (!last) {
    write_unknown(json, symbol);
    return;
  }
  const Bar& bar = last->row.bar;
  json.begin_object().member("symbol", symbol).member("name", listing->name);
  json.member("exchange", "NASDAQ").member("mic_code", "XNAS").member("currency", "USD");
  json.member("datetime", to_string(bar.session)).member("timestamp", seconds(bar.end));
  json.member("open", to_string(bar.open)).member("high", to_string(bar.high));
  json.member("low", to_string(bar.low)).member("close", to_string(bar.close));
  json.member("volume", to_string(bar.volume));
  if (last->before) json.member("previous_close", to_string(last->before->bar.close));
  json.member("is_market_open", false).end_object();
}

/// One symbol is answered flat, several as an object by symbol.
template <class Write>
net::HttpResponse by_symbol(const Question& question, const Write& write) {
  const std::vector<std::string> symbols = listed(question.value("symbol"));
  if (symbols.empty()) {
    return refusal(404, "**symbol** or **figi** parameter is missing or invalid.", 404);
  }
  JsonWriter json;
  json.compact(true);
  if (symbols.size() == 1) {
    write(json, symbols.front());
    return json_response(json.take());
  }
  json.begin_object();
  for (const std::string& symbol : symbols) {
    json.key(symbol);
    write(json, symbol);
  }
  json.end_object();
  net::HttpResponse response = json_response(json.take());
  response.headers.emplace_back("Is_batch", "true");
  return response;
}

net::HttpResponse series(const Question& question, const Catalog& catalog) {
  const std::string word = question.value("interval");
  const auto* const interval = std::ranges::find(kIntervals, word, &Interval::word);
  if (interval == kIntervals.end()) {
    return refusal(400, "Invalid **interval** provided: " + word + ".", 200);
  }
  return by_symbol(question, [&](JsonWriter& json, const std::string& symbol) {
    write_series(json, question, symbol, *interval, catalog);
  });
}

net::HttpResponse actions(const Question& question, const Catalog& catalog, bool wants_splits) {
  const std::string symbol = question.value("symbol");
  const Listing* const listing = catalog.find(symbol);
  JsonWriter json;
  json.begin_object().key("meta").begin_object().member("symbol", symbol).end_object();
  json.key(wants_splits ? "splits" : "dividends").begin_array();
  const auto kind =
      wants_splits ? CorporateAction::Kind::Split : CorporateAction::Kind::CashDividend;
  for (const CorporateAction& action :
       listing == nullptr ? std::vector<CorporateAction>{} : listing->actions) {
    if (action.kind != kind) continue;
    json.begin_object().member(wants_splits ? "date" : "ex_date", to_string(action.ex_date));
    if (wants_splits) {
      json.member("from_factor", action.numerator).member("to_factor", action.denominator);
    } else {
      json.member("amount", action.amount);
    }
    json.end_object();
  }
  json.end_array().end_object();
  return json_response(json.take());
}

net::HttpResponse search(const Question& question, const Catalog& catalog) {
  JsonWriter json;
  json.begin_object().key("data").begin_array();
  for (const Listing* listing : catalog.matching(question.value("symbol"))) {
    json.begin_object().member("symbol", listing->symbol);
    json.member("instrument_name", listing->name).member("exchange", "NASDAQ");
    json.member("mic_code", "XNAS").member("exchange_timezone", "America/New_York");
    json.member("instrument_type", "Common Stock").member("country", "United States");
    json.member("currency", "USD").end_object();
  }
  json.end_array().member("status", "ok").end_object();
  return json_response(json.take());
}

Answered routed(const Question& question, const Catalog& catalog) {
  const auto quote = [&](JsonWriter& json, const std::string& symbol) {
    write_quote(json, symbol, catalog);
  };
  if (question.path == "/time_series") return {Operation::History, series(question, catalog)};
  if (question.path == "/quote") {
    const bool is_batch = question.value("symbol").contains(',');
    return {is_batch ? Operation::Quotes : Operation::Quote, by_symbol(question, quote)};
  }
  if (question.path == "/splits") return {Operation::Actions, actions(question, catalog, true)};
  if (question.path == "/dividends") return {Operation::Actions, actions(question, catalog, false)};
  if (question.path == "/symbol_search") return {Operation::Search, search(question, catalog)};
  return {Operation::Quote, text_response("404 page not found", 404)};
}

}  // namespace

Answered answer_twelve_data(const Question& question, const Catalog& catalog) {
  Answered answered = routed(question, catalog);
  const bool has_key =
      !question.value("apikey").empty() || question.header("Authorization").starts_with("apikey ");
  if (!has_key && answered.operation != Operation::Search) {
    answered.response = refusal(401, "**apikey** parameter is incorrect or not specified.", 401);
  }
  answered.response.headers.emplace_back("api-credits-used", "1");
  answered.response.headers.emplace_back("api-credits-left", "7");
  return answered;
}

}  // namespace tw::vendor_sim
