#include "adapters/alpaca/encode.hpp"

#include "adapters/alpaca/wire.hpp"
#include "core/assert.hpp"

namespace tw::adapters::alpaca {
namespace {

using vendor::HttpRequest;
using vendor::percent_encoded;

HttpRequest get(const Access& access, const std::string& path) {
  return {.method = "GET",
          .url = access.base_url + path,
          .headers = {{"APCA-API-KEY-ID", std::string{access.key}},
                      {"APCA-API-SECRET-KEY", std::string{access.secret}},
                      {"Accept", "application/json"}},
          .body = ""};
}

/// Raw is the vendor's default.
std::string_view adjustment_word(PriceBasis basis) {
  if (basis == PriceBasis::Split) return "split";
  if (basis == PriceBasis::Total) return "all";
  return "raw";
}

/// Longer bars begin at midnight in New York, hours after that of UTC: the last date is asked for
/// to its end.
Timestamp end_of(const vendor::HistoryRequest& request) {
  if (request.timeframe.is_intraday()) return request.to;
  return (Date::of(request.to) + 1).midnight() - Duration::seconds(1);
}

}  // namespace

HttpRequest bars_request(const Access& access, const vendor::HistoryRequest& request,
                         std::string_view page_token) {
  const auto span = span_word(request.timeframe);
  TW_ASSERT(span.has_value());
  std::string path = "/v2/stocks/bars?symbols=" + percent_encoded(request.symbol);
  path += "&timeframe=";
  path += *span;
  path += "&start=" + percent_encoded(to_string(request.from));
  path += "&end=" + percent_encoded(to_string(end_of(request)));
  path += "&limit=" + std::to_string(kRowsMax) + "&adjustment=";
  path += adjustment_word(request.basis);
  path += "&feed=sip&sort=asc";
  if (!page_token.empty()) path += "&page_token=" + percent_encoded(page_token);
  return get(access, path);
}

HttpRequest snapshots_request(const Access& access, const std::vector<std::string>& symbols) {
  std::string list;
  for (const std::string& symbol : symbols) {
    if (!list.empty()) list += ',';
    list += percent_encoded(symbol);
  }
  // Without a feed the best one of the plan answers.
  return get(access, "/v2/stocks/snapshots?symbols=" + list);
}

}  // namespace tw::adapters::alpaca
