#pragma once

#include <string>
#include <vector>

#include "vendor/stream.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::polygon {

/// The stocks cluster of the WebSocket: greeting, key, topics, and frames that are arrays of
/// events, statuses among them.
///
/// The newcomer on a key passes auth and subscribe before somebody is told `max_connections`, so
/// LoggedIn proves nothing about who stays.
/// Source: the vendor's WebSocket guide; ws_session_captured shows the eviction.
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
};

}  // namespace tw::adapters::polygon
