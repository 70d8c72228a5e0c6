#include "sql/pool.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace tw::sql {

Pool::Pool(Address address, const Opening& opening, const PoolLimits& limits)
    : address_{std::move(address)}, opening_{opening}, wait_{limits.wait} {
  side_of(Access::Read).most = std::max<std::size_t>(1, limits.readers);
  const bool has_one_writer = address_.engine() == Engine::Sqlite;
  side_of(Access::Write).most = has_one_writer ? 1 : std::max<std::size_t>(1, limits.writers);
}

std::expected<std::unique_ptr<Pool>, Error> Pool::open(const Address& address,
                                                       const Opening& opening,
                                                       const PoolLimits& limits) {
  if (address.engine() == Engine::Sqlite && address.path() == ":memory:") {
    return std::unexpected{
        Error{Reason::Refused, "a pool cannot share a database in memory; name a file"}};
  }
  std::unique_ptr<Pool> pool{new Pool{address, opening, limits}};
  if (const auto first = pool->lease(opening.access); !first) {
    return std::unexpected{first.error()};
  }
  return pool;
}

std::expected<Pool::Lease, Error> Pool::lease(Access access) {
  if (access == Access::Write && opening_.access == Access::Read) {
    return std::unexpected{Error{Reason::Denied, address_.shown() + ": opened for reading only"}};
  }
  Side& side = side_of(access);
  std::unique_ptr<Connection> connection;
  {
    std::unique_lock lock{mutex_};
    if (!freed_.wait_for(lock, wait_, [&] { return side.out < side.most; })) {
      return std::unexpected{Error{Reason::Busy, address_.shown() + ": all " +
                                                     std::to_string(side.most) +
                                                     " connections were in use for " +
                                                     std::to_string(wait_.count()) + " ms"}};
    }
    side.out += 1;
    if (!side.idle.empty()) {
      connection = std::move(side.idle.back());
      side.idle.pop_back();
    }
  }
  std::expected<void, Error> ready;
  if (connection == nullptr) {
    Opening opening = opening_;
    opening.access = access;
    auto opened = Connection::open(address_, opening);
    if (opened) {
      connection = std::move(*opened);
    } else {
      ready = std::unexpected{opened.error()};
    }
  } else if (connection->is_lost()) {
    ready = connection->reconnect();
  }
  if (ready) return Lease{*this, std::move(connection), access};
  give_back(nullptr, access);
  return std::unexpected{ready.error()};
}

void Pool::give_back(std::unique_ptr<Connection> connection, Access access) {
  // Whoever forgot a transaction, or a deadline, must not leave it to the next.
  if (connection != nullptr && (connection->is_in_transaction() || connection->is_lost())) {
    connection.reset();
  }
  if (connection != nullptr) connection->set_deadline(std::nullopt);
  {
    const std::lock_guard lock{mutex_};
    Side& side = side_of(access);
    side.out -= 1;
    if (connection != nullptr) side.idle.push_back(std::move(connection));
  }
  freed_.notify_all();
}

}  // namespace tw::sql
