#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vendor/stream.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::tiingo {

/// The IEX stream: nobody greets, and each subscription carries the key. Events are arrays by
/// position, in a long form, or a short one for keys without the exchange's agreement.
class Stream final : public vendor::StreamDialect {
 public:
  explicit Stream(const vendor::VendorSettings& settings);

  vendor::HttpRequest handshake() const override;
  std::vector<std::string> login() const override { return {}; }
  bool confirms_login() const override { return false; }
  std::vector<std::string> subscribe(const std::vector<std::string>& symbols,
                                     vendor::Channels channels) const override;
  /// Nothing before the vendor has named the subscription.
  std::vector<std::string> unsubscribe(const std::vector<std::string>& symbols,
                                       vendor::Channels channels) const override;
  std::size_t symbols_max() const override;
  std::expected<void, vendor::Refusal> read(std::string_view frame, Timestamp received_at,
                                            std::vector<vendor::StreamEvent>& events) override;

 private:
  std::string message(std::string_view event, const std::vector<std::string>& symbols) const;

  // Constant after construction.
  std::string url_;
  Secret key_;

  // Set by the vendor's answer to each subscription.
  std::optional<std::int64_t> subscription_id_;
};

}  // namespace tw::adapters::tiingo
