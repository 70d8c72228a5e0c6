#include "adapters/yahoo/stream.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "adapters/yahoo/encode.hpp"
#include "adapters/yahoo/pricing_data.hpp"
#include "adapters/yahoo/unit.hpp"
#include "core/decimal.hpp"
#include "core/json_text.hpp"
#include "formats/json_fields.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::yahoo {
namespace {

using vendor::StreamNotice;

constexpr std::array<std::string_view, 4> kUnsaidUnits{"LSE", "IOB", "JNB", "TLV"};

std::string list_of(std::string_view verb, const std::vector<std::string>& symbols) {
  std::string text = "{";
  append_json_text(text, verb);
  text += ":[";
  std::string_view before;
  for (const std::string& symbol : symbols) {
    text += before;
    append_json_text(text, yahoo_symbol(symbol));
    before = ",";
  }
  text += "]}";
  return text;
}

/// Returns the shortest decimal that is this float: what was meant by it.
std::optional<Price> price_of(std::optional<float> value, PriceUnit unit) {
  if (!value || !std::isfinite(*value) || *value <= 0.0F) return std::nullopt;
  std::array<char, 64> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), *value);
  if (error != std::errc{}) return std::nullopt;
  const auto price = parse<Price>({text.data(), static_cast<std::size_t>(end - text.data())});
  return price ? std::optional{in_whole_units(*price, unit)} : std::nullopt;
}

template <class Amount>
std::optional<Amount> amount_of(std::optional<std::int64_t> count) {
  if (!count || *count < 0 || *count > Amount::max().raw() / Amount::kScale) return std::nullopt;
  return Amount::whole(*count);
}

std::optional<Timestamp> time_of(std::int64_t ms) {
  constexpr std::int64_t kMsMax = 9'000'000'000'000;
  if (ms <= 0 || ms > kMsMax) return std::nullopt;
  return Timestamp{ms * 1'000'000};
}

vendor::StreamEvent event_of(const PricingData& data) {
  const bool is_unit_unsaid =
      data.currency.empty() && std::ranges::find(kUnsaidUnits, data.exchange) != kUnsaidUnits.end();
  if (is_unit_unsaid) {
    return StreamNotice{.kind = StreamNotice::Kind::Refused,
                        .symbols = {own_symbol(data.id)},
                        .refusal = vendor::refused(
                            vendor::Outcome::NoData,
                            "the stream does not say in which unit " + data.exchange + " quotes")};
  }
  const PriceUnit unit = price_unit(data.currency);
  return vendor::StreamQuote{.quote = {.symbol = own_symbol(data.id),
                                       .currency = unit.currency,
                                       .bid = price_of(data.bid, unit),
                                       .ask = price_of(data.ask, unit),
                                       .bid_size = amount_of<Quantity>(data.bid_size),
                                       .ask_size = amount_of<Quantity>(data.ask_size),
                                       .last = price_of(data.price, unit),
                                       .open = price_of(data.open, unit),
                                       .high = price_of(data.day_high, unit),
                                       .low = price_of(data.day_low, unit),
                                       .previous_close = price_of(data.previous_close, unit),
                                       .volume = amount_of<Volume>(data.day_volume),
                                       .event_at = time_of(data.time_ms),
                                       .delay = {}}};
}

}  // namespace

vendor::HttpRequest Dialect::handshake() const {
  return {.url = url_, .headers = {{"User-Agent", std::string{kUserAgent}}}, .body = {}};
}

std::vector<std::string> Dialect::subscribe(const std::vector<std::string>& symbols,
                                            vendor::Channels /*channels*/) const {
  return {list_of("subscribe", symbols)};
}

std::vector<std::string> Dialect::unsubscribe(const std::vector<std::string>& symbols,
                                              vendor::Channels /*channels*/) const {
  return {list_of("unsubscribe", symbols)};
}

std::size_t Dialect::symbols_max() const { return kStreamSymbolsMax; }

std::expected<void, vendor::Refusal> Dialect::read(std::string_view frame,
                                                   Timestamp /*received_at*/,
                                                   std::vector<vendor::StreamEvent>& events) {
  std::string message{frame};
  if (frame.starts_with('{')) {
    const auto document = formats::JsonDocument::parse(frame);
    if (!document) return std::unexpected{vendor::malformed("a frame " + document.error())};
    if (document->root()["type"].token() != "pricing") {
      events.emplace_back(StreamNotice{.kind = StreamNotice::Kind::Unknown});
      return {};
    }
    message = document->root()["message"].text();
  }
  const auto data = parse_pricing_data(message);
  if (!data) return std::unexpected{vendor::malformed("a frame " + data.error())};
  if (data->quote_type == kQuoteTypeHeartbeat) {
    events.emplace_back(StreamNotice{.kind = StreamNotice::Kind::Heartbeat});
    return {};
  }
  events.push_back(event_of(*data));
  return {};
}

}  // namespace tw::adapters::yahoo
