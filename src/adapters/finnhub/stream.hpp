#pragma once

#include <string>
#include <vector>

#include "vendor/stream.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::finnhub {

/// The trade stream: the key is in the address of the handshake, one symbol a message, and nothing
/// is confirmed. The vendor pings as an event of its own.
class Stream final : public vendor::StreamDialect {
 public:
  explicit Stream(const vendor::VendorSettings& settings);

  vendor::HttpRequest handshake() const override;
  std::vector<std::string> login() const override { return {}; }
  bool confirms_login() const override { return false; }
  std::vector<std::string> subscribe(const std::vector<std::string>& symbols,
                                     vendor::Channels channels) const override;
  std::vector<std::string> unsubscribe(const std::vector<std::string>& symbols,
                                       vendor::Channels channels) const override;
  std::size_t symbols_max() const override;
  std::expected<void, vendor::Refusal> read(std::string_view frame, Timestamp received_at,
                                            std::vector<vendor::StreamEvent>& events) override;

 private:
  // Constant after construction.
  std::string url_;
  Secret key_;
};

}  // namespace tw::adapters::finnhub
