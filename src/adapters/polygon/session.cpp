#include "adapters/polygon/session.hpp"

#include <algorithm>
#include <utility>

#include "adapters/polygon/parse.hpp"
#include "adapters/polygon/stream.hpp"
#include "adapters/polygon/wire.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"
#include "vendor/patience.hpp"

namespace tw::adapters::polygon {
namespace {

using vendor::Answer;
using vendor::Outcome;
using vendor::Patience;
using vendor::refused;
using Unit = Timeframe::Unit;

// Source: documentation of the aggregates of stocks, "Plan History"; a plan may have less, and the
// other markets begin later.
constexpr std::optional<Date> kFirstDay = Date::from_civil(2003, 9, 10);

/// Sends `request` and each next page; `read` takes an answer and returns the next address.
/// Returns when the last page was answered.
template <class Read>
Answer<std::optional<Timestamp>> each_page(vendor::Endpoint& endpoint, vendor::HttpRequest request,
                                           const Patience& patience, const Read& read) {
  for (int page = 0; page < kPagesMax; ++page) {
    const auto response = endpoint.send(request, patience.left());
    if (!response) return std::unexpected{response.error()};
    const Answer<std::string> next_url = read(*response, endpoint.access().key);
    if (!next_url) return std::unexpected{next_url.error()};
    if (next_url->empty()) return vendor::answered_at(*response);
    auto next = next_request(endpoint.access(), *next_url);
    if (!next) {
      return std::unexpected{vendor::malformed("the next page is at a foreign host: " +
                                               vendor::loggable_url(*next_url))};
    }
    request = std::move(*next);
  }
  return std::unexpected{refused(Outcome::BadRequest, "more than " + std::to_string(kPagesMax) +
                                                          " pages: ask for a shorter range")};
}

}  // namespace

const vendor::VendorFacts& facts() {
  static const vendor::VendorFacts kFacts{
      .name = "polygon",
      .title = "Polygon.io (Massive)",
      .key_name = "POLYGON_API_KEY",
      .secret_name = "",
      .base_url = std::string{kBaseUrl},
      .operations = vendor::Operations{vendor::Operation::Quote, vendor::Operation::Quotes,
                                       vendor::Operation::History, vendor::Operation::Actions,
                                       vendor::Operation::Search, vendor::Operation::OptionChain,
                                       vendor::Operation::Fundamentals, vendor::Operation::Stream},
      .timeframes = {{Unit::Second, 1},  {Unit::Second, 5},   {Unit::Second, 10},
                     {Unit::Second, 15}, {Unit::Second, 30},  {Unit::Minute, 1},
                     {Unit::Minute, 2},  {Unit::Minute, 3},   {Unit::Minute, 5},
                     {Unit::Minute, 10}, {Unit::Minute, 15},  {Unit::Minute, 30},
                     {Unit::Minute, 60}, {Unit::Minute, 120}, {Unit::Minute, 240},
                     {Unit::Day, 1},     {Unit::Week, 1},     {Unit::Month, 1},
                     {Unit::Month, 3},   {Unit::Month, 12}},
      .limits = {{.count = 5, .window = Duration::minutes(1)}},
      .quotes_max = kChainMax,
      .history_since = kFirstDay};
  return kFacts;
}

Session::Session(vendor::VendorSettings settings, vendor::Transport& transport)
    : endpoint_{std::move(settings), kBaseUrl, transport} {}

Answer<vendor::SymbolQuote> Session::quote(const std::string& symbol, Duration patience) {
  auto quote =
      endpoint_.ask(snapshot_request(endpoint_.access(), symbol), patience, parse_snapshot);
  if (quote) quote->symbol = symbol;
  return quote;
}

Answer<std::vector<vendor::SymbolQuote>> Session::quotes(const std::vector<std::string>& symbols,
                                                         Duration patience) {
  if (auto refusal = vendor::bad_count(facts(), symbols.size())) {
    return std::unexpected{std::move(*refusal)};
  }
  return endpoint_.ask(snapshots_request(endpoint_.access(), symbols), patience, parse_snapshots);
}

Answer<vendor::History> Session::history(const vendor::HistoryRequest& request, Duration patience) {
  if (std::ranges::count(facts().timeframes, request.timeframe) == 0) {
    return std::unexpected{vendor::no_such_interval(facts(), request.timeframe)};
  }
  if (request.basis == PriceBasis::Total) {
    return std::unexpected{
        vendor::no_such_basis(facts(), request.basis, {PriceBasis::Raw, PriceBasis::Split})};
  }
  const Patience rest{patience};
  vendor::History history;
  history.symbol = request.symbol;
  history.timeframe = request.timeframe;
  const auto answered = each_page(
      endpoint_, bars_request(endpoint_.access(), request), rest,
      [&](const auto& response, std::string_view key) { return add_bars(response, key, history); });
  if (!answered) return std::unexpected{answered.error()};
  if (history.rows.empty()) {
    // An unknown symbol and an empty window look alike here: the reference knows.
    const auto known = fundamentals(request.symbol, rest.left());
    if (!known && known.error().outcome == Outcome::SymbolNotFound) {
      return std::unexpected{known.error()};
    }
    return std::unexpected{vendor::no_bars(request.symbol)};
  }
  vendor::put_in_order(history);
  const bool is_stock = request.symbol.find(':') == std::string::npos;
  if (is_stock && !request.with_extended_hours) vendor::keep_us_regular_hours(history);
  vendor::mark_running(history, *answered);
  return history;
}

Answer<std::vector<CorporateAction>> Session::actions(const vendor::ActionsRequest& request,
                                                      Duration patience) {
  const Patience rest{patience};
  std::vector<CorporateAction> actions;
  const auto splits = each_page(endpoint_, splits_request(endpoint_.access(), request), rest,
                                [&](const auto& response, std::string_view key) {
                                  return add_splits(response, key, actions);
                                });
  if (!splits) return std::unexpected{splits.error()};
  const auto dividends = each_page(endpoint_, dividends_request(endpoint_.access(), request), rest,
                                   [&](const auto& response, std::string_view key) {
                                     return add_dividends(response, key, actions);
                                   });
  if (!dividends) return std::unexpected{dividends.error()};
  std::ranges::stable_sort(actions, {}, &CorporateAction::ex_date);
  return actions;
}

Answer<std::vector<vendor::SymbolMatch>> Session::search(const std::string& text,
                                                         Duration patience) {
  return endpoint_.ask(search_request(endpoint_.access(), text), patience, parse_search);
}

Answer<vendor::OptionChain> Session::option_chain(const vendor::OptionChainRequest& request,
                                                  Duration patience) {
  const Patience rest{patience};
  vendor::OptionChain chain;
  chain.underlying = request.underlying;
  auto expiry = request.expiry;
  if (!expiry) {
    const auto listed =
        each_page(endpoint_, contracts_request(endpoint_.access(), request.underlying), rest,
                  [&](const auto& response, std::string_view key) {
                    return add_expiries(response, key, chain.expiries);
                  });
    if (!listed) return std::unexpected{listed.error()};
    if (chain.expiries.empty()) {
      return std::unexpected{
          refused(Outcome::NoData, "no options on " + request.underlying + " are listed")};
    }
    expiry = chain.expiries.front();
  }
  const auto contracts =
      each_page(endpoint_, chain_request(endpoint_.access(), request.underlying, *expiry), rest,
                [&](const auto& response, std::string_view key) {
                  return add_contracts(response, key, chain);
                });
  if (!contracts) return std::unexpected{contracts.error()};
  if (chain.contracts.empty()) {
    return std::unexpected{refused(Outcome::NoData, "no options on " + request.underlying +
                                                        " expire on " + to_string(*expiry))};
  }
  return chain;
}

Answer<vendor::Fundamentals> Session::fundamentals(const std::string& symbol, Duration patience) {
  return endpoint_.ask(details_request(endpoint_.access(), symbol), patience, parse_details);
}

std::unique_ptr<vendor::StreamDialect> Session::stream() {
  return std::make_unique<Stream>(endpoint_.settings());
}

}  // namespace tw::adapters::polygon
