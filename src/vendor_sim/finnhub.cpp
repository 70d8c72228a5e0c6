#include <algorithm>
#include <array>

#include "report/json_writer.hpp"
#include "vendor_sim/vendors.hpp"

namespace tw::vendor_sim {
namespace {

using report::JsonWriter;
using vendor::Operation;

net::HttpResponse refusal(int status, std::string_view what) {
  JsonWriter json;
  json.begin_object().member("error", what).end_object();
  return json_response(json.take(), status);
}

std::optional<Timeframe> timeframe_of(std::string_view resolution) {
  if (resolution == "D") return kDaily;
  if (resolution == "W") return Timeframe{Timeframe::Unit::Week, 1};
  if (resolution == "M") return Timeframe{Timeframe::Unit::Month, 1};
  const auto minutes = whole(resolution);
  constexpr std::array<std::int64_t, 5> kMinutes{1, 5, 15, 30, 60};
  if (!minutes || std::ranges::find(kMinutes, *minutes) == kMinutes.end()) return std::nullopt;
  return Timeframe{Timeframe::Unit::Minute, static_cast<std::int32_t>(*minutes)};
}

net::HttpResponse quote(const Question& question, const Catalog& catalog) {
  const Listing* const listing = catalog.find(question.value("symbol"));
  const auto last = listing == nullptr ? std::nullopt : last_of(*listing);
  JsonWriter json;
  json.compact(true).begin_object();
  if (!last) {
    json.member("c", 0).key("d").null().key("dp").null();
    json.member("h", 0).member("l", 0).member("o", 0).member("pc", 0).member("t", 0);
  } else {
    const Bar& bar = last->row.bar;
    const Price before = last->before ? last->before->bar.close : bar.close;
    json.member("c", bar.close).member("d", bar.close - before);
    json.member("dp", 100.0 * (bar.close - before).as_double() / before.as_double());
    json.member("h", bar.high).member("l", bar.low).member("o", bar.open);
    json.member("pc", before).member("t", seconds(bar.end));
  }
  json.end_object();
  return json_response(json.take());
}

net::HttpResponse candles(const Question& question, const Catalog& catalog) {
  const auto timeframe = timeframe_of(question.value("resolution"));
  if (!timeframe) return refusal(422, "Wrong resolution.");
  const Listing* const listing = catalog.find(question.value("symbol"));
  Window window;
  if (const auto from = whole(question.value("from"))) window.from = {*from * 1'000'000'000};
  if (const auto to = whole(question.value("to"))) window.to = {*to * 1'000'000'000};
  std::vector<Row> rows;
  if (listing != nullptr) rows = rows_of(*listing, *timeframe, window);
  JsonWriter json;
  json.compact(true).begin_object();
  if (!rows.empty()) {
    constexpr std::array<std::pair<std::string_view, Price Bar::*>, 4> kColumns{
        {{"c", &Bar::close}, {"h", &Bar::high}, {"l", &Bar::low}, {"o", &Bar::open}}};
    for (const auto& [name, field] : kColumns) {
      json.key(name).begin_array();
      for (const Row& row : rows) json.value(row.bar.*field);
      json.end_array();
    }
    json.key("t").begin_array();
    for (const Row& row : rows) {
      json.value(seconds(timeframe->is_intraday() ? row.bar.start : row.bar.session.midnight()));
    }
    json.end_array().key("v").begin_array();
    for (const Row& row : rows) json.value(row.bar.volume);
    json.end_array();
  }
  json.member("s", rows.empty() ? "no_data" : "ok").end_object();
  return json_response(json.take());
}

net::HttpResponse search(const Question& question, const Catalog& catalog) {
  const auto found = catalog.matching(question.value("q"));
  JsonWriter json;
  json.begin_object().member("count", found.size()).key("result").begin_array();
  for (const Listing* listing : found) {
    json.begin_object().member("description", listing->name);
    json.member("displaySymbol", listing->symbol).member("symbol", listing->symbol);
    json.member("type", "Common Stock").end_object();
  }
  json.end_array().end_object();
  return json_response(json.take());
}

net::HttpResponse actions(const Question& question, const Catalog& catalog, bool wants_splits) {
  const Listing* const listing = catalog.find(question.value("symbol"));
  const auto from = day_in(question.value("from"));
  const auto to = day_in(question.value("to"));
  const auto kind =
      wants_splits ? CorporateAction::Kind::Split : CorporateAction::Kind::CashDividend;
  JsonWriter json;
  json.begin_array();
  for (const CorporateAction& action :
       listing == nullptr ? std::vector<CorporateAction>{} : listing->actions) {
    const Timestamp at = action.ex_date.midnight();
    if (action.kind != kind || (from && at < *from) || (to && at > *to)) continue;
    json.begin_object().member("symbol", listing->symbol);
    json.member("date", to_string(action.ex_date));
    if (wants_splits) {
      json.member("fromFactor", action.denominator).member("toFactor", action.numerator);
    } else {
      json.member("amount", action.amount).member("currency", "USD");
    }
    json.end_object();
  }
  json.end_array();
  return json_response(json.take());
}

Answered routed(const Question& question, const Catalog& catalog) {
  // The official base ends in /api/v1; one that was told to us may leave that out.
  std::string_view path = question.path;
  if (path.starts_with("/api/v1/")) path.remove_prefix(7);
  if (path == "/quote") return {Operation::Quote, quote(question, catalog)};
  if (path == "/stock/candle") return {Operation::History, candles(question, catalog)};
  if (path == "/search") return {Operation::Search, search(question, catalog)};
  if (path == "/stock/split") return {Operation::Actions, actions(question, catalog, true)};
  if (path == "/stock/dividend") return {Operation::Actions, actions(question, catalog, false)};
  if (path == "/stock/profile2" || path == "/stock/metric") {
    return {Operation::Fundamentals, json_response("{}\n")};
  }
  return {Operation::Quote, text_response("<html><body>404</body></html>", 404, "text/html")};
}

}  // namespace

Answered answer_finnhub(const Question& question, const Catalog& catalog) {
  Answered answered = routed(question, catalog);
  if (question.value("token").empty() && question.header("X-Finnhub-Token").empty()) {
    answered.response = refusal(401, "Please use an API key.");
  }
  auto& headers = answered.response.headers;
  headers.emplace_back("X-Ratelimit-Limit", "60");
  headers.emplace_back("X-Ratelimit-Remaining", "59");
  return answered;
}

}  // namespace tw::vendor_sim
