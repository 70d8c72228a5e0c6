#pragma once

#include <string>
#include <vector>

#include "core/secret.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::stooq {

/// Stooq: bars of a day and longer, and late quotes, as CSV. A last resort: it asks for a key that
/// a person fetches by hand, and lets an address in a few hundred times a day.
///
/// Thread: any; nothing is kept between calls.
/// Owns: nothing; `transport` must outlive it.
class Stooq final : public vendor::Vendor {
 public:
  Stooq(vendor::Transport& transport, vendor::VendorSettings settings);

  const vendor::VendorFacts& facts() const override { return facts_; }
  vendor::Answer<vendor::SymbolQuote> quote(const std::string& symbol, Duration patience) override;
  vendor::Answer<std::vector<vendor::SymbolQuote>> quotes(const std::vector<std::string>& symbols,
                                                          Duration patience) override;
  vendor::Answer<vendor::History> history(const vendor::HistoryRequest& request,
                                          Duration patience) override;

 private:
  vendor::Transport& transport_;
  vendor::VendorFacts facts_;
  std::string base_url_;
  Secret key_;
};

}  // namespace tw::adapters::stooq
