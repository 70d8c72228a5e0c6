#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sql/address.hpp"
#include "sql/error.hpp"
#include "sql/parameter.hpp"
#include "sql/row.hpp"

namespace tw::sql {

class Bulk;
class Savepoint;
class Transaction;

/// What a connection, or a transaction on it, may do.
enum class Access : std::uint8_t { Read, Write };

/// How a database is opened.
struct Opening {
  Access access = Access::Write;
  /// Makes a SQLite file that is not there. Servers' databases are never created.
  bool create = true;
  /// How long to wait for a server, and for others who hold a file.
  std::chrono::milliseconds patience{10'000};
};

/// Stops the statement that a connection is running, from any thread, at any time; also after the
/// connection has gone. The statement ends with Cancelled and its transaction must be given up.
using Cancel = std::function<void()>;

/// Reads one row of a result.
using RowReader = std::function<void(const Row&)>;

/// One conversation with one database, SQLite or PostgreSQL, with the same manners on both.
///
/// Statements are SQL that both engines read; values are given for `?` only. Each statement is
/// prepared once and kept. Outside a transaction a statement is one of its own.
/// Thread: one at a time; `Pool` hands connections out.
class Connection {
 public:
  /// Opens the database at `address`. Errors: Lost, Denied, Damaged, Busy, Refused.
  static std::expected<std::unique_ptr<Connection>, Error> open(const Address& address,
                                                                const Opening& opening = {});
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  virtual Engine engine() const = 0;
  /// Returns whether the server has gone, as far as can be seen without asking it.
  virtual bool is_lost() = 0;
  /// Opens the same database anew; statements and an open transaction are gone. Errors: as `open`.
  virtual std::expected<void, Error> reconnect() = 0;

  /// Runs one statement and returns how many rows it inserted, changed or deleted.
  virtual std::expected<std::int64_t, Error> execute(std::string_view sql,
                                                     Parameters values = {}) = 0;
  /// Runs one statement for each row of values, in order, in one transaction; much faster than one
  /// by one on a server. Errors: of the first row that fails; nothing is changed then.
  virtual std::expected<std::int64_t, Error> execute_many(
      std::string_view sql, std::span<const std::vector<Parameter>> rows) = 0;
  /// Runs a query and gives each row to `read`, which must not use this connection. The result is
  /// held in memory where the engine cannot do without; for millions of rows use `stream`.
  virtual std::expected<void, Error> each(std::string_view sql, Parameters values,
                                          const RowReader& read) = 0;
  /// As `each`, in bounded memory and at the engine's bulk speed, with more to do at the start.
  virtual std::expected<void, Error> stream(std::string_view sql, Parameters values,
                                            const RowReader& read) = 0;
  /// Runs statements separated by `;`, without values. Errors: earlier ones have taken effect
  /// unless a transaction is open.
  virtual std::expected<void, Error> script(std::string_view sql) = 0;
  /// Starts filling `columns` of `table` with many rows, all or nothing; read the class.
  virtual std::expected<Bulk, Error> bulk(std::string_view table,
                                          std::span<const std::string_view> columns) = 0;
  std::expected<Bulk, Error> bulk(std::string_view table,
                                  std::initializer_list<std::string_view> columns);

  /// Begins a transaction that sees one state of the database. A writing one waits for its turn at
  /// once on SQLite; on PostgreSQL it may end in Conflict. They do not nest: use a savepoint.
  std::expected<Transaction, Error> begin(Access access = Access::Write);
  virtual bool is_in_transaction() const = 0;

  /// Sets how long each later statement may take; none is for ever, which is the default.
  virtual void set_deadline(std::optional<std::chrono::milliseconds> per_statement) = 0;
  /// Returns what stops a running statement.
  virtual Cancel canceller() = 0;

  /// Returns all rows as tuples: `db.rows<std::string, Price>("SELECT ...")`.
  template <class... Ts>
  std::expected<std::vector<std::tuple<Ts...>>, Error> rows(std::string_view sql,
                                                            Parameters values = {}) {
    std::vector<std::tuple<Ts...>> found;
    const auto done = each(sql, values, [&](const Row& row) { found.push_back(row.as<Ts...>()); });
    if (!done) return std::unexpected{done.error()};
    return found;
  }
  /// Returns the first column of the first row, or nothing when there is no row.
  template <class T>
  std::expected<std::optional<T>, Error> one(std::string_view sql, Parameters values = {}) {
    std::optional<T> found;
    const auto done = each(sql, values, [&](const Row& row) {
      if (!found) found = row.get<T>(0);
    });
    if (!done) return std::unexpected{done.error()};
    return found;
  }

 protected:
  Connection() = default;

 private:
  friend class Transaction;
  friend class Savepoint;
  virtual std::expected<void, Error> begin_transaction(Access access) = 0;
  /// Runs COMMIT, ROLLBACK, SAVEPOINT and the like.
  virtual std::expected<void, Error> control(std::string_view sql) = 0;
};

/// What happens between BEGIN and COMMIT. Rolls back when it goes out of scope uncommitted.
/// Owns: nothing; its connection must outlive it.
class Transaction {
 public:
  ~Transaction();
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;

  /// Makes it last. Errors: Conflict, Constraint, Lost; nothing has changed then. After Lost the
  /// server may have committed before it went: only the database can say.
  std::expected<void, Error> commit();
  void rollback();
  std::expected<Savepoint, Error> savepoint();

 private:
  friend class Connection;
  explicit Transaction(Connection& connection) : connection_{&connection} {}

  Connection* connection_;
  int savepoints_ = 0;
};

/// A part of a transaction that can be undone alone. Undone when it goes out of scope unreleased.
/// Owns: nothing; savepoints end in reverse order, before their transaction.
class Savepoint {
 public:
  ~Savepoint();
  Savepoint(Savepoint&& other) noexcept;
  Savepoint& operator=(Savepoint&&) = delete;

  /// Keeps what was done since. Errors: as of the connection.
  std::expected<void, Error> release();
  void rollback();

 private:
  friend class Transaction;
  Savepoint(Connection& connection, std::string name)
      : connection_{&connection}, name_{std::move(name)} {}

  Connection* connection_;
  std::string name_;
};

/// Runs `work` in a writing transaction and commits it, again after each Conflict, at most
/// `attempts` times. `work` returns an expected<void, Error>; its error rolls back.
template <class Work>
std::expected<void, Error> in_transaction(Connection& connection, Work&& work, int attempts = 5) {
  while (true) {
    auto transaction = connection.begin();
    if (!transaction) return std::unexpected{transaction.error()};
    std::expected<void, Error> done = work();
    if (done) done = transaction->commit();
    if (done || done.error().reason != Reason::Conflict || --attempts <= 0) return done;
  }
}

}  // namespace tw::sql
