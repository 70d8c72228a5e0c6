#include "adapters/alpaca/stream.hpp"

#include <algorithm>
#include <optional>

#include "adapters/alpaca/rows.hpp"
#include "adapters/alpaca/wire.hpp"
#include "core/json_text.hpp"
#include "market/us_time.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::alpaca {
namespace {

using formats::JsonFields;
using formats::JsonNode;
using vendor::Outcome;
using vendor::StreamEvent;
using vendor::StreamNotice;
using Kind = StreamNotice::Kind;

void append_list(std::string& text, std::string_view name,
                 const std::vector<std::string>& symbols) {
  text += ',';
  append_json_text(text, name);
  text += ":[";
  bool is_first = true;
  for (const std::string& symbol : symbols) {
    if (!is_first) text += ',';
    is_first = false;
    append_json_text(text, symbol);
  }
  text += ']';
}

/// Bars that late trades changed come on a channel of their own.
std::string message(std::string_view action, const std::vector<std::string>& symbols,
                    vendor::Channels channels) {
  std::string text = R"({"action":)";
  append_json_text(text, action);
  if (channels.trades) append_list(text, "trades", symbols);
  if (channels.quotes) append_list(text, "quotes", symbols);
  if (channels.bars) append_list(text, "bars", symbols);
  if (channels.bars) append_list(text, "updatedBars", symbols);
  text += '}';
  return text;
}

StreamNotice notice(Kind kind) { return {.kind = kind, .symbols = {}, .refusal = {}}; }

StreamNotice subscription_of(JsonNode node) {
  StreamNotice subscribed = notice(Kind::Subscribed);
  for (const std::string_view list : {"trades", "quotes", "bars"}) {
    for (const JsonNode symbol : node[list]) subscribed.symbols.push_back(symbol.text());
  }
  std::ranges::sort(subscribed.symbols);
  const auto repeats = std::ranges::unique(subscribed.symbols);
  subscribed.symbols.erase(repeats.begin(), repeats.end());
  return subscribed;
}

Outcome outcome_of(std::int64_t code) {
  switch (code) {
    case 402:  // auth failed
      return Outcome::Auth;
    case 409:  // insufficient subscription
    case 410:  // invalid action for this feed
    case 411:  // insufficient scope
      return Outcome::Entitlement;
    case 400:  // invalid syntax
    case 401:  // not authenticated
    case 403:  // already authenticated
    case 405:  // symbol limit exceeded
      return Outcome::BadRequest;
    default:  // 404 auth timeout, 406 connection limit, 407 slow client, 500 internal error
      return Outcome::Transient;
  }
}

StreamNotice error_of(JsonFields& fields, JsonNode node, std::string_view key) {
  constexpr std::int64_t kConnectionLimit = 406;
  const std::int64_t code = fields.integer(node["code"]).value_or(0);
  StreamNotice refused = notice(code == kConnectionLimit ? Kind::Evicted : Kind::Refused);
  refused.refusal = vendor::refused(outcome_of(code), vendor::one_line(node["msg"].text(), key));
  return refused;
}

StreamEvent bar_of(JsonFields& fields, JsonNode node, Timeframe timeframe) {
  vendor::StreamBar bar;
  bar.symbol = fields.need(fields.text(node["S"]), "S");
  bar.timeframe = timeframe;
  const auto row = row_of(fields, node);
  if (!row) fields.fault("a bar without prices");
  if (row) bar.row = *row;
  if (!timeframe.is_intraday()) {
    bar.row.label = to_wall(WallClock::UsEastern, bar.row.label).date.midnight();
    bar.row.is_complete = false;  // The day's bar is sent each minute while it grows.
  }
  return bar;
}

StreamEvent event_of(JsonFields& fields, JsonNode node, std::string_view key) {
  const std::string_view type = node["T"].token();
  if (type == "t") return trade_of(fields, node, fields.need(fields.text(node["S"]), "S"));
  if (type == "q") {
    return vendor::StreamQuote{quote_of(fields, node, fields.need(fields.text(node["S"]), "S"))};
  }
  if (type == "b" || type == "u") return bar_of(fields, node, {Timeframe::Unit::Minute, 1});
  if (type == "d") return bar_of(fields, node, kDaily);
  if (type == "subscription") return subscription_of(node);
  if (type == "error") return error_of(fields, node, key);
  const std::string_view words = node["msg"].token();
  if (type == "success" && words == "connected") return notice(Kind::Connected);
  if (type == "success" && words == "authenticated") return notice(Kind::LoggedIn);
  return notice(Kind::Unknown);
}

}  // namespace

Stream::Stream(const vendor::VendorSettings& settings)
    : url_{settings.stream_url.empty() ? std::string{kStreamUrl} : settings.stream_url},
      key_{settings.key},
      key_secret_{settings.key_secret} {}

vendor::HttpRequest Stream::handshake() const {
  return {.method = "GET", .url = url_, .headers = {}, .body = ""};
}

std::vector<std::string> Stream::login() const {
  std::string text = R"({"action":"auth","key":)";
  append_json_text(text, key_.reveal());
  text += R"(,"secret":)";
  append_json_text(text, key_secret_.reveal());
  text += '}';
  return {std::move(text)};
}

std::vector<std::string> Stream::subscribe(const std::vector<std::string>& symbols,
                                           vendor::Channels channels) const {
  return {message("subscribe", symbols, channels)};
}

std::vector<std::string> Stream::unsubscribe(const std::vector<std::string>& symbols,
                                             vendor::Channels channels) const {
  return {message("unsubscribe", symbols, channels)};
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

}  // namespace tw::adapters::alpaca
