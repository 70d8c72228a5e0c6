#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "providers/feed_buffer.hpp"
#include "providers/feed_message.hpp"
#include "providers/surroundings.hpp"
#include "relay/relay.hpp"

namespace tw::providers {

/// The log of hellos, which tells who publishes what.
inline constexpr const char* kFeedsLog = "tradewind:feeds";
/// A hello comes this often,
inline constexpr Duration kHelloEvery = Duration::seconds(1);
/// and a publisher of whom none has come for so long is gone.
inline constexpr Duration kGoneAfter = Duration::seconds(3);

/// Returns the log of one publisher's items.
std::string feed_log_of(const std::string& publisher);

/// Returns a name that no other feed has: "box:1234-x7k2p9".
std::string publisher_name(Surroundings& surroundings);

/// Gives the items of a feed to other processes, by a log of a relay.
///
/// Whoever writes into `buffer()` never waits: a thread of this takes from there every ten
/// milliseconds. While the relay is away, or slow, the items stay in the buffer: of quotes the
/// newest of a symbol, of the rest as many as fit. What does not fit is passed over in the
/// numbering, so that readers know how much they miss.
class FeedPublisher {
 public:
  struct Terms {
    std::string name;
    std::vector<std::string> symbols;
    std::optional<Timeframe> bars;
    std::function<std::string()> source;  ///< Called on the thread, until the end.
    std::size_t waiting_max = std::size_t{1} << 18U;
  };

  /// Owns: nothing; `relay` and `surroundings` must outlive it.
  FeedPublisher(relay::Relay& relay, Terms terms, Surroundings& surroundings);
  /// Hands on what is left, if the relay is there, and says goodbye.
  ~FeedPublisher();
  FeedPublisher(const FeedPublisher&) = delete;
  FeedPublisher& operator=(const FeedPublisher&) = delete;

  FeedBuffer& buffer() { return buffer_; }

 private:
  void run(const std::stop_token& stop);
  void publish();
  void hand_on();
  void say_hello(bool is_leaving);

  // Constant after construction.
  const Terms terms_;
  const std::string log_;
  relay::Relay& relay_;
  Surroundings& surroundings_;

  FeedBuffer buffer_;

  // The thread's alone.
  FeedBatchWriter writer_;
  std::vector<FeedItem> items_;
  std::map<std::string, FeedStatus::Kind> kinds_;
  Timestamp hello_at_;
  std::uint64_t connects_ = 0;

  std::jthread thread_;  ///< Last, so that it ends before what it uses.
};

}  // namespace tw::providers
