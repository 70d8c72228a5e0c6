#include "adapters/polygon/stream.hpp"

#include <optional>

#include "adapters/polygon/wire.hpp"
#include "core/json_text.hpp"
#include "formats/json_fields.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::polygon {
namespace {

using formats::JsonFields;
using formats::JsonNode;
using formats::UnixUnit;
using vendor::Outcome;
using vendor::StreamEvent;
using vendor::StreamNotice;

std::string message(std::string_view action, std::string_view params) {
  std::string text = R"({"action":)";
  append_json_text(text, action);
  text += R"(,"params":)";
  append_json_text(text, params);
  text += '}';
  return text;
}

std::vector<std::string> topic_messages(std::string_view action,
                                        const std::vector<std::string>& symbols,
                                        vendor::Channels channels) {
  std::vector<std::string> messages;
  std::string topics;
  int count = 0;
  const auto flush = [&] {
    if (count > 0) messages.push_back(message(action, topics));
    topics.clear();
    count = 0;
  };
  const auto add = [&](bool is_wanted, std::string_view channel, const std::string& symbol) {
    if (!is_wanted) return;
    if (count == kTopicsPerMessage) flush();
    if (count > 0) topics += ',';
    topics += channel;
    topics += symbol;
    ++count;
  };
  for (const std::string& symbol : symbols) {
    add(channels.trades, "T.", symbol);
    add(channels.quotes, "Q.", symbol);
    add(channels.bars, "AM.", symbol);
  }
  flush();
  return messages;
}

/// Returns the symbol of "subscribed to: AM.AAPL"; empty for other texts.
std::string topic_symbol(std::string_view text) {
  const std::size_t colon = text.find(": ");
  if (colon == std::string_view::npos) return {};
  const std::string_view topic = text.substr(colon + 2);
  const std::size_t dot = topic.find('.');
  return dot == std::string_view::npos ? std::string{} : std::string{topic.substr(dot + 1)};
}

StreamNotice notice_of(JsonNode node, std::string_view key) {
  using Kind = StreamNotice::Kind;
  const std::string status = node["status"].text();
  const std::string words = vendor::one_line(node["message"].text(), key);
  StreamNotice notice{.kind = Kind::Unknown, .symbols = {}, .refusal = {}};
  const auto refuse = [&](Outcome outcome) {
    notice.kind = Kind::Refused;
    notice.refusal = vendor::refused(outcome, words.empty() ? status : words);
  };
  if (status == "connected") notice.kind = Kind::Connected;
  if (status == "auth_success") notice.kind = Kind::LoggedIn;
  if (status == "auth_failed") refuse(Outcome::Auth);
  if (status == "auth_timeout") refuse(Outcome::Transient);
  if (status == "error") refuse(Outcome::Entitlement);
  if (status == "max_connections") {
    notice.kind = Kind::Evicted;
    notice.refusal = vendor::refused(Outcome::Transient, words);
  }
  if (status == "success" && words.starts_with("subscribed to")) notice.kind = Kind::Subscribed;
  if (status == "success" && words.starts_with("unsubscribed")) notice.kind = Kind::Unsubscribed;
  const bool names_topic = status == "success" || status == "error";
  if (std::string symbol = names_topic ? topic_symbol(words) : std::string{}; !symbol.empty()) {
    notice.symbols.push_back(std::move(symbol));
  }
  return notice;
}

vendor::StreamTrade trade_of(JsonFields& fields, JsonNode node) {
  vendor::StreamTrade trade;
  trade.symbol = fields.need(fields.text(node["sym"]), "sym");
  trade.event_at = fields.need(fields.unix_time(node["t"], UnixUnit::Milliseconds), "t");
  trade.price = fields.need(fields.positive_price(node["p"]), "p");
  // `ds` holds the exact fraction of a share where `s` is cut.
  const auto exact = fields.quantity(node["ds"]);
  trade.size = exact ? *exact : fields.need(fields.quantity(node["s"]), "s");
  // Ids count by exchange.
  if (auto id = fields.text(node["i"])) {
    trade.id = std::string{node["x"].token()} + ":" + std::move(*id);
  }
  return trade;
}

/// Sizes are left out: lots by the specification, shares on newer feeds.
vendor::StreamQuote quote_of(JsonFields& fields, JsonNode node) {
  vendor::StreamQuote event;
  event.quote.symbol = fields.need(fields.text(node["sym"]), "sym");
  event.quote.bid = fields.positive_price(node["bp"]);
  event.quote.ask = fields.positive_price(node["ap"]);
  event.quote.event_at = fields.need(fields.unix_time(node["t"], UnixUnit::Milliseconds), "t");
  return event;
}

vendor::StreamBar bar_of(JsonFields& fields, JsonNode node, Timeframe timeframe) {
  vendor::StreamBar bar;
  bar.symbol = fields.need(fields.text(node["sym"]), "sym");
  bar.timeframe = timeframe;
  bar.row.label = fields.need(fields.unix_time(node["s"], UnixUnit::Milliseconds), "s");
  bar.row.open = fields.need(fields.positive_price(node["o"]), "o");
  bar.row.high = fields.need(fields.positive_price(node["h"]), "h");
  bar.row.low = fields.need(fields.positive_price(node["l"]), "l");
  bar.row.close = fields.need(fields.positive_price(node["c"]), "c");
  bar.row.volume = fields.volume(node["v"]).value_or(Volume{});
  return bar;
}

StreamEvent event_of(JsonFields& fields, JsonNode node, std::string_view key) {
  const std::string_view kind = node["ev"].token();
  if (kind == "T") return trade_of(fields, node);
  if (kind == "Q") return quote_of(fields, node);
  if (kind == "AM") return bar_of(fields, node, {Timeframe::Unit::Minute, 1});
  if (kind == "A") return bar_of(fields, node, {Timeframe::Unit::Second, 1});
  if (kind == "status") return notice_of(node, key);
  return StreamNotice{.kind = StreamNotice::Kind::Unknown, .symbols = {}, .refusal = {}};
}

}  // namespace

Stream::Stream(const vendor::VendorSettings& settings)
    : url_{settings.stream_url.empty() ? std::string{kStreamUrl} : settings.stream_url},
      key_{settings.key} {}

vendor::HttpRequest Stream::handshake() const {
  return {.method = "GET", .url = url_, .headers = {}, .body = ""};
}

std::vector<std::string> Stream::login() const { return {message("auth", key_.reveal())}; }

std::vector<std::string> Stream::subscribe(const std::vector<std::string>& symbols,
                                           vendor::Channels channels) const {
  return topic_messages("subscribe", symbols, channels);
}

std::vector<std::string> Stream::unsubscribe(const std::vector<std::string>& symbols,
                                             vendor::Channels channels) const {
  return topic_messages("unsubscribe", symbols, channels);
}

std::size_t Stream::symbols_max() const { return kStreamSymbolsMax; }

std::expected<void, vendor::Refusal> Stream::read(std::string_view frame, Timestamp,
                                                  std::vector<StreamEvent>& events) {
  const auto document = formats::JsonDocument::parse(frame);
  if (!document) return std::unexpected{vendor::malformed(document.error())};
  const JsonNode root = document->root();
  if (!root.is(JsonNode::Kind::Array)) {
    return std::unexpected{vendor::malformed("a frame that is no array of events")};
  }
  for (const JsonNode node : root) {
    JsonFields fields;
    StreamEvent event = event_of(fields, node, key_.reveal());
    if (!fields.is_sound()) return std::unexpected{vendor::malformed(fields.what())};
    events.push_back(std::move(event));
  }
  return {};
}

}  // namespace tw::adapters::polygon
