#include "sql/postgres_connection.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "core/assert.hpp"
#include "sql/bulk.hpp"
#include "sql/libpq.hpp"
#include "sql/postgres_bulk.hpp"
#include "sql/postgres_error.hpp"
#include "sql/postgres_row.hpp"
#include "sql/postgres_session.hpp"
#include "sql/statement_cache.hpp"
#include "sql/statement_text.hpp"

namespace tw::sql {
namespace {

using std::chrono::milliseconds;

/// How many statements of a batch are under way at once: their answers wait in the socket.
constexpr std::size_t kInFlightMax = 1'000;

Oid oid_of(Type type) {
  switch (type) {
    case Type::Null:
      return Oid{0};  // The server finds out from where it stands.
    case Type::Int64:
      return Oid::Int8;
    case Type::Double:
      return Oid::Float8;
    case Type::Text:
      return Oid::Text;
    case Type::Bytes:
      return Oid::Bytea;
  }
  return Oid{0};
}

/// Values as libpq wants them: pointers, lengths, and all in binary form.
struct BoundValues {
  explicit BoundValues(Parameters values) {
    numbers.reserve(values.size() * 8);
    for (const Parameter& value : values) {
      const bool is_number = value.type() == Type::Int64 || value.type() == Type::Double;
      if (value.is_null()) {
        pointers.push_back(nullptr);
        lengths.push_back(0);
      } else if (is_number) {
        pointers.push_back(numbers.data() + numbers.size());
        lengths.push_back(8);
        append_u64(numbers, value.type() == Type::Int64
                                ? static_cast<std::uint64_t>(value.integer())
                                : std::bit_cast<std::uint64_t>(value.real()));
      } else {
        // A null pointer would be null, and an empty view may hold one.
        pointers.push_back(value.bytes().data() == nullptr ? "" : value.bytes().data());
        lengths.push_back(static_cast<int>(value.bytes().size()));
      }
      formats.push_back(1);
    }
  }

  int count() const { return static_cast<int>(pointers.size()); }

  std::string numbers;  ///< Never grows past what was reserved: pointers lead into it.
  std::vector<const char*> pointers;
  std::vector<int> lengths;
  std::vector<int> formats;
};

class PostgresConnection final : public Connection {
 public:
  PostgresConnection(const Address& address, const Opening& opening)
      : session_{address, opening.patience}, access_{opening.access} {}

  std::expected<void, Error> connect();

  Engine engine() const override { return Engine::Postgres; }
  bool is_lost() override { return session_.is_lost(); }
  std::expected<void, Error> reconnect() override { return connect(); }
  bool is_in_transaction() const override { return in_transaction_; }
  void set_deadline(std::optional<milliseconds> per_statement) override {
    session_.set_deadline(per_statement);
  }
  Cancel canceller() override { return session_.canceller(); }

  std::expected<std::int64_t, Error> execute(std::string_view sql, Parameters values) override;
  std::expected<std::int64_t, Error> execute_many(
      std::string_view sql, std::span<const std::vector<Parameter>> rows) override;
  std::expected<void, Error> each(std::string_view sql, Parameters values,
                                  const RowReader& read) override;
  std::expected<void, Error> stream(std::string_view sql, Parameters values,
                                    const RowReader& read) override;
  std::expected<void, Error> script(std::string_view sql) override;
  using Connection::bulk;
  std::expected<Bulk, Error> bulk(std::string_view table,
                                  std::span<const std::string_view> columns) override;

 private:
  std::expected<void, Error> begin_transaction(Access access) override;
  std::expected<void, Error> control(std::string_view sql) override;

  std::expected<void, Error> refuse_unless_writable();
  std::expected<Result, Error> simple(const std::string& sql);
  std::expected<std::string, Error> prepared(std::string_view sql, Parameters values);
  std::expected<Result, Error> run(std::string_view sql, Parameters values);
  std::expected<std::vector<PostgresColumn>, Error> described(std::string_view sql,
                                                              Parameters values);
  std::expected<std::string, Error> with_literals(std::string_view sql, Parameters values);
  std::expected<void, Error> begin_part();
  std::expected<void, Error> end_part(bool keeps);
  std::expected<std::int64_t, Error> send_many(const std::string& name,
                                               std::span<const std::vector<Parameter>> rows);
  std::expected<void, Error> read_copy(PostgresRow& row, const RowReader& read);
  std::expected<void, Error> fault_of(const PostgresRow& row) const;
  Error unsent();

  PostgresSession session_;
  Access access_;
  StatementCache<std::string> cache_;  ///< Names, by text and types.
  std::uint64_t names_ = 0;
  bool in_transaction_ = false;
  bool part_is_savepoint_ = false;
};

std::expected<void, Error> PostgresConnection::connect() {
  cache_.clear();
  in_transaction_ = false;
  if (auto done = session_.connect(); !done) return done;
  if (access_ == Access::Write) return refuse_unless_writable();
  const auto set = simple("SET default_transaction_read_only = on");
  if (!set) return std::unexpected{set.error()};
  return {};
}

/// A server that only lets us read says so when it lets us in; better now than in the middle.
std::expected<void, Error> PostgresConnection::refuse_unless_writable() {
  for (const char* const setting : {"in_hot_standby", "default_transaction_read_only"}) {
    const char* const value = libpq().parameterStatus(session_.get(), setting);
    if (value == nullptr || std::string_view{value} != "on") continue;
    session_.close();
    return std::unexpected{Error{Reason::Denied, session_.address().shown() +
                                                     ": the database is read-only here (" +
                                                     setting + "); name one that takes writes"}};
  }
  return {};
}

// --- Statements -------------------------------------------------------------------------------

/// What libpq says when it does not even send.
Error PostgresConnection::unsent() {
  if (session_.get() == nullptr || libpq().status(session_.get()) != CONNECTION_OK) {
    return session_.lost();
  }
  return {Reason::Syntax, connection_error(session_.get(), session_.address()).message};
}

std::expected<Result, Error> PostgresConnection::simple(const std::string& sql) {
  session_.start();
  if (session_.get() == nullptr || libpq().sendQuery(session_.get(), sql.c_str()) == 0) {
    return std::unexpected{unsent()};
  }
  if (const auto sent = session_.flush(); !sent) return std::unexpected{sent.error()};
  return session_.finish();
}

std::expected<std::string, Error> PostgresConnection::prepared(std::string_view sql,
                                                               Parameters values) {
  std::string key{sql};
  std::vector<unsigned> types;
  types.reserve(values.size());
  key += '\0';
  for (const Parameter& value : values) {
    key += static_cast<char>('0' + static_cast<int>(value.type()));
    types.push_back(static_cast<unsigned>(oid_of(value.type())));
  }
  if (const std::string* const kept = cache_.find(key)) return *kept;
  const NumberedStatement statement = numbered(sql);
  if (statement.parameters != values.size()) {
    return std::unexpected{
        Error{Reason::Syntax, session_.address().shown() + ": the statement takes " +
                                  std::to_string(statement.parameters) + " values and was given " +
                                  std::to_string(values.size())}};
  }
  std::string name = "tw" + std::to_string(++names_);
  if (session_.get() == nullptr ||
      libpq().sendPrepare(session_.get(), name.c_str(), statement.sql.c_str(),
                          static_cast<int>(types.size()), types.data()) == 0) {
    return std::unexpected{unsent()};
  }
  if (const auto sent = session_.flush(); !sent) return std::unexpected{sent.error()};
  if (const auto done = session_.finish(); !done) return std::unexpected{done.error()};
  std::string leaving;
  cache_.keep(std::move(key), name, [&](std::string& oldest) { leaving = oldest; });
  if (!leaving.empty()) {
    if (const auto freed = simple("DEALLOCATE " + leaving); !freed) {
      return std::unexpected{freed.error()};
    }
  }
  return name;
}

std::expected<Result, Error> PostgresConnection::run(std::string_view sql, Parameters values) {
  if (auto refused = refuse_values(values)) return std::unexpected{std::move(*refused)};
  session_.start();
  const auto name = prepared(sql, values);
  if (!name) return std::unexpected{name.error()};
  const BoundValues bound{values};
  if (session_.get() == nullptr ||
      libpq().sendQueryPrepared(session_.get(), name->c_str(), bound.count(), bound.pointers.data(),
                                bound.lengths.data(), bound.formats.data(), 1) == 0) {
    return std::unexpected{unsent()};
  }
  if (const auto sent = session_.flush(); !sent) return std::unexpected{sent.error()};
  auto result = session_.finish();
  if (result && libpq().resultStatus(result->get()) == PGRES_EMPTY_QUERY) {
    return std::unexpected{Error{
        Reason::Syntax, session_.address().shown() + ": give exactly one statement at a time"}};
  }
  // The table under a kept statement was altered: it is prepared anew next time.
  if (!result && result.error().reason == Reason::Conflict) cache_.clear();
  return result;
}

std::expected<std::int64_t, Error> PostgresConnection::execute(std::string_view sql,
                                                               Parameters values) {
  const auto result = run(sql, values);
  if (!result) return std::unexpected{result.error()};
  // A query's rows were read, not changed.
  const std::string_view tag = libpq().cmdStatus(result->get());
  if (tag.starts_with("SELECT")) return 0;
  return std::strtoll(libpq().cmdTuples(result->get()), nullptr, 10);
}

std::expected<void, Error> PostgresConnection::fault_of(const PostgresRow& row) const {
  const auto fault = row.fault();
  if (!fault) return {};
  return std::unexpected{Error{
      Reason::BadValue,
      session_.address().shown() + ": column '" + *fault + "' holds another type than was read"}};
}

std::expected<void, Error> PostgresConnection::each(std::string_view sql, Parameters values,
                                                    const RowReader& read) {
  const auto result = run(sql, values);
  if (!result) return std::unexpected{result.error()};
  const PGresult* const rows = result->get();
  PostgresRow row{columns_of(rows)};
  if (const auto unspoken = row.unspoken()) {
    return std::unexpected{
        Error{Reason::Syntax, "column '" + *unspoken + "' is of a type that is not read here"}};
  }
  for (int i = 0; i < libpq().ntuples(rows); ++i) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      const int at = static_cast<int>(column);
      row.set(column, {libpq().getvalue(rows, i, at),
                       libpq().getisnull(rows, i, at) != 0 ? -1 : libpq().getlength(rows, i, at)});
    }
    read(row);
    if (auto good = fault_of(row); !good) return good;
  }
  return {};
}

std::expected<void, Error> PostgresConnection::script(std::string_view sql) {
  const auto result = simple(std::string{sql});
  cache_.clear();
  if (!result) return std::unexpected{result.error()};
  // Statements prepared before may stand on tables that have changed.
  const auto freed = simple("DEALLOCATE ALL");
  if (!freed) return std::unexpected{freed.error()};
  return {};
}

// --- Streams ----------------------------------------------------------------------------------

std::expected<std::vector<PostgresColumn>, Error> PostgresConnection::described(
    std::string_view sql, Parameters values) {
  session_.start();
  const auto name = prepared(sql, values);
  if (!name) return std::unexpected{name.error()};
  if (session_.get() == nullptr ||
      libpq().sendDescribePrepared(session_.get(), name->c_str()) == 0) {
    return std::unexpected{unsent()};
  }
  if (const auto sent = session_.flush(); !sent) return std::unexpected{sent.error()};
  const auto result = session_.finish();
  if (!result) return std::unexpected{result.error()};
  return columns_of(result->get());
}

/// COPY takes no values, so they are written into the statement, each with its type.
std::expected<std::string, Error> PostgresConnection::with_literals(std::string_view sql,
                                                                    Parameters values) {
  std::vector<std::string> literals;
  literals.reserve(values.size());
  for (const Parameter& value : values) {
    std::string text;
    if (value.is_null()) {
      text = "NULL";
    } else if (value.type() == Type::Int64) {
      text = "'" + std::to_string(value.integer()) + "'";
    } else if (value.type() == Type::Double) {
      std::array<char, 32> digits{};
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value.real());
      text.append("'").append(digits.data(), end.ptr).append("'");
    } else if (value.type() == Type::Text) {
      char* const escaped =
          libpq().escapeLiteral(session_.get(), value.bytes().data(), value.bytes().size());
      if (escaped == nullptr) return std::unexpected{unsent()};
      text = escaped;
      libpq().freemem(escaped);
    } else {
      constexpr std::string_view kHex = "0123456789abcdef";
      text = "'\\x";
      for (const char c : value.bytes()) {
        const auto byte = static_cast<unsigned char>(c);
        text += {kHex[byte >> 4], kHex[byte & 15]};
      }
      text += "'";
    }
    switch (value.type()) {
      case Type::Null:
        break;
      case Type::Int64:
        text += "::int8";
        break;
      case Type::Double:
        text += "::float8";
        break;
      case Type::Text:
        text += "::text";
        break;
      case Type::Bytes:
        text += "::bytea";
        break;
    }
    literals.push_back("(" + text + ")");
  }
  return filled(sql, literals);
}

std::expected<void, Error> PostgresConnection::stream(std::string_view sql, Parameters values,
                                                      const RowReader& read) {
  if (auto refused = refuse_values(values)) return std::unexpected{std::move(*refused)};
  auto columns = described(sql, values);
  if (!columns) return std::unexpected{columns.error()};
  PostgresRow row{std::move(*columns)};
  if (const auto unspoken = row.unspoken()) {
    return std::unexpected{
        Error{Reason::Syntax, "column '" + *unspoken + "' is of a type that is not read here"}};
  }
  const auto query = with_literals(sql, values);
  if (!query) return std::unexpected{query.error()};
  const auto begun = simple("COPY (" + *query + ") TO STDOUT (FORMAT binary)");
  if (!begun) return std::unexpected{begun.error()};
  const auto copied = read_copy(row, read);
  if (session_.get() == nullptr) return copied;
  const auto result = session_.finish();
  if (!copied) return copied;
  if (!result) return std::unexpected{result.error()};
  return {};
}

/// Source: PostgreSQL 15 documentation, COPY, "Binary Format".
std::expected<void, Error> PostgresConnection::read_copy(PostgresRow& row, const RowReader& read) {
  struct Free {
    void operator()(char* bytes) const { libpq().freemem(bytes); }
  };
  constexpr int kHeaderSize = 19;
  std::expected<void, Error> good;
  bool is_first = true;
  while (true) {
    char* raw = nullptr;
    const int size = libpq().getCopyData(session_.get(), &raw, 1);
    const std::unique_ptr<char, Free> bytes{raw};
    if (size < 0) return good;  // At the end, or the result says what went wrong.
    if (size == 0) {
      if (auto more = session_.wait_for_bytes(); !more) return more;
      continue;
    }
    const char* at = raw + (std::exchange(is_first, false) ? kHeaderSize : 0);
    const char* const end = raw + size;
    if (end - at < 2 || !good) continue;  // Read to its end, so that the session stays usable.
    const auto count = static_cast<std::int16_t>(read_u16(at));
    at += 2;
    if (count < 0) continue;
    for (std::size_t column = 0; column < row.size(); ++column) {
      const auto cell_size = static_cast<std::int32_t>(read_u32(at));
      at += 4;
      row.set(column, {at, cell_size});
      at += cell_size > 0 ? cell_size : 0;
    }
    read(row);
    good = fault_of(row);
  }
}

// --- Transactions -----------------------------------------------------------------------------

std::expected<void, Error> PostgresConnection::begin_transaction(Access access) {
  const auto begun = simple(std::string{"BEGIN ISOLATION LEVEL REPEATABLE READ"} +
                            (access == Access::Read ? " READ ONLY" : ""));
  if (!begun) return std::unexpected{begun.error()};
  in_transaction_ = true;
  return {};
}

std::expected<void, Error> PostgresConnection::control(std::string_view sql) {
  const auto done = simple(std::string{sql});
  if (sql == "ROLLBACK") in_transaction_ = false;
  if (!done) return std::unexpected{done.error()};
  if (sql != "COMMIT") return {};
  in_transaction_ = false;
  // A failed transaction answers COMMIT with success, and the word ROLLBACK.
  if (std::string_view{libpq().cmdStatus(done->get())} == "COMMIT") return {};
  return std::unexpected{Error{
      Reason::Syntax,
      session_.address().shown() + ": the transaction has failed already; it was rolled back"}};
}

std::expected<void, Error> PostgresConnection::begin_part() {
  part_is_savepoint_ = in_transaction_;
  return in_transaction_ ? control("SAVEPOINT tw_part") : begin_transaction(Access::Write);
}

std::expected<void, Error> PostgresConnection::end_part(bool keeps) {
  if (!part_is_savepoint_) return control(keeps ? "COMMIT" : "ROLLBACK");
  std::expected<void, Error> done;
  if (!keeps) done = control("ROLLBACK TO SAVEPOINT tw_part");
  if (done) done = control("RELEASE SAVEPOINT tw_part");
  return done;
}

// --- Many rows --------------------------------------------------------------------------------

std::expected<std::int64_t, Error> PostgresConnection::send_many(
    const std::string& name, std::span<const std::vector<Parameter>> rows) {
  PGconn* const connection = session_.get();
  for (const std::vector<Parameter>& values : rows) {
    const BoundValues bound{values};
    if (libpq().sendQueryPrepared(connection, name.c_str(), bound.count(), bound.pointers.data(),
                                  bound.lengths.data(), bound.formats.data(), 1) == 0) {
      return std::unexpected{unsent()};
    }
  }
  if (libpq().pipelineSync(connection) == 0) return std::unexpected{unsent()};
  if (const auto sent = session_.flush(); !sent) return std::unexpected{sent.error()};
  std::int64_t changed = 0;
  std::optional<Error> error;
  while (true) {
    const auto result = session_.next();
    if (!result) return std::unexpected{result.error()};
    if (*result == nullptr) continue;  // Between the answers of two statements.
    if (libpq().resultStatus(result->get()) == PGRES_PIPELINE_SYNC) break;
    if (const auto good = session_.check(*result); !good && !error) error = good.error();
    if (session_.get() == nullptr) break;
    changed += std::strtoll(libpq().cmdTuples(result->get()), nullptr, 10);
  }
  if (error) return std::unexpected{std::move(*error)};
  return changed;
}

std::expected<std::int64_t, Error> PostgresConnection::execute_many(
    std::string_view sql, std::span<const std::vector<Parameter>> rows) {
  if (rows.empty()) return 0;
  for (const std::vector<Parameter>& values : rows) {
    if (auto refused = refuse_values(values)) return std::unexpected{std::move(*refused)};
  }
  if (const auto begun = begin_part(); !begun) return std::unexpected{begun.error()};
  std::expected<std::int64_t, Error> changed = 0;
  while (!rows.empty() && changed) {
    // Rows of the same types go together under one prepared statement.
    const auto same = [&](const std::vector<Parameter>& values) {
      return values.size() == rows.front().size() &&
             std::ranges::equal(values, rows.front(), {}, &Parameter::type, &Parameter::type);
    };
    std::size_t count = 1;
    while (count < rows.size() && count < kInFlightMax && same(rows[count])) count += 1;
    session_.start();
    const auto name = prepared(sql, rows.front());
    std::expected<std::int64_t, Error> done =
        name ? 0 : std::expected<std::int64_t, Error>{std::unexpected{name.error()}};
    if (done && session_.get() != nullptr) {
      libpq().enterPipelineMode(session_.get());
      done = send_many(*name, rows.first(count));
      if (session_.get() != nullptr) libpq().exitPipelineMode(session_.get());
    }
    if (done) {
      *changed += *done;
    } else {
      changed = done;
    }
    rows = rows.subspan(count);
  }
  const auto ended = end_part(changed.has_value());
  if (changed && !ended) return std::unexpected{ended.error()};
  return changed;
}

std::expected<Bulk, Error> PostgresConnection::bulk(std::string_view table,
                                                    std::span<const std::string_view> columns) {
  TW_ASSERT(!columns.empty());
  std::string names;
  for (const std::string_view column : columns) {
    names.append(names.empty() ? "" : ", ").append(quoted_name(column));
  }
  auto described_columns = described("SELECT " + names + " FROM " + quoted_name(table), {});
  if (!described_columns) return std::unexpected{described_columns.error()};
  if (const auto begun = begin_part(); !begun) return std::unexpected{begun.error()};
  const auto begun =
      simple("COPY " + quoted_name(table) + " (" + names + ") FROM STDIN (FORMAT binary)");
  if (!begun) {
    static_cast<void>(end_part(false));
    return std::unexpected{begun.error()};
  }
  return Bulk{std::make_unique<PostgresBulk>(session_, std::move(*described_columns),
                                             [this](bool keeps) { return end_part(keeps); })};
}

}  // namespace

std::expected<std::unique_ptr<Connection>, Error> open_postgres(const Address& address,
                                                                const Opening& opening) {
  auto connection = std::make_unique<PostgresConnection>(address, opening);
  if (const auto done = connection->connect(); !done) return std::unexpected{done.error()};
  return connection;
}

}  // namespace tw::sql
