#include "adapters/iex/encode.hpp"

#include <algorithm>

#include "adapters/iex/wire.hpp"

namespace tw::adapters::iex {
namespace {

using vendor::HttpRequest;
using vendor::percent_encoded;

/// The key stands in the query: the service knew no other way.
HttpRequest get(const Access& access, const std::string& path, std::string_view query = {}) {
  std::string url = access.base_url + path;
  char before = '?';
  if (!query.empty()) {
    url += before;
    url += query;
    before = '&';
  }
  if (!access.key.empty()) {
    url += before;
    url += "token=" + percent_encoded(access.key);
  }
  return {.method = "GET",
          .url = std::move(url),
          .headers = {{"Accept", "application/json"}},
          .body = ""};
}

std::string stock(const std::string& symbol) { return "/stock/" + percent_encoded(symbol); }

}  // namespace

bool is_retired(std::string_view base_url) {
  const std::size_t scheme = base_url.find("://");
  if (scheme != std::string_view::npos) base_url.remove_prefix(scheme + 3);
  std::string_view host = base_url.substr(0, base_url.find_first_of(":/?#"));
  return std::ranges::find(kRetiredHosts, host) != kRetiredHosts.end();
}

HttpRequest days_request(const Access& access, const std::string& symbol) {
  return get(access, stock(symbol) + "/chart/max");
}

HttpRequest minutes_request(const Access& access, const std::string& symbol, Date date) {
  std::string digits = to_string(date);
  std::erase(digits, '-');
  return get(access, stock(symbol) + "/chart/date/" + digits);
}

HttpRequest quotes_request(const Access& access, const std::vector<std::string>& symbols) {
  std::string query = "types=quote&symbols=";
  bool is_first = true;
  for (const std::string& symbol : symbols) {
    if (!is_first) query += ',';
    is_first = false;
    query += percent_encoded(symbol);
  }
  return get(access, "/stock/market/batch", query);
}

HttpRequest dividends_request(const Access& access, const std::string& symbol) {
  return get(access, stock(symbol) + "/dividends/5y");
}

HttpRequest splits_request(const Access& access, const std::string& symbol) {
  return get(access, stock(symbol) + "/splits/5y");
}

HttpRequest stats_request(const Access& access, const std::string& symbol) {
  return get(access, stock(symbol) + "/stats");
}

}  // namespace tw::adapters::iex
