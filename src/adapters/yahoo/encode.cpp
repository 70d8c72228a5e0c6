#include "adapters/yahoo/encode.hpp"

#include <algorithm>

#include "core/date.hpp"
#include "market/calendar_period.hpp"
#include "market/session_calendar.hpp"
#include "vendor/share_class.hpp"

namespace tw::adapters::yahoo {
namespace {

/// Zones reach from 12 hours behind UTC to 14 ahead.
constexpr std::int64_t kZoneReachS = 14LL * 3600;
constexpr std::int64_t kDayS = 86'400;

vendor::HttpRequest get(std::string url, std::string_view cookies = {}) {
  vendor::HttpRequest request{
      .url = std::move(url),
      .headers = {{"User-Agent", std::string{kUserAgent}}, {"Accept", "*/*"}},
      .body = {}};
  if (!cookies.empty()) request.headers.emplace_back("Cookie", cookies);
  return request;
}

std::string url_of(std::string_view base_url, std::string_view path) {
  std::string url{base_url};
  url += path;
  return url;
}

void append_crumb(std::string& url, const Pass& pass) {
  if (pass.crumb.empty()) return;
  url += "&crumb=";
  url += vendor::percent_encoded(pass.crumb);
}

std::int64_t floor_seconds(Timestamp at) {
  return at.unix_ns / 1'000'000'000 - (at.unix_ns % 1'000'000'000 < 0 ? 1 : 0);
}

}  // namespace

std::string yahoo_symbol(std::string_view symbol) {
  return vendor::with_class_mark(symbol, '.', '-');
}

std::string own_symbol(std::string_view symbol) {
  if (symbol.contains('.')) return std::string{symbol};
  return vendor::with_class_mark(symbol, '-', '.');
}

const Interval* interval_of(Timeframe timeframe) {
  const auto* const found = std::ranges::find(kIntervals, timeframe, &Interval::timeframe);
  return found == kIntervals.end() ? nullptr : found;
}

std::vector<Window> windows_of(const vendor::HistoryRequest& request, const Interval& interval) {
  std::int64_t begin = floor_seconds(request.from);
  std::int64_t end = floor_seconds(request.to) + 1;
  if (!interval.timeframe.is_intraday()) {
    const auto& calendar = SessionCalendar::of(CalendarKind::Nyse);
    const Date first = period_of(Date::of(request.from), interval.timeframe, calendar).first;
    begin = floor_seconds(first.midnight()) - kZoneReachS;
    end = floor_seconds(Date::of(request.to).midnight()) + kDayS + kZoneReachS;
  }
  const std::int64_t step = interval.window_max.ns / 1'000'000'000;
  std::vector<Window> windows;
  windows.reserve(static_cast<std::size_t>(std::max<std::int64_t>(end - begin, 0) / step + 1));
  for (; begin < end; begin += step) windows.push_back({begin, std::min(begin + step, end)});
  return windows;
}

vendor::HttpRequest encode_chart(std::string_view base_url, const vendor::HistoryRequest& request,
                                 const Interval& interval, Window window) {
  std::string url = url_of(base_url, "/v8/finance/chart/");
  url += vendor::percent_encoded(yahoo_symbol(request.symbol));
  url += "?period1=" + std::to_string(window.begin_s);
  url += "&period2=" + std::to_string(window.end_s);
  url += "&interval=";
  url += interval.word;
  url += request.with_extended_hours ? "&includePrePost=true" : "&includePrePost=false";
  url += "&events=div%2Csplits%2CcapitalGains&includeAdjustedClose=true";
  return get(std::move(url));
}

vendor::HttpRequest encode_quotes(std::string_view base_url,
                                  const std::vector<std::string>& symbols, const Pass& pass) {
  std::string url = url_of(base_url, "/v7/finance/quote?symbols=");
  std::string_view before;
  for (const std::string& symbol : symbols) {
    url += before;
    url += vendor::percent_encoded(yahoo_symbol(symbol));
    before = "%2C";
  }
  append_crumb(url, pass);
  return get(std::move(url), pass.cookies);
}

vendor::HttpRequest encode_search(std::string_view base_url, std::string_view text) {
  std::string url = url_of(base_url, "/v1/finance/search?q=");
  url += vendor::percent_encoded(text);
  url += "&quotesCount=" + std::to_string(kSearchMax) + "&newsCount=0";
  return get(std::move(url));
}

vendor::HttpRequest encode_options(std::string_view base_url,
                                   const vendor::OptionChainRequest& request, const Pass& pass) {
  std::string url = url_of(base_url, "/v7/finance/options/");
  url += vendor::percent_encoded(yahoo_symbol(request.underlying));
  url += "?straddle=false";
  if (request.expiry) {
    url += "&date=" + std::to_string(floor_seconds(request.expiry->midnight()));
  }
  append_crumb(url, pass);
  return get(std::move(url), pass.cookies);
}

vendor::HttpRequest encode_fundamentals(std::string_view base_url, std::string_view symbol,
                                        const Pass& pass) {
  std::string url = url_of(base_url, "/v10/finance/quoteSummary/");
  url += vendor::percent_encoded(yahoo_symbol(symbol));
  url += "?formatted=false&modules=";
  url += vendor::percent_encoded(kModules);
  append_crumb(url, pass);
  return get(std::move(url), pass.cookies);
}

vendor::HttpRequest encode_cookies(std::string_view base_url) {
  return get(base_url == kBaseUrl ? std::string{kCookieUrl} : url_of(base_url, "/"));
}

vendor::HttpRequest encode_crumb(std::string_view base_url, std::string_view cookies) {
  return get(url_of(base_url, "/v1/test/getcrumb"), cookies);
}

}  // namespace tw::adapters::yahoo
