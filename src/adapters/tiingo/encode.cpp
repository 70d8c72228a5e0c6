#include "adapters/tiingo/encode.hpp"

#include "adapters/tiingo/wire.hpp"
#include "core/assert.hpp"

namespace tw::adapters::tiingo {
namespace {

using vendor::HttpRequest;
using vendor::percent_encoded;

HttpRequest get(const Access& access, const std::string& path) {
  return {.method = "GET",
          .url = access.base_url + path,
          .headers = {{"Authorization", "Token " + std::string{access.key}},
                      {"Accept", "application/json"}},
          .body = ""};
}

std::string range_of(const vendor::HistoryRequest& request) {
  return "startDate=" + to_string(Date::of(request.from)) +
         "&endDate=" + to_string(Date::of(request.to));
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

std::string ticker_of(std::string_view symbol) {
  std::string ticker;
  ticker.reserve(symbol.size());
  for (const char c : symbol) {
    if (c != '/') ticker += c == '.' ? '-' : lower(c);
  }
  return ticker;
}

std::string symbol_of(std::string_view ticker) {
  std::string symbol;
  symbol.reserve(ticker.size());
  for (const char c : ticker) symbol += c == '-' ? '.' : upper(c);
  return symbol;
}

bool is_pair(std::string_view symbol) { return symbol.find('/') != std::string_view::npos; }

HttpRequest bars_request(const Access& access, const vendor::HistoryRequest& request) {
  const auto word = frequency_word(request.timeframe);
  TW_ASSERT(word.has_value());
  const std::string ticker = percent_encoded(ticker_of(request.symbol));
  std::string frequency{*word};
  if (is_pair(request.symbol)) {
    if (!request.timeframe.is_intraday()) frequency = "1day";
    return get(access, "/tiingo/crypto/prices?tickers=" + ticker + "&" + range_of(request) +
                           "&resampleFreq=" + frequency);
  }
  if (!request.timeframe.is_intraday()) {
    return get(access, "/tiingo/daily/" + ticker + "/prices?" + range_of(request) +
                           "&resampleFreq=" + frequency + "&format=json");
  }
  // Volume comes only when it is named.
  return get(access, "/iex/" + ticker + "/prices?" + range_of(request) + "&resampleFreq=" +
                         frequency + "&columns=open,high,low,close,volume&afterHours=" +
                         (request.with_extended_hours ? "true" : "false"));
}

HttpRequest quotes_request(const Access& access, const std::vector<std::string>& symbols) {
  std::string list;
  for (const std::string& symbol : symbols) {
    if (!list.empty()) list += ',';
    list += percent_encoded(ticker_of(symbol));
  }
  const bool is_one_pair = symbols.size() == 1 && is_pair(symbols.front());
  return get(access, (is_one_pair ? "/tiingo/crypto/top?tickers=" : "/iex/?tickers=") + list);
}

HttpRequest search_request(const Access& access, const std::string& text) {
  return get(access, "/tiingo/utilities/search?query=" + percent_encoded(text) +
                         "&limit=" + std::to_string(kSearchMax));
}

HttpRequest meta_request(const Access& access, const std::string& symbol) {
  return get(access, "/tiingo/daily/" + percent_encoded(ticker_of(symbol)));
}

}  // namespace tw::adapters::tiingo
