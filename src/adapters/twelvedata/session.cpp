#include "adapters/twelvedata/session.hpp"

#include <algorithm>
#include <utility>

#include "adapters/twelvedata/parse.hpp"
#include "adapters/twelvedata/stream.hpp"
#include "adapters/twelvedata/wire.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"
#include "vendor/patience.hpp"

namespace tw::adapters::twelvedata {
namespace {

using vendor::Answer;
using vendor::Outcome;
using vendor::Patience;
using vendor::refused;

Timestamp oldest_label(const vendor::History& history) {
  return std::ranges::min_element(history.rows, {}, &vendor::HistoryRow::label)->label;
}

}  // namespace

const vendor::VendorFacts& facts() {
  static const vendor::VendorFacts kFacts = [] {
    vendor::VendorFacts facts;
    facts.name = "twelvedata";
    facts.title = "Twelve Data";
    facts.key_name = "TWELVE_DATA_API_KEY";
    facts.base_url = kBaseUrl;
    facts.operations = vendor::Operations{
        vendor::Operation::Quote,   vendor::Operation::Quotes, vendor::Operation::History,
        vendor::Operation::Actions, vendor::Operation::Search, vendor::Operation::Fundamentals,
        vendor::Operation::Stream};
    for (const Interval& interval : kIntervals) facts.timeframes.push_back(interval.timeframe);
    facts.limits = {{.count = 8, .window = Duration::minutes(1)},
                    {.count = 800, .window = Duration::days(1)}};
    facts.quotes_max = kQuotesMax;
    facts.is_batch_charged_each = true;
    return facts;
  }();
  return kFacts;
}

Session::Session(vendor::VendorSettings settings, vendor::Transport& transport)
    : endpoint_{std::move(settings), kBaseUrl, transport, budget_of} {}

Answer<vendor::SymbolQuote> Session::quote(const std::string& symbol, Duration patience) {
  return endpoint_.ask(quote_request(endpoint_.access(), {symbol}), patience, parse_quote, symbol);
}

Answer<std::vector<vendor::SymbolQuote>> Session::quotes(const std::vector<std::string>& symbols,
                                                         Duration patience) {
  if (auto refusal = vendor::bad_count(facts(), symbols.size())) {
    return std::unexpected{std::move(*refusal)};
  }
  // One symbol is answered flat, several by name.
  if (symbols.size() == 1) {
    auto one = quote(symbols.front(), patience);
    if (!one) return std::unexpected{one.error()};
    return std::vector{std::move(*one)};
  }
  return endpoint_.ask(quote_request(endpoint_.access(), symbols), patience, parse_quotes);
}

Answer<vendor::History> Session::history(const vendor::HistoryRequest& request, Duration patience) {
  if (!interval_word(request.timeframe)) {
    return std::unexpected{vendor::no_such_interval(facts(), request.timeframe)};
  }
  const Patience rest{patience};
  vendor::History history;
  history.symbol = request.symbol;
  history.timeframe = request.timeframe;
  history.basis = request.basis == PriceBasis::Unknown ? PriceBasis::Split : request.basis;
  vendor::HistoryRequest page = request;
  std::optional<Timestamp> answered_at;
  for (int i = 0;; ++i) {
    if (i == kPagesMax) {
      return std::unexpected{
          refused(Outcome::BadRequest, "more than 200000 bars: ask for a shorter range")};
    }
    const auto response = endpoint_.send(bars_request(endpoint_.access(), page), rest.left());
    if (!response) return std::unexpected{response.error()};
    const auto rows = add_bars(*response, endpoint_.access().key, history);
    if (!rows && i > 0 && rows.error().outcome == Outcome::NoData) break;
    if (!rows) return std::unexpected{rows.error()};
    answered_at = vendor::answered_at(*response);
    if (*rows < kRowsMax || history.rows.empty()) break;
    // The end is inclusive: the seam comes twice and is merged. A page that ends where it began
    // would be asked for ever.
    const Timestamp oldest = oldest_label(history);
    if (oldest <= request.from || oldest >= page.to) break;
    page.to = oldest;
  }
  vendor::put_in_order(history);
  if (history.rows.empty()) {
    return std::unexpected{vendor::no_bars(request.symbol)};
  }
  vendor::mark_running(history, answered_at);
  return history;
}

Answer<std::vector<CorporateAction>> Session::actions(const vendor::ActionsRequest& request,
                                                      Duration patience) {
  const Patience rest{patience};
  std::vector<CorporateAction> actions;
  const auto add = [&](const vendor::HttpRequest& question, const auto& read) -> Answer<void> {
    auto added = endpoint_.ask(question, rest.left(), read, request.symbol, actions);
    if (!added && added.error().outcome == Outcome::NoData) return {};
    return added;
  };
  if (const auto splits = add(splits_request(endpoint_.access(), request), add_splits); !splits) {
    return std::unexpected{splits.error()};
  }
  if (const auto dividends = add(dividends_request(endpoint_.access(), request), add_dividends);
      !dividends) {
    return std::unexpected{dividends.error()};
  }
  std::ranges::stable_sort(actions, {}, &CorporateAction::ex_date);
  return actions;
}

Answer<std::vector<vendor::SymbolMatch>> Session::search(const std::string& text,
                                                         Duration patience) {
  return endpoint_.ask(search_request(endpoint_.access(), text), patience, parse_search);
}

Answer<vendor::Fundamentals> Session::fundamentals(const std::string& symbol, Duration patience) {
  const Patience rest{patience};
  auto facts =
      endpoint_.ask(statistics_request(endpoint_.access(), symbol), patience, parse_statistics);
  if (!facts) return facts;
  // Figures without the words of the profile are still an answer.
  static_cast<void>(
      endpoint_.ask(profile_request(endpoint_.access(), symbol), rest.left(), add_profile, *facts));
  return facts;
}

std::unique_ptr<vendor::StreamDialect> Session::stream() {
  return std::make_unique<Stream>(endpoint_.settings());
}

}  // namespace tw::adapters::twelvedata
