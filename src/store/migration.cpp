#include "store/migration.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <utility>

#include "core/digest.hpp"

namespace tw::store {
namespace {

using State = MigrationStatus::State;
using sql::Error;
using sql::Reason;

/// How long to wait for somebody else's migration.
constexpr std::chrono::seconds kTurnMax{120};

constexpr const char* kCreate =
    "CREATE TABLE IF NOT EXISTS tradewind_migrations (version TEXT NOT NULL PRIMARY KEY,"
    " name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";

const char* tables_query(sql::Engine engine) {
  return engine == sql::Engine::Sqlite
             ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
               " ESCAPE '\\' ORDER BY name"
             : "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
               " AND relnamespace = to_regnamespace(current_schema()::text) ORDER BY relname";
}

bool is_word_sign(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Puts `after` behind each `word` that is neither a comment nor quoted.
std::string followed(std::string_view sql, std::string_view word, std::string_view after) {
  std::string out;
  for (std::size_t at = 0; at < sql.size();) {
    std::size_t end = at + 1;
    if (sql.substr(at, 2) == "--") {
      end = std::min(sql.find('\n', at), sql.size());
    } else if (sql[at] == '\'' || sql[at] == '"') {
      const std::size_t close = sql.find(sql[at], at + 1);
      end = close == sql.npos ? sql.size() : close + 1;
    } else if (is_word_sign(sql[at])) {
      while (end < sql.size() && is_word_sign(sql[end])) ++end;
    }
    out += sql.substr(at, end - at);
    if (sql.substr(at, end - at) == word) out += after;
    at = end;
  }
  return out;
}

std::unexpected<Error> refused(const std::string& where, std::string_view what) {
  return std::unexpected{Error{Reason::Refused, where + ": " + std::string{what}}};
}

/// The turn to migrate. SQLite's writers take turns anyway.
class Turn {
 public:
  static std::expected<Turn, Error> take(sql::Connection& db) {
    if (db.engine() == sql::Engine::Postgres) {
      db.set_deadline(kTurnMax);
      const auto taken =
          db.execute("SELECT pg_advisory_lock(20260101, hashtext(current_schema()))");
      db.set_deadline(std::nullopt);
      if (!taken) return std::unexpected{taken.error()};
    }
    return Turn{db};
  }
  ~Turn() {
    if (db_ == nullptr || db_->engine() == sql::Engine::Sqlite) return;
    static_cast<void>(
        db_->execute("SELECT pg_advisory_unlock(20260101, hashtext(current_schema()))"));
  }
  Turn(Turn&& other) noexcept : db_{std::exchange(other.db_, nullptr)} {}
  Turn& operator=(Turn&&) = delete;

 private:
  explicit Turn(sql::Connection& db) : db_{&db} {}
  sql::Connection* db_;
};

/// Applies the next missing step in one transaction. Returns nothing when none is missing.
std::expected<std::optional<MigrationStatus>, Error> apply_next(
    sql::Connection& db, Timestamp now, std::span<const Migration> known,
    const std::function<void()>& before_commit) {
  auto transaction = db.begin();
  if (!transaction) return std::unexpected{transaction.error()};
  // Read again inside: another process may have been here meanwhile.
  const auto state = read_schema_state(db, known);
  if (!state) return std::unexpected{state.error()};
  const auto next = std::ranges::find(state->steps, State::Pending, &MigrationStatus::state);
  if (next == state->steps.end()) return std::nullopt;
  const auto migration = std::ranges::find(known, next->version, &Migration::version);
  std::expected<void, Error> done = db.script(kCreate);
  if (done) done = db.script(statements_of(*migration, db.engine()));
  if (done) {
    const auto noted =
        db.execute("INSERT INTO tradewind_migrations VALUES (?, ?, ?, ?)",
                   {migration->version, migration->name, checksum_of(*migration), now});
    if (!noted) done = std::unexpected{noted.error()};
  }
  if (done && before_commit) before_commit();
  if (done) done = transaction->commit();
  if (!done) {
    return std::unexpected{
        Error{done.error().reason, "migration " + next->version + "_" + next->name +
                                       " failed and changed nothing: " + done.error().message}};
  }
  return MigrationStatus{next->version, next->name, State::Applied, now};
}

std::optional<Error> refuse_foreign(const SchemaState& state, const std::string& where) {
  if (!state.foreign_table.empty()) {
    return refused(where, "it holds a table '" + state.foreign_table +
                              "' of something else; choose a database of its own for tradewind")
        .error();
  }
  for (const MigrationStatus& step : state.steps) {
    const std::string name = "migration " + step.version + "_" + step.name;
    if (step.state == State::Unknown) {
      return refused(where, "it was made by a newer tradewind (" + name +
                                "); use that version, or restore a backup into another database")
          .error();
    }
    if (step.state == State::Altered) {
      return refused(where, name +
                                " was another when it was applied; use the build that did, or"
                                " restore a backup into another database")
          .error();
    }
  }
  return std::nullopt;
}

std::string where_of(sql::Connection& db) {
  return db.engine() == sql::Engine::Sqlite ? "the SQLite database" : "the PostgreSQL database";
}

}  // namespace

std::string checksum_of(const Migration& migration) {
  Digest digest;
  digest.update(migration.text);
  return digest.hex();
}

std::string statements_of(const Migration& migration, sql::Engine engine) {
  std::string_view text = migration.text;
  constexpr std::string_view kUp = "-- migrate:up";
  constexpr std::string_view kDown = "-- migrate:down";
  if (const std::size_t up = text.find(kUp); up != text.npos) text.remove_prefix(up + kUp.size());
  text = text.substr(0, text.find(kDown));
  if (engine == sql::Engine::Sqlite) return std::string{text};
  return followed(text, "TEXT", " COLLATE \"C\"");
}

bool SchemaState::is_empty() const {
  return foreign_table.empty() &&
         std::ranges::all_of(steps, [](const auto& step) { return step.state == State::Pending; });
}

bool SchemaState::is_current() const {
  return foreign_table.empty() &&
         std::ranges::all_of(steps, [](const auto& step) { return step.state == State::Applied; });
}

std::expected<SchemaState, Error> read_schema_state(sql::Connection& db,
                                                    std::span<const Migration> known) {
  SchemaState state;
  const auto tables = db.rows<std::string>(tables_query(db.engine()));
  if (!tables) return std::unexpected{tables.error()};
  const bool is_ours =
      std::ranges::count(*tables, std::tuple{std::string{"tradewind_migrations"}}) > 0;
  if (!is_ours && !tables->empty()) state.foreign_table = std::get<0>(tables->front());
  if (is_ours) {
    const auto applied = db.rows<std::string, std::string, std::string, Timestamp>(
        "SELECT version, name, checksum, applied_at FROM tradewind_migrations ORDER BY version");
    if (!applied) return std::unexpected{applied.error()};
    for (const auto& [version, name, checksum, at] : *applied) {
      const auto mine = std::ranges::find(known, version, &Migration::version);
      State found = State::Unknown;
      if (mine != known.end()) {
        found = checksum_of(*mine) == checksum ? State::Applied : State::Altered;
      }
      state.steps.push_back({version, name, found, at});
    }
  }
  for (const Migration& migration : known) {
    if (std::ranges::find(state.steps, migration.version, &MigrationStatus::version) !=
        state.steps.end()) {
      continue;
    }
    state.steps.push_back(
        {std::string{migration.version}, std::string{migration.name}, State::Pending, {}});
  }
  std::ranges::sort(state.steps, {}, &MigrationStatus::version);
  return state;
}

std::expected<std::vector<MigrationStatus>, Error> migrate(
    sql::Connection& db, Timestamp now, std::span<const Migration> known,
    const std::function<void()>& before_commit) {
  // Looked at before anything is locked: what is not ours must not notice us.
  const auto before = read_schema_state(db, known);
  if (!before) return std::unexpected{before.error()};
  if (auto foreign = refuse_foreign(*before, where_of(db))) return std::unexpected{*foreign};
  const auto turn = Turn::take(db);
  if (!turn) return std::unexpected{turn.error()};
  std::vector<MigrationStatus> applied;
  while (true) {
    auto next = apply_next(db, now, known, before_commit);
    if (!next) return std::unexpected{next.error()};
    if (!*next) return applied;
    applied.push_back(std::move(**next));
  }
}

std::optional<Error> refuse_unless_current(const SchemaState& state, const std::string& where) {
  if (auto foreign = refuse_foreign(state, where)) return foreign;
  if (state.is_current()) return std::nullopt;
  const auto pending = std::ranges::count(state.steps, State::Pending, &MigrationStatus::state);
  return refused(where,
                 std::to_string(pending) + " migrations are missing; run 'tradewind db migrate'")
      .error();
}

}  // namespace tw::store
