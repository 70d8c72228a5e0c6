#include <algorithm>
#include <array>

#include "report/json_writer.hpp"
#include "vendor_sim/vendors.hpp"

namespace tw::vendor_sim {
namespace {

using report::JsonWriter;
using vendor::Operation;

constexpr std::string_view kCookie = "A3=tradewind-sim";
constexpr std::string_view kCrumb = "sim/crumb.1";

/// The envelope of an endpoint around an error.
net::HttpResponse refusal(std::string_view envelope, int status, std::string_view code,
                          std::string_view description) {
  JsonWriter json;
  json.begin_object().key(envelope).begin_object();
  json.key("result").null();
  json.key("error").begin_object();
  json.member("code", code).member("description", description);
  json.end_object().end_object().end_object();
  return json_response(json.take(), status);
}

struct Interval {
  std::string_view word;
  Timeframe timeframe;
};
constexpr std::array<Interval, 12> kIntervals{{
    {"1m", {Timeframe::Unit::Minute, 1}},
    {"2m", {Timeframe::Unit::Minute, 2}},
    {"5m", {Timeframe::Unit::Minute, 5}},
    {"15m", {Timeframe::Unit::Minute, 15}},
    {"30m", {Timeframe::Unit::Minute, 30}},
    {"60m", {Timeframe::Unit::Minute, 60}},
    {"90m", {Timeframe::Unit::Minute, 90}},
    {"1h", {Timeframe::Unit::Minute, 60}},
    {"1d", kDaily},
    {"1wk", {Timeframe::Unit::Week, 1}},
    {"1mo", {Timeframe::Unit::Month, 1}},
    {"3mo", {Timeframe::Unit::Month, 3}},
}};

void write_column(JsonWriter& json, std::string_view name, const std::vector<Row>& rows,
                  Price Bar::* field) {
  json.key(name).begin_array();
  for (const Row& row : rows) json.value(row.bar.*field);
  json.end_array();
}

void write_events(JsonWriter& json, const Listing& listing, const Window& window) {
  json.key("events").begin_object();
  for (const bool wants_splits : {false, true}) {
    json.key(wants_splits ? "splits" : "dividends").begin_object();
    for (const CorporateAction& action : listing.actions) {
      const bool is_split = action.kind == CorporateAction::Kind::Split;
      const bool is_dividend = action.kind == CorporateAction::Kind::CashDividend;
      const Timestamp at = action.ex_date.midnight() + Duration::seconds(14 * 3600 + 1800);
      if ((wants_splits ? !is_split : !is_dividend) || at < window.from || at > window.to) continue;
      json.key(std::to_string(seconds(at))).begin_object().member("date", seconds(at));
      if (is_dividend) json.member("amount", action.amount);
      if (is_split) {
        json.member("numerator", action.numerator).member("denominator", action.denominator);
        json.member("splitRatio",
                    std::to_string(action.numerator) + ":" + std::to_string(action.denominator));
      }
      json.end_object();
    }
    json.end_object();
  }
  json.end_object();
}

void write_meta(JsonWriter& json, const Listing& listing, std::string_view interval) {
  json.key("meta").begin_object();
  json.member("currency", "USD").member("symbol", listing.symbol);
  json.member("exchangeName", "NMS").member("instrumentType", "EQUITY");
  json.member("longName", listing.name);
  if (const auto last = last_of(listing)) {
    json.member("regularMarketTime", seconds(last->row.bar.end));
    json.member("regularMarketPrice", last->row.bar.close);
    json.member("gmtoffset", (new_york_midnight(last->row) - last->row.bar.session.midnight()).ns /
                                 -1'000'000'000);
  }
  json.member("timezone", "EST").member("exchangeTimezoneName", "America/New_York");
  json.member("priceHint", 2).member("dataGranularity", interval).member("range", "");
  json.end_object();
}

net::HttpResponse chart(const Question& question, const std::string& symbol,
                        const Catalog& catalog) {
  const Listing* const listing = catalog.find(symbol);
  if (listing == nullptr) {
    return refusal("chart", 404, "Not Found", "No data found, symbol may be delisted");
  }
  const std::string word = question.value("interval", "1d");
  const auto* const interval = std::ranges::find(kIntervals, word, &Interval::word);
  if (interval == kIntervals.end()) {
    return refusal("chart", 422, "Unprocessable Entity",
                   "Invalid input - interval=" + word + " is not supported.");
  }
  // Both ends are compared with a bar's start, and daily ones start with their session.
  Window window;
  if (const auto from = whole(question.value("period1"))) window.from = {*from * 1'000'000'000};
  if (const auto to = whole(question.value("period2"))) window.to = {*to * 1'000'000'000 - 1};
  std::vector<Row> rows = rows_of(*listing, interval->timeframe);
  std::erase_if(rows, [&window](const Row& row) {
    return row.bar.start < window.from || row.bar.start > window.to;
  });
  JsonWriter json;
  json.compact(true).begin_object().key("chart").begin_object().key("result").begin_array();
  json.begin_object();
  write_meta(json, *listing, word);
  if (!rows.empty()) {
    json.key("timestamp").begin_array();
    for (const Row& row : rows) json.value(seconds(row.bar.start));
    json.end_array();
  }
  write_events(json, *listing, window);
  json.key("indicators").begin_object().key("quote").begin_array().begin_object();
  if (!rows.empty()) {
    write_column(json, "open", rows, &Bar::open);
    write_column(json, "high", rows, &Bar::high);
    write_column(json, "low", rows, &Bar::low);
    write_column(json, "close", rows, &Bar::close);
    json.key("volume").begin_array();
    for (const Row& row : rows) json.value(row.bar.volume);
    json.end_array();
  }
  json.end_object().end_array();
  if (!interval->timeframe.is_intraday()) {
    json.key("adjclose").begin_array().begin_object();
    if (!rows.empty()) {
      json.key("adjclose").begin_array();
      for (const Row& row : rows) json.value(row.adjusted_close);
      json.end_array();
    }
    json.end_object().end_array();
  }
  json.end_object().end_object().end_array();
  json.key("error").null();
  json.end_object().end_object();
  return json_response(json.take());
}

void write_quote(JsonWriter& json, const Listing& listing, const Last& last) {
  const Bar& bar = last.row.bar;
  json.begin_object();
  json.member("language", "en-US").member("region", "US").member("quoteType", "EQUITY");
  json.member("symbol", listing.symbol).member("longName", listing.name);
  json.member("currency", "USD").member("exchange", "NMS").member("marketState", "CLOSED");
  json.member("exchangeTimezoneName", "America/New_York").member("priceHint", 2);
  json.member("regularMarketPrice", bar.close).member("regularMarketTime", seconds(bar.end));
  json.member("regularMarketOpen", bar.open).member("regularMarketDayHigh", bar.high);
  json.member("regularMarketDayLow", bar.low).member("regularMarketVolume", bar.volume);
  if (last.before) json.member("regularMarketPreviousClose", last.before->bar.close);
  json.member("exchangeDataDelayedBy", 0);
  json.end_object();
}

net::HttpResponse quotes(const Question& question, const Catalog& catalog) {
  JsonWriter json;
  json.begin_object().key("quoteResponse").begin_object().key("result").begin_array();
  for (const std::string& symbol : listed(question.value("symbols"))) {
    const Listing* const listing = catalog.find(symbol);
    const auto last = listing == nullptr ? std::nullopt : last_of(*listing);
    if (last) write_quote(json, *listing, *last);
  }
  json.end_array().key("error").null().end_object().end_object();
  return json_response(json.take());
}

net::HttpResponse search(const Question& question, const Catalog& catalog) {
  const std::string text = question.value("q");
  if (text.empty()) {
    return refusal("finance", 400, "Bad Request", "Missing required query parameter=q");
  }
  const auto found = catalog.matching(text);
  JsonWriter json;
  json.begin_object().member("count", found.size()).key("quotes").begin_array();
  for (const Listing* listing : found) {
    json.begin_object().member("symbol", listing->symbol).member("longname", listing->name);
    json.member("shortname", listing->name).member("quoteType", "EQUITY");
    json.member("exchange", "NMS").member("exchDisp", "NASDAQ").member("isYahooFinance", true);
    json.end_object();
  }
  json.end_array().key("news").begin_array().end_array().end_object();
  return json_response(json.take());
}

net::HttpResponse options(const std::string& symbol, const Catalog& catalog) {
  JsonWriter json;
  json.begin_object().key("optionChain").begin_object().key("result").begin_array();
  if (catalog.find(symbol) != nullptr) {
    json.begin_object().member("underlyingSymbol", symbol);
    json.key("expirationDates").begin_array().end_array();
    json.key("strikes").begin_array().end_array().member("hasMiniOptions", false);
    json.key("options").begin_array().end_array().end_object();
  }
  json.end_array().key("error").null().end_object().end_object();
  return json_response(json.take());
}

bool has_crumb(const Question& question) {
  return question.header("Cookie").contains(kCookie) && question.value("crumb") == kCrumb;
}

/// Answers what needs the cookie and the crumb, or says that they are not right.
template <class Call>
net::HttpResponse with_crumb(const Question& question, const Call& call) {
  if (has_crumb(question)) return call();
  return refusal("finance", 401, "Unauthorized", "Invalid Crumb");
}

}  // namespace

Answered answer_yahoo(const Question& question, const Catalog& catalog) {
  if (const auto symbol = question.behind("/v8/finance/chart/")) {
    return {Operation::History, chart(question, *symbol, catalog)};
  }
  if (question.path == "/v7/finance/quote") {
    return {Operation::Quote, with_crumb(question, [&] { return quotes(question, catalog); })};
  }
  if (question.path == "/v1/finance/search") return {Operation::Search, search(question, catalog)};
  if (const auto symbol = question.behind("/v7/finance/options/")) {
    return {Operation::OptionChain,
            with_crumb(question, [&] { return options(*symbol, catalog); })};
  }
  if (question.behind("/v10/finance/quoteSummary/")) {
    return {Operation::Fundamentals, with_crumb(question, [&] {
              return refusal("quoteSummary", 404, "Not Found",
                             "No fundamentals data found for this symbol");
            })};
  }
  if (question.path == "/v1/test/getcrumb") {
    const bool has_cookie = question.header("Cookie").contains(kCookie);
    return {.operation = Operation::Quote,
            .response = has_cookie ? text_response(std::string{kCrumb})
                                   : text_response("Too Many Requests\r\n", 429),
            .is_errand = true};
  }
  net::HttpResponse nothing = text_response("", 404, "text/html");
  if (question.path == "/" || question.path.empty()) {
    nothing.headers.emplace_back("Set-Cookie", std::string{kCookie} + "; Path=/; HttpOnly");
  }
  return {.operation = Operation::Quote, .response = std::move(nothing), .is_errand = true};
}

}  // namespace tw::vendor_sim
