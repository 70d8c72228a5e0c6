#include "providers/logged_vendor.hpp"

#include <optional>
#include <utility>

namespace tw::providers {

using vendor::Answer;
using vendor::Operation;

template <class Ask>
auto LoggedVendor::logged(Operation operation, const std::string& symbol, std::int64_t cost,
                          const Ask& ask) {
  const Timestamp asked_at = desk_.surroundings.now();
  static_cast<void>(desk_.meter->take());  // What this thread sent for others is not ours.
  auto answer = ask();
  store::ProviderCall call{
      .id = {},
      .at = asked_at,
      .provider = facts().name,
      .operation = std::string{to_string(operation)},
      .symbol = symbol,
      .outcome = std::string{to_string(answer ? vendor::Outcome::Ok : answer.error().outcome)},
      .latency = desk_.surroundings.now() - asked_at,
      .cost = cost};
  note(std::move(call), answer ? nullptr : &answer.error());
  return answer;
}

void LoggedVendor::note(store::ProviderCall call, const vendor::Refusal* refusal) {
  const WireTally wire = desk_.meter->take();
  if (wire.requests == 0) return;
  call.status = wire.status;
  call.requests = wire.requests;
  call.bytes = wire.bytes;
  if (refusal != nullptr) {
    call.is_malformed = refusal->is_malformed;
    call.error = refusal->what;
  }
  desk_.records.update(record_, [&](VendorRecord& record) {
    call.budget_left = record.budget.left(call.at + call.latency);
  });
  desk_.calls->record(std::move(call));
}

Answer<vendor::SymbolQuote> LoggedVendor::quote(const std::string& symbol, Duration patience) {
  return logged(Operation::Quote, symbol, 1, [&] { return below_->quote(symbol, patience); });
}

Answer<std::vector<vendor::SymbolQuote>> LoggedVendor::quotes(
    const std::vector<std::string>& symbols, Duration patience) {
  const auto cost = facts().is_batch_charged_each ? static_cast<std::int64_t>(symbols.size()) : 1;
  return logged(Operation::Quotes, {}, cost, [&] { return below_->quotes(symbols, patience); });
}

Answer<vendor::History> LoggedVendor::history(const vendor::HistoryRequest& request,
                                              Duration patience) {
  return logged(Operation::History, request.symbol, 1,
                [&] { return below_->history(request, patience); });
}

Answer<std::vector<CorporateAction>> LoggedVendor::actions(const vendor::ActionsRequest& request,
                                                           Duration patience) {
  return logged(Operation::Actions, request.symbol, 1,
                [&] { return below_->actions(request, patience); });
}

Answer<std::vector<vendor::SymbolMatch>> LoggedVendor::search(const std::string& text,
                                                              Duration patience) {
  return logged(Operation::Search, {}, 1, [&] { return below_->search(text, patience); });
}

Answer<vendor::OptionChain> LoggedVendor::option_chain(const vendor::OptionChainRequest& request,
                                                       Duration patience) {
  return logged(Operation::OptionChain, request.underlying, 1,
                [&] { return below_->option_chain(request, patience); });
}

Answer<vendor::Fundamentals> LoggedVendor::fundamentals(const std::string& symbol,
                                                        Duration patience) {
  return logged(Operation::Fundamentals, symbol, 1,
                [&] { return below_->fundamentals(symbol, patience); });
}

}  // namespace tw::providers
