#pragma once

#include <string>
#include <vector>

#include "vendor/stream.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::alpaca {

/// The stock stream: greeting, pair of keys, lists of symbols a channel, frames that are arrays.
/// One `subscription` lists all that holds.
class Stream final : public vendor::StreamDialect {
 public:
  explicit Stream(const vendor::VendorSettings& settings);

  vendor::HttpRequest handshake() const override;
  std::vector<std::string> login() const override;
  bool confirms_login() const override { return true; }
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
  Secret key_secret_;
};

}  // namespace tw::adapters::alpaca
