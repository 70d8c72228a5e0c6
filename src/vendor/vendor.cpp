#include "vendor/vendor.hpp"

#include <algorithm>

namespace tw::vendor {
namespace {

// A vendor's clock and ours, and how it counts its days, differ by less.
constexpr Duration kLookBackMargin = Duration::hours(1);

Refusal bad_request(std::string what) {
  return {.outcome = Outcome::BadRequest,
          .what = std::move(what),
          .retry_after = std::nullopt,
          .is_malformed = false};
}

/// Returns " 1m, 5m, 1d".
template <class Items>
std::string listed(const Items& items) {
  std::string text;
  for (const auto& item : items) {
    text += text.empty() ? " " : ", ";
    text += to_string(item);
  }
  return text;
}

}  // namespace

Refusal not_offered(const VendorFacts& facts, Operation operation) {
  std::vector<Operation> offered;
  offered.reserve(kOperations);
  for (std::size_t i = 0; i < kOperations; ++i) {
    const auto each = static_cast<Operation>(i);
    if (facts.operations.has(each)) offered.push_back(each);
  }
  return bad_request(facts.name + " offers no " + std::string{to_string(operation)} +
                     "; it offers" + listed(offered));
}

Refusal no_such_interval(const VendorFacts& facts, Timeframe timeframe) {
  return bad_request(facts.name + " has no bars of " + to_string(timeframe) + "; it has" +
                     listed(facts.timeframes));
}

const HistoryLimit* limit_of(const VendorFacts& facts, Timeframe timeframe) {
  const auto found = std::ranges::find(facts.history_limits, timeframe, &HistoryLimit::timeframe);
  return found == facts.history_limits.end() ? nullptr : &*found;
}

std::optional<Date> history_reach(const VendorFacts& facts, Timeframe timeframe, Timestamp now) {
  // An empty one is before every date.
  std::optional<Date> first = facts.history_since;
  if (timeframe.is_intraday()) first = std::max(first, facts.intraday_since);
  const HistoryLimit* const limit = limit_of(facts, timeframe);
  if (limit == nullptr || limit->look_back.ns <= 0) return first;
  return std::max(first, std::optional{Date::of(now - limit->look_back + kLookBackMargin) + 1});
}

std::optional<std::string> short_of(const VendorFacts& facts, Timeframe timeframe, Timestamp from,
                                    Timestamp now) {
  const auto first = history_reach(facts, timeframe, now);
  if (!first || first->midnight() <= from) return std::nullopt;
  return facts.name + " keeps " + to_string(timeframe) + " bars only from " + to_string(*first) +
         " on";
}

HistoryRequest within_reach(const VendorFacts& facts, HistoryRequest request, Timestamp now) {
  const auto first = history_reach(facts, request.timeframe, now);
  if (first) request.from = std::max(request.from, first->midnight());
  return request;
}

std::optional<Refusal> out_of_reach(const VendorFacts& facts, const HistoryRequest& request,
                                    Timestamp now) {
  // The last label asked for is `to` itself.
  auto line = short_of(facts, request.timeframe, request.to, now);
  if (!line) return std::nullopt;
  return bad_request(std::move(*line));
}

std::optional<Refusal> bad_count(const VendorFacts& facts, std::size_t symbols) {
  if (symbols > 0 && symbols <= facts.quotes_max) return std::nullopt;
  return bad_request(facts.name + " takes 1 to " + std::to_string(facts.quotes_max) +
                     " symbols in one question, not " + std::to_string(symbols));
}

Refusal no_such_basis(const VendorFacts& facts, PriceBasis basis,
                      std::initializer_list<PriceBasis> offered) {
  return bad_request(facts.name + " has no prices on the basis " + std::string{to_string(basis)} +
                     "; it has" + listed(offered));
}

Answer<SymbolQuote> Vendor::quote(const std::string&, Duration) {
  return std::unexpected{not_offered(facts(), Operation::Quote)};
}

Answer<std::vector<SymbolQuote>> Vendor::quotes(const std::vector<std::string>&, Duration) {
  return std::unexpected{not_offered(facts(), Operation::Quotes)};
}

Answer<History> Vendor::history(const HistoryRequest&, Duration) {
  return std::unexpected{not_offered(facts(), Operation::History)};
}

Answer<std::vector<CorporateAction>> Vendor::actions(const ActionsRequest&, Duration) {
  return std::unexpected{not_offered(facts(), Operation::Actions)};
}

Answer<std::vector<SymbolMatch>> Vendor::search(const std::string&, Duration) {
  return std::unexpected{not_offered(facts(), Operation::Search)};
}

Answer<OptionChain> Vendor::option_chain(const OptionChainRequest&, Duration) {
  return std::unexpected{not_offered(facts(), Operation::OptionChain)};
}

Answer<Fundamentals> Vendor::fundamentals(const std::string&, Duration) {
  return std::unexpected{not_offered(facts(), Operation::Fundamentals)};
}

}  // namespace tw::vendor
