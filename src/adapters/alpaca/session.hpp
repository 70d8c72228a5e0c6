#pragma once

#include <memory>

#include "adapters/alpaca/encode.hpp"
#include "vendor/endpoint.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::alpaca {

const vendor::VendorFacts& facts();

/// Alpaca's market data over a transport: follows page tokens, and stays behind the last quarter
/// of an hour where the plan does not permit it.
///
/// Owns: nothing of `transport`, which must outlive it.
class Session final : public vendor::Vendor {
 public:
  Session(vendor::VendorSettings settings, vendor::Transport& transport);

  const vendor::VendorFacts& facts() const override { return alpaca::facts(); }
  vendor::Answer<vendor::SymbolQuote> quote(const std::string& symbol, Duration patience) override;
  vendor::Answer<std::vector<vendor::SymbolQuote>> quotes(const std::vector<std::string>& symbols,
                                                          Duration patience) override;
  vendor::Answer<vendor::History> history(const vendor::HistoryRequest& request,
                                          Duration patience) override;
  std::unique_ptr<vendor::StreamDialect> stream() override;
  vendor::BudgetNews budget_news() const override { return endpoint_.budget(); }

 private:
  vendor::Endpoint endpoint_;
};

}  // namespace tw::adapters::alpaca
