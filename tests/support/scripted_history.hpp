#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ingest/fetch.hpp"
#include "market/session_calendar.hpp"

namespace tw::support {

/// A vendor whose every bar follows from its date, so that a test knows what the store must hold.
struct ScriptedHistory {
  std::string symbol = "ACME";
  Date listed = *parse_date("2020-01-02");
  std::set<std::int32_t> halts;      ///< Sessions without a bar.
  std::set<std::int32_t> forgotten;  ///< Left out until `remembers`.
  bool remembers = false;
  std::optional<Date> split;  ///< 4:1 before the open of this day, ...
  bool knows_split = false;   ///< ... which its prices show from then on.
  std::int64_t lift = 0;      ///< Added to each close, in cents: another source's opinion.
  Timestamp now;              ///< The running bar is told, and called running.
  std::vector<vendor::HistoryRequest> asked;

  std::int64_t cents_of(Date date) const {
    const std::int64_t cents = 10'000 + (std::int64_t{date.days} * 7919) % 997 + lift;
    const bool is_divided = knows_split && split && date < *split;
    const bool is_before = split && date < *split;
    // Before the split it traded at four times the price.
    return is_before && !is_divided ? cents * 4 : cents;
  }

  vendor::HistoryRow row_of(const Session& session) const {
    const std::int64_t cents = cents_of(session.date);
    const auto price = [](std::int64_t raw_cents) {
      return Price::from_raw(raw_cents * 1'000'000);
    };
    return {.label = session.date.midnight(),
            .open = price(cents - 20),
            .high = price(cents + 50),
            .low = price(cents - 50),
            .close = price(cents),
            .volume = Volume::whole(1000 + session.date.days % 100),
            .adjusted_close = std::nullopt,
            .is_complete = session.close <= now};
  }

  vendor::Answer<vendor::History> answer(const vendor::HistoryRequest& request) {
    asked.push_back(request);
    if (request.symbol != symbol) {
      return std::unexpected{vendor::Refusal{.outcome = vendor::Outcome::SymbolNotFound,
                                             .what = "no such symbol '" + request.symbol + "'",
                                             .retry_after = std::nullopt,
                                             .is_malformed = false}};
    }
    vendor::History history{.symbol = request.symbol,
                            .timeframe = request.timeframe,
                            .basis = PriceBasis::Split,
                            .currency = kUsd,
                            .zone = "America/New_York"};
    const SessionCalendar& calendar = SessionCalendar::of(CalendarKind::Nyse);
    const Date from = std::max(Date::of(request.from), listed);
    for (Session session = calendar.next_session(from - 1);
         session.date.midnight() <= request.to && session.open <= now;
         session = calendar.next_session(session.date)) {
      if (halts.contains(session.date.days)) continue;
      if (!remembers && forgotten.contains(session.date.days)) continue;
      history.rows.push_back(row_of(session));
    }
    return history;
  }

  /// Owns: this object must outlive the source.
  ingest::HistorySource source(const std::string& name, Duration span_max = Duration::days(90)) {
    vendor::VendorFacts facts{.name = name, .title = name, .timeframes = {kDaily}};
    facts.history_limits.push_back({.timeframe = kDaily, .look_back = {}, .span_max = span_max});
    return {std::move(facts),
            [this](const vendor::HistoryRequest& request) { return answer(request); }};
  }
};

/// Returns what to ask for: daily bars of ACME with these dates, both inclusive.
inline ingest::FetchRequest daily_request(std::string_view from, std::string_view to,
                                          Timestamp now) {
  return {.symbol = "ACME",
          .timeframe = kDaily,
          .wanted = {parse_date(from)->midnight(), (*parse_date(to) + 1).midnight()},
          .calendar = std::nullopt,
          .now = now};
}

}  // namespace tw::support
