#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relay/audience.hpp"

namespace tw::relay {

/// Why the others could not be reached. Nothing that must be kept goes through here, so every
/// caller can do without.
enum class Fault : std::uint8_t {
  Lost,  ///< There is no connection now; it is being made anew.
  Late,  ///< No answer came within the deadline.
};

std::string_view to_string(Fault fault);

/// How a relay is doing.
struct Health {
  bool is_connected = false;
  std::uint64_t connects = 0;   ///< How often the connection was made.
  std::uint64_t published = 0;  ///< Messages that were handed over.
  std::uint64_t dropped =
      0;                   ///< Messages that were not: the queue was full, or the server said no.
  std::size_t queued = 0;  ///< Messages that wait to be handed over.
};

/// A message of a log, and its place there.
struct LogEntry {
  std::string place;
  std::chrono::milliseconds at{};  ///< When it was appended, by the clock of whoever keeps the log.
  std::string message;
};

/// How much is kept of a log.
struct LogTerms {
  std::size_t entries = 1024;              ///< The newest; some more may stay.
  std::chrono::milliseconds life{60'000};  ///< Of all of it, from its last entry on.
};

/// What the processes of one installation share: a cache, live events, logs, counters.
///
/// At most once, and forgetful by design: the truth is in journals and databases.
/// Thread: any. Only `publish` may be called from one that must never wait for long; the core
/// itself writes into a ring, and another thread publishes.
class Relay {
 public:
  virtual ~Relay() = default;
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  /// Keeps `value` under `key` for `ttl`.
  virtual std::expected<void, Fault> put(const std::string& key, const std::string& value,
                                         std::chrono::milliseconds ttl) = 0;
  /// Returns what is kept under `key`, or nothing when its time is over.
  virtual std::expected<std::optional<std::string>, Fault> get(const std::string& key) = 0;
  /// Counts one use of `key` and returns how many there were in its window, this one included. A
  /// window begins with its first use.
  virtual std::expected<std::int64_t, Fault> count(const std::string& key,
                                                   std::chrono::milliseconds window) = 0;
  /// Hands `message` to whoever listens to `channel`, without waiting: messages wait in a bounded
  /// queue, and the oldest are dropped, counted, when it is full.
  virtual void publish(const std::string& channel, std::string message) = 0;
  /// Calls `listener` for every message of `channel` from now on until the subscription goes, over
  /// lost connections too. Owns: nothing; a subscription may outlive its relay.
  /// Errors: there is no connection, and nobody listens.
  virtual std::expected<Subscription, Fault> subscribe(const std::string& channel,
                                                       Listener listener) = 0;

  /// Appends `message` to `log`, without waiting, in one queue with what is published. Whoever
  /// subscribes to the name of the log hears an empty message each time.
  virtual void append(const std::string& log, std::string message, const LogTerms& kept) = 0;
  /// Returns what is kept of `log` after `place`, the oldest first and `count_max` at most. An
  /// empty place is before the first.
  virtual std::expected<std::vector<LogEntry>, Fault> read(const std::string& log,
                                                           const std::string& place,
                                                           std::size_t count_max) = 0;

  virtual Health health() const = 0;

 protected:
  Relay() = default;
};

/// Returns a relay for one process alone.
std::unique_ptr<Relay> make_in_process_relay();

}  // namespace tw::relay
