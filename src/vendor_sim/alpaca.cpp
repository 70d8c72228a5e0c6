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
  json.begin_object().member("message", what).end_object();
  return json_response(json.take(), status);
}

std::optional<Timeframe> timeframe_of(std::string_view word) {
  struct Unit {
    std::string_view ending;
    Timeframe::Unit unit;
    std::int32_t units;
  };
  constexpr std::array<Unit, 8> kUnits{{{"Min", Timeframe::Unit::Minute, 1},
                                        {"T", Timeframe::Unit::Minute, 1},
                                        {"Hour", Timeframe::Unit::Minute, 60},
                                        {"H", Timeframe::Unit::Minute, 60},
                                        {"Day", Timeframe::Unit::Day, 1},
                                        {"D", Timeframe::Unit::Day, 1},
                                        {"Week", Timeframe::Unit::Week, 1},
                                        {"Month", Timeframe::Unit::Month, 1}}};
  for (const Unit& unit : kUnits) {
    if (!word.ends_with(unit.ending)) continue;
    const auto count = whole(word.substr(0, word.size() - unit.ending.size()));
    if (!count || *count < 1 || *count > 60) return std::nullopt;
    return Timeframe{unit.unit, static_cast<std::int32_t>(*count) * unit.units};
  }
  return std::nullopt;
}

/// A bound of a window: a date, or RFC 3339 to the second.
std::optional<Timestamp> bound(const std::string& text, bool is_end) {
  const auto day = day_in(text);
  if (!day) return std::nullopt;
  if (text.size() < 19) return is_end ? end_of_day(*day) : *day;
  const std::string_view view{text};
  return *day + Duration::hours(whole(view.substr(11, 2)).value_or(0)) +
         Duration::minutes(whole(view.substr(14, 2)).value_or(0)) +
         Duration::seconds(whole(view.substr(17, 2)).value_or(0));
}

void write_bar(JsonWriter& json, const Row& row, bool is_intraday) {
  json.begin_object().member("t", utc_text(is_intraday ? row.bar.start : new_york_midnight(row)));
  json.member("o", row.bar.open).member("h", row.bar.high).member("l", row.bar.low);
  json.member("c", row.bar.close).member("v", row.bar.volume).end_object();
}

/// Pages count the bars of all symbols together, symbol by symbol.
net::HttpResponse bars(const Question& question, const std::vector<std::string>& symbols,
                       bool is_flat, const Catalog& catalog) {
  const auto timeframe = timeframe_of(question.value("timeframe"));
  if (!timeframe) return refusal(400, "invalid timeframe");
  Window window;
  if (const auto from = bound(question.value("start"), false)) window.from = *from;
  if (const auto to = bound(question.value("end"), true)) window.to = *to;
  auto left = static_cast<std::size_t>(
      std::clamp<std::int64_t>(whole(question.value("limit")).value_or(1000), 1, 10'000));
  const auto start = static_cast<std::size_t>(
      std::max<std::int64_t>(whole(question.value("page_token")).value_or(0), 0));
  std::size_t passed = 0;
  bool has_more = false;
  JsonWriter json;
  json.compact(true).begin_object().key("bars");
  if (!is_flat) json.begin_object();
  for (const std::string& symbol : symbols) {
    const Listing* const listing = catalog.find(symbol);
    std::vector<Row> rows;
    if (listing != nullptr) rows = rows_of(*listing, *timeframe, window);
    if (question.value("sort") == "desc") std::ranges::reverse(rows);
    const std::size_t first = std::min(start > passed ? start - passed : 0, rows.size());
    const std::size_t count = std::min(left, rows.size() - first);
    passed += rows.size();
    has_more = has_more || first + count < rows.size();
    left -= count;
    if (is_flat && rows.empty()) {
      json.null();
      break;
    }
    if (!is_flat && count == 0) continue;
    if (!is_flat) json.key(symbol);
    json.begin_array();
    for (std::size_t i = first; i < first + count; ++i) {
      write_bar(json, rows[i], timeframe->is_intraday());
    }
    json.end_array();
  }
  if (is_flat) {
    json.member("symbol", symbols.front());
  } else {
    json.end_object();
  }
  const std::size_t limit = static_cast<std::size_t>(
      std::clamp<std::int64_t>(whole(question.value("limit")).value_or(1000), 1, 10'000));
  json.key("next_page_token");
  if (has_more) {
    json.value(std::to_string(start + limit - left));
  } else {
    json.null();
  }
  json.end_object();
  return json_response(json.take());
}

void write_trade(JsonWriter& json, const Bar& bar) {
  json.begin_object().member("t", utc_text(bar.end)).member("x", "V").member("p", bar.close);
  json.member("s", 100).key("c").begin_array().value("@").end_array();
  json.member("i", 1).member("z", "C").end_object();
}

net::HttpResponse snapshots(const std::vector<std::string>& symbols, const Catalog& catalog) {
  JsonWriter json;
  json.compact(true).begin_object();
  for (const std::string& symbol : symbols) {
    const Listing* const listing = catalog.find(symbol);
    const auto last = listing == nullptr ? std::nullopt : last_of(*listing);
    json.key(symbol);
    if (!last) {
      json.null();
      continue;
    }
    json.begin_object().key("latestTrade");
    write_trade(json, last->row.bar);
    json.key("latestQuote").null().key("minuteBar").null().key("dailyBar");
    write_bar(json, last->row, false);
    json.key("prevDailyBar");
    if (last->before) {
      write_bar(json, *last->before, false);
    } else {
      json.null();
    }
    json.end_object();
  }
  json.end_object();
  return json_response(json.take());
}

net::HttpResponse latest_trades(const std::vector<std::string>& symbols, const Catalog& catalog) {
  JsonWriter json;
  json.compact(true).begin_object().key("trades").begin_object();
  for (const std::string& symbol : symbols) {
    const Listing* const listing = catalog.find(symbol);
    const auto last = listing == nullptr ? std::nullopt : last_of(*listing);
    if (!last) continue;
    json.key(symbol);
    write_trade(json, last->row.bar);
  }
  json.end_object().end_object();
  return json_response(json.take());
}

net::HttpResponse actions(const Question& question, const Catalog& catalog) {
  const auto from = day_in(question.value("start"));
  const auto to = day_in(question.value("end"));
  JsonWriter json;
  json.begin_object().key("corporate_actions").begin_object();
  for (const auto kind : {CorporateAction::Kind::Split, CorporateAction::Kind::CashDividend}) {
    const bool is_split = kind == CorporateAction::Kind::Split;
    json.key(is_split ? "forward_splits" : "cash_dividends").begin_array();
    for (const std::string& symbol : listed(question.value("symbols"))) {
      const Listing* const listing = catalog.find(symbol);
      for (const CorporateAction& action :
           listing == nullptr ? std::vector<CorporateAction>{} : listing->actions) {
        const Timestamp at = action.ex_date.midnight();
        if (action.kind != kind || (from && at < *from) || (to && at > *to)) continue;
        json.begin_object().member("symbol", symbol).member("ex_date", to_string(action.ex_date));
        if (is_split) {
          json.member("old_rate", action.denominator).member("new_rate", action.numerator);
        } else {
          json.member("rate", action.amount);
        }
        json.end_object();
      }
    }
    json.end_array();
  }
  json.end_object().key("next_page_token").null().end_object();
  return json_response(json.take());
}

Answered routed(const Question& question, const Catalog& catalog) {
  const std::vector<std::string> words = segments(question.path);
  const std::vector<std::string> symbols = listed(question.value("symbols"));
  if (question.path == "/v2/stocks/bars") {
    return {Operation::History, bars(question, symbols, false, catalog)};
  }
  if (question.path == "/v2/stocks/snapshots") {
    return {symbols.size() > 1 ? Operation::Quotes : Operation::Quote, snapshots(symbols, catalog)};
  }
  if (question.path == "/v2/stocks/trades/latest") {
    return {Operation::Quotes, latest_trades(symbols, catalog)};
  }
  if (question.path.ends_with("/corporate-actions")) {
    return {Operation::Actions, actions(question, catalog)};
  }
  if (words.size() == 4 && words[0] == "v2" && words[1] == "stocks" && words[3] == "bars") {
    return {Operation::History, bars(question, {words[2]}, true, catalog)};
  }
  return {Operation::Quote, refusal(404, "endpoint not found.")};
}

}  // namespace

Answered answer_alpaca(const Question& question, const Catalog& catalog) {
  Answered answered = routed(question, catalog);
  if (question.header("APCA-API-KEY-ID").empty() ||
      question.header("APCA-API-SECRET-KEY").empty()) {
    answered.response = refusal(403, "forbidden.");
  }
  auto& headers = answered.response.headers;
  headers.emplace_back("X-RateLimit-Limit", "200");
  headers.emplace_back("X-RateLimit-Remaining", "199");
  return answered;
}

}  // namespace tw::vendor_sim
