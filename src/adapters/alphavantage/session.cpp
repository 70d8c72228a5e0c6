#include "adapters/alphavantage/session.hpp"

#include <algorithm>
#include <utility>

#include "adapters/alphavantage/parse.hpp"
#include "adapters/alphavantage/symbol.hpp"
#include "adapters/alphavantage/wire.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"
#include "vendor/patience.hpp"

namespace tw::adapters::alphavantage {
namespace {

using vendor::Answer;
using vendor::History;
using vendor::Operation;
using vendor::Outcome;
using vendor::Patience;
using vendor::Refusal;

// Source: TIME_SERIES_INTRADAY, `month`: any since 2000-01.
constexpr std::optional<Date> kFirstMinutes = Date::from_civil(2000, 1, 1);

vendor::VendorFacts facts_of_vendor() {
  using Unit = Timeframe::Unit;
  return {.name = std::string{kName},
          .title = "Alpha Vantage",
          .key_name = std::string{kKeyName},
          .secret_name = {},
          .base_url = std::string{kBaseUrl},
          .operations = vendor::Operations{Operation::Quote, Operation::History, Operation::Actions,
                                           Operation::Search, Operation::OptionChain,
                                           Operation::Fundamentals},
          .timeframes = {{Unit::Minute, 1},
                         {Unit::Minute, 5},
                         {Unit::Minute, 15},
                         {Unit::Minute, 30},
                         {Unit::Minute, 60},
                         {Unit::Day, 1},
                         {Unit::Week, 1},
                         {Unit::Month, 1}},
          .limits = {{.count = 1, .window = Duration::seconds(1)},
                     {.count = 25, .window = Duration::days(1)}},
          .quotes_max = 1,
          .intraday_since = kFirstMinutes};
}

/// Returns why prices of `symbol` cannot be asked for, or nothing.
std::optional<Refusal> unsaid_currency(std::string_view symbol) {
  if (currency_of(symbol)) return std::nullopt;
  return vendor::refused(Outcome::BadRequest,
                         "alphavantage does not say in what " + vendor::one_line(symbol) +
                             " is priced: pence could pass for pounds; ask another");
}

/// Returns why a basis cannot be had, or nothing.
std::optional<Refusal> no_such_basis(const vendor::HistoryRequest& request) {
  const bool is_total = request.basis == PriceBasis::Total;
  if (request.basis != PriceBasis::Split && !(is_total && !request.timeframe.is_intraday())) {
    return std::nullopt;
  }
  return vendor::refused(
      Outcome::BadRequest,
      "alphavantage's bars are raw, and minutes raw or total: ask for that basis");
}

}  // namespace

Session::Session(vendor::VendorSettings settings, vendor::Transport& transport)
    : facts_{facts_of_vendor()}, endpoint_{std::move(settings), kBaseUrl, transport} {}

Answer<vendor::SymbolQuote> Session::quote(const std::string& symbol, Duration patience) {
  if (auto refused = unsaid_currency(symbol)) return std::unexpected{std::move(*refused)};
  return endpoint_.ask(encode_quote(endpoint_.access(), symbol), patience, parse_quote, symbol);
}

Answer<History> Session::history(const vendor::HistoryRequest& request, Duration patience) {
  if (!series_of(request.timeframe)) {
    return std::unexpected{vendor::no_such_interval(facts_, request.timeframe)};
  }
  if (auto refused = unsaid_currency(request.symbol)) return std::unexpected{std::move(*refused)};
  if (auto refused = no_such_basis(request)) return std::unexpected{std::move(*refused)};
  auto found =
      request.timeframe.is_intraday() ? minutes(request, patience) : days(request, patience);
  if (!found) return found;
  vendor::put_in_order(*found);
  vendor::keep_range(*found, request.from, request.to);
  if (found->rows.empty()) {
    return std::unexpected{vendor::refused(Outcome::NoData, "no bars in this window")};
  }
  return found;
}

Answer<History> Session::minutes(const vendor::HistoryRequest& request, Duration patience) {
  if (!is_american(request.symbol)) {
    return std::unexpected{
        vendor::refused(Outcome::BadRequest, "alphavantage has minutes of American symbols only")};
  }
  const Patience rest{patience};
  std::optional<History> all;
  for (const Date month : months_of(request)) {
    auto parsed = endpoint_.ask(encode_minutes(endpoint_.access(), request, month), rest.left(),
                                parse_series, request);
    if (!parsed) {
      if (parsed.error().outcome == Outcome::NoData) continue;
      return parsed;
    }
    if (all) {
      vendor::append(*all, std::move(*parsed));
    } else {
      all = std::move(*parsed);
    }
  }
  if (!all) return std::unexpected{vendor::refused(Outcome::NoData, "no bars in this window")};
  return std::move(*all);
}

Answer<History> Session::days(const vendor::HistoryRequest& request, Duration patience) {
  const Patience rest{patience};
  const auto ask = [&](Depth depth) {
    return endpoint_.ask(encode_days(endpoint_.access(), request, depth), rest.left(), parse_series,
                         request);
  };
  auto recent = ask(Depth::Compact);
  // Those who do not pay get a hundred days; whoever wants more is told so by the second answer.
  const bool is_cut = recent && request.timeframe == kDaily &&
                      recent->rows.size() >= kCompactRows &&
                      recent->rows.front().label > request.from;
  return is_cut ? ask(Depth::Full) : std::move(recent);
}

Answer<std::vector<CorporateAction>> Session::actions(const vendor::ActionsRequest& request,
                                                      Duration patience) {
  if (auto refused = unsaid_currency(request.symbol)) return std::unexpected{std::move(*refused)};
  const Patience rest{patience};
  auto found = endpoint_.ask(encode_splits(endpoint_.access(), request.symbol), patience,
                             parse_splits, request.symbol);
  if (!found) return found;
  const auto paid = endpoint_.ask(encode_dividends(endpoint_.access(), request.symbol), rest.left(),
                                  parse_dividends, request.symbol);
  if (!paid) return paid;
  found->insert(found->end(), paid->begin(), paid->end());
  std::erase_if(*found, [&](const CorporateAction& action) {
    return action.ex_date < Date::of(request.from) || action.ex_date > Date::of(request.to);
  });
  std::ranges::stable_sort(*found, {}, &CorporateAction::ex_date);
  return found;
}

Answer<std::vector<vendor::SymbolMatch>> Session::search(const std::string& text,
                                                         Duration patience) {
  return endpoint_.ask(encode_search(endpoint_.access(), text), patience, parse_search);
}

Answer<vendor::OptionChain> Session::option_chain(const vendor::OptionChainRequest& request,
                                                  Duration patience) {
  return endpoint_.ask(encode_options(endpoint_.access(), request.underlying), patience,
                       parse_options, request);
}

Answer<vendor::Fundamentals> Session::fundamentals(const std::string& symbol, Duration patience) {
  return endpoint_.ask(encode_overview(endpoint_.access(), symbol), patience, parse_overview,
                       symbol);
}

}  // namespace tw::adapters::alphavantage
