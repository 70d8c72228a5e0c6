#include "adapters/tiingo/session.hpp"

#include <algorithm>
#include <utility>

#include "adapters/tiingo/parse.hpp"
#include "adapters/tiingo/stream.hpp"
#include "adapters/tiingo/wire.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::tiingo {
namespace {

using vendor::Answer;
using vendor::Outcome;
using vendor::refused;

/// Returns why a request cannot be answered, or nothing.
std::optional<vendor::Refusal> refusal_of(const vendor::HistoryRequest& request) {
  const Timeframe timeframe = request.timeframe;
  if (!frequency_word(timeframe)) return vendor::no_such_interval(facts(), timeframe);
  if (is_pair(request.symbol) && !timeframe.is_intraday() && timeframe != kDaily) {
    return refused(Outcome::BadRequest,
                   "tiingo has bars of pairs up to a day, not of " + to_string(timeframe));
  }
  const bool has_both = !timeframe.is_intraday() && !is_pair(request.symbol);
  if (request.basis == PriceBasis::Unknown || (has_both && request.basis != PriceBasis::Split)) {
    return std::nullopt;
  }
  if (has_both) {
    return vendor::no_such_basis(facts(), request.basis, {PriceBasis::Raw, PriceBasis::Total});
  }
  return vendor::no_such_basis(facts(), request.basis, {PriceBasis::Unknown});
}

}  // namespace

const vendor::VendorFacts& facts() {
  static const vendor::VendorFacts kFacts = [] {
    vendor::VendorFacts facts;
    facts.name = "tiingo";
    facts.title = "Tiingo";
    facts.key_name = "TIINGO_API_KEY";
    facts.base_url = kBaseUrl;
    facts.operations = vendor::Operations{
        vendor::Operation::Quote,   vendor::Operation::Quotes, vendor::Operation::History,
        vendor::Operation::Actions, vendor::Operation::Search, vendor::Operation::Fundamentals,
        vendor::Operation::Stream};
    for (const Frequency& each : kFrequencies) facts.timeframes.push_back(each.timeframe);
    facts.limits = {{.count = 50, .window = Duration::hours(1)},
                    {.count = 1000, .window = Duration::days(1)}};
    facts.quotes_max = kQuotesMax;
    return facts;
  }();
  return kFacts;
}

Session::Session(vendor::VendorSettings settings, vendor::Transport& transport)
    : endpoint_{std::move(settings), kBaseUrl, transport} {}

Answer<vendor::SymbolQuote> Session::quote(const std::string& symbol, Duration patience) {
  auto quotes = endpoint_.ask(quotes_request(endpoint_.access(), {symbol}), patience, parse_quotes);
  if (!quotes) return std::unexpected{quotes.error()};
  if (quotes->empty()) {
    return std::unexpected{refused(Outcome::SymbolNotFound, "no quote of " + symbol)};
  }
  quotes->front().symbol = symbol;
  return std::move(quotes->front());
}

Answer<std::vector<vendor::SymbolQuote>> Session::quotes(const std::vector<std::string>& symbols,
                                                         Duration patience) {
  if (auto refusal = vendor::bad_count(facts(), symbols.size())) {
    return std::unexpected{std::move(*refusal)};
  }
  if (symbols.size() > 1 && std::ranges::any_of(symbols, is_pair)) {
    return std::unexpected{
        refused(Outcome::BadRequest, "quotes of pairs are asked for one at a time")};
  }
  auto quotes = endpoint_.ask(quotes_request(endpoint_.access(), symbols), patience, parse_quotes);
  if (!quotes) return quotes;
  // Under the names that they were asked for.
  for (vendor::SymbolQuote& quote : *quotes) {
    const auto asked = std::ranges::find(symbols, ticker_of(quote.symbol), ticker_of);
    if (asked != symbols.end()) quote.symbol = *asked;
  }
  return quotes;
}

Answer<vendor::History> Session::history(const vendor::HistoryRequest& request, Duration patience) {
  if (auto refusal = refusal_of(request)) return std::unexpected{std::move(*refusal)};
  const auto response = endpoint_.send(bars_request(endpoint_.access(), request), patience);
  if (!response) return std::unexpected{response.error()};
  vendor::History history;
  history.symbol = request.symbol;
  history.timeframe = request.timeframe;
  history.basis = request.basis;
  const bool has_both = !request.timeframe.is_intraday() && !is_pair(request.symbol);
  if (has_both && request.basis == PriceBasis::Unknown) history.basis = PriceBasis::Raw;
  const auto added = add_bars(*response, endpoint_.access().key, history);
  if (!added) return std::unexpected{added.error()};
  vendor::put_in_order(history);
  // Days are asked for whole; a week's first session may lie before the range.
  if (request.timeframe.is_intraday()) vendor::keep_range(history, request.from, request.to);
  if (history.rows.empty()) {
    return std::unexpected{vendor::no_bars(request.symbol)};
  }
  vendor::mark_running(history, vendor::answered_at(*response));
  return history;
}

Answer<std::vector<CorporateAction>> Session::actions(const vendor::ActionsRequest& request,
                                                      Duration patience) {
  const auto history = this->history({.symbol = request.symbol,
                                      .timeframe = kDaily,
                                      .from = request.from,
                                      .to = request.to,
                                      .with_extended_hours = false,
                                      .basis = PriceBasis::Unknown},
                                     patience);
  if (!history && history.error().outcome == Outcome::NoData) return std::vector<CorporateAction>{};
  if (!history) return std::unexpected{history.error()};
  return history->actions;
}

Answer<std::vector<vendor::SymbolMatch>> Session::search(const std::string& text,
                                                         Duration patience) {
  return endpoint_.ask(search_request(endpoint_.access(), text), patience, parse_search);
}

Answer<vendor::Fundamentals> Session::fundamentals(const std::string& symbol, Duration patience) {
  auto facts = endpoint_.ask(meta_request(endpoint_.access(), symbol), patience, parse_meta);
  if (facts) facts->symbol = symbol;
  return facts;
}

std::unique_ptr<vendor::StreamDialect> Session::stream() {
  return std::make_unique<Stream>(endpoint_.settings());
}

}  // namespace tw::adapters::tiingo
