#include <algorithm>

#include "report/json_writer.hpp"
#include "vendor_sim/vendors.hpp"

namespace tw::vendor_sim {
namespace {

using report::JsonWriter;
using vendor::Operation;

net::HttpResponse unknown() { return text_response("Unknown symbol", 404, "text/html"); }

void write_quote(JsonWriter& json, const Listing& listing, const Last& last) {
  const Bar& bar = last.row.bar;
  const Price before = last.before ? last.before->bar.close : bar.close;
  json.begin_object().member("symbol", listing.symbol).member("companyName", listing.name);
  json.member("primaryExchange", "NASDAQ").member("currency", "USD");
  json.member("open", bar.open).member("high", bar.high).member("low", bar.low);
  json.member("close", bar.close).member("latestPrice", bar.close);
  json.member("latestSource", "Close").member("latestUpdate", milliseconds(bar.end));
  json.member("latestVolume", bar.volume).member("previousClose", before);
  json.member("change", bar.close - before);
  json.member("changePercent", (bar.close - before).as_double() / before.as_double());
  json.key("iexRealtimePrice").null().key("iexLastUpdated").null().end_object();
}

/// How far back from the last day of the history a range of days, months or years reaches.
std::optional<std::int32_t> days_in(const std::string& range) {
  if (range == "max") return 100'000;
  const bool is_months = range.ends_with("m") && !range.ends_with("mm");
  const std::size_t size = range.ends_with("mm") ? 2 : 1;
  const auto count = range.size() > size ? whole(range.substr(0, range.size() - size)) : 1;
  if (!count || *count < 1 || *count > 100) return std::nullopt;
  const auto times = static_cast<std::int32_t>(*count);
  if (range.ends_with("d")) return times;
  if (is_months) return 31 * times;
  if (range.ends_with("y")) return 366 * times;
  return std::nullopt;
}

void write_day(JsonWriter& json, const Row& row) {
  const Bar& bar = row.bar;
  json.begin_object().member("date", to_string(bar.session));
  json.member("open", bar.open).member("high", bar.high).member("low", bar.low);
  json.member("close", bar.close).member("volume", bar.volume);
  json.member("uOpen", bar.open).member("uHigh", bar.high).member("uLow", bar.low);
  json.member("uClose", bar.close).member("uVolume", bar.volume).end_object();
}

void write_minute(JsonWriter& json, const Row& row) {
  const Bar& bar = row.bar;
  json.begin_object().member("date", to_string(bar.session));
  json.member("minute", new_york_text(bar.start).substr(11, 5));
  json.member("open", bar.open).member("high", bar.high).member("low", bar.low);
  json.member("close", bar.close).member("volume", bar.volume).end_object();
}

net::HttpResponse chart(const Listing& listing, const std::string& range) {
  const auto last = last_of(listing);
  JsonWriter json;
  json.compact(true).begin_array();
  if (last && (range == "1d" || range.starts_with("5dm"))) {
    const Timeframe minute{Timeframe::Unit::Minute, 1};
    for (const Row& row : rows_of(listing, minute)) {
      if (row.bar.session == last->row.bar.session) write_minute(json, row);
    }
  } else if (last) {
    const auto days = days_in(range);
    if (!days) return text_response("Bad range", 400, "text/html");
    const Date first = last->row.bar.session - (*days - 1);
    for (const Row& row : rows_of(listing, kDaily, {.from = first.midnight()})) {
      write_day(json, row);
    }
  }
  json.end_array();
  return json_response(json.take());
}

net::HttpResponse day_chart(const Listing& listing, const std::string& day) {
  const auto at = day_in(day);
  if (!at || day.size() != 8) return text_response("Invalid date", 400, "text/html");
  JsonWriter json;
  json.compact(true).begin_array();
  for (const Row& row : rows_of(listing, kDaily, {.from = *at, .to = *at})) write_day(json, row);
  json.end_array();
  return json_response(json.take());
}

net::HttpResponse dividends(const Listing& listing) {
  JsonWriter json;
  json.begin_array();
  for (const CorporateAction& action : listing.actions) {
    if (action.kind != CorporateAction::Kind::CashDividend) continue;
    json.begin_object().member("symbol", listing.symbol);
    json.member("exDate", to_string(action.ex_date)).member("amount", to_string(action.amount));
    json.member("currency", "USD").end_object();
  }
  json.end_array();
  return json_response(json.take());
}

net::HttpResponse splits(const Listing& listing) {
  JsonWriter json;
  json.begin_array();
  for (const CorporateAction& action : listing.actions) {
    if (action.kind != CorporateAction::Kind::Split) continue;
    json.begin_object().member("symbol", listing.symbol);
    json.member("exDate", to_string(action.ex_date));
    json.member("fromFactor", action.denominator).member("toFactor", action.numerator);
    json.member("ratio", static_cast<double>(action.denominator) / action.numerator);
    json.end_object();
  }
  json.end_array();
  return json_response(json.take());
}

net::HttpResponse batch(const Question& question, const Catalog& catalog) {
  JsonWriter json;
  json.compact(true).begin_object();
  for (const std::string& symbol : listed(question.value("symbols"))) {
    const Listing* const listing = catalog.find(symbol);
    const auto last = listing == nullptr ? std::nullopt : last_of(*listing);
    if (!last) continue;
    json.key(listing->symbol).begin_object().key("quote");
    write_quote(json, *listing, *last);
    json.end_object();
  }
  json.end_object();
  return json_response(json.take());
}

Answered routed(const Question& question, const Catalog& catalog) {
  std::vector<std::string> words = segments(question.path);
  if (!words.empty() && (words[0] == "v1" || words[0] == "stable")) words.erase(words.begin());
  if (words.size() < 3 || words[0] != "stock") return {Operation::Quote, unknown()};
  if (words[1] == "market" && words[2] == "batch") {
    return {Operation::Quotes, batch(question, catalog)};
  }
  const Listing* const listing = catalog.find(words[1]);
  const auto given = [&](Operation operation, const auto& answer) -> Answered {
    return {operation, listing == nullptr ? unknown() : answer()};
  };
  const std::string range = words.size() > 3 ? words[3] : "1m";
  if (words[2] == "chart" && range == "date" && words.size() > 4) {
    return given(Operation::History, [&] { return day_chart(*listing, words[4]); });
  }
  if (words[2] == "chart") {
    return given(Operation::History, [&] { return chart(*listing, range); });
  }
  if (words[2] == "dividends")
    return given(Operation::Actions, [&] { return dividends(*listing); });
  if (words[2] == "splits") return given(Operation::Actions, [&] { return splits(*listing); });
  return given(Operation::Quote, [&] {
    const auto last = last_of(*listing);
    if (!last) return unknown();
    JsonWriter json;
    write_quote(json, *listing, *last);
    return json_response(json.take());
  });
}

}  // namespace

Answered answer_iex(const Question& question, const Catalog& catalog) {
  Answered answered = routed(question, catalog);
  if (question.value("token").empty()) {
    answered.response = text_response("The API key provided is not valid.", 403, "text/html");
  }
  answered.response.headers.emplace_back("iexcloud-messages-used", "1");
  return answered;
}

}  // namespace tw::vendor_sim
