// The streams whose frames are arrays: Polygon's and Alpaca's.
#include <algorithm>

#include "core/decimal.hpp"
#include "vendor_sim/question.hpp"
#include "vendor_sim/stream_voice.hpp"

namespace tw::vendor_sim {
namespace {

using formats::JsonValue;

/// Frames of at most `kFrameTicksMax` elements each, which `append` writes.
template <class Append>
std::vector<std::string> arrays(std::span<const Tick> ticks, const Append& append) {
  std::vector<std::string> frames;
  frames.reserve(ticks.size() / kFrameTicksMax + 1);
  for (std::size_t first = 0; first < ticks.size(); first += kFrameTicksMax) {
    std::string frame = "[";
    const std::size_t count = std::min(kFrameTicksMax, ticks.size() - first);
    for (const Tick& tick : ticks.subspan(first, count)) {
      if (frame.size() > 1) frame += ',';
      append(frame, tick);
    }
    frames.push_back(frame += ']');
  }
  return frames;
}

std::string status(std::string_view word, std::string_view message) {
  std::string text = R"([{"ev":"status","status":")";
  text += word;
  text += R"(","message":")";
  text += message;
  return text += "\"}]";
}

class PolygonVoice final : public StreamVoice {
 public:
  using StreamVoice::StreamVoice;

  std::vector<std::string> greeting() const override {
    return {status("connected", "Connected Successfully")};
  }

  std::vector<std::string> hear(const JsonValue& message) override {
    const std::string action = text_in(message, "action");
    const std::vector<std::string> params = texts_in(message, "params");
    if (action == "auth") {
      has_key_ = !params.empty();
      return {has_key_ ? status("auth_success", "authenticated")
                       : status("auth_failed", "authentication failed")};
    }
    if (!has_key_) return {status("auth_required", "not authorized")};
    std::vector<std::string> answers;
    answers.reserve(params.size());
    for (const std::string& topic : params) answers.push_back(turned(action, topic));
    return answers;
  }

  std::vector<std::string> frames(std::span<const Tick> ticks) const override {
    return arrays(ticks, [](std::string& frame, const Tick& tick) {
      frame += tick.is_quote ? R"({"ev":"Q","sym":")" : R"({"ev":"T","sym":")";
      frame += tick.symbol;
      if (tick.is_quote) {
        frame += R"(","bx":4,"bp":)" + to_string(tick.bid) + R"(,"bs":1,"ax":7,"ap":)" +
                 to_string(tick.ask) + R"(,"as":1)";
      } else {
        frame += R"(","x":4,"i":")" + std::to_string(tick.number) + R"(","p":)" +
                 to_string(tick.price) + R"(,"s":)" + std::to_string(tick.size);
      }
      frame += R"(,"t":)" + std::to_string(milliseconds(tick.at)) + R"(,"q":)" +
               std::to_string(tick.number) + R"(,"z":3})";
    });
  }

 private:
  /// Subscribes to "T.AAPL" or "Q.*", or ends that; bars are confirmed and never come.
  std::string turned(const std::string& action, const std::string& topic) {
    const std::size_t dot = std::min(topic.find('.'), topic.size());
    const std::string symbol = topic.substr(std::min(dot + 1, topic.size()));
    auto& wanted = topic.starts_with("Q.") ? subscriptions_.quotes : subscriptions_.trades;
    const bool is_tick = topic.starts_with("Q.") || topic.starts_with("T.");
    const bool begins = action == "subscribe";
    for (const auto& [name, listing] : catalog_.listings()) {
      if (!is_tick || (symbol != "*" && symbol != listing.symbol)) continue;
      if (begins) {
        wanted.insert(listing.symbol);
      } else {
        wanted.erase(listing.symbol);
      }
    }
    return status("success", (begins ? "subscribed to: " : "unsubscribed to: ") + topic);
  }

  bool has_key_ = false;
};

class AlpacaVoice final : public StreamVoice {
 public:
  using StreamVoice::StreamVoice;

  std::vector<std::string> greeting() const override {
    return {R"([{"T":"success","msg":"connected"}])"};
  }

  std::vector<std::string> hear(const JsonValue& message) override {
    const std::string action = text_in(message, "action");
    if (action == "auth") {
      has_key_ = !text_in(message, "key").empty() && !text_in(message, "secret").empty();
      return {has_key_ ? R"([{"T":"success","msg":"authenticated"}])"
                       : R"([{"T":"error","code":402,"msg":"auth failed"}])"};
    }
    if (!has_key_) return {R"([{"T":"error","code":401,"msg":"not authenticated"}])"};
    if (action != "subscribe" && action != "unsubscribe") {
      return {R"([{"T":"error","code":400,"msg":"invalid syntax"}])"};
    }
    turn(texts_in(message, "trades"), action == "subscribe", subscriptions_.trades);
    turn(texts_in(message, "quotes"), action == "subscribe", subscriptions_.quotes);
    return {R"([{"T":"subscription","trades":[)" + list(subscriptions_.trades) + R"(],"quotes":[)" +
            list(subscriptions_.quotes) + R"(],"bars":[]}])"};
  }

  std::vector<std::string> frames(std::span<const Tick> ticks) const override {
    return arrays(ticks, [](std::string& frame, const Tick& tick) {
      frame += tick.is_quote ? R"({"T":"q","S":")" : R"({"T":"t","S":")";
      frame += tick.symbol;
      if (tick.is_quote) {
        frame += R"(","bx":"V","bp":)" + to_string(tick.bid) + R"(,"bs":1,"ax":"V","ap":)" +
                 to_string(tick.ask) + R"(,"as":1)";
      } else {
        frame += R"(","i":)" + std::to_string(tick.number) + R"(,"x":"V","p":)" +
                 to_string(tick.price) + R"(,"s":)" + std::to_string(tick.size);
      }
      frame += R"(,"c":["@"],"z":"C","t":")" + utc_text(tick.at) + "\"}";
    });
  }

 private:
  void turn(const std::vector<std::string>& symbols, bool begins,
            std::set<std::string, std::less<>>& wanted) const {
    for (const auto& [name, listing] : catalog_.listings()) {
      const bool is_named = std::ranges::find(symbols, "*") != symbols.end() ||
                            std::ranges::find(symbols, listing.symbol) != symbols.end();
      if (is_named && begins) wanted.insert(listing.symbol);
      if (is_named && !begins) wanted.erase(listing.symbol);
    }
  }

  static std::string list(const std::set<std::string, std::less<>>& symbols) {
    std::string text;
    for (const std::string& symbol : symbols) {
      text += text.empty() ? "\"" : ",\"";
      text += symbol;
      text += '"';
    }
    return text;
  }

  bool has_key_ = false;
};

}  // namespace

std::unique_ptr<StreamVoice> polygon_voice(const Catalog& catalog) {
  return std::make_unique<PolygonVoice>(catalog);
}

std::unique_ptr<StreamVoice> alpaca_voice(const Catalog& catalog) {
  return std::make_unique<AlpacaVoice>(catalog);
}

}  // namespace tw::vendor_sim
