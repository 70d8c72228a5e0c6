#include "adapters/stooq/encode.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/stooq/wire.hpp"
#include "market/calendar_period.hpp"
#include "market/session_calendar.hpp"
#include "vendor/answers.hpp"
#include "vendor/share_class.hpp"

namespace tw::adapters::stooq {
namespace {

constexpr std::string_view kPairEnd = "=X";
constexpr std::string_view kFutureEnd = "=F";

struct Interval {
  Timeframe timeframe;
  char letter;
};
constexpr std::array<Interval, 5> kIntervals{{{{Timeframe::Unit::Day, 1}, 'd'},
                                              {{Timeframe::Unit::Week, 1}, 'w'},
                                              {{Timeframe::Unit::Month, 1}, 'm'},
                                              {{Timeframe::Unit::Month, 3}, 'q'},
                                              {{Timeframe::Unit::Month, 12}, 'y'}}};

std::string lower(std::string_view text) {
  std::string spelt{text};
  for (char& c : spelt) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return spelt;
}

/// Returns "20240105".
std::string compact(Date date) {
  std::string text = to_string(date);
  std::erase(text, '-');
  return text;
}

vendor::HttpRequest get(std::string url) {
  return {.url = std::move(url), .headers = {{"Accept", "*/*"}}, .body = {}};
}

}  // namespace

std::optional<char> interval_of(Timeframe timeframe) {
  const auto* const found = std::ranges::find(kIntervals, timeframe, &Interval::timeframe);
  if (found == kIntervals.end()) return std::nullopt;
  return found->letter;
}

std::optional<Spelling> spelling_of(std::string_view symbol) {
  if (symbol.empty()) return std::nullopt;
  if (symbol.starts_with('^')) return Spelling{lower(symbol), vendor::kUnsaidCurrency};
  if (symbol.ends_with(kPairEnd)) {
    const std::string_view pair = symbol.substr(0, symbol.size() - kPairEnd.size());
    if (pair.size() != 6) return std::nullopt;
    return Spelling{lower(pair), Currency{pair.substr(3)}};
  }
  if (symbol.ends_with(kFutureEnd)) {
    const std::string_view root = symbol.substr(0, symbol.size() - kFutureEnd.size());
    return Spelling{lower(root) + ".f", vendor::kUnsaidCurrency};
  }
  std::string spelt = lower(vendor::with_class_mark(symbol, '.', '-'));
  if (spelt.contains('.')) return std::nullopt;
  spelt += ".us";
  return Spelling{std::move(spelt), kUsd};
}

vendor::HttpRequest encode_history(const vendor::Access& access,
                                   const vendor::HistoryRequest& request,
                                   const Spelling& spelling) {
  const auto& calendar = SessionCalendar::of(CalendarKind::Nyse);
  // A week is asked for by all of its days, wherever in it the range begins and ends.
  const Date first = period_of(Date::of(request.from), request.timeframe, calendar).first;
  const Date last = period_of(Date::of(request.to), request.timeframe, calendar).last;
  std::string url = access.base_url;
  url += "/q/d/l/?s=" + vendor::percent_encoded(spelling.symbol);
  url += "&i=";
  url += interval_of(request.timeframe).value_or('d');
  url += "&d1=" + compact(first) + "&d2=" + compact(last);
  if (!access.key.empty()) url += "&apikey=" + vendor::percent_encoded(access.key);
  return get(std::move(url));
}

vendor::HttpRequest encode_quotes(std::string_view base_url, const std::vector<Spelling>& symbols) {
  std::string url{base_url};
  url += "/q/l/?s=";
  std::string_view before;
  for (const Spelling& symbol : symbols) {
    url += before;
    url += vendor::percent_encoded(symbol.symbol);
    before = "+";
  }
  url += "&f=";
  url += kQuoteColumns;
  url += "&h&e=csv";
  return get(std::move(url));
}

}  // namespace tw::adapters::stooq
