#include "adapters/polygon/encode.hpp"

#include "adapters/polygon/wire.hpp"
#include "core/assert.hpp"

namespace tw::adapters::polygon {
namespace {

using vendor::HttpRequest;
using vendor::percent_encoded;

HttpRequest get(const Access& access, const std::string& path) {
  return {.method = "GET",
          .url = access.base_url + path,
          .headers = {{"Authorization", "Bearer " + std::string{access.key}},
                      {"Accept", "application/json"}},
          .body = ""};
}

std::string span_of(Timeframe timeframe) {
  std::string count = std::to_string(timeframe.count);
  switch (timeframe.unit) {
    case Timeframe::Unit::Second:
      return count + "/second";
    case Timeframe::Unit::Minute:
      return timeframe.count % 60 == 0 ? std::to_string(timeframe.count / 60) + "/hour"
                                       : count + "/minute";
    case Timeframe::Unit::Day:
      return count + "/day";
    case Timeframe::Unit::Week:
      return count + "/week";
    case Timeframe::Unit::Month:
      return count + "/month";
  }
  TW_ASSERT(false);
  return count;
}

/// Intraday windows are exact to the millisecond; longer bars are asked for by date.
std::string bound_of(Timestamp at, Timeframe timeframe) {
  constexpr std::int64_t kMillisecond = 1'000'000;
  if (timeframe.is_intraday()) return std::to_string(at.unix_ns / kMillisecond);
  return to_string(Date::of(at));
}

std::string dates(std::string_view field, const vendor::ActionsRequest& request) {
  std::string text = "&";
  text += field;
  text += ".gte=" + to_string(Date::of(request.from)) + "&";
  text += field;
  text += ".lte=" + to_string(Date::of(request.to));
  text += "&limit=" + std::to_string(kReferenceMax);
  return text;
}

/// Returns scheme and host of an address.
std::string_view origin_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  return url.substr(0, url.find_first_of("/?#", scheme + 3));
}

}  // namespace

HttpRequest bars_request(const Access& access, const vendor::HistoryRequest& request) {
  const bool is_adjusted = request.basis != PriceBasis::Raw;
  return get(access, "/v2/aggs/ticker/" + percent_encoded(request.symbol) + "/range/" +
                         span_of(request.timeframe) + "/" +
                         bound_of(request.from, request.timeframe) + "/" +
                         bound_of(request.to, request.timeframe) +
                         "?adjusted=" + (is_adjusted ? "true" : "false") +
                         "&sort=asc&limit=" + std::to_string(kAggregatesMax));
}

HttpRequest snapshot_request(const Access& access, const std::string& symbol) {
  return get(access, "/v2/snapshot/locale/us/markets/stocks/tickers/" + percent_encoded(symbol));
}

HttpRequest snapshots_request(const Access& access, const std::vector<std::string>& symbols) {
  std::string list;
  for (const std::string& symbol : symbols) {
    if (!list.empty()) list += ',';
    list += symbol;
  }
  return get(access, "/v3/snapshot?ticker.any_of=" + percent_encoded(list) +
                         "&limit=" + std::to_string(kChainMax));
}

HttpRequest splits_request(const Access& access, const vendor::ActionsRequest& request) {
  return get(access, "/v3/reference/splits?ticker=" + percent_encoded(request.symbol) +
                         dates("execution_date", request));
}

HttpRequest dividends_request(const Access& access, const vendor::ActionsRequest& request) {
  return get(access, "/v3/reference/dividends?ticker=" + percent_encoded(request.symbol) +
                         dates("ex_dividend_date", request));
}

HttpRequest search_request(const Access& access, const std::string& text) {
  return get(access, "/v3/reference/tickers?search=" + percent_encoded(text) +
                         "&active=true&limit=" + std::to_string(kSearchMax));
}

HttpRequest details_request(const Access& access, const std::string& symbol) {
  return get(access, "/v3/reference/tickers/" + percent_encoded(symbol));
}

HttpRequest contracts_request(const Access& access, const std::string& underlying) {
  return get(access, "/v3/reference/options/contracts?underlying_ticker=" +
                         percent_encoded(underlying) + "&expired=false&sort=expiration_date" +
                         "&order=asc&limit=" + std::to_string(kReferenceMax));
}

HttpRequest chain_request(const Access& access, const std::string& underlying, Date expiry) {
  return get(access, "/v3/snapshot/options/" + percent_encoded(underlying) + "?expiration_date=" +
                         to_string(expiry) + "&limit=" + std::to_string(kChainMax));
}

std::optional<HttpRequest> next_request(const Access& access, std::string_view next_url) {
  const std::string_view origin = origin_of(next_url);
  const std::string_view own = origin_of(access.base_url);
  if (origin.empty() || (origin != own && origin != kBaseUrl && origin != kOldBaseUrl)) {
    return std::nullopt;
  }
  // The same answer from wherever this adapter was told to ask: a double, a proxy, either name.
  return get(access, std::string{next_url.substr(origin.size())});
}

}  // namespace tw::adapters::polygon
