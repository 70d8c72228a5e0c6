#include "adapters/finnhub/session.hpp"

#include <utility>

#include "adapters/finnhub/parse.hpp"
#include "adapters/finnhub/stream.hpp"
#include "adapters/finnhub/wire.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"
#include "vendor/patience.hpp"

namespace tw::adapters::finnhub {

using vendor::Answer;

const vendor::VendorFacts& facts() {
  static const vendor::VendorFacts kFacts = [] {
    vendor::VendorFacts facts;
    facts.name = "finnhub";
    facts.title = "Finnhub";
    facts.key_name = "FINNHUB_API_KEY";
    facts.base_url = kBaseUrl;
    facts.operations = vendor::Operations{
        vendor::Operation::Quote, vendor::Operation::History, vendor::Operation::Search,
        vendor::Operation::Fundamentals, vendor::Operation::Stream};
    for (const Resolution& each : kResolutions) facts.timeframes.push_back(each.timeframe);
    facts.limits = {{.count = 60, .window = Duration::minutes(1)},
                    {.count = 30, .window = Duration::seconds(1)}};
    return facts;
  }();
  return kFacts;
}

Session::Session(vendor::VendorSettings settings, vendor::Transport& transport)
    : endpoint_{std::move(settings), kBaseUrl, transport, budget_of} {}

Answer<vendor::SymbolQuote> Session::quote(const std::string& symbol, Duration patience) {
  return endpoint_.ask(quote_request(endpoint_.access(), symbol), patience, parse_quote, symbol);
}

Answer<vendor::History> Session::history(const vendor::HistoryRequest& request, Duration patience) {
  if (!resolution_word(request.timeframe)) {
    return std::unexpected{vendor::no_such_interval(facts(), request.timeframe)};
  }
  if (request.basis != PriceBasis::Unknown && request.basis != PriceBasis::Split) {
    return std::unexpected{vendor::no_such_basis(facts(), request.basis, {PriceBasis::Split})};
  }
  const auto response = endpoint_.send(candles_request(endpoint_.access(), request), patience);
  if (!response) return std::unexpected{response.error()};
  vendor::History history;
  history.symbol = request.symbol;
  history.timeframe = request.timeframe;
  const auto added = add_candles(*response, endpoint_.access().key, history);
  if (!added) return std::unexpected{added.error()};
  vendor::put_in_order(history);
  if (!history.zone.empty() && !request.with_extended_hours) {
    vendor::keep_us_regular_hours(history);
  }
  vendor::mark_running(history, vendor::answered_at(*response));
  return history;
}

Answer<std::vector<vendor::SymbolMatch>> Session::search(const std::string& text,
                                                         Duration patience) {
  return endpoint_.ask(search_request(endpoint_.access(), text), patience, parse_search);
}

Answer<vendor::Fundamentals> Session::fundamentals(const std::string& symbol, Duration patience) {
  const vendor::Patience rest{patience};
  auto facts = endpoint_.ask(profile_request(endpoint_.access(), symbol), patience, parse_profile);
  if (!facts) return facts;
  facts->symbol = symbol;
  // A profile without the metrics is still an answer.
  static_cast<void>(
      endpoint_.ask(metric_request(endpoint_.access(), symbol), rest.left(), add_metrics, *facts));
  return facts;
}

std::unique_ptr<vendor::StreamDialect> Session::stream() {
  return std::make_unique<Stream>(endpoint_.settings());
}

}  // namespace tw::adapters::finnhub
