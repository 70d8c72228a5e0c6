#include "adapters/iex/session.hpp"

#include <algorithm>
#include <utility>

#include "adapters/iex/parse.hpp"
#include "adapters/iex/wire.hpp"
#include "market/session_calendar.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"
#include "vendor/patience.hpp"

namespace tw::adapters::iex {
namespace {

using vendor::Answer;
using vendor::Outcome;
using vendor::refused;

constexpr Timeframe kMinute{Timeframe::Unit::Minute, 1};

/// Returns the dates from `from` to `to` on which there was trading.
std::vector<Date> sessions_of(const vendor::HistoryRequest& request) {
  const SessionCalendar& calendar = SessionCalendar::of(CalendarKind::Nyse);
  std::vector<Date> dates;
  for (Date date = Date::of(request.from); date <= Date::of(request.to); date = date + 1) {
    if (calendar.session(date)) dates.push_back(date);
    if (dates.size() > kDaysMax) break;
  }
  return dates;
}

}  // namespace

const vendor::VendorFacts& facts() {
  static const vendor::VendorFacts kFacts = [] {
    vendor::VendorFacts facts;
    facts.name = "iex";
    facts.title = "IEX Cloud (retired)";
    facts.key_name = "IEX_API_KEY";
    facts.base_url = kBaseUrl;
    facts.operations = vendor::Operations{vendor::Operation::Quote, vendor::Operation::Quotes,
                                          vendor::Operation::History, vendor::Operation::Actions,
                                          vendor::Operation::Fundamentals};
    facts.timeframes = {kMinute, kDaily};
    facts.limits = {{.count = 100, .window = Duration::seconds(1)}};
    facts.quotes_max = kQuotesMax;
    return facts;
  }();
  return kFacts;
}

Session::Session(vendor::VendorSettings settings, vendor::Transport& transport)
    : endpoint_{std::move(settings), kBaseUrl, transport} {}

Answer<vendor::HttpResponse> Session::send(const vendor::HttpRequest& request, Duration patience) {
  if (is_retired(endpoint_.access().base_url)) {
    return std::unexpected{
        refused(Outcome::Retired,
                "IEX Cloud was shut down on 2024-08-31: configure the address of a compatible "
                "service, or choose another provider")};
  }
  return endpoint_.send(request, patience);
}

Answer<vendor::SymbolQuote> Session::quote(const std::string& symbol, Duration patience) {
  auto quotes = this->quotes({symbol}, patience);
  if (!quotes) return std::unexpected{quotes.error()};
  return std::move(quotes->front());
}

Answer<std::vector<vendor::SymbolQuote>> Session::quotes(const std::vector<std::string>& symbols,
                                                         Duration patience) {
  if (auto refusal = vendor::bad_count(facts(), symbols.size())) {
    return std::unexpected{std::move(*refusal)};
  }
  const auto response = send(quotes_request(endpoint_.access(), symbols), patience);
  if (!response) return std::unexpected{response.error()};
  auto quotes = parse_quotes(*response, endpoint_.access().key);
  if (quotes && quotes->empty()) {
    return std::unexpected{refused(Outcome::SymbolNotFound, "none of the symbols is known")};
  }
  return quotes;
}

Answer<std::optional<Timestamp>> Session::add_minutes(const vendor::HistoryRequest& request,
                                                      Duration patience, vendor::History& history) {
  const vendor::Patience rest{patience};
  const std::vector<Date> dates = sessions_of(request);
  if (dates.size() > kDaysMax) {
    return std::unexpected{
        refused(Outcome::BadRequest, "more than 62 days of minutes: ask for a shorter range")};
  }
  std::optional<Timestamp> answered_at;
  for (const Date date : dates) {
    const auto response =
        send(minutes_request(endpoint_.access(), request.symbol, date), rest.left());
    if (!response) return std::unexpected{response.error()};
    const auto added = add_bars(*response, endpoint_.access().key, history);
    if (!added) return std::unexpected{added.error()};
    answered_at = vendor::answered_at(*response);
  }
  return answered_at;
}

Answer<vendor::History> Session::history(const vendor::HistoryRequest& request, Duration patience) {
  if (std::ranges::count(facts().timeframes, request.timeframe) == 0) {
    return std::unexpected{vendor::no_such_interval(facts(), request.timeframe)};
  }
  if (request.basis == PriceBasis::Total) {
    return std::unexpected{
        vendor::no_such_basis(facts(), request.basis, {PriceBasis::Raw, PriceBasis::Split})};
  }
  const bool is_daily = request.timeframe == kDaily;
  if (!is_daily && request.basis == PriceBasis::Split) {
    return std::unexpected{vendor::no_such_basis(facts(), request.basis, {PriceBasis::Raw})};
  }
  vendor::History history;
  history.symbol = request.symbol;
  history.timeframe = request.timeframe;
  history.basis = request.basis;
  if (history.basis == PriceBasis::Unknown) {
    history.basis = is_daily ? PriceBasis::Split : PriceBasis::Raw;
  }
  std::optional<Timestamp> answered_at;
  if (is_daily) {
    const auto response = send(days_request(endpoint_.access(), request.symbol), patience);
    if (!response) return std::unexpected{response.error()};
    const auto added = add_bars(*response, endpoint_.access().key, history);
    if (!added) return std::unexpected{added.error()};
    answered_at = vendor::answered_at(*response);
  } else {
    const auto answered = add_minutes(request, patience, history);
    if (!answered) return std::unexpected{answered.error()};
    answered_at = *answered;
  }
  vendor::put_in_order(history);
  vendor::keep_range(history, request.from, request.to);
  if (history.rows.empty()) {
    return std::unexpected{vendor::no_bars(request.symbol)};
  }
  vendor::mark_running(history, answered_at);
  return history;
}

Answer<std::vector<CorporateAction>> Session::actions(const vendor::ActionsRequest& request,
                                                      Duration patience) {
  const vendor::Patience rest{patience};
  vendor::History found;
  const auto dividends = send(dividends_request(endpoint_.access(), request.symbol), patience);
  if (!dividends) return std::unexpected{dividends.error()};
  const auto paid =
      add_dividends(*dividends, endpoint_.access().key, request.symbol, found.actions);
  if (!paid) return std::unexpected{paid.error()};
  const auto splits = send(splits_request(endpoint_.access(), request.symbol), rest.left());
  if (!splits) return std::unexpected{splits.error()};
  const auto split = add_splits(*splits, endpoint_.access().key, request.symbol, found.actions);
  if (!split) return std::unexpected{split.error()};
  // The service gave the last five years.
  vendor::keep_range(found, request.from, request.to);
  std::ranges::stable_sort(found.actions, {}, &CorporateAction::ex_date);
  return std::move(found.actions);
}

Answer<vendor::Fundamentals> Session::fundamentals(const std::string& symbol, Duration patience) {
  const auto response = send(stats_request(endpoint_.access(), symbol), patience);
  if (!response) return std::unexpected{response.error()};
  return parse_stats(*response, endpoint_.access().key, symbol);
}

}  // namespace tw::adapters::iex
