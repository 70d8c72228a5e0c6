#pragma once

#include <string>
#include <vector>

#include "vendor/stream.hpp"

namespace tw::adapters::yahoo {

/// Yahoo's stream: a last price about once a second, no ticks and no sizes. It neither greets nor
/// confirms; what it does not know it never mentions.
///
/// Bursts of volume are not derived from the day's: it is a sample. London, Johannesburg and Tel
/// Aviv quote in hundredths or not, and their frames do not say which: such prices are refused.
class Dialect final : public vendor::StreamDialect {
 public:
  explicit Dialect(std::string url) : url_{std::move(url)} {}

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
  std::string url_;
};

}  // namespace tw::adapters::yahoo
