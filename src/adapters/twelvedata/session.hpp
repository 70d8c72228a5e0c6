#pragma once

#include <memory>

#include "adapters/twelvedata/encode.hpp"
#include "vendor/endpoint.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::twelvedata {

const vendor::VendorFacts& facts();

/// Twelve Data over a transport: asks for older pages, and keeps what the headers said of credits.
///
/// Owns: nothing of `transport`, which must outlive it.
class Session final : public vendor::Vendor {
 public:
  Session(vendor::VendorSettings settings, vendor::Transport& transport);

  const vendor::VendorFacts& facts() const override { return twelvedata::facts(); }
  vendor::Answer<vendor::SymbolQuote> quote(const std::string& symbol, Duration patience) override;
  vendor::Answer<std::vector<vendor::SymbolQuote>> quotes(const std::vector<std::string>& symbols,
                                                          Duration patience) override;
  vendor::Answer<vendor::History> history(const vendor::HistoryRequest& request,
                                          Duration patience) override;
  vendor::Answer<std::vector<CorporateAction>> actions(const vendor::ActionsRequest& request,
                                                       Duration patience) override;
  vendor::Answer<std::vector<vendor::SymbolMatch>> search(const std::string& text,
                                                          Duration patience) override;
  vendor::Answer<vendor::Fundamentals> fundamentals(const std::string& symbol,
                                                    Duration patience) override;
  std::unique_ptr<vendor::StreamDialect> stream() override;
  vendor::BudgetNews budget_news() const override { return endpoint_.budget(); }

 private:
  vendor::Endpoint endpoint_;
};

}  // namespace tw::adapters::twelvedata
