#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "net/websocket_client.hpp"
#include "providers/feed_session.hpp"
#include "providers/item_source.hpp"
#include "providers/surroundings.hpp"
#include "relay/relay.hpp"

namespace tw::providers {

class FeedPublisher;
class Router;

/// Returns the finished bars that touch a gap, or nothing when nobody has them. Called on a thread
/// of the feed's.
using FillGap = std::function<std::optional<std::vector<Bar>>(const Gap&)>;

/// Returns a fill by history of that timeframe from whoever has it.
/// Owns: keeps `router` by reference.
FillGap fill_from(Router& router, Timeframe timeframe);

struct FeedTerms {
  net::WebSocketClientTerms sockets;
  net::WebSocketTerms socket;
  FeedOptions options;
  std::size_t trades_max = std::size_t{1} << 20U;  ///< That wait for the reader.
  FillGap fill;
  std::function<void()> abandon;  ///< Ends what `fill` waits for: the feed is about to go.
  /// By which other processes are given the items, or nothing. It must outlive the feed.
  relay::Relay* relay = nullptr;
  std::string publisher;  ///< The name of this feed there; see `publisher_name`.
};

/// A live feed of several symbols: a `FeedSession` with a socket, a clock and threads.
/// Thread: one reader.
class Feed final : public ItemSource {
 public:
  /// Connects in the background; what happens is told by the items.
  /// Errors: one line; a certificate file cannot be read.
  static std::expected<std::unique_ptr<Feed>, std::string> start(
      std::vector<StreamSource> sources, const std::vector<std::string>& symbols, FeedTerms terms,
      Surroundings& surroundings);
  /// Says goodbye, abandons what is under way, and waits for its threads.
  ~Feed() override;
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;

  void take(std::vector<FeedItem>& items) override { buffer_.take(items); }
  std::uint64_t conflated() const { return buffer_.conflated(); }
  FeedCounts counts() const;
  std::string source() const override;
  std::string given_up() const override;

 private:
  Feed(std::vector<StreamSource> sources, const std::vector<std::string>& symbols, FeedTerms terms,
       Surroundings& surroundings, std::unique_ptr<net::WebSocketClient> client);

  void drive(const std::stop_token& stop);
  void carry_out(FeedSession::Orders orders);
  void connect(const vendor::HttpRequest& handshake);
  void on_message(std::uint64_t connection, std::string_view text);
  void on_end(std::uint64_t connection, const vendor::Refusal& why);
  void fill(const std::stop_token& stop);

  // Constant after construction.
  const FeedTerms terms_;
  Surroundings& surroundings_;
  FeedBuffer buffer_;

  // Guarded by `mutex_`.
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::condition_variable_any gaps_wake_;
  FeedSession session_;
  std::uint64_t connection_ = 0;  ///< Events of others are of the past.
  std::deque<Gap> gaps_;

  // Touched by the driving thread alone.
  std::shared_ptr<net::WebSocket> socket_;

  std::unique_ptr<net::WebSocketClient> client_;
  std::unique_ptr<FeedPublisher> publisher_;
  std::jthread filling_;
  std::jthread driving_;
};

}  // namespace tw::providers
