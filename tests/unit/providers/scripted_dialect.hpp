#pragma once

#include <charconv>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vendor/stream.hpp"

namespace tw::providers {

/// A stream of plain lines: "hello", "in", "sub A,B", "no CLASS [A,B]", "evicted", "beat",
/// "T SYMBOL UNIX_NS PRICE SIZE [ID]", "Q SYMBOL PRICE". What it says: "login", "+A,B", "-A,B",
/// "ping".
class ScriptedDialect final : public vendor::StreamDialect {
 public:
  struct Manners {
    std::string url = "ws://localhost/scripted";
    bool has_login = true;
    bool confirms_login = true;
    std::size_t symbols_max = 1'000;
    Duration heartbeat_every;
  };

  ScriptedDialect() = default;
  explicit ScriptedDialect(Manners manners) : manners_{std::move(manners)} {}

  vendor::HttpRequest handshake() const override {
    return {.method = "GET", .url = manners_.url, .headers = {}, .body = {}};
  }
  std::vector<std::string> login() const override {
    return manners_.has_login ? std::vector<std::string>{"login"} : std::vector<std::string>{};
  }
  bool confirms_login() const override { return manners_.confirms_login; }
  std::vector<std::string> subscribe(const std::vector<std::string>& symbols,
                                     vendor::Channels /*channels*/) const override {
    return {"+" + joined(symbols)};
  }
  std::vector<std::string> unsubscribe(const std::vector<std::string>& symbols,
                                       vendor::Channels /*channels*/) const override {
    return {"-" + joined(symbols)};
  }
  std::string heartbeat() const override { return "ping"; }
  Duration heartbeat_every() const override { return manners_.heartbeat_every; }
  std::size_t symbols_max() const override { return manners_.symbols_max; }

  std::expected<void, vendor::Refusal> read(std::string_view frame, Timestamp /*received_at*/,
                                            std::vector<vendor::StreamEvent>& events) override {
    while (!frame.empty()) {
      const std::string_view line = frame.substr(0, frame.find('\n'));
      frame.remove_prefix(std::min(frame.size(), line.size() + 1));
      if (!read_line(line, events)) return std::unexpected{vendor::malformed("no such line")};
    }
    return {};
  }

  static std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
    return text;
  }
  static std::vector<std::string> split(std::string_view text, char by) {
    std::vector<std::string> words;
    while (!text.empty()) {
      const std::string_view word = text.substr(0, text.find(by));
      text.remove_prefix(std::min(text.size(), word.size() + 1));
      words.emplace_back(word);
    }
    return words;
  }

 private:
  using Notice = vendor::StreamNotice;

  static bool read_line(std::string_view line, std::vector<vendor::StreamEvent>& events) {
    const std::vector<std::string> words = split(line, ' ');
    if (words.empty()) return false;
    const auto notice = [&](Notice::Kind kind, std::string_view symbols = {}) {
      Notice said{.kind = kind, .symbols = split(symbols, ','), .refusal = {}};
      if (kind == Notice::Kind::Refused) {
        said.refusal.outcome = vendor::parse_outcome(words[1]).value();
        said.refusal.what = "it said " + words[1];
      }
      events.emplace_back(std::move(said));
      return true;
    };
    const std::string& kind = words.front();
    if (kind == "hello") return notice(Notice::Kind::Connected);
    if (kind == "in") return notice(Notice::Kind::LoggedIn);
    if (kind == "beat") return notice(Notice::Kind::Heartbeat);
    if (kind == "evicted") return notice(Notice::Kind::Evicted);
    if (kind == "what") return notice(Notice::Kind::Unknown);
    if (kind == "sub" && words.size() > 1) return notice(Notice::Kind::Subscribed, words[1]);
    if (kind == "no" && words.size() > 1) {
      return notice(Notice::Kind::Refused, words.size() > 2 ? words[2] : std::string{});
    }
    if (kind == "T" && words.size() > 4) {
      events.emplace_back(vendor::StreamTrade{.symbol = words[1],
                                              .event_at = {number(words[2])},
                                              .price = Price::whole(number(words[3])),
                                              .size = Quantity::whole(number(words[4])),
                                              .id = words.size() > 5 ? words[5] : ""});
      return true;
    }
    if (kind == "Q" && words.size() > 2) {
      vendor::StreamQuote quote;
      quote.quote.symbol = words[1];
      quote.quote.last = Price::whole(number(words[2]));
      events.emplace_back(quote);
      return true;
    }
    return false;
  }

  static std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }

  Manners manners_;
};

}  // namespace tw::providers
