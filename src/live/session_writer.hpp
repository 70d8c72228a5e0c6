#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "live/projection.hpp"
#include "sql/connection.hpp"
#include "store/journal_tail.hpp"

namespace tw::live {

/// Brings a running session's journal into the tables of a database, on a thread of its own.
///
/// The queue between the two is the journal itself: the core writes it and never waits, this reads
/// it on, a batch in a transaction, in order. The tables remember how far they are, so nothing
/// counts twice however often either side dies; and while the database is away the session goes on,
/// this says so, and catches up when it is back.
/// Thread: every method is anybody's.
class SessionWriter {
 public:
  using Open = std::function<std::expected<std::unique_ptr<sql::Connection>, sql::Error>()>;

  struct Options {
    std::size_t batch = 2000;                  ///< Records in a transaction, at most.
    std::chrono::milliseconds pause{20};       ///< When there is nothing new.
    std::chrono::milliseconds retry{500};      ///< When the database is away.
    std::function<void()> before_commit = {};  ///< For tests alone.
  };
  struct Status {
    std::uint64_t stored = 0;            ///< The last record that the tables hold.
    std::optional<std::string> trouble;  ///< Why there are not more of them, in a line.
  };

  /// Starts to store the session in `folder`, whose name is the folder's. `on_record` says how many
  /// records it had when it was opened; where the tables hold more, they hold what the journal has
  /// lost, and are made anew from it.
  SessionWriter(std::string folder, std::uint64_t on_record, Open open, Options options);
  /// Stops after the batch that it is at.
  ~SessionWriter();
  SessionWriter(const SessionWriter&) = delete;
  SessionWriter& operator=(const SessionWriter&) = delete;

  Status status() const;
  /// Waits until the tables hold `sequence`, as long as `patience`. Returns whether they do.
  bool wait_for(std::uint64_t sequence, std::chrono::milliseconds patience);

 private:
  void work(const std::stop_token& stop);
  std::expected<bool, std::string> step();
  std::expected<void, std::string> connect();
  std::expected<void, std::string> begin_from(std::uint64_t stored, bool has_lost_some);
  std::expected<bool, std::string> read_batch(std::size_t most);
  std::expected<void, std::string> store_batch();
  void tell(std::optional<std::string> trouble);

  // Constant after construction.
  std::string folder_;
  std::string run_;
  Open open_;
  Options options_;

  // The thread's own.
  std::uint64_t on_record_;  ///< Until the tables were first looked at.
  std::unique_ptr<sql::Connection> database_;
  store::JournalTail tail_;
  std::unique_ptr<Projection> projection_;
  std::optional<store::SessionRows> batch_;  ///< Read, and not known to be stored.

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  Status status_;

  std::jthread thread_;  // Last: it uses everything above.
};

/// Makes the tables of one session anew from its journal, in one transaction.
/// Errors: what the database says; Damaged for a journal that is, Refused for one that this build
/// does not read. The tables are as they were.
std::expected<void, sql::Error> rebuild(const store::Journal& journal, sql::Connection& database);

/// Returns the name of the session in a folder: its last part.
std::string session_name(const std::string& folder);

}  // namespace tw::live
