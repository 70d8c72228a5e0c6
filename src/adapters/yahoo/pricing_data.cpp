#include "adapters/yahoo/pricing_data.hpp"

#include <bit>
#include <cstring>

namespace tw::adapters::yahoo {
namespace {

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

std::optional<std::string> decode_base64(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r') || text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xFFU);
    }
  }
  return bytes;
}

enum Wire : std::uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

/// Takes values off the front of a message; nothing where it ends too early.
class ProtoReader {
 public:
  explicit ProtoReader(std::string_view bytes) : rest_{bytes} {}

  bool at_end() const { return rest_.empty(); }

  std::optional<std::uint64_t> varint() {
    constexpr int kBitsMax = 63;
    std::uint64_t value = 0;
    for (int shift = 0; shift <= kBitsMax && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) return value;
    }
    return std::nullopt;
  }
  std::optional<std::string_view> bytes(std::uint64_t count) {
    if (count > rest_.size()) return std::nullopt;
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

 private:
  std::string_view rest_;
};

std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
}

void take_number(PricingData& data, std::uint64_t field, std::uint64_t value) {
  switch (field) {
    case 3:
      data.time_ms = unzigzag(value);
      break;
    case 6:
      data.quote_type = static_cast<std::int64_t>(value);
      break;
    case 7:
      data.market_hours = static_cast<std::int64_t>(value);
      break;
    case 9:
      data.day_volume = unzigzag(value);
      break;
    case 24:
      data.bid_size = unzigzag(value);
      break;
    case 26:
      data.ask_size = unzigzag(value);
      break;
    default:
      break;
  }
}

void take_float(PricingData& data, std::uint64_t field, std::string_view bytes) {
  static_assert(std::endian::native == std::endian::little);
  float value = 0.0F;
  std::memcpy(&value, bytes.data(), sizeof value);
  switch (field) {
    case 2:
      data.price = value;
      break;
    case 10:
      data.day_high = value;
      break;
    case 11:
      data.day_low = value;
      break;
    case 15:
      data.open = value;
      break;
    case 16:
      data.previous_close = value;
      break;
    case 23:
      data.bid = value;
      break;
    case 25:
      data.ask = value;
      break;
    default:
      break;
  }
}

void take_text(PricingData& data, std::uint64_t field, std::string_view bytes) {
  if (field == 1) data.id = bytes;
  if (field == 4) data.currency = bytes;
  if (field == 5) data.exchange = bytes;
}

/// Takes one field; false where the message ends inside it or it is of a kind that nobody sends.
bool take_field(ProtoReader& reader, PricingData& data) {
  const auto tag = reader.varint();
  if (!tag) return false;
  const std::uint64_t field = *tag >> 3U;
  const auto wire = static_cast<unsigned>(*tag & 7U);
  if (wire == kVarint) {
    const auto value = reader.varint();
    if (value) take_number(data, field, *value);
    return value.has_value();
  }
  if (wire == kBytes) {
    const auto size = reader.varint();
    const auto bytes = size ? reader.bytes(*size) : std::nullopt;
    if (bytes) take_text(data, field, *bytes);
    return bytes.has_value();
  }
  if (wire == kFixed32) {
    const auto bytes = reader.bytes(4);
    if (bytes) take_float(data, field, *bytes);
    return bytes.has_value();
  }
  return wire == kFixed64 && reader.bytes(8).has_value();
}

}  // namespace

std::expected<PricingData, std::string> parse_pricing_data(std::string_view base64) {
  if (base64.size() > kPricingBytesMax) return std::unexpected{"is longer than a price can be"};
  const auto bytes = decode_base64(base64);
  if (!bytes) return std::unexpected{"is no base64"};
  PricingData data;
  ProtoReader reader{*bytes};
  while (!reader.at_end()) {
    if (!take_field(reader, data)) return std::unexpected{"is cut short"};
  }
  if (data.id.empty()) return std::unexpected{"names no symbol"};
  return data;
}

}  // namespace tw::adapters::yahoo
