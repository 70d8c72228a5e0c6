// The streams whose frames are objects: Twelve Data's, Finnhub's, Tiingo's and Yahoo's.
#include <algorithm>
#include <array>
#include <bit>

#include "core/decimal.hpp"
#include "vendor_sim/question.hpp"
#include "vendor_sim/stream_voice.hpp"

namespace tw::vendor_sim {
namespace {

using formats::JsonValue;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

class TwelveDataVoice final : public StreamVoice {
 public:
  using StreamVoice::StreamVoice;

  std::vector<std::string> hear(const JsonValue& message) override {
    const std::string action = text_in(message, "action");
    if (action == "heartbeat") return {R"({"event":"heartbeat","status":"ok"})"};
    if (action == "reset") subscriptions_ = {};
    const JsonValue* const params = message.find("params");
    std::string found;
    std::string missing;
    for (const std::string& symbol :
         params == nullptr ? std::vector<std::string>{} : texts_in(*params, "symbols")) {
      const Listing* const listing = catalog_.find(symbol);
      std::string& list = listing == nullptr ? missing : found;
      list += (list.empty() ? R"({"symbol":")" : R"(,{"symbol":")") + symbol + "\"}";
      if (listing == nullptr) continue;
      if (action == "subscribe") subscriptions_.trades.insert(listing->symbol);
      if (action == "unsubscribe") subscriptions_.trades.erase(listing->symbol);
    }
    return {R"({"event":")" + action + R"(-status","status":")" +
            (found.empty() && !missing.empty() ? "error" : "ok") + R"(","success":[)" + found +
            R"(],"fails":[)" + missing + "]}"};
  }

  std::vector<std::string> frames(std::span<const Tick> ticks) const override {
    std::vector<std::string> frames;
    frames.reserve(ticks.size());
    for (const Tick& tick : ticks) {
      frames.push_back(R"({"event":"price","symbol":")" + std::string{tick.symbol} +
                       R"(","currency":"USD","exchange":"NASDAQ","mic_code":"XNAS",)"
                       R"("type":"Common Stock","timestamp":)" +
                       std::to_string(seconds(tick.at)) + R"(,"price":)" + to_string(tick.price) +
                       "}");
    }
    return frames;
  }
};

class FinnhubVoice final : public StreamVoice {
 public:
  using StreamVoice::StreamVoice;

  std::vector<std::string> hear(const JsonValue& message) override {
    const Listing* const listing = catalog_.find(text_in(message, "symbol"));
    if (listing == nullptr) return {R"({"type":"error","msg":"Invalid symbol"})"};
    if (text_in(message, "type") == "unsubscribe") {
      subscriptions_.trades.erase(listing->symbol);
    } else {
      subscriptions_.trades.insert(listing->symbol);
    }
    return {};
  }

  std::vector<std::string> frames(std::span<const Tick> ticks) const override {
    std::vector<std::string> frames;
    frames.reserve(ticks.size() / kFrameTicksMax + 1);
    for (std::size_t first = 0; first < ticks.size(); first += kFrameTicksMax) {
      std::string frame = R"({"data":[)";
      const std::size_t count = std::min(kFrameTicksMax, ticks.size() - first);
      for (std::size_t i = first; i < first + count; ++i) {
        const Tick& tick = ticks[i];
        frame += i == first ? R"({"p":)" : R"(,{"p":)";
        frame += to_string(tick.price);
        frame += R"(,"s":")";
        frame += tick.symbol;
        frame += R"(","t":)";
        frame += std::to_string(milliseconds(tick.at));
        frame += R"(,"v":)";
        frame += std::to_string(tick.size);
        frame += R"(,"c":[]})";
      }
      frames.push_back(frame += R"(],"type":"trade"})");
    }
    return frames;
  }
};

class TiingoVoice final : public StreamVoice {
 public:
  using StreamVoice::StreamVoice;

  std::vector<std::string> hear(const JsonValue& message) override {
    if (text_in(message, "authorization").empty()) {
      return {R"({"messageType":"E","response":{"code":401,"message":"invalid token"}})"};
    }
    const JsonValue* const data = message.find("eventData");
    const bool ends = text_in(message, "eventName") == "unsubscribe";
    for (const std::string& ticker :
         data == nullptr ? std::vector<std::string>{} : texts_in(*data, "tickers")) {
      for (const auto& [name, listing] : catalog_.listings()) {
        if (ticker != "*" && ticker != lower(listing.symbol)) continue;
        if (ends) {
          subscriptions_.trades.erase(listing.symbol);
        } else {
          subscriptions_.trades.insert(listing.symbol);
        }
      }
    }
    return {R"({"messageType":"I","data":{"subscriptionId":1},)"
            R"("response":{"code":200,"message":"Success"}})"};
  }

  std::vector<std::string> frames(std::span<const Tick> ticks) const override {
    std::vector<std::string> frames;
    frames.reserve(ticks.size());
    for (const Tick& tick : ticks) {
      const std::string at = utc_text(tick.at);
      std::string frame = R"({"messageType":"A","service":"iex","data":["T",")";
      frame += at;
      frame += "\",";
      frame += std::to_string(tick.at.unix_ns);
      frame += ",\"";
      frame += lower(std::string{tick.symbol});
      frame += "\",null,null,null,null,null,";
      frame += to_string(tick.price);
      frame += ",";
      frame += std::to_string(tick.size);
      frame += ",0,0,\"";
      frame += at;
      frames.push_back(frame += "\",0,0]}");
    }
    return frames;
  }
};

/// Fields of Yahoo's PricingData in protocol buffers. Source: docs of the format, proto3.
class PricingData {
 public:
  void text(unsigned field, std::string_view value) {
    number(field << 3U | 2U);
    number(value.size());
    bytes_ += value;
  }
  void real(unsigned field, float value) {
    number(field << 3U | 5U);
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (unsigned i = 0; i < 4; ++i) bytes_ += static_cast<char>(bits >> (8U * i) & 0xffU);
  }
  /// Zigzag, as sint64 is written.
  void integer(unsigned field, std::int64_t value) {
    number(field << 3U);
    number(static_cast<std::uint64_t>(value) << 1U ^ static_cast<std::uint64_t>(value >> 63));
  }
  const std::string& bytes() const { return bytes_; }

 private:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) bytes_ += static_cast<char>(0x80U | (value & 0x7fU));
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve(bytes.size() / 3 * 4 + 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = i; j < i + 3; ++j) {
      group = group << 8U | (j < bytes.size() ? static_cast<unsigned char>(bytes[j]) : 0U);
    }
    for (unsigned digit = 0; digit < 4; ++digit) {
      const bool is_there = i + digit <= bytes.size();
      text += is_there ? kDigits[group >> (18U - 6U * digit) & 63U] : '=';
    }
  }
  return text;
}

class YahooVoice final : public StreamVoice {
 public:
  using StreamVoice::StreamVoice;

  std::vector<std::string> hear(const JsonValue& message) override {
    for (const std::string& symbol : texts_in(message, "subscribe")) {
      if (const Listing* listing = catalog_.find(symbol))
        subscriptions_.trades.insert(listing->symbol);
    }
    for (const std::string& symbol : texts_in(message, "unsubscribe")) {
      if (const Listing* listing = catalog_.find(symbol))
        subscriptions_.trades.erase(listing->symbol);
    }
    return {};
  }

  std::vector<std::string> frames(std::span<const Tick> ticks) const override {
    std::vector<std::string> frames;
    frames.reserve(ticks.size());
    for (const Tick& tick : ticks) {
      PricingData data;
      data.text(1, tick.symbol);
      data.real(2, static_cast<float>(tick.price.as_double()));
      data.integer(3, milliseconds(tick.at));
      data.text(4, "USD");
      data.text(5, "NMS");
      frames.push_back(R"({"type":"pricing","message":")" + base64(data.bytes()) + "\"}");
    }
    return frames;
  }
};

}  // namespace

std::string text_in(const JsonValue& object, std::string_view name) {
  const JsonValue* const value = object.find(name);
  return value != nullptr && value->is(JsonValue::Kind::Text) ? value->text : std::string{};
}

std::vector<std::string> texts_in(const JsonValue& object, std::string_view name) {
  const JsonValue* const value = object.find(name);
  if (value == nullptr) return {};
  if (value->is(JsonValue::Kind::Text)) return listed(value->text);
  std::vector<std::string> texts;
  if (!value->is(JsonValue::Kind::Array)) return texts;
  texts.reserve(value->items.size());
  for (const JsonValue& item : value->items) {
    if (item.is(JsonValue::Kind::Text)) texts.push_back(item.text);
  }
  return texts;
}

std::unique_ptr<StreamVoice> twelve_data_voice(const Catalog& catalog) {
  return std::make_unique<TwelveDataVoice>(catalog);
}

std::unique_ptr<StreamVoice> finnhub_voice(const Catalog& catalog) {
  return std::make_unique<FinnhubVoice>(catalog);
}

std::unique_ptr<StreamVoice> tiingo_voice(const Catalog& catalog) {
  return std::make_unique<TiingoVoice>(catalog);
}

std::unique_ptr<StreamVoice> yahoo_voice(const Catalog& catalog) {
  return std::make_unique<YahooVoice>(catalog);
}

}  // namespace tw::vendor_sim
