#include "adapters/twelvedata/encode.hpp"

#include "adapters/twelvedata/wire.hpp"
#include "core/assert.hpp"

namespace tw::adapters::twelvedata {
namespace {

using vendor::HttpRequest;
using vendor::percent_encoded;

HttpRequest get(const Access& access, const std::string& path) {
  return {.method = "GET",
          .url = access.base_url + path,
          .headers = {{"Authorization", "apikey " + std::string{access.key}},
                      {"Accept", "application/json"}},
          .body = ""};
}

/// Returns "2024-01-02", or "2024-01-02 14:30:00" where the time counts.
std::string wall_text(Timestamp at, bool has_time) {
  if (!has_time) return to_string(Date::of(at));
  std::string text = to_string(Timestamp{at.unix_ns - at.unix_ns % 1'000'000'000});
  text[10] = ' ';   // The T of ISO 8601.
  text.pop_back();  // Its Z.
  return text;
}

/// Our basis as the vendor says what it takes out of prices; splits are its default.
std::string_view adjust_word(PriceBasis basis) {
  if (basis == PriceBasis::Raw) return "none";
  if (basis == PriceBasis::Total) return "all";
  return "splits";
}

std::string range_query(const vendor::ActionsRequest& request) {
  return "?symbol=" + percent_encoded(request.symbol) +
         "&start_date=" + to_string(Date::of(request.from)) +
         "&end_date=" + to_string(Date::of(request.to));
}

}  // namespace

HttpRequest bars_request(const Access& access, const vendor::HistoryRequest& request) {
  const auto interval = interval_word(request.timeframe);
  TW_ASSERT(interval.has_value());
  const bool is_intraday = request.timeframe.is_intraday();
  std::string path = "/time_series?symbol=" + percent_encoded(request.symbol);
  path += "&interval=";
  path += *interval;
  path += "&start_date=" + percent_encoded(wall_text(request.from, is_intraday));
  path += "&end_date=" + percent_encoded(wall_text(request.to, is_intraday));
  path += "&outputsize=" + std::to_string(kRowsMax) + "&order=DESC&dp=11&adjust=";
  path += adjust_word(request.basis);
  if (is_intraday) path += "&timezone=UTC";
  if (is_intraday && request.with_extended_hours) path += "&prepost=true";
  return get(access, path);
}

HttpRequest quote_request(const Access& access, const std::vector<std::string>& symbols) {
  std::string list;
  for (const std::string& symbol : symbols) {
    if (!list.empty()) list += ',';
    list += percent_encoded(symbol);
  }
  return get(access, "/quote?symbol=" + list);
}

HttpRequest splits_request(const Access& access, const vendor::ActionsRequest& request) {
  return get(access, "/splits" + range_query(request));
}

HttpRequest dividends_request(const Access& access, const vendor::ActionsRequest& request) {
  return get(access, "/dividends" + range_query(request));
}

HttpRequest search_request(const Access& access, const std::string& text) {
  return get(access, "/symbol_search?symbol=" + percent_encoded(text) +
                         "&outputsize=" + std::to_string(kSearchMax));
}

HttpRequest statistics_request(const Access& access, const std::string& symbol) {
  return get(access, "/statistics?symbol=" + percent_encoded(symbol));
}

HttpRequest profile_request(const Access& access, const std::string& symbol) {
  return get(access, "/profile?symbol=" + percent_encoded(symbol));
}

}  // namespace tw::adapters::twelvedata
