#pragma once

#include <memory>

#include "adapters/polygon/encode.hpp"
#include "vendor/endpoint.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::polygon {

const vendor::VendorFacts& facts();

/// Polygon (Massive) over a transport: follows pages, asks whether a symbol without bars exists,
/// and gathers a chain's expiries.
///
/// Owns: nothing of `transport`, which must outlive it.
class Session final : public vendor::Vendor {
 public:
  Session(vendor::VendorSettings settings, vendor::Transport& transport);

  const vendor::VendorFacts& facts() const override { return polygon::facts(); }
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
  std::unique_ptr<vendor::StreamDialect> stream() override;

 private:
  vendor::Endpoint endpoint_;
};

}  // namespace tw::adapters::polygon
