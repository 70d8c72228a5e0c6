#include "adapters/finnhub/encode.hpp"

#include "adapters/finnhub/wire.hpp"
#include "core/assert.hpp"

namespace tw::adapters::finnhub {
namespace {

using vendor::HttpRequest;
using vendor::percent_encoded;

HttpRequest get(const Access& access, const std::string& path) {
  return {.method = "GET",
          .url = access.base_url + path,
          .headers = {{"X-Finnhub-Token", std::string{access.key}}, {"Accept", "application/json"}},
          .body = ""};
}

std::string seconds_of(Timestamp at) {
  return std::to_string(at.unix_ns / Duration::seconds(1).ns);
}

}  // namespace

HttpRequest candles_request(const Access& access, const vendor::HistoryRequest& request) {
  const auto resolution = resolution_word(request.timeframe);
  TW_ASSERT(resolution.has_value());
  std::string path = "/stock/candle?symbol=" + percent_encoded(request.symbol);
  path += "&resolution=";
  path += *resolution;
  path += "&from=" + seconds_of(request.from) + "&to=" + seconds_of(request.to);
  return get(access, path);
}

HttpRequest quote_request(const Access& access, const std::string& symbol) {
  return get(access, "/quote?symbol=" + percent_encoded(symbol));
}

HttpRequest search_request(const Access& access, const std::string& text) {
  return get(access, "/search?q=" + percent_encoded(text));
}

HttpRequest profile_request(const Access& access, const std::string& symbol) {
  return get(access, "/stock/profile2?symbol=" + percent_encoded(symbol));
}

HttpRequest metric_request(const Access& access, const std::string& symbol) {
  return get(access, "/stock/metric?metric=all&symbol=" + percent_encoded(symbol));
}

}  // namespace tw::adapters::finnhub
