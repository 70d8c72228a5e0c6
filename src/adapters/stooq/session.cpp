#include "adapters/stooq/session.hpp"

#include <algorithm>
#include <utility>

#include "adapters/stooq/encode.hpp"
#include "adapters/stooq/parse.hpp"
#include "adapters/stooq/wire.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"
#include "vendor/patience.hpp"

namespace tw::adapters::stooq {
namespace {

using vendor::Answer;
using vendor::Operation;
using vendor::Outcome;

vendor::VendorFacts facts_of_stooq() {
  using Unit = Timeframe::Unit;
  return {.name = std::string{kName},
          .title = "Stooq",
          .key_name = std::string{kKeyName},
          .secret_name = {},
          .base_url = std::string{kBaseUrl},
          .operations = vendor::Operations{Operation::Quote, Operation::Quotes, Operation::History},
          .timeframes = {{Unit::Day, 1},
                         {Unit::Week, 1},
                         {Unit::Month, 1},
                         {Unit::Month, 3},
                         {Unit::Month, 12}},
          .limits = {{.count = 200, .window = Duration::days(1)}},
          .quotes_max = kQuotesMax};
}

vendor::Refusal no_spelling(std::string_view symbol) {
  return vendor::refused(
      Outcome::BadRequest,
      "stooq is asked for American symbols, ^indexes, pairs such as EURUSD=X and "
      "futures such as GC=F only, not for " +
          vendor::one_line(symbol));
}

}  // namespace

Session::Session(vendor::VendorSettings settings, vendor::Transport& transport)
    : facts_{facts_of_stooq()}, endpoint_{std::move(settings), kBaseUrl, transport} {}

Answer<std::vector<vendor::SymbolQuote>> Session::quotes(const std::vector<std::string>& symbols,
                                                         Duration patience) {
  const vendor::Patience rest{patience};
  std::vector<vendor::SymbolQuote> all;
  all.reserve(symbols.size());
  for (std::size_t first = 0; first < symbols.size(); first += kQuotesMax) {
    std::vector<Asked> asked;
    std::vector<Spelling> spellings;
    for (std::size_t i = first; i < std::min(first + kQuotesMax, symbols.size()); ++i) {
      auto spelling = spelling_of(symbols[i]);
      if (!spelling) return std::unexpected{no_spelling(symbols[i])};
      spellings.push_back(*spelling);
      asked.emplace_back(symbols[i], std::move(*spelling));
    }
    const auto response =
        endpoint_.send(encode_quotes(endpoint_.access().base_url, spellings), rest.left());
    if (!response) return std::unexpected{response.error()};
    auto parsed = parse_quotes(*response, asked, endpoint_.access().key);
    if (!parsed) return parsed;
    std::ranges::move(*parsed, std::back_inserter(all));
  }
  return all;
}

Answer<vendor::SymbolQuote> Session::quote(const std::string& symbol, Duration patience) {
  auto found = quotes({symbol}, patience);
  if (!found) return std::unexpected{std::move(found.error())};
  if (found->empty()) {
    return std::unexpected{
        vendor::refused(Outcome::SymbolNotFound, "no quote of " + vendor::one_line(symbol))};
  }
  return std::move(found->front());
}

Answer<vendor::History> Session::history(const vendor::HistoryRequest& request, Duration patience) {
  if (!interval_of(request.timeframe)) {
    return std::unexpected{vendor::no_such_interval(facts_, request.timeframe)};
  }
  if (request.basis != PriceBasis::Unknown) {
    return std::unexpected{vendor::refused(
        Outcome::BadRequest,
        "stooq does not say what it has taken out of its prices: ask another for the basis " +
            std::string{to_string(request.basis)})};
  }
  const auto spelling = spelling_of(request.symbol);
  if (!spelling) return std::unexpected{no_spelling(request.symbol)};
  const auto response =
      endpoint_.send(encode_history(endpoint_.access(), request, *spelling), patience);
  if (!response) return std::unexpected{response.error()};
  auto parsed = parse_history(*response, request, spelling->currency, endpoint_.access().key);
  if (!parsed) return parsed;
  vendor::keep_range(*parsed, request.from, request.to);
  if (parsed->rows.empty()) {
    return std::unexpected{vendor::refused(Outcome::NoData, "no bars in this window")};
  }
  return parsed;
}

}  // namespace tw::adapters::stooq
