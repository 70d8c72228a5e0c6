#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/yahoo/encode.hpp"
#include "vendor/endpoint.hpp"
#include "vendor/patience.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::yahoo {

/// Yahoo Finance: charts and search as they are, quotes, options and company figures with cookies
/// and crumb, which are fetched when first needed and once more when refused.
///
/// Thread: any. Cookies and crumb stand behind a lock; whoever needs them while another fetches
/// them waits for that one.
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
  using Encode = std::function<vendor::HttpRequest(const Pass&)>;

  /// Sends what needs cookies and crumb; a refused crumb is replaced once.
  vendor::Answer<vendor::HttpResponse> send_with_pass(const Encode& encode,
                                                      const vendor::Patience& rest);
  /// Returns the pass, another than `refused` when that is what there is.
  vendor::Answer<Pass> pass(const std::string& refused_crumb, const vendor::Patience& rest);
  vendor::Answer<Pass> fetch_pass(const vendor::Patience& rest);
  /// Counts refusals for haste: the third in a row is no matter of waiting.
  vendor::Refusal counted(vendor::Refusal refusal);
  template <class Parsed>
  vendor::Answer<Parsed> judged(vendor::Answer<Parsed> parsed);

  // Constant after construction.
  vendor::VendorFacts facts_;

  vendor::Endpoint endpoint_;

  // Moves with answers.
  std::atomic<int> throttles_in_a_row_{0};

  // Guarded by `pass_lock_`.
  std::mutex pass_lock_;
  Pass pass_;
};

}  // namespace tw::adapters::yahoo
