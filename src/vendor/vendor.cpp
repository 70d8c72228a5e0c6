#include "vendor/vendor.hpp"

namespace tw::vendor {
namespace {

Refusal bad_request(std::string what) {
  return {.outcome = Outcome::BadRequest,
          .what = std::move(what),
          .retry_after = std::nullopt,
          .is_malformed = false};
}

}  // namespace

Refusal not_offered(const VendorFacts& facts, Operation operation) {
  std::string what = facts.name;
  what += " offers no ";
  what += to_string(operation);
  what += "; it offers";
  std::string_view before = " ";
  for (std::size_t i = 0; i < kOperations; ++i) {
    const auto offered = static_cast<Operation>(i);
    if (!facts.operations.has(offered)) continue;
    what += before;
    what += to_string(offered);
    before = ", ";
  }
  return bad_request(std::move(what));
}

Refusal no_such_interval(const VendorFacts& facts, Timeframe timeframe) {
  std::string what = facts.name;
  what += " has no bars of ";
  what += to_string(timeframe);
  what += "; it has";
  std::string_view before = " ";
  for (const Timeframe offered : facts.timeframes) {
    what += before;
    what += to_string(offered);
    before = ", ";
  }
  return bad_request(std::move(what));
}

std::optional<Refusal> bad_count(const VendorFacts& facts, std::size_t symbols) {
  if (symbols > 0 && symbols <= facts.quotes_max) return std::nullopt;
  return bad_request(facts.name + " takes 1 to " + std::to_string(facts.quotes_max) +
                     " symbols in one question, not " + std::to_string(symbols));
}

Refusal no_such_basis(const VendorFacts& facts, PriceBasis basis,
                      std::initializer_list<PriceBasis> offered) {
  std::string what = facts.name;
  what += " has no prices on the basis ";
  what += to_string(basis);
  what += "; it has";
  std::string_view before = " ";
  for (const PriceBasis each : offered) {
    what += before;
    what += to_string(each);
    before = ", ";
  }
  return bad_request(std::move(what));
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
