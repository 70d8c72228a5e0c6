#include "adapters/finnhub/stream.hpp"

#include <optional>

#include "adapters/finnhub/wire.hpp"
#include "core/json_text.hpp"
#include "formats/json_fields.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::finnhub {
namespace {

using formats::JsonFields;
using formats::JsonNode;
using formats::UnixUnit;
using vendor::Outcome;
using vendor::StreamEvent;
using vendor::StreamNotice;
using Kind = StreamNotice::Kind;

std::vector<std::string> messages(std::string_view type, const std::vector<std::string>& symbols) {
  std::vector<std::string> texts;
  texts.reserve(symbols.size());
  for (const std::string& symbol : symbols) {
    std::string text = R"({"type":)";
    append_json_text(text, type);
    text += R"(,"symbol":)";
    append_json_text(text, symbol);
    text += '}';
    texts.push_back(std::move(text));
  }
  return texts;
}

/// Currencies trade without a size: such a price is a quote and no trade.
StreamEvent trade_of(JsonFields& fields, JsonNode node) {
  vendor::StreamTrade trade;
  trade.symbol = fields.need(fields.text(node["s"]), "s");
  trade.event_at = fields.need(fields.unix_time(node["t"], UnixUnit::Milliseconds), "t");
  trade.price = fields.need(fields.price(node["p"]), "p");
  trade.size = fields.quantity(node["v"]).value_or(Quantity{});
  if (trade.price.raw() <= 0) fields.fault("a price that is not above 0");
  if (trade.size.raw() > 0) return trade;
  vendor::StreamQuote event;
  event.quote.symbol = trade.symbol;
  event.quote.last = trade.price;
  event.quote.event_at = trade.event_at;
  return event;
}

/// An error names no symbol, so that of one symbol cannot be told to it: it is passed on as a
/// notice, and only those of the key end the stream.
StreamNotice error_of(std::string words) {
  const bool is_key = words.find("API") != std::string::npos ||
                      words.find("token") != std::string::npos ||
                      words.find("access") != std::string::npos;
  if (is_key) {
    return {.kind = Kind::Refused,
            .symbols = {},
            .refusal = vendor::refused(Outcome::Auth, std::move(words))};
  }
  return {.kind = Kind::Unknown,
          .symbols = {},
          .refusal = vendor::refused(Outcome::SymbolNotFound, std::move(words))};
}

}  // namespace

Stream::Stream(const vendor::VendorSettings& settings)
    : url_{settings.stream_url.empty() ? std::string{kStreamUrl} : settings.stream_url},
      key_{settings.key} {}

vendor::HttpRequest Stream::handshake() const {
  return {.method = "GET",
          .url = url_ + "?token=" + vendor::percent_encoded(key_.reveal()),
          .headers = {},
          .body = ""};
}

std::vector<std::string> Stream::subscribe(const std::vector<std::string>& symbols,
                                           vendor::Channels) const {
  return messages("subscribe", symbols);
}

std::vector<std::string> Stream::unsubscribe(const std::vector<std::string>& symbols,
                                             vendor::Channels) const {
  return messages("unsubscribe", symbols);
}

std::size_t Stream::symbols_max() const { return kStreamSymbolsMax; }

std::expected<void, vendor::Refusal> Stream::read(std::string_view frame, Timestamp,
                                                  std::vector<StreamEvent>& events) {
  const auto document = formats::JsonDocument::parse(frame);
  if (!document) return std::unexpected{vendor::malformed(document.error())};
  const JsonNode root = document->root();
  if (!root.is(JsonNode::Kind::Object)) {
    return std::unexpected{vendor::malformed("a frame that is no event")};
  }
  const std::string_view type = root["type"].token();
  if (type == "ping") {
    events.push_back(StreamNotice{.kind = Kind::Heartbeat, .symbols = {}, .refusal = {}});
  } else if (type == "error") {
    events.push_back(error_of(vendor::one_line(root["msg"].text(), key_.reveal())));
  } else if (type != "trade") {
    events.push_back(StreamNotice{.kind = Kind::Unknown, .symbols = {}, .refusal = {}});
  } else {
    for (const JsonNode node : root["data"]) {
      JsonFields fields;
      StreamEvent event = trade_of(fields, node);
      if (!fields.is_sound()) return std::unexpected{vendor::malformed(fields.what())};
      events.push_back(std::move(event));
    }
  }
  return {};
}

}  // namespace tw::adapters::finnhub
