#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace tw::adapters::yahoo {

/// One message of Yahoo's stream, the fields that we read. Units: as sent; `time_ms` is Unix
/// milliseconds.
struct PricingData {
  std::string id;
  std::string currency;
  std::string exchange;
  std::int64_t time_ms = 0;
  std::int64_t quote_type = 0;
  std::int64_t market_hours = 0;
  std::optional<float> price;
  std::optional<float> day_high;
  std::optional<float> day_low;
  std::optional<float> open;
  std::optional<float> previous_close;
  std::optional<float> bid;
  std::optional<float> ask;
  std::optional<std::int64_t> bid_size;
  std::optional<std::int64_t> ask_size;
  std::optional<std::int64_t> day_volume;
};

inline constexpr std::int64_t kQuoteTypeHeartbeat = 7;
inline constexpr std::size_t kPricingBytesMax = 4096;

/// Decodes a message of the stream: base64 around protocol buffers.
///
/// Unknown fields are skipped. Errors: one line; never throws, whatever the bytes.
/// Source: the field numbers that eleven recorded frames agree with; sint64 is zigzag.
std::expected<PricingData, std::string> parse_pricing_data(std::string_view base64);

}  // namespace tw::adapters::yahoo
