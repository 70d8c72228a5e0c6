#pragma once

#include <string>
#include <vector>

#include "adapters/alphavantage/encode.hpp"
#include "vendor/endpoint.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::alphavantage {

/// Alpha Vantage: bars, the quote of the last close, splits and dividends, search, the option chain
/// of the last session, company figures.
///
/// Thread: any; nothing is kept between calls.
/// Owns: nothing; `transport` must outlive it.
class Session final : public vendor::Vendor {
 public:
  Session(vendor::VendorSettings settings, vendor::Transport& transport);

  const vendor::VendorFacts& facts() const override { return facts_; }
  vendor::Answer<vendor::SymbolQuote> quote(const std::string& symbol, Duration patience) override;
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
  vendor::Answer<vendor::History> minutes(const vendor::HistoryRequest& request, Duration patience);
  vendor::Answer<vendor::History> days(const vendor::HistoryRequest& request, Duration patience);

  vendor::VendorFacts facts_;
  vendor::Endpoint endpoint_;
};

}  // namespace tw::adapters::alphavantage
