#include "sql/sqlite_connection.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sqlite3.h>
#include <system_error>
#include <thread>
#include <utility>

#include "core/assert.hpp"
#include "sql/bulk.hpp"
#include "sql/sqlite_error.hpp"
#include "sql/sqlite_file.hpp"
#include "sql/statement_cache.hpp"
#include "sql/statement_text.hpp"

namespace tw::sql {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kOpsBetweenLooks = 2'000;  // Of SQLite's machine: some 20 µs.
constexpr milliseconds kNapMax{10};

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

struct Close {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
using Handle = std::unique_ptr<sqlite3, Close>;

/// Makes a kept statement ready for its next use, whatever happens to this one.
class Use {
 public:
  explicit Use(sqlite3_stmt* statement) : statement_{statement} {}
  ~Use() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  sqlite3_stmt* statement_;
};

std::size_t length(int size) { return static_cast<std::size_t>(size); }

/// Binds a value; text and bytes are copied when they may be gone before the statement runs.
int bind(sqlite3_stmt* statement, int at, const Parameter& value, bool copies = false) {
  if (value.is_null()) return sqlite3_bind_null(statement, at);
  const std::string_view bytes = value.bytes();
  // A null pointer would bind null, and an empty view may hold one.
  const char* const data = bytes.data() == nullptr ? "" : bytes.data();
  const sqlite3_destructor_type lasts = copies ? SQLITE_TRANSIENT : SQLITE_STATIC;
  switch (value.type()) {
    case Type::Null:
      return sqlite3_bind_null(statement, at);
    case Type::Int64:
      return sqlite3_bind_int64(statement, at, value.integer());
    case Type::Double:
      return sqlite3_bind_double(statement, at, value.real());
    case Type::Text:
      return sqlite3_bind_text64(statement, at, data, bytes.size(), lasts, SQLITE_UTF8);
    case Type::Bytes:
      return sqlite3_bind_blob64(statement, at, data, bytes.size(), lasts);
  }
  return SQLITE_MISUSE;
}

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement)
      : statement_{statement}, size_{length(sqlite3_column_count(statement))} {}

  std::size_t size() const override { return size_; }
  std::string_view name(std::size_t column) const override {
    return sqlite3_column_name(statement_, at(column));
  }
  Type type(std::size_t column) const override {
    switch (sqlite3_column_type(statement_, at(column))) {
      case SQLITE_INTEGER:
        return Type::Int64;
      case SQLITE_FLOAT:
        return Type::Double;
      case SQLITE_TEXT:
        return Type::Text;
      case SQLITE_BLOB:
        return Type::Bytes;
      default:
        return Type::Null;
    }
  }
  std::int64_t integer(std::size_t column) const override {
    if (!is(column, SQLITE_INTEGER)) return 0;
    return sqlite3_column_int64(statement_, at(column));
  }
  double real(std::size_t column) const override {
    const int kind = sqlite3_column_type(statement_, at(column));
    if (kind != SQLITE_INTEGER && !is(column, SQLITE_FLOAT)) return 0.0;
    return sqlite3_column_double(statement_, at(column));
  }
  std::string_view text(std::size_t column) const override {
    if (!is(column, SQLITE_TEXT)) return {};
    const auto* const bytes = sqlite3_column_text(statement_, at(column));
    return {reinterpret_cast<const char*>(bytes),
            length(sqlite3_column_bytes(statement_, at(column)))};
  }
  std::span<const std::byte> blob(std::size_t column) const override {
    if (!is(column, SQLITE_BLOB)) return {};
    const auto* const bytes =
        static_cast<const std::byte*>(sqlite3_column_blob(statement_, at(column)));
    return {bytes, length(sqlite3_column_bytes(statement_, at(column)))};
  }

  /// Returns what was read as something that it is not.
  std::optional<Error> fault(const std::string& where) const {
    if (fault_ < 0) return std::nullopt;
    return Error{Reason::BadValue, where + ": column '" +
                                       std::string{name(static_cast<std::size_t>(fault_))} +
                                       "' holds another type than was read"};
  }

 private:
  int at(std::size_t column) const {
    TW_ASSERT(column < size_);
    return static_cast<int>(column);
  }
  bool is(std::size_t column, int kind) const {
    const bool holds = sqlite3_column_type(statement_, at(column)) == kind;
    if (!holds) fault_ = at(column);
    return holds;
  }

  sqlite3_stmt* statement_;
  std::size_t size_;
  mutable int fault_ = -1;
};

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(std::string path, std::string where, const Opening& opening)
      : path_{std::move(path)}, where_{std::move(where)}, opening_{opening} {}

  std::expected<void, Error> connect();

  Engine engine() const override { return Engine::Sqlite; }
  bool is_lost() override { return false; }
  std::expected<void, Error> reconnect() override {
    cache_.clear();
    in_transaction_ = is_doomed_ = false;
    handle_.reset();
    return connect();
  }
  bool is_in_transaction() const override { return in_transaction_; }
  void set_deadline(std::optional<milliseconds> per_statement) override {
    deadline_ = per_statement;
  }
  Cancel canceller() override {
    return [asked = cancel_asked_] { asked->store(true); };
  }

  std::expected<std::int64_t, Error> execute(std::string_view sql, Parameters values) override;
  std::expected<std::int64_t, Error> execute_many(
      std::string_view sql, std::span<const std::vector<Parameter>> rows) override;
  std::expected<void, Error> each(std::string_view sql, Parameters values,
                                  const RowReader& read) override;
  std::expected<void, Error> stream(std::string_view sql, Parameters values,
                                    const RowReader& read) override {
    return each(sql, values, read);
  }
  std::expected<void, Error> script(std::string_view sql) override;
  using Connection::bulk;
  std::expected<Bulk, Error> bulk(std::string_view table,
                                  std::span<const std::string_view> columns) override;

  std::expected<void, Error> control(std::string_view sql) override;
  /// Opens a transaction, or a savepoint where one is open.
  std::expected<void, Error> begin_part();
  std::expected<void, Error> end_part(bool keeps);
  std::expected<std::int64_t, Error> step_all(sqlite3_stmt* statement);
  std::unexpected<Error> failed(int code);

 private:
  std::expected<void, Error> begin_transaction(Access access) override;
  std::expected<sqlite3_stmt*, Error> prepared(std::string_view sql);
  std::expected<sqlite3_stmt*, Error> bound(std::string_view sql, Parameters values);
  std::expected<void, Error> plain(const char* sql);
  std::expected<void, Error> refuse_doomed() const;
  std::expected<void, Error> set_up(bool is_new);
  std::expected<void, Error> use_wal();
  void start_watch();
  int nap(int times);
  int look();

  // Constant after construction.
  std::string path_;
  std::string where_;
  Opening opening_;
  std::shared_ptr<std::atomic<bool>> cancel_asked_ = std::make_shared<std::atomic<bool>>(false);

  Handle handle_;
  StatementCache<Statement> cache_;  // Declared after the handle: statements go first.
  std::optional<milliseconds> deadline_;
  bool in_transaction_ = false;
  bool is_doomed_ = false;  ///< A statement of the transaction failed; as on a server, it is over.
  bool is_reading_ = false;
  int parts_ = 0;

  // Of the statement that runs.
  Clock::time_point started_;
  bool is_late_ = false;
};

// --- Opening --------------------------------------------------------------------------------

std::unexpected<Error> SqliteConnection::failed(int code) {
  Error error = sqlite_error(handle_.get(), code, where_);
  if (error.reason == Reason::Cancelled && is_late_) {
    error = {Reason::Late, where_ + ": the statement ran past its deadline"};
  }
  if (in_transaction_) is_doomed_ = true;
  return std::unexpected{std::move(error)};
}

std::expected<void, Error> SqliteConnection::connect() {
  namespace fs = std::filesystem;
  const auto denied = [&](std::string_view why) {
    return std::unexpected{Error{Reason::Denied, where_ + ": " + std::string{why}}};
  };
  std::error_code ignored;
  const bool is_memory = path_ == ":memory:";
  const bool is_there = !is_memory && fs::exists(path_, ignored);
  if (!is_there && !is_memory && (!opening_.create || opening_.access == Access::Read)) {
    return denied("there is no such file; check the path");
  }
  if (is_there && fs::is_directory(path_, ignored)) {
    return denied("it is a folder; name a file in it");
  }
  const int access = opening_.access == Access::Read
                         ? SQLITE_OPEN_READONLY
                         : SQLITE_OPEN_READWRITE | (opening_.create ? SQLITE_OPEN_CREATE : 0);
  SqliteFile file{.name = path_};
  if (is_there && opening_.access == Access::Read) {
    auto readable = file_to_read(path_);
    if (!readable) return denied(readable.error());
    file = std::move(*readable);
  }
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(file.name.c_str(), &opened,
                      access | file.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  handle_.reset(opened);
  if (code != SQLITE_OK) {
    const int system = opened != nullptr ? sqlite3_system_errno(opened) : 0;
    handle_.reset();
    return denied(system != 0 ? "it cannot be opened, " + std::string{std::strerror(system)} +
                                    "; choose a folder that is there and writable"
                              : std::string{"it cannot be opened"});
  }
  sqlite3_busy_handler(
      handle_.get(),
      [](void* self, int times) { return static_cast<SqliteConnection*>(self)->nap(times); }, this);
  sqlite3_progress_handler(
      handle_.get(), kOpsBetweenLooks,
      [](void* self) { return static_cast<SqliteConnection*>(self)->look(); }, this);
  if (opening_.access == Access::Write && sqlite3_db_readonly(handle_.get(), "main") == 1) {
    return denied("the file is read-only; make it writable, or choose another");
  }
  auto done = set_up(!is_there);
  if (!done) handle_.reset();
  return done;
}

std::expected<void, Error> SqliteConnection::set_up(bool is_new) {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // Reads the first page: what is no database says so here.
  const auto pages = one<std::int64_t>("PRAGMA page_count");
  if (!pages) return std::unexpected{pages.error()};
  const auto version = one<std::int64_t>("PRAGMA schema_version");
  if (!version) return std::unexpected{version.error()};
  // A file that holds something keeps its mode: it may turn out to be somebody else's.
  const bool is_empty = is_new || pages->value_or(0) == 0;
  if (is_empty && opening_.access == Access::Write && path_ != ":memory:") {
    if (auto done = use_wal(); !done) return done;
  }
  return plain(
      "PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
      "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;");
}

/// SQLite does not wait by itself when two change the mode of one new file.
std::expected<void, Error> SqliteConnection::use_wal() {
  const Clock::time_point until = Clock::now() + opening_.patience;
  while (true) {
    const auto mode = one<std::string>("PRAGMA journal_mode=WAL");
    if (mode && *mode == "wal") return {};
    if (!mode && mode.error().reason != Reason::Busy) return std::unexpected{mode.error()};
    if (Clock::now() >= until) {
      return std::unexpected{Error{Reason::Busy, where_ + ": others hold the new file"}};
    }
    std::this_thread::sleep_for(milliseconds{1});
  }
}

// --- Waiting and stopping ---------------------------------------------------------------------

void SqliteConnection::start_watch() {
  started_ = Clock::now();
  is_late_ = false;
  cancel_asked_->store(false);
}

/// Returns 1 to try again for a lock that others hold, 0 to give up.
int SqliteConnection::nap(int times) {
  const auto waited = Clock::now() - started_;
  if (cancel_asked_->load() || waited >= opening_.patience) return 0;
  if (deadline_ && waited >= *deadline_) return 0;
  const auto nap = std::min<Clock::duration>(std::chrono::microseconds{200} * (times + 1), kNapMax);
  std::this_thread::sleep_for(nap);
  return 1;
}

/// Returns 1 to stop the statement that runs.
int SqliteConnection::look() {
  if (cancel_asked_->load(std::memory_order_relaxed)) return 1;
  is_late_ = deadline_ && Clock::now() - started_ >= *deadline_;
  return is_late_ ? 1 : 0;
}

// --- Statements -------------------------------------------------------------------------------

std::expected<void, Error> SqliteConnection::refuse_doomed() const {
  if (!is_doomed_) return {};
  return std::unexpected{
      Error{Reason::Syntax,
            where_ + ": the transaction has failed already; roll it back, and begin again"}};
}

std::expected<sqlite3_stmt*, Error> SqliteConnection::prepared(std::string_view sql) {
  if (Statement* const kept = cache_.find(sql)) return kept->get();
  sqlite3_stmt* made = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &made, &rest);
  Statement statement{made};
  if (code != SQLITE_OK) return failed(code);
  const std::string_view tail{rest, length(static_cast<int>(sql.data() + sql.size() - rest))};
  if (made == nullptr || tail.find_first_not_of(" \t\r\n;") != tail.npos) {
    return std::unexpected{
        Error{Reason::Syntax, where_ + ": give exactly one statement at a time"}};
  }
  return cache_.keep(std::string{sql}, std::move(statement), [](Statement&) {}).get();
}

std::expected<sqlite3_stmt*, Error> SqliteConnection::bound(std::string_view sql,
                                                            Parameters values) {
  start_watch();
  if (const auto live = refuse_doomed(); !live) return std::unexpected{live.error()};
  if (auto refused = refuse_values(values)) return std::unexpected{*refused};
  const auto statement = prepared(sql);
  if (!statement) return statement;
  const int wanted = sqlite3_bind_parameter_count(*statement);
  if (length(wanted) != values.size()) {
    return std::unexpected{
        Error{Reason::Syntax, where_ + ": the statement takes " + std::to_string(wanted) +
                                  " values and was given " + std::to_string(values.size())}};
  }
  int at = 0;
  for (const Parameter& value : values) {
    if (const int code = bind(*statement, ++at, value); code != SQLITE_OK) return failed(code);
  }
  return statement;
}

std::expected<std::int64_t, Error> SqliteConnection::step_all(sqlite3_stmt* statement) {
  const std::int64_t before = sqlite3_total_changes64(handle_.get());
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(statement);
  if (code != SQLITE_DONE) return failed(code);
  // `changes` keeps its last value where a statement cannot change rows.
  if (sqlite3_total_changes64(handle_.get()) == before) return 0;
  return sqlite3_changes64(handle_.get());
}

std::expected<std::int64_t, Error> SqliteConnection::execute(std::string_view sql,
                                                             Parameters values) {
  const auto statement = bound(sql, values);
  if (!statement) return std::unexpected{statement.error()};
  const Use use{*statement};
  return step_all(*statement);
}

std::expected<void, Error> SqliteConnection::each(std::string_view sql, Parameters values,
                                                  const RowReader& read) {
  const auto statement = bound(sql, values);
  if (!statement) return std::unexpected{statement.error()};
  const Use use{*statement};
  // The first step may prepare the statement anew, with other columns, so the row comes after it.
  int code = sqlite3_step(*statement);
  for (const SqliteRow row{*statement}; true; code = sqlite3_step(*statement)) {
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return failed(code);
    read(row);
    if (auto fault = row.fault(where_)) return std::unexpected{std::move(*fault)};
  }
}

std::expected<std::int64_t, Error> SqliteConnection::execute_many(
    std::string_view sql, std::span<const std::vector<Parameter>> rows) {
  if (rows.empty()) return 0;
  if (const auto begun = begin_part(); !begun) return std::unexpected{begun.error()};
  std::int64_t changed = 0;
  for (const std::vector<Parameter>& values : rows) {
    const auto done = execute(sql, values);
    if (!done) {
      static_cast<void>(end_part(false));
      return done;
    }
    changed += *done;
  }
  if (const auto kept = end_part(true); !kept) return std::unexpected{kept.error()};
  return changed;
}

std::expected<void, Error> SqliteConnection::plain(const char* sql) {
  start_watch();
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return failed(code);
  return {};
}

std::expected<void, Error> SqliteConnection::script(std::string_view sql) {
  if (const auto live = refuse_doomed(); !live) return live;
  return plain(std::string{sql}.c_str());
}

// --- Transactions -----------------------------------------------------------------------------

std::expected<void, Error> SqliteConnection::begin_transaction(Access access) {
  if (access == Access::Read) {
    if (auto done = plain("PRAGMA query_only=ON; BEGIN"); !done) return done;
    is_reading_ = true;
  } else if (auto done = plain("BEGIN IMMEDIATE"); !done) {
    return done;
  }
  in_transaction_ = true;
  return {};
}

std::expected<void, Error> SqliteConnection::control(std::string_view sql) {
  const bool is_rollback = sql == "ROLLBACK";
  const bool undoes = is_rollback || sql.starts_with("ROLLBACK TO");
  if (!undoes && !sql.starts_with("RELEASE")) {
    if (auto live = refuse_doomed(); !live) return live;
  }
  const bool was_undone = sqlite3_get_autocommit(handle_.get()) != 0;
  std::expected<void, Error> done;
  // Some failures make SQLite roll back by itself; then nothing is left to undo.
  if (!(undoes && was_undone)) done = plain(std::string{sql}.c_str());
  if (undoes && !was_undone) is_doomed_ = false;
  if (is_rollback || (sql == "COMMIT" && done)) {
    in_transaction_ = is_doomed_ = false;
    if (std::exchange(is_reading_, false)) static_cast<void>(plain("PRAGMA query_only=OFF"));
  }
  return done;
}

std::expected<void, Error> SqliteConnection::begin_part() {
  parts_ = in_transaction_ ? 1 : 0;
  return in_transaction_ ? control("SAVEPOINT tw_part") : begin_transaction(Access::Write);
}

std::expected<void, Error> SqliteConnection::end_part(bool keeps) {
  if (parts_ == 0) {
    auto done = control(keeps ? "COMMIT" : "ROLLBACK");
    if (!done && keeps) static_cast<void>(control("ROLLBACK"));
    return done;
  }
  std::expected<void, Error> done;
  if (!keeps) done = control("ROLLBACK TO SAVEPOINT tw_part");
  if (done) done = control("RELEASE SAVEPOINT tw_part");
  return done;
}

// --- Bulk -------------------------------------------------------------------------------------

class SqliteBulk final : public BulkDriver {
 public:
  SqliteBulk(SqliteConnection& connection, Statement statement, int columns)
      : connection_{connection}, statement_{std::move(statement)}, columns_{columns} {}

  void null() override { cell(sqlite3_bind_null(statement_.get(), ++column_)); }
  void integer(std::int64_t value) override {
    cell(sqlite3_bind_int64(statement_.get(), ++column_, value));
  }
  void real(double value) override { any(value); }
  void text(std::string_view value) override { any(value); }
  void blob(std::string_view bytes) override {
    any(std::span<const std::byte>{reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()});
  }
  std::expected<std::int64_t, Error> finish() override {
    if (!error_ && column_ != 0) {
      error_ = Error{Reason::Syntax, "the last row of a bulk is not whole"};
    }
    if (error_) {
      abandon();
      return std::unexpected{*error_};
    }
    statement_.reset();
    if (const auto done = connection_.end_part(true); !done) return std::unexpected{done.error()};
    return rows_;
  }
  void abandon() override {
    statement_.reset();
    static_cast<void>(connection_.end_part(false));
  }

 private:
  void any(const Parameter& value) {
    if (auto refused = refuse_value(value, static_cast<std::size_t>(column_) + 1)) {
      if (!error_) error_ = std::move(*refused);
    }
    // Bound even so: an odd cell must not shift those behind it.
    cell(bind(statement_.get(), ++column_, value, true));
  }
  void cell(int code) {
    if (code != SQLITE_OK && !error_) error_ = connection_.failed(code).error();
    if (column_ < columns_) return;
    column_ = 0;
    if (error_) return;
    code = sqlite3_step(statement_.get());
    if (code != SQLITE_DONE) error_ = connection_.failed(code).error();
    sqlite3_reset(statement_.get());
    rows_ += 1;
  }

  SqliteConnection& connection_;
  Statement statement_;
  int columns_;
  int column_ = 0;
  std::int64_t rows_ = 0;
  std::optional<Error> error_;
};

std::expected<Bulk, Error> SqliteConnection::bulk(std::string_view table,
                                                  std::span<const std::string_view> columns) {
  TW_ASSERT(!columns.empty());
  if (const auto live = refuse_doomed(); !live) return std::unexpected{live.error()};
  std::string sql = "INSERT INTO " + quoted_name(table) + " (";
  std::string marks;
  for (const std::string_view column : columns) {
    sql.append(marks.empty() ? "" : ", ").append(quoted_name(column));
    marks += marks.empty() ? "?" : ", ?";
  }
  sql.append(") VALUES (").append(marks).append(")");
  if (const auto begun = begin_part(); !begun) return std::unexpected{begun.error()};
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v2(handle_.get(), sql.c_str(), -1, &made, nullptr);
  Statement statement{made};
  if (code != SQLITE_OK) {
    auto error = failed(code);
    static_cast<void>(end_part(false));
    return error;
  }
  start_watch();
  return Bulk{
      std::make_unique<SqliteBulk>(*this, std::move(statement), static_cast<int>(columns.size()))};
}

}  // namespace

std::expected<std::unique_ptr<Connection>, Error> open_sqlite(const Address& address,
                                                              const Opening& opening) {
  auto connection = std::make_unique<SqliteConnection>(address.path(), address.shown(), opening);
  if (const auto done = connection->connect(); !done) return std::unexpected{done.error()};
  return connection;
}

}  // namespace tw::sql
