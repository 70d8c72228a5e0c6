#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "sql/connection.hpp"
#include "store/provider_calls.hpp"
#include "store/time_ids.hpp"

namespace tw::providers {

/// Puts calls to vendors into the table `provider_calls`, on a thread of its own.
///
/// Who asks a vendor never waits for the database: calls wait in a bounded queue, and further ones
/// are dropped and counted when it is full. What waits is tried once more before this goes; where
/// the database is away then, it is lost, and `close` says how much.
/// Thread: any.
class CallLog {
 public:
  using Open = std::function<std::expected<std::unique_ptr<sql::Connection>, sql::Error>()>;

  struct Options {
    std::size_t queue_max = 4096;           ///< Calls that wait to be written.
    std::size_t batch = 256;                ///< Calls in a transaction, at most.
    std::chrono::milliseconds gather{200};  ///< After the first, for others to come along.
    std::chrono::milliseconds retry{2000};  ///< When the database is away.
  };
  struct Status {
    std::uint64_t written = 0;
    std::uint64_t dropped = 0;
    std::optional<std::string> trouble;  ///< Why calls wait or were lost, in a line.
  };

  /// Is told, when the log goes, how it went.
  using OnClose = std::function<void(const Status&)>;

  explicit CallLog(Open open) : CallLog{std::move(open), Options{}} {}
  CallLog(Open open, Options options, OnClose on_close = {});
  /// As `close`.
  ~CallLog();
  CallLog(const CallLog&) = delete;
  CallLog& operator=(const CallLog&) = delete;

  /// Takes a call and gives it its id. Never waits.
  void record(store::ProviderCall call);
  /// Writes what waits, in one attempt, and ends the thread. Returns how it went. Nobody records a
  /// call meanwhile.
  Status close();
  Status status() const;

 private:
  void work(const std::stop_token& stop);
  /// Writes one batch. Returns false when that failed; the batch waits on then.
  bool write_batch();

  // Constant after construction.
  const Open open_;
  const Options options_;
  const OnClose on_close_;

  store::TimeIds ids_;
  std::unique_ptr<sql::Connection> database_;  ///< The thread's own.

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<store::ProviderCall> queue_;
  Status status_;

  std::jthread thread_;  // Last: it uses everything above. Begins with the first call.
};

}  // namespace tw::providers
