#include "adapters/alphavantage/session.hpp"

#include <algorithm>
#include <utility>

#include "adapters/alphavantage/parse.hpp"
#include "adapters/alphavantage/symbol.hpp"
#include "adapters/alphavantage/wire.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::alphavantage {
namespace {

using vendor::Answer;
using vendor::History;
using vendor::Operation;
using vendor::Outcome;
using vendor::Refusal;

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
          .quotes_max = 1};
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

AlphaVantage::AlphaVantage(vendor::Transport& transport, vendor::VendorSettings settings)
    : transport_{transport},
      facts_{facts_of_vendor()},
      door_{.base_url =
                settings.base_url.empty() ? std::string{kBaseUrl} : std::move(settings.base_url),
            .key = std::move(settings.key)} {}

Answer<vendor::SymbolQuote> AlphaVantage::quote(const std::string& symbol, Duration patience) {
  if (auto refused = unsaid_currency(symbol)) return std::unexpected{std::move(*refused)};
  const auto response = transport_.send(encode_quote(door_, symbol), patience);
  if (!response) return std::unexpected{response.error()};
  return parse_quote(*response, symbol, door_.key.reveal());
}

Answer<History> AlphaVantage::history(const vendor::HistoryRequest& request, Duration patience) {
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

Answer<History> AlphaVantage::minutes(const vendor::HistoryRequest& request, Duration patience) {
  if (!is_american(request.symbol)) {
    return std::unexpected{
        vendor::refused(Outcome::BadRequest, "alphavantage has minutes of American symbols only")};
  }
  std::optional<History> all;
  for (const Date month : months_of(request)) {
    const auto response = transport_.send(encode_minutes(door_, request, month), patience);
    if (!response) return std::unexpected{response.error()};
    auto parsed = parse_series(*response, request, door_.key.reveal());
    if (!parsed) {
      if (parsed.error().outcome == Outcome::NoData) continue;
      return parsed;
    }
    if (!all) {
      all = std::move(*parsed);
      continue;
    }
    all->rows.insert(all->rows.end(), parsed->rows.begin(), parsed->rows.end());
    all->nulls_skipped += parsed->nulls_skipped;
    all->repeats_merged += parsed->repeats_merged;
    all->rounded_values += parsed->rounded_values;
  }
  if (!all) return std::unexpected{vendor::refused(Outcome::NoData, "no bars in this window")};
  return std::move(*all);
}

Answer<History> AlphaVantage::days(const vendor::HistoryRequest& request, Duration patience) {
  const auto ask = [&](Depth depth) -> Answer<History> {
    const auto response = transport_.send(encode_days(door_, request, depth), patience);
    if (!response) return std::unexpected{response.error()};
    return parse_series(*response, request, door_.key.reveal());
  };
  auto recent = ask(Depth::Compact);
  // Those who do not pay get a hundred days; whoever wants more is told so by the second answer.
  const bool is_cut = recent && request.timeframe == kDaily &&
                      recent->rows.size() >= kCompactRows &&
                      recent->rows.front().label > request.from;
  return is_cut ? ask(Depth::Full) : std::move(recent);
}

Answer<std::vector<CorporateAction>> AlphaVantage::actions(const vendor::ActionsRequest& request,
                                                           Duration patience) {
  if (auto refused = unsaid_currency(request.symbol)) return std::unexpected{std::move(*refused)};
  const std::string_view key = door_.key.reveal();
  const auto first = transport_.send(encode_splits(door_, request.symbol), patience);
  if (!first) return std::unexpected{first.error()};
  auto found = parse_splits(*first, request.symbol, key);
  if (!found) return found;
  const auto second = transport_.send(encode_dividends(door_, request.symbol), patience);
  if (!second) return std::unexpected{second.error()};
  auto paid = parse_dividends(*second, request.symbol, key);
  if (!paid) return paid;
  found->insert(found->end(), paid->begin(), paid->end());
  std::erase_if(*found, [&](const CorporateAction& action) {
    return action.ex_date < Date::of(request.from) || action.ex_date > Date::of(request.to);
  });
  std::ranges::stable_sort(*found, {}, &CorporateAction::ex_date);
  return found;
}

Answer<std::vector<vendor::SymbolMatch>> AlphaVantage::search(const std::string& text,
                                                              Duration patience) {
  const auto response = transport_.send(encode_search(door_, text), patience);
  if (!response) return std::unexpected{response.error()};
  return parse_search(*response, door_.key.reveal());
}

Answer<vendor::OptionChain> AlphaVantage::option_chain(const vendor::OptionChainRequest& request,
                                                       Duration patience) {
  const auto response = transport_.send(encode_options(door_, request.underlying), patience);
  if (!response) return std::unexpected{response.error()};
  return parse_options(*response, request, door_.key.reveal());
}

Answer<vendor::Fundamentals> AlphaVantage::fundamentals(const std::string& symbol,
                                                        Duration patience) {
  const auto response = transport_.send(encode_overview(door_, symbol), patience);
  if (!response) return std::unexpected{response.error()};
  return parse_overview(*response, symbol, door_.key.reveal());
}

}  // namespace tw::adapters::alphavantage
