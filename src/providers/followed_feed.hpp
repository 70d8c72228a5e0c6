#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "providers/followed_session.hpp"
#include "providers/item_source.hpp"
#include "providers/surroundings.hpp"
#include "relay/relay.hpp"

namespace tw::providers {

/// Returns the symbols that no process publishes now, or none with such bars; all of them where the
/// relay cannot be asked.
std::vector<std::string> unpublished(relay::Relay& relay, const std::vector<std::string>& symbols,
                                     std::optional<Timeframe> bars, Surroundings& surroundings);

/// The feed of another process: a `FollowedSession` with a relay, a clock and a thread. It asks no
/// vendor and needs no key.
/// Thread: one reader.
class FollowedFeed final : public ItemSource {
 public:
  struct Terms {
    std::vector<std::string> symbols;
    std::optional<Timeframe> bars;
    std::size_t trades_max = std::size_t{1} << 20U;  ///< That wait for the reader.
  };

  /// Owns: nothing; `relay` and `surroundings` must outlive it.
  FollowedFeed(relay::Relay& relay, Terms terms, Surroundings& surroundings);
  ~FollowedFeed() override;
  FollowedFeed(const FollowedFeed&) = delete;
  FollowedFeed& operator=(const FollowedFeed&) = delete;

  void take(std::vector<FeedItem>& items) override { buffer_.take(items); }
  std::string source() const override;
  /// Returns nothing: whoever is gone may come back.
  std::string given_up() const override { return {}; }
  /// Returns how many items were missed so far; each is in a gap.
  std::uint64_t missed() const;

 private:
  void run(const std::stop_token& stop);
  void look(const std::stop_token& stop);
  bool read_hellos(Timestamp now);
  void read_items(const FollowedSession::Place& place, Timestamp now);
  void listen_to(const std::string& log);

  // Constant after construction.
  const Terms terms_;
  relay::Relay& relay_;
  Surroundings& surroundings_;

  FeedBuffer buffer_;

  // Guarded by `mutex_`.
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  FollowedSession session_;
  bool is_called_ = false;  ///< Some log has grown.

  // The thread's alone.
  std::string hellos_after_;
  Timestamp hellos_at_;
  std::uint64_t connects_ = 0;
  std::map<std::string, relay::Subscription> seats_;

  std::jthread thread_;
};

}  // namespace tw::providers
