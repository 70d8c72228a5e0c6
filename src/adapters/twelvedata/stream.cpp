#include "adapters/twelvedata/stream.hpp"

#include <optional>

#include "adapters/twelvedata/wire.hpp"
#include "core/json_text.hpp"
#include "formats/json_fields.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::twelvedata {
namespace {

using formats::JsonFields;
using formats::JsonNode;
using formats::UnixUnit;
using vendor::Outcome;
using vendor::StreamEvent;
using vendor::StreamNotice;
using Kind = StreamNotice::Kind;

std::string message(std::string_view action, const std::vector<std::string>& symbols) {
  std::string list;
  for (const std::string& symbol : symbols) {
    if (!list.empty()) list += ',';
    list += symbol;
  }
  std::string text = R"({"action":)";
  append_json_text(text, action);
  text += R"(,"params":{"symbols":)";
  append_json_text(text, list);
  text += "}}";
  return text;
}

vendor::StreamQuote price_of(JsonFields& fields, JsonNode node) {
  vendor::StreamQuote event;
  event.quote.symbol = fields.need(fields.text(node["symbol"]), "symbol");
  const std::string currency = node["currency"].text();
  if (currency.size() == 3) event.quote.currency = Currency{currency};
  event.quote.last = fields.need(fields.positive_price(node["price"]), "price");
  event.quote.bid = fields.positive_price(node["bid"]);
  event.quote.ask = fields.positive_price(node["ask"]);
  event.quote.volume = fields.volume(node["day_volume"]);
  event.quote.event_at =
      fields.need(fields.unix_time(node["timestamp"], UnixUnit::Seconds), "timestamp");
  return event;
}

std::vector<std::string> symbols_of(JsonNode list) {
  std::vector<std::string> symbols;
  symbols.reserve(list.size());
  for (const JsonNode each : list) symbols.push_back(each["symbol"].text());
  return symbols;
}

/// A status of "ok" may carry fails all the same: both lists are looked at.
void add_statuses(JsonNode node, Kind good, std::vector<StreamEvent>& events) {
  if (auto symbols = symbols_of(node["success"]); !symbols.empty()) {
    events.push_back(StreamNotice{.kind = good, .symbols = std::move(symbols), .refusal = {}});
  }
  if (auto symbols = symbols_of(node["fails"]); !symbols.empty()) {
    events.push_back(StreamNotice{
        .kind = Kind::Refused,
        .symbols = std::move(symbols),
        .refusal = vendor::refused(Outcome::SymbolNotFound, "not known, or not in the plan")});
  }
}

StreamNotice notice(Kind kind) { return {.kind = kind, .symbols = {}, .refusal = {}}; }

}  // namespace

Stream::Stream(const vendor::VendorSettings& settings)
    : url_{settings.stream_url.empty() ? std::string{kStreamUrl} : settings.stream_url},
      key_{settings.key} {}

vendor::HttpRequest Stream::handshake() const {
  return {.method = "GET",
          .url = url_ + "?apikey=" + vendor::percent_encoded(key_.reveal()),
          .headers = {},
          .body = ""};
}

std::vector<std::string> Stream::subscribe(const std::vector<std::string>& symbols,
                                           vendor::Channels) const {
  if (symbols.empty()) return {};
  return {message("subscribe", symbols)};
}

std::vector<std::string> Stream::unsubscribe(const std::vector<std::string>& symbols,
                                             vendor::Channels) const {
  if (symbols.empty()) return {};
  return {message("unsubscribe", symbols)};
}

std::string Stream::heartbeat() const { return R"({"action":"heartbeat"})"; }
Duration Stream::heartbeat_every() const { return kHeartbeatEvery; }
std::size_t Stream::symbols_max() const { return kStreamSymbolsMax; }

std::expected<void, vendor::Refusal> Stream::read(std::string_view frame, Timestamp,
                                                  std::vector<StreamEvent>& events) {
  const auto document = formats::JsonDocument::parse(frame);
  if (!document) return std::unexpected{vendor::malformed(document.error())};
  const JsonNode root = document->root();
  if (!root.is(JsonNode::Kind::Object)) {
    return std::unexpected{vendor::malformed("a frame that is no event")};
  }
  const std::string_view event = root["event"].token();
  if (event == "price") {
    JsonFields fields;
    auto price = price_of(fields, root);
    if (!fields.is_sound()) return std::unexpected{vendor::malformed(fields.what())};
    events.push_back(std::move(price));
  } else if (event == "subscribe-status") {
    add_statuses(root, Kind::Subscribed, events);
  } else if (event == "unsubscribe-status") {
    add_statuses(root, Kind::Unsubscribed, events);
  } else if (event == "heartbeat") {
    events.push_back(notice(Kind::Heartbeat));
  } else {
    events.push_back(notice(Kind::Unknown));
  }
  return {};
}

}  // namespace tw::adapters::twelvedata
