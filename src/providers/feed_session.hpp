#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/splitmix.hpp"
#include "providers/feed_buffer.hpp"
#include "providers/feed_symbols.hpp"
#include "vendor/stream.hpp"

namespace tw::providers {

/// One vendor's stream, as it may carry a feed.
struct StreamSource {
  std::string vendor;
  std::unique_ptr<vendor::StreamDialect> dialect;
};

struct FeedOptions {
  vendor::Channels channels;
  /// Bars of this span are built from trades; nothing: none.
  std::optional<Timeframe> bars;
  /// A symbol of which nothing is heard for so long, with its market open, is stale.
  Duration stale_after = Duration::minutes(1);
  Duration silence_max = Duration::seconds(45);  ///< Of the whole stream while symbols are live.
  Duration greeting_patience = Duration::seconds(2);
  Duration login_patience = Duration::seconds(10);
  Duration connect_patience = Duration::seconds(10);
  /// A subscription that nobody confirms counts from then on.
  Duration subscribe_patience = Duration::seconds(5);
  Duration first_pause{500'000'000};  ///< Before the next connection; doubles, ±50 %.
  Duration pause_max = Duration::seconds(30);
  int attempts_per_source = 3;  ///< In a row that did not hold; then the next vendor's turn.
  /// A subscription that was heard for so long has held.
  Duration steady_after = Duration::seconds(10);
  int malformed_max = 20;  ///< Frames in a row that make no sense; then the connection is given up.
};

/// What is to be filled from history.
struct Gap {
  std::string symbol;
  Timestamp from;
  Timestamp until;
};

/// What a feed did so far.
struct FeedCounts {
  std::uint64_t frames = 0;
  std::uint64_t trades = 0;
  std::uint64_t repeats = 0;  ///< Trades that came twice, told by their ids.
  std::uint64_t quotes = 0;
  std::uint64_t malformed = 0;
  std::uint64_t unknown = 0;         ///< Events that nobody knows.
  std::uint64_t connections = 0;     ///< That came about.
  std::uint64_t refused_trades = 0;  ///< The buffer was full: each is in a gap.
};

/// Keeps one feed of several symbols alive over the streams of one or more vendors: logs in,
/// subscribes, beats, watches for silence, comes back after a loss and marks what was missed.
///
/// It holds no socket and reads no clock: whoever drives it tells what happened and when, and does
/// what `take_orders` says. The same happenings give the same orders and items.
class FeedSession {
 public:
  /// What the driver is to do, in this order.
  struct Orders {
    bool close = false;
    std::vector<std::string> send;
    std::optional<vendor::HttpRequest> connect;
    std::vector<Gap> fill;
  };

  /// Owns: keeps `buffer` by reference. Requires a source and a symbol.
  FeedSession(std::vector<StreamSource> sources, const std::vector<std::string>& symbols,
              FeedOptions options, FeedBuffer& buffer, std::uint64_t seed);

  void start(Timestamp now);
  void opened(Timestamp now);
  void frame(std::string_view text, Timestamp now);
  /// The connection ended, or did not come about; `why` in one line.
  void ended(const vendor::Refusal& why, Timestamp now);
  /// To be called every 100 ms or so.
  void tick(Timestamp now);
  /// The answer to an order to fill: bars of one minute, or nothing when nobody has them.
  void filled(const Gap& gap, const std::vector<Bar>& bars, bool is_answered, Timestamp now);

  bool has_orders() const {
    return orders_.close || !orders_.send.empty() || orders_.connect || !orders_.fill.empty();
  }
  Orders take_orders() { return std::exchange(orders_, {}); }
  /// Returns why it has given up: every source refused for good. Empty while it has not.
  const std::string& given_up() const { return given_up_; }
  const FeedCounts& counts() const { return counts_; }
  const std::string& source() const { return sources_[source_].vendor; }

 private:
  enum class State : std::uint8_t {
    Waiting,     ///< For `connect_at_`.
    Connecting,  ///< Until `opened` or `ended`.
    Greeting,    ///< For the vendor's first word.
    LoggingIn,   ///< For its consent.
    Subscribed,  ///< Subscriptions were sent.
    GivenUp,
  };

  vendor::StreamDialect& dialect() { return *sources_[source_].dialect; }
  void connect(Timestamp now);
  void log_in(Timestamp now);
  void subscribe(Timestamp now);
  void lost(const vendor::Refusal& why, Timestamp now);
  void next_source(Timestamp now);
  void wait_for_source(Timestamp now);
  Duration pause();
  void on(const vendor::StreamTrade& trade, Timestamp now);
  void on(const vendor::StreamQuote& quote, Timestamp now);
  void on(const vendor::StreamBar& bar, Timestamp now);
  void on(const vendor::StreamNotice& notice, Timestamp now);
  void on_refusal(const vendor::StreamNotice& notice, Timestamp now);
  /// Something of the symbol was heard, or its subscription confirmed.
  void heard(FeedSymbol& symbol, Timestamp now);
  void change(FeedSymbol& symbol, FeedStatus::Kind kind, Timestamp now, std::string why = {});
  void open_gap(FeedSymbol& symbol, Timestamp from, Timestamp now, std::string why);
  void confirm(FeedSymbol& symbol, Timestamp now);
  void note(FeedStatus::Kind kind, Timestamp now, std::string why);
  void emit(FeedSymbol& symbol, const Bar& bar);
  void watch_symbols(Timestamp now);

  // Constant after construction.
  std::vector<StreamSource> sources_;
  const FeedOptions options_;
  FeedBuffer& buffer_;

  // Moves with connections.
  State state_ = State::Waiting;
  std::size_t source_ = 0;
  int failures_ = 0;  ///< In a row, of this source.
  Timestamp state_at_;
  Timestamp connect_at_;
  int malformed_ = 0;  ///< In a row.
  /// Why a source is not to be tried before a time.
  struct Barred {
    Timestamp until;
    std::string why;
  };
  std::vector<Barred> barred_;  ///< One a source.
  std::string given_up_;

  // Moves with frames.
  FeedSymbols symbols_;
  std::vector<vendor::StreamEvent> events_;
  Timestamp heard_at_;  ///< Anything at all.
  Timestamp event_at_;  ///< The newest trade's own time; zero before the first.
  Timestamp beat_at_;
  FeedCounts counts_;
  SplitMix draws_;
  Orders orders_;
};

}  // namespace tw::providers
