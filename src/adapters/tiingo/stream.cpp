#include "adapters/tiingo/stream.hpp"

#include <array>

#include "adapters/tiingo/encode.hpp"
#include "adapters/tiingo/wire.hpp"
#include "core/json_text.hpp"
#include "formats/json_fields.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::tiingo {
namespace {

using formats::JsonFields;
using formats::JsonNode;
using formats::UnixUnit;
using vendor::StreamEvent;
using vendor::StreamNotice;
using Kind = StreamNotice::Kind;

/// The cells that we read, by position.
constexpr std::size_t kType = 0;
constexpr std::size_t kNanoseconds = 2;
constexpr std::size_t kTicker = 3;
constexpr std::size_t kBidSize = 4;
constexpr std::size_t kBid = 5;
constexpr std::size_t kAsk = 7;
constexpr std::size_t kAskSize = 8;
constexpr std::size_t kLast = 9;
constexpr std::size_t kLastSize = 10;
constexpr std::size_t kCells = 11;
constexpr std::size_t kShortCells = 3;  // Time, ticker, price.

constexpr std::string_view kSubscribe = "subscribe";
constexpr std::string_view kUnsubscribe = "unsubscribe";

using Cells = std::array<JsonNode, kCells>;

StreamNotice notice(Kind kind) { return {.kind = kind, .symbols = {}, .refusal = {}}; }

vendor::StreamTrade trade_of(JsonFields& fields, const Cells& cells) {
  vendor::StreamTrade trade;
  trade.symbol = symbol_of(fields.need(fields.text(cells[kTicker]), "ticker"));
  trade.event_at =
      fields.need(fields.unix_time(cells[kNanoseconds], UnixUnit::Nanoseconds), "nanoseconds");
  trade.price = fields.need(fields.positive_price(cells[kLast]), "last");
  trade.size = fields.quantity(cells[kLastSize]).value_or(Quantity{});
  return trade;
}

vendor::StreamQuote quote_of(JsonFields& fields, const Cells& cells) {
  vendor::StreamQuote event;
  event.quote.symbol = symbol_of(fields.need(fields.text(cells[kTicker]), "ticker"));
  event.quote.event_at =
      fields.need(fields.unix_time(cells[kNanoseconds], UnixUnit::Nanoseconds), "nanoseconds");
  event.quote.bid = fields.positive_price(cells[kBid]);
  event.quote.ask = fields.positive_price(cells[kAsk]);
  if (event.quote.bid) event.quote.bid_size = fields.quantity(cells[kBidSize]);
  if (event.quote.ask) event.quote.ask_size = fields.quantity(cells[kAskSize]);
  return event;
}

/// A price without a size is a last price and no trade.
vendor::StreamQuote short_of(JsonFields& fields, const Cells& cells) {
  vendor::StreamQuote event;
  event.quote.event_at = fields.need(fields.moment(cells[0]), "time");
  event.quote.symbol = symbol_of(fields.need(fields.text(cells[1]), "ticker"));
  event.quote.last = fields.need(fields.positive_price(cells[2]), "price");
  return event;
}

StreamEvent event_of(JsonFields& fields, JsonNode data) {
  Cells cells;
  std::size_t count = 0;
  for (const JsonNode cell : data) {
    if (count < cells.size()) cells[count] = cell;
    ++count;
  }
  if (count == kShortCells) return short_of(fields, cells);
  if (count < kCells) {
    fields.fault("an event of " + std::to_string(count) + " cells");
    return notice(Kind::Unknown);
  }
  const std::string_view type = cells[kType].token();
  if (type == "T") return trade_of(fields, cells);
  if (type == "Q") return quote_of(fields, cells);
  return notice(Kind::Unknown);  // A break of trading.
}

StreamNotice error_of(JsonNode response, std::string_view key) {
  JsonFields fields;
  const std::int64_t code = fields.integer(response["code"]).value_or(0);
  const std::string words = vendor::one_line(response["message"].text(), key);
  vendor::HttpResponse as_status;
  as_status.status = code >= 400 && code < 600 ? static_cast<int>(code) : 500;
  StreamNotice refused = notice(Kind::Refused);
  refused.refusal = *vendor::http_refusal(as_status, words);
  return refused;
}

}  // namespace

Stream::Stream(const vendor::VendorSettings& settings)
    : url_{settings.stream_url.empty() ? std::string{kStreamUrl} : settings.stream_url},
      key_{settings.key} {}

vendor::HttpRequest Stream::handshake() const {
  return {.method = "GET", .url = url_, .headers = {}, .body = ""};
}

std::string Stream::message(std::string_view event, const std::vector<std::string>& symbols) const {
  std::string text = R"({"eventName":)";
  append_json_text(text, event);
  text += R"(,"authorization":)";
  append_json_text(text, key_.reveal());
  text += R"(,"eventData":{)";
  // A new connection knows none of the old one's numbers: only leaving names the subscription.
  if (event == kUnsubscribe) {
    text += R"("subscriptionId":)" + std::to_string(subscription_id_.value_or(0));
  } else {
    text += R"("thresholdLevel":)" + std::to_string(kThresholdLevel);
  }
  text += R"(,"tickers":[)";
  bool is_first = true;
  for (const std::string& symbol : symbols) {
    if (!is_first) text += ',';
    is_first = false;
    append_json_text(text, ticker_of(symbol));
  }
  text += "]}}";
  return text;
}

std::vector<std::string> Stream::subscribe(const std::vector<std::string>& symbols,
                                           vendor::Channels) const {
  return {message(kSubscribe, symbols)};
}

std::vector<std::string> Stream::unsubscribe(const std::vector<std::string>& symbols,
                                             vendor::Channels) const {
  if (!subscription_id_) return {};
  return {message(kUnsubscribe, symbols)};
}

std::size_t Stream::symbols_max() const { return kStreamSymbolsMax; }

std::expected<void, vendor::Refusal> Stream::read(std::string_view frame, Timestamp,
                                                  std::vector<StreamEvent>& events) {
  const auto document = formats::JsonDocument::parse(frame);
  if (!document) return std::unexpected{vendor::malformed(document.error())};
  const JsonNode root = document->root();
  if (!root.is(JsonNode::Kind::Object)) {
    return std::unexpected{vendor::malformed("a frame that is no message")};
  }
  const std::string_view type = root["messageType"].token();
  JsonFields fields;
  if (type == "A" || type == "U") {
    StreamEvent event = event_of(fields, root["data"]);
    if (!fields.is_sound()) return std::unexpected{vendor::malformed(fields.what())};
    events.push_back(std::move(event));
  } else if (type == "I") {
    StreamNotice subscribed = notice(Kind::Subscribed);
    for (const JsonNode ticker : root["data"]["tickers"]) {
      subscribed.symbols.push_back(symbol_of(ticker.text()));
    }
    if (const auto id = fields.integer(root["data"]["subscriptionId"])) subscription_id_ = id;
    events.push_back(std::move(subscribed));
  } else if (type == "E") {
    events.push_back(error_of(root["response"], key_.reveal()));
  } else {
    events.push_back(notice(type == "H" ? Kind::Heartbeat : Kind::Unknown));
  }
  return {};
}

}  // namespace tw::adapters::tiingo
