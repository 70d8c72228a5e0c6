#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "vendor/answers.hpp"
#include "vendor/http_message.hpp"
#include "vendor/outcome.hpp"

namespace tw::vendor {

/// A trade that a stream carried.
struct StreamTrade {
  std::string symbol;  ///< In our spelling.
  Timestamp event_at;
  Price price;
  Quantity size;
  std::string id;  ///< The vendor's; empty when it gives none. Repeats are told by it.
};

/// A bid and an offer, or a last price, that a stream carried.
struct StreamQuote {
  SymbolQuote quote;
};

/// A finished (or corrected) bar that a stream carried.
struct StreamBar {
  std::string symbol;
  Timeframe timeframe;
  HistoryRow row;
};

/// What a stream says of itself or of a subscription.
struct StreamNotice {
  enum class Kind : std::uint8_t {
    Connected,     ///< Greeted: now `login()` may be sent.
    LoggedIn,      ///< Now subscriptions may be sent.
    Subscribed,    ///< `symbols` are confirmed.
    Unsubscribed,  ///< `symbols` are gone.
    Heartbeat,     ///< Alive, nothing more.
    Refused,       ///< `refusal` says why: of `symbols`, or of the whole stream when empty.
    Evicted,       ///< Another session with this key took the place.
    Unknown,       ///< An event that we do not know: counted, never fatal.
  };
  Kind kind{};
  std::vector<std::string> symbols;
  Refusal refusal;
};

using StreamEvent = std::variant<StreamTrade, StreamQuote, StreamBar, StreamNotice>;

/// What is wanted of a symbol.
struct Channels {
  bool trades = true;
  bool quotes = false;
  bool bars = false;
};

/// How one vendor's stream is spoken: text in, events out, and the words to send. It holds no
/// socket and reads no clock; the session that drives it does.
class StreamDialect {
 public:
  StreamDialect() = default;
  StreamDialect(const StreamDialect&) = delete;
  StreamDialect& operator=(const StreamDialect&) = delete;
  virtual ~StreamDialect() = default;

  /// Returns the address (and headers) of the handshake.
  virtual HttpRequest handshake() const = 0;
  /// Returns what is sent after Connected, or right after the handshake where the vendor does not
  /// greet; empty when the handshake carries the key.
  virtual std::vector<std::string> login() const = 0;
  /// False: the vendor never says LoggedIn, so subscriptions follow at once.
  virtual bool confirms_login() const = 0;
  virtual std::vector<std::string> subscribe(const std::vector<std::string>& symbols,
                                             Channels channels) const = 0;
  virtual std::vector<std::string> unsubscribe(const std::vector<std::string>& symbols,
                                               Channels channels) const = 0;
  /// Returns what is sent every `heartbeat_every()` as the vendor's own sign of life; may be empty.
  virtual std::string heartbeat() const { return {}; }
  virtual Duration heartbeat_every() const { return {}; }
  /// Returns how many symbols one connection may carry.
  virtual std::size_t symbols_max() const = 0;
  /// Appends what `frame`, which came at `received_at`, says. Errors: a frame that makes no sense;
  /// what was read of it before is appended all the same.
  virtual std::expected<void, Refusal> read(std::string_view frame, Timestamp received_at,
                                            std::vector<StreamEvent>& events) = 0;
};

}  // namespace tw::vendor
