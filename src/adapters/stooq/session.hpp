#pragma once

#include <string>
#include <vector>

#include "vendor/endpoint.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::stooq {

/// Stooq: bars of a day and longer, and late quotes, as CSV. A last resort: it asks for a key that
/// a person fetches by hand, and lets an address in a few hundred times a day.
///
/// Thread: any; nothing is kept between calls.
/// Owns: nothing; `transport` must outlive it.
class Session final : public vendor::Vendor {
 public:
  Session(vendor::VendorSettings settings, vendor::Transport& transport);

  const vendor::VendorFacts& facts() const override { return facts_; }
  vendor::Answer<vendor::SymbolQuote> quote(const std::string& symbol, Duration patience) override;
  vendor::Answer<std::vector<vendor::SymbolQuote>> quotes(const std::vector<std::string>& symbols,
                                                          Duration patience) override;
  vendor::Answer<vendor::History> history(const vendor::HistoryRequest& request,
                                          Duration patience) override;

 private:
  vendor::VendorFacts facts_;
  vendor::Endpoint endpoint_;
};

}  // namespace tw::adapters::stooq
