#pragma once

#include <memory>
#include <string>
#include <vector>

#include "providers/call_log.hpp"
#include "providers/metered_transport.hpp"
#include "providers/records.hpp"
#include "providers/surroundings.hpp"
#include "vendor/vendor.hpp"

namespace tw::providers {

/// Where calls to vendors are put on record, and what is asked about them on the way.
///
/// Owns: nothing of `records` and `surroundings`, which must outlive it.
struct CallDesk {
  std::shared_ptr<CallLog> calls;
  std::shared_ptr<MeteredTransport> meter;  ///< That the vendors send through.
  Records& records;
  Surroundings& surroundings;
};

/// A vendor each of whose calls is put on record, with its outcome, what went over the wire and
/// what is left of its budget. What it refuses without a request is no call.
class LoggedVendor final : public vendor::Vendor {
 public:
  /// `record` names what is remembered of the vendor.
  LoggedVendor(std::shared_ptr<vendor::Vendor> below, std::string record, CallDesk desk)
      : below_{std::move(below)}, record_{std::move(record)}, desk_{std::move(desk)} {}

  const vendor::VendorFacts& facts() const override { return below_->facts(); }
  vendor::BudgetNews budget_news() const override { return below_->budget_news(); }
  std::unique_ptr<vendor::StreamDialect> stream() override { return below_->stream(); }

  vendor::Answer<vendor::SymbolQuote> quote(const std::string& symbol, Duration patience) override;
  vendor::Answer<std::vector<vendor::SymbolQuote>> quotes(const std::vector<std::string>& symbols,
                                                          Duration patience) override;
  vendor::Answer<vendor::History> history(const vendor::HistoryRequest& request,
                                          Duration patience) override;
  vendor::Answer<std::vector<CorporateAction>> actions(const vendor::ActionsRequest& request,
                                                       Duration patience) override;
  vendor::Answer<std::vector<vendor::SymbolMatch>> search(const std::string& text,
                                                          Duration patience) override;
  vendor::Answer<vendor::OptionChain> option_chain(const vendor::OptionChainRequest& request,
                                                   Duration patience) override;
  vendor::Answer<vendor::Fundamentals> fundamentals(const std::string& symbol,
                                                    Duration patience) override;

 private:
  template <class Ask>
  auto logged(vendor::Operation operation, const std::string& symbol, std::int64_t cost,
              const Ask& ask);
  void note(store::ProviderCall call, const vendor::Refusal* refusal);

  const std::shared_ptr<vendor::Vendor> below_;
  const std::string record_;
  const CallDesk desk_;
};

}  // namespace tw::providers
