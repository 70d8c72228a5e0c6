#pragma once

#include "adapters/iex/encode.hpp"
#include "vendor/endpoint.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::iex {

const vendor::VendorFacts& facts();

/// The IEX Cloud API over a transport, at whatever compatible address is configured. The official
/// ones are gone: asked for, they are refused as Retired before anything is sent.
///
/// Owns: nothing of `transport`, which must outlive it.
class Session final : public vendor::Vendor {
 public:
  Session(vendor::VendorSettings settings, vendor::Transport& transport);

  const vendor::VendorFacts& facts() const override { return iex::facts(); }
  vendor::Answer<vendor::SymbolQuote> quote(const std::string& symbol, Duration patience) override;
  vendor::Answer<std::vector<vendor::SymbolQuote>> quotes(const std::vector<std::string>& symbols,
                                                          Duration patience) override;
  vendor::Answer<vendor::History> history(const vendor::HistoryRequest& request,
                                          Duration patience) override;
  vendor::Answer<std::vector<CorporateAction>> actions(const vendor::ActionsRequest& request,
                                                       Duration patience) override;
  vendor::Answer<vendor::Fundamentals> fundamentals(const std::string& symbol,
                                                    Duration patience) override;

 private:
  /// Sends, unless the address is one of those that are gone.
  vendor::Answer<vendor::HttpResponse> send(const vendor::HttpRequest& request, Duration patience);
  vendor::Answer<std::optional<Timestamp>> add_minutes(const vendor::HistoryRequest& request,
                                                       Duration patience, vendor::History& history);

  vendor::Endpoint endpoint_;
};

}  // namespace tw::adapters::iex
