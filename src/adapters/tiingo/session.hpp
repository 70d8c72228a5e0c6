#pragma once

#include <memory>

#include "adapters/tiingo/encode.hpp"
#include "vendor/endpoint.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::tiingo {

const vendor::VendorFacts& facts();

/// Tiingo over a transport; splits and dividends are those that stand beside daily bars.
///
/// Owns: nothing of `transport`, which must outlive it.
class Session final : public vendor::Vendor {
 public:
  Session(vendor::VendorSettings settings, vendor::Transport& transport);

  const vendor::VendorFacts& facts() const override { return tiingo::facts(); }
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

 private:
  vendor::Endpoint endpoint_;
};

}  // namespace tw::adapters::tiingo
