#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "providers/feed_buffer.hpp"
#include "providers/feed_message.hpp"
#include "relay/relay.hpp"

namespace tw::providers {

/// Follows the feeds that other processes publish: chooses whose items count for each symbol,
/// passes them on in order and once, and tells what was missed and who is gone.
///
/// A symbol stays with its publisher until that one is gone. It reads no clock and holds no
/// connection: whoever drives it says what it read and when. The same happenings give the same
/// items.
class FollowedSession {
 public:
  /// Owns: keeps `buffer` by reference. With `bars` only publishers that build these count.
  FollowedSession(const std::vector<std::string>& symbols, std::optional<Timeframe> bars,
                  FeedBuffer& buffer);

  /// The relay was lost; or is there again, maybe without what it held: all is read from the
  /// beginning then, and what is known already is told by its number.
  void relay_lost(Timestamp now);
  void relay_back(Timestamp now);
  /// An entry of the log of hellos. `now` is when its reading began.
  void hello(const relay::LogEntry& entry, Timestamp now);
  /// All hellos were read: chooses, and tells who is gone.
  void hellos_read(Timestamp now);

  /// A publisher whose log is to be read, and from where.
  struct Place {
    std::string publisher;
    std::string after;
  };
  std::vector<Place> to_read() const;
  /// An entry of that log.
  void entry(const std::string& publisher, const relay::LogEntry& entry, Timestamp now);
  /// That log was read to its end, after the hellos.
  void caught_up(const std::string& publisher, Timestamp now);

  /// Returns the symbols that nobody publishes, or nobody with such bars.
  std::vector<std::string> unfollowed() const;
  /// Returns whose streams are followed, for a person: "polygon by way of redis".
  std::string source() const;
  /// Returns how many items were missed so far.
  std::uint64_t missed() const { return missed_; }

 private:
  struct Publisher {
    std::string name;
    std::string source;
    std::optional<Timeframe> bars;
    std::unordered_map<std::string, FeedStatus::Kind> kinds;  ///< Of its symbols, as of `next`.
    std::unordered_map<std::string, FeedStatus::Kind> said;   ///< As of `announced`.
    std::uint64_t announced = 0;        ///< The number that its hello said comes next.
    std::optional<std::uint64_t> next;  ///< The number that we expect; nothing: we join.
    std::uint64_t joined_until = 0;     ///< While we join: the number after the last one seen.
    std::string after;                  ///< Its log was read until there.
    Timestamp hello_at;                 ///< By our clock,
    std::chrono::milliseconds hello_server_at{};  ///< and by the relay's.
    Timestamp heard_at;                           ///< Its log was read to the end then.
    bool is_there = false;
    bool has_complained = false;  ///< Of what made no sense.
  };
  struct Symbol {
    std::string name;
    InstrumentId instrument{};
    Publisher* publisher = nullptr;
    FeedStatus::Kind kind = FeedStatus::Kind::Down;
    std::string last;                  ///< Its last publisher,
    std::optional<Timestamp> lost_at;  ///< which was heard until then.
    bool has_joined = false;
    // What was newest before we joined.
    std::optional<vendor::StreamQuote> quote;
    std::optional<vendor::StreamTrade> trade;
  };

  void take(const FeedHello& hello, const relay::LogEntry& entry, Timestamp now);
  void take(Publisher& publisher, const FeedBatch& batch, Timestamp now);
  void pass_on(Publisher& publisher, const FeedItem& item, Timestamp now);
  void remember(Publisher& publisher, const FeedItem& item, std::uint64_t number);
  bool suits(const Publisher& publisher, const Symbol& symbol) const;
  Publisher* best_for(const Symbol& symbol);
  void assign(Symbol& symbol, Publisher& publisher);
  void choose(Timestamp now);
  void leave(Publisher& publisher, Timestamp now, const std::string& why);
  void miss(Publisher& publisher, std::uint64_t count, Timestamp now);
  void join(Symbol& symbol, Timestamp now);
  bool is_followed(const Publisher& publisher) const;
  Symbol* mine(const Publisher& publisher, const std::string& symbol);
  void change(Symbol& symbol, FeedStatus::Kind kind, Timestamp now, std::string why = {});
  void gap(Symbol& symbol, Timestamp from, Timestamp now, std::string why);
  void note(FeedStatus::Kind kind, Timestamp now, std::string why);
  void complain(const std::string& who, FeedMessageError error, Timestamp now);

  // Constant after construction.
  const std::optional<Timeframe> bars_;
  FeedBuffer& buffer_;

  // Moves with hellos.
  std::map<std::string, Publisher> publishers_;
  std::chrono::milliseconds newest_hello_{};
  bool is_lost_ = false;
  std::string waiting_for_;  ///< Said already that nobody publishes these.
  bool has_complained_ = false;

  // Moves with items.
  std::vector<Symbol> symbols_;
  std::unordered_map<std::string, std::size_t> places_;
  std::uint64_t missed_ = 0;
};

}  // namespace tw::providers
