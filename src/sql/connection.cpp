#include "sql/connection.hpp"

#include <utility>

#include "sql/bulk.hpp"
#include "sql/postgres_connection.hpp"
#include "sql/sqlite_connection.hpp"

namespace tw::sql {

std::expected<std::unique_ptr<Connection>, Error> Connection::open(const Address& address,
                                                                   const Opening& opening) {
  return address.engine() == Engine::Sqlite ? open_sqlite(address, opening)
                                            : open_postgres(address, opening);
}

std::expected<Bulk, Error> Connection::bulk(std::string_view table,
                                            std::initializer_list<std::string_view> columns) {
  return bulk(table, std::span<const std::string_view>{columns.begin(), columns.size()});
}

std::expected<Transaction, Error> Connection::begin(Access access) {
  if (is_in_transaction()) {
    return std::unexpected{
        Error{Reason::Syntax, "a transaction is open already; use a savepoint inside it"}};
  }
  if (const auto begun = begin_transaction(access); !begun) return std::unexpected{begun.error()};
  return Transaction{*this};
}

// --- Transaction ----------------------------------------------------------------------------

Transaction::Transaction(Transaction&& other) noexcept
    : connection_{std::exchange(other.connection_, nullptr)}, savepoints_{other.savepoints_} {}

Transaction::~Transaction() { rollback(); }

std::expected<void, Error> Transaction::commit() {
  if (connection_ == nullptr) {
    return std::unexpected{Error{Reason::Syntax, "the transaction has ended already"}};
  }
  Connection& connection = *connection_;
  auto done = connection.control("COMMIT");
  if (!done) {
    rollback();
    return done;
  }
  connection_ = nullptr;
  return done;
}

void Transaction::rollback() {
  if (connection_ == nullptr) return;
  Connection& connection = *std::exchange(connection_, nullptr);
  // What cannot be rolled back has been already, with the connection that is lost.
  if (connection.is_in_transaction()) static_cast<void>(connection.control("ROLLBACK"));
}

std::expected<Savepoint, Error> Transaction::savepoint() {
  if (connection_ == nullptr) {
    return std::unexpected{Error{Reason::Syntax, "the transaction has ended already"}};
  }
  std::string name = "tw" + std::to_string(++savepoints_);
  if (const auto made = connection_->control("SAVEPOINT " + name); !made) {
    return std::unexpected{made.error()};
  }
  return Savepoint{*connection_, std::move(name)};
}

// --- Savepoint ------------------------------------------------------------------------------

Savepoint::Savepoint(Savepoint&& other) noexcept
    : connection_{std::exchange(other.connection_, nullptr)}, name_{std::move(other.name_)} {}

Savepoint::~Savepoint() { rollback(); }

std::expected<void, Error> Savepoint::release() {
  if (connection_ == nullptr) {
    return std::unexpected{Error{Reason::Syntax, "the savepoint has ended already"}};
  }
  return std::exchange(connection_, nullptr)->control("RELEASE SAVEPOINT " + name_);
}

void Savepoint::rollback() {
  if (connection_ == nullptr) return;
  Connection& connection = *std::exchange(connection_, nullptr);
  if (!connection.is_in_transaction()) return;
  static_cast<void>(connection.control("ROLLBACK TO SAVEPOINT " + name_));
  static_cast<void>(connection.control("RELEASE SAVEPOINT " + name_));
}

}  // namespace tw::sql
