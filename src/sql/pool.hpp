#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <expected>
#include <memory>
#include <mutex>
#include <vector>

#include "sql/connection.hpp"

namespace tw::sql {

/// How many connections a pool makes, and how long it lets somebody wait for one.
struct PoolLimits {
  std::size_t readers = 8;
  std::size_t writers = 4;  ///< SQLite has one, whatever stands here.
  std::chrono::milliseconds wait{10'000};
};

/// Connections of one database for many threads: some that read, some that write.
///
/// A connection is made when it is first needed and handed out again after its lease ends; one
/// whose server has gone is made anew then. Thread: any.
class Pool {
 public:
  class Lease;

  /// Opens the first writer, so that what cannot work says so now. Errors: as `Connection::open`.
  static std::expected<std::unique_ptr<Pool>, Error> open(const Address& address,
                                                          const Opening& opening = {},
                                                          const PoolLimits& limits = {});

  /// Returns a connection that nobody else has until the lease ends.
  ///
  /// One for reading refuses to write. Errors: Busy when none became free in time; as
  /// `Connection::open` where a new one cannot be made.
  std::expected<Lease, Error> lease(Access access);

  const Address& address() const { return address_; }

 private:
  /// The connections of one kind.
  struct Side {
    std::vector<std::unique_ptr<Connection>> idle;
    std::size_t out = 0;
    std::size_t most = 0;
  };

  Pool(Address address, const Opening& opening, const PoolLimits& limits);
  void give_back(std::unique_ptr<Connection> connection, Access access);
  Side& side_of(Access access) { return sides_[access == Access::Read ? 0 : 1]; }

  // Constant after construction.
  Address address_;
  Opening opening_;
  std::chrono::milliseconds wait_;

  std::mutex mutex_;
  std::condition_variable freed_;
  std::array<Side, 2> sides_;
};

/// A connection on loan. Its pool must outlive it.
class Pool::Lease {
 public:
  ~Lease() {
    if (connection_) pool_->give_back(std::move(connection_), access_);
  }
  Lease(Lease&&) noexcept = default;
  Lease& operator=(Lease&&) = delete;

  Connection& operator*() const { return *connection_; }
  Connection* operator->() const { return connection_.get(); }

 private:
  friend class Pool;
  Lease(Pool& pool, std::unique_ptr<Connection> connection, Access access)
      : pool_{&pool}, connection_{std::move(connection)}, access_{access} {}

  Pool* pool_;
  std::unique_ptr<Connection> connection_;
  Access access_;
};

}  // namespace tw::sql
