#include "adapters/alphavantage/encode.hpp"

#include <algorithm>
#include <array>

#include "adapters/alphavantage/symbol.hpp"
#include "adapters/alphavantage/wire.hpp"

namespace tw::adapters::alphavantage {
namespace {

struct Series {
  Timeframe timeframe;
  std::string_view words;
};
constexpr std::array<Series, 8> kSeries{
    {{{Timeframe::Unit::Minute, 1}, "TIME_SERIES_INTRADAY&interval=1min"},
     {{Timeframe::Unit::Minute, 5}, "TIME_SERIES_INTRADAY&interval=5min"},
     {{Timeframe::Unit::Minute, 15}, "TIME_SERIES_INTRADAY&interval=15min"},
     {{Timeframe::Unit::Minute, 30}, "TIME_SERIES_INTRADAY&interval=30min"},
     {{Timeframe::Unit::Minute, 60}, "TIME_SERIES_INTRADAY&interval=60min"},
     {{Timeframe::Unit::Day, 1}, "TIME_SERIES_DAILY"},
     {{Timeframe::Unit::Week, 1}, "TIME_SERIES_WEEKLY"},
     {{Timeframe::Unit::Month, 1}, "TIME_SERIES_MONTHLY"}}};

/// Returns the request of `function`, the key last: whatever cuts a URL short cuts the key.
vendor::HttpRequest query(const Access& access, std::string_view function, std::string_view name,
                          std::string_view value, std::string_view rest) {
  std::string url = access.base_url;
  url += "/query?function=";
  url += function;
  url += '&';
  url += name;
  url += '=';
  url += vendor::percent_encoded(value);
  url += rest;
  url += "&apikey=";
  url += vendor::percent_encoded(access.key);
  return {.url = std::move(url), .headers = {{"Accept", "*/*"}}, .body = {}};
}

vendor::HttpRequest of_symbol(const Access& access, std::string_view function,
                              std::string_view symbol, std::string_view rest) {
  return query(access, function, "symbol", vendor_symbol(symbol), rest);
}

}  // namespace

std::optional<std::string_view> series_of(Timeframe timeframe) {
  const auto* const found = std::ranges::find(kSeries, timeframe, &Series::timeframe);
  if (found == kSeries.end()) return std::nullopt;
  return found->words;
}

vendor::HttpRequest encode_days(const Access& access, const vendor::HistoryRequest& request,
                                Depth depth) {
  std::string_view rest = "&datatype=csv";
  if (request.timeframe == kDaily) {
    rest =
        depth == Depth::Full ? "&outputsize=full&datatype=csv" : "&outputsize=compact&datatype=csv";
  }
  return of_symbol(access, series_of(request.timeframe).value_or(""), request.symbol, rest);
}

vendor::HttpRequest encode_minutes(const Access& access, const vendor::HistoryRequest& request,
                                   Date month) {
  std::string rest = "&month=" + to_string(month).substr(0, 7);
  rest += request.basis == PriceBasis::Total ? "&adjusted=true" : "&adjusted=false";
  rest += request.with_extended_hours ? "&extended_hours=true" : "&extended_hours=false";
  rest += "&outputsize=full&datatype=csv";
  return of_symbol(access, series_of(request.timeframe).value_or(""), request.symbol, rest);
}

std::vector<Date> months_of(const vendor::HistoryRequest& request) {
  // New York is behind UTC by less than a day and never ahead: a month more is the most.
  const Date first = Date::of(request.from - Duration::hours(5));
  const Date last = Date::of(request.to);
  std::vector<Date> months;
  months.reserve(kMonthsMax);
  int year = first.year();
  int month = first.month();
  for (int i = 0; i < kMonthsMax; ++i) {
    const auto begin = Date::from_civil(year, month, 1);
    if (!begin || *begin > last) break;
    months.push_back(*begin);
    year += month == 12 ? 1 : 0;
    month = month == 12 ? 1 : month + 1;
  }
  return months;
}

vendor::HttpRequest encode_quote(const Access& access, std::string_view symbol) {
  return of_symbol(access, "GLOBAL_QUOTE", symbol, {});
}
vendor::HttpRequest encode_search(const Access& access, std::string_view text) {
  return query(access, "SYMBOL_SEARCH", "keywords", text, "&datatype=csv");
}
vendor::HttpRequest encode_splits(const Access& access, std::string_view symbol) {
  return of_symbol(access, "SPLITS", symbol, "&datatype=csv");
}
vendor::HttpRequest encode_dividends(const Access& access, std::string_view symbol) {
  return of_symbol(access, "DIVIDENDS", symbol, "&datatype=csv");
}
vendor::HttpRequest encode_overview(const Access& access, std::string_view symbol) {
  return of_symbol(access, "OVERVIEW", symbol, {});
}
vendor::HttpRequest encode_options(const Access& access, std::string_view symbol) {
  return of_symbol(access, "HISTORICAL_OPTIONS", symbol, "&datatype=csv");
}

}  // namespace tw::adapters::alphavantage
