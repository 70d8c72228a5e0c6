#include "adapters/alpaca/session.hpp"

#include <algorithm>
#include <utility>

#include "adapters/alpaca/parse.hpp"
#include "adapters/alpaca/stream.hpp"
#include "adapters/alpaca/wire.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"
#include "vendor/patience.hpp"

namespace tw::adapters::alpaca {
namespace {

using vendor::Answer;
using vendor::Outcome;
using vendor::refused;

// Source: "Historical Data", trades, quotes and bars are filled back to 2016, on each plan.
constexpr std::optional<Date> kFirstDay = Date::from_civil(2016, 1, 1);

/// Returns true for the refusal of the newest quarter of an hour, which older data does not meet.
bool is_too_recent(const vendor::Refusal& refusal) {
  return refusal.outcome == Outcome::Entitlement &&
         refusal.what.find("recent SIP data") != std::string::npos;
}

}  // namespace

const vendor::VendorFacts& facts() {
  static const vendor::VendorFacts kFacts = [] {
    vendor::VendorFacts facts;
    facts.name = "alpaca";
    facts.title = "Alpaca Market Data";
    facts.key_name = "ALPACA_API_KEY_ID";
    facts.secret_name = "ALPACA_API_SECRET_KEY";
    facts.base_url = kBaseUrl;
    facts.operations = vendor::Operations{vendor::Operation::Quote, vendor::Operation::Quotes,
                                          vendor::Operation::History, vendor::Operation::Stream};
    for (const Span& span : kSpans) facts.timeframes.push_back(span.timeframe);
    facts.limits = {{.count = 200, .window = Duration::minutes(1)}};
    facts.quotes_max = kQuotesMax;
    facts.history_since = kFirstDay;
    return facts;
  }();
  return kFacts;
}

Session::Session(vendor::VendorSettings settings, vendor::Transport& transport)
    : endpoint_{std::move(settings), kBaseUrl, transport, budget_of} {}

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
  return endpoint_.ask(snapshots_request(endpoint_.access(), symbols), patience, parse_snapshots);
}

Answer<vendor::History> Session::history(const vendor::HistoryRequest& request, Duration patience) {
  if (!span_word(request.timeframe)) {
    return std::unexpected{vendor::no_such_interval(facts(), request.timeframe)};
  }
  const vendor::Patience rest{patience};
  vendor::HistoryRequest wanted = request;
  vendor::History history;
  history.symbol = request.symbol;
  history.timeframe = request.timeframe;
  history.basis = request.basis == PriceBasis::Unknown ? PriceBasis::Raw : request.basis;
  std::optional<Timestamp> answered_at;
  std::string token;
  for (int page = 0;; ++page) {
    if (page == kPagesMax) {
      return std::unexpected{
          refused(Outcome::BadRequest, "more than 40 pages: ask for a shorter range")};
    }
    const auto response =
        endpoint_.send(bars_request(endpoint_.access(), wanted, token), rest.left());
    if (!response) return std::unexpected{response.error()};
    answered_at = vendor::answered_at(*response);
    const Answer<std::string> next = add_bars(*response, endpoint_.access().key, history);
    if (!next) {
      // The free plan refuses the newest quarter of an hour of any range, and gives the rest.
      const bool is_first_time = history.delay == Duration{} && answered_at.has_value();
      const Timestamp limit = answered_at.value_or(Timestamp{}) - kFreeDelay;
      if (!is_first_time || !is_too_recent(next.error()) || limit <= wanted.from) {
        return std::unexpected{next.error()};
      }
      history.delay = kFreeDelay;
      wanted.to = std::min(wanted.to, limit);
      history.rows.clear();
      token.clear();
      continue;
    }
    if (next->empty()) break;
    if (*next == token) {
      return std::unexpected{vendor::malformed("the next page is the same page")};
    }
    token = *next;
  }
  if (history.rows.empty()) {
    return std::unexpected{vendor::no_bars(request.symbol)};
  }
  vendor::put_in_order(history);
  if (!request.with_extended_hours) vendor::keep_us_regular_hours(history);
  vendor::mark_running(history, answered_at);
  return history;
}

std::unique_ptr<vendor::StreamDialect> Session::stream() {
  return std::make_unique<Stream>(endpoint_.settings());
}

}  // namespace tw::adapters::alpaca
