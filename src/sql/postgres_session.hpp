#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "sql/address.hpp"
#include "sql/connection.hpp"
#include "sql/error.hpp"

struct pg_conn;
struct pg_result;
struct pg_cancel;

namespace tw::sql {

struct ClearResult {
  void operator()(pg_result* result) const;
};
using Result = std::unique_ptr<pg_result, ClearResult>;

/// One socket to a server and the waiting at it: nothing here blocks past its deadline.
class PostgresSession {
 public:
  PostgresSession(Address address, std::chrono::milliseconds patience)
      : address_{std::move(address)}, patience_{patience} {}
  ~PostgresSession();
  PostgresSession(const PostgresSession&) = delete;
  PostgresSession& operator=(const PostgresSession&) = delete;

  /// Errors: Lost, Denied, Busy, Refused.
  std::expected<void, Error> connect();
  void close();
  bool is_lost();

  pg_conn* get() const { return connection_; }
  const Address& address() const { return address_; }

  void set_deadline(std::optional<std::chrono::milliseconds> per_statement) {
    deadline_ = per_statement;
  }
  /// Starts the clock of a statement.
  void start() { started_ = std::chrono::steady_clock::now(); }
  Cancel canceller();

  /// Sends what is still to be sent. Errors: Lost, Late.
  std::expected<void, Error> flush();
  /// Waits until a result can be had without waiting.
  std::expected<void, Error> wait();
  /// Waits until there is more from the server, while a COPY runs.
  std::expected<void, Error> wait_for_bytes();
  /// Returns the next result of what was sent; null when there is no more. Errors: only Lost, Late;
  /// what the server refused is in the result.
  std::expected<Result, Error> next();
  /// Returns the last result of what was sent, or the first error.
  std::expected<Result, Error> finish();
  /// Returns an error when the server refused.
  std::expected<void, Error> check(const Result& result);

  Error lost();

 private:
  /// Shared with cancellers, which may outlive the session.
  struct CancelPoint {
    std::mutex mutex;
    pg_cancel* handle = nullptr;
  };

  /// Waits for the socket. Returns false when the deadline passed.
  bool poll_socket(bool wants_write, std::optional<std::chrono::milliseconds> left) const;
  std::optional<std::chrono::milliseconds> left() const;
  /// Asks the server to stop and takes its answer; gives the session up when it has none.
  Error give_up();

  // Constant after construction.
  Address address_;
  std::chrono::milliseconds patience_;
  std::shared_ptr<CancelPoint> cancel_point_ = std::make_shared<CancelPoint>();

  pg_conn* connection_ = nullptr;
  std::optional<std::chrono::milliseconds> deadline_;
  std::chrono::steady_clock::time_point started_;
  bool is_stopping_ = false;  ///< A deadline passed, and the server was asked to stop.
};

}  // namespace tw::sql
