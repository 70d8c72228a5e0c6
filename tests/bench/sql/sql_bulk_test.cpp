// Holds the layer's bulk to the engines' own, run in turns: rows of bars and of fills, written and
// read. The budgets stand in bench/BUDGETS.md. TW_SQL_ROWS says how many bars; a tenth as many
// fills.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <string>
#include <vector>

#include "sql/bulk.hpp"
#include "sql/postgres_row.hpp"
#include "support/test_database.hpp"

namespace tw::sql {
namespace {

using support::TestDatabase;

/// A shape of fewer rows has more passes: one of a few milliseconds is blurred by what else the
/// machine does.
constexpr int kPassesOfBars = 5;

/// A table of some texts and then some integers; its key is the first of each.
struct Shape {
  std::string name;
  int texts;
  int integers;
  std::int64_t rows;
  int passes;

  std::string columns() const {
    std::string list;
    for (int i = 0; i < texts; ++i) list += (i == 0 ? "t" : ", t") + std::to_string(i);
    for (int i = 0; i < integers; ++i) list += ", n" + std::to_string(i);
    return list;
  }
  std::string ddl() const {
    std::string list;
    for (int i = 0; i < texts; ++i) list += "t" + std::to_string(i) + " TEXT NOT NULL, ";
    for (int i = 0; i < integers; ++i) list += "n" + std::to_string(i) + " BIGINT NOT NULL, ";
    return "CREATE TABLE " + name + " (" + list + "PRIMARY KEY (t0, n0))";
  }
};

std::string text_at(std::int64_t row, int column) {
  return column == 0 ? "SYM" + std::to_string(row / 10'000) : "paper-20261126T143000";
}
std::int64_t integer_at(std::int64_t row, int column) {
  return column == 0 ? row : 18'712'000'000 + row * 1'000 + column;
}

/// What both ways must agree on.
struct Sum {
  std::int64_t rows = 0;
  std::int64_t integers = 0;
  std::size_t characters = 0;
  friend bool operator==(const Sum&, const Sum&) = default;
};

// --- The layer --------------------------------------------------------------------------------

void write_by_layer(Connection& db, const Shape& shape) {
  std::vector<std::string> names;
  for (int i = 0; i < shape.texts; ++i) names.push_back("t" + std::to_string(i));
  for (int i = 0; i < shape.integers; ++i) names.push_back("n" + std::to_string(i));
  const std::vector<std::string_view> columns{names.begin(), names.end()};
  auto bulk = db.bulk(shape.name, columns);
  ASSERT_TRUE(bulk) << bulk.error().message;
  for (std::int64_t row = 0; row < shape.rows; ++row) {
    for (int i = 0; i < shape.texts; ++i) bulk->add(text_at(row, i));
    for (int i = 0; i < shape.integers; ++i) bulk->add(integer_at(row, i));
  }
  const auto done = bulk->finish();
  ASSERT_TRUE(done) << done.error().message;
  ASSERT_EQ(*done, shape.rows);
}

Sum read_by_layer(Connection& db, const Shape& shape) {
  Sum sum;
  const auto texts = static_cast<std::size_t>(shape.texts);
  const auto done =
      db.stream("SELECT " + shape.columns() + " FROM " + shape.name, {}, [&](const Row& row) {
        sum.rows += 1;
        for (std::size_t i = 0; i < texts; ++i) {
          sum.characters += row.text(i).size();
        }
        for (std::size_t i = texts; i < row.size(); ++i) {
          sum.integers += row.integer(i);
        }
      });
  EXPECT_TRUE(done) << done.error().message;
  return sum;
}

// --- SQLite's own -----------------------------------------------------------------------------

class RawSqlite {
 public:
  explicit RawSqlite(const TestDatabase& database) {
    EXPECT_EQ(sqlite3_open(database.address().path().c_str(), &db_), SQLITE_OK);
    run("PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384");
  }
  ~RawSqlite() { sqlite3_close(db_); }
  RawSqlite(const RawSqlite&) = delete;
  RawSqlite& operator=(const RawSqlite&) = delete;

  static std::int64_t server_pid() { return 0; }

  void write(const Shape& shape) {
    std::string marks = "?";
    for (int i = 1; i < shape.texts + shape.integers; ++i) marks += ", ?";
    run("BEGIN IMMEDIATE");
    sqlite3_stmt* insert = prepare("INSERT INTO " + shape.name + " VALUES (" + marks + ")");
    for (std::int64_t row = 0; row < shape.rows; ++row) {
      for (int i = 0; i < shape.texts; ++i) {
        std::string& text = texts_[static_cast<std::size_t>(i)];
        text = text_at(row, i);
        sqlite3_bind_text(insert, i + 1, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
      }
      for (int i = 0; i < shape.integers; ++i) {
        sqlite3_bind_int64(insert, shape.texts + i + 1, integer_at(row, i));
      }
      sqlite3_step(insert);
      sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    run("COMMIT");
  }
  Sum read(const Shape& shape) {
    Sum sum;
    sqlite3_stmt* query = prepare("SELECT " + shape.columns() + " FROM " + shape.name);
    while (sqlite3_step(query) == SQLITE_ROW) {
      sum.rows += 1;
      for (int i = 0; i < shape.texts; ++i) {
        static_cast<void>(sqlite3_column_text(query, i));
        sum.characters += static_cast<std::size_t>(sqlite3_column_bytes(query, i));
      }
      for (int i = 0; i < shape.integers; ++i) {
        sum.integers += sqlite3_column_int64(query, shape.texts + i);
      }
    }
    sqlite3_finalize(query);
    return sum;
  }

 private:
  void run(const char* sql) {
    EXPECT_EQ(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db_);
  }
  sqlite3_stmt* prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr), SQLITE_OK);
    return statement;
  }

  sqlite3* db_ = nullptr;
  std::vector<std::string> texts_ = std::vector<std::string>(8);
};

// --- PostgreSQL's own -------------------------------------------------------------------------

class RawPostgres {
 public:
  explicit RawPostgres(const TestDatabase& database) {
    db_ = PQconnectdb(database.url().c_str());
    EXPECT_EQ(PQstatus(db_), CONNECTION_OK) << PQerrorMessage(db_);
  }
  ~RawPostgres() { PQfinish(db_); }
  RawPostgres(const RawPostgres&) = delete;
  RawPostgres& operator=(const RawPostgres&) = delete;

  std::int64_t server_pid() const { return PQbackendPID(db_); }

  void write(const Shape& shape) {
    PQclear(PQexec(db_, ("COPY " + shape.name + " FROM STDIN (FORMAT binary)").c_str()));
    std::string bytes{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19};
    for (std::int64_t row = 0; row < shape.rows; ++row) {
      append_u16(bytes, static_cast<std::uint16_t>(shape.texts + shape.integers));
      for (int i = 0; i < shape.texts; ++i) {
        const std::string text = text_at(row, i);
        append_u32(bytes, static_cast<std::uint32_t>(text.size()));
        bytes += text;
      }
      for (int i = 0; i < shape.integers; ++i) {
        append_u32(bytes, 8);
        append_u64(bytes, static_cast<std::uint64_t>(integer_at(row, i)));
      }
      if (bytes.size() < 131'072) continue;
      PQputCopyData(db_, bytes.data(), static_cast<int>(bytes.size()));
      bytes.clear();
    }
    append_u16(bytes, 0xFFFF);
    PQputCopyData(db_, bytes.data(), static_cast<int>(bytes.size()));
    PQputCopyEnd(db_, nullptr);
    drain();
  }
  Sum read(const Shape& shape) {
    Sum sum;
    PQclear(PQexec(db_, ("COPY (SELECT " + shape.columns() + " FROM " + shape.name +
                         ") TO STDOUT (FORMAT binary)")
                            .c_str()));
    char* bytes = nullptr;
    bool is_first = true;
    while (PQgetCopyData(db_, &bytes, 0) > 0) {
      const char* at = bytes + (is_first ? 19 : 0);
      is_first = false;
      const auto cells = static_cast<std::int16_t>(read_u16(at));
      at += 2;
      sum.rows += cells > 0 ? 1 : 0;
      for (int i = 0; i < cells; ++i) {
        const std::uint32_t size = read_u32(at);
        at += 4;
        if (i < shape.texts) {
          sum.characters += size;
        } else {
          sum.integers += static_cast<std::int64_t>(read_u64(at));
        }
        at += size;
      }
      PQfreemem(bytes);
    }
    drain();
    return sum;
  }

 private:
  void drain() {
    while (PGresult* result = PQgetResult(db_)) {
      EXPECT_EQ(PQresultStatus(result), PGRES_COMMAND_OK) << PQresultErrorMessage(result);
      PQclear(result);
    }
  }

  PGconn* db_ = nullptr;
};

// --- Side by side -----------------------------------------------------------------------------

double budget(const std::string& key) {
  std::ifstream file{"bench/BUDGETS.md"};
  for (std::string line; std::getline(file, line);) {
    const std::string start = "| `" + key + "` | ";
    if (line.starts_with(start)) return std::stod(line.substr(start.size()));
  }
  ADD_FAILURE() << "bench/BUDGETS.md has no budget '" << key << "'";
  return 0.0;
}

/// CPU seconds that the threads of this process have had, and of a server's process for us: other
/// load moves them far less than a wall clock.
double cpu_seconds(std::int64_t server_pid) {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  double server_ns = 0.0;
  if (server_pid != 0)
    std::ifstream{"/proc/" + std::to_string(server_pid) + "/schedstat"} >> server_ns;
  return static_cast<double>(now.tv_sec) + (static_cast<double>(now.tv_nsec) + server_ns) * 1e-9;
}

template <class Work>
double cost_of(std::int64_t server_pid, Work work) {
  const double start = cpu_seconds(server_pid);
  work();
  return cpu_seconds(server_pid) - start;
}

/// The best of a few passes in turns: what a machine shared with others disturbs least.
struct Best {
  double layer = 1e9;
  double raw = 1e9;

  void hold(const std::string& key, const Shape& shape) const {
    const double rows = static_cast<double>(shape.rows) / 1e6;
    std::printf(
        "  %-22s %-6s layer %5.2f, engine's own %5.2f million rows a CPU second, ratio %.2f\n",
        key.c_str(), shape.name.c_str(), rows / layer, rows / raw, layer / raw);
    EXPECT_LE(layer / raw, budget(key)) << shape.name;
  }
};

template <class Raw>
void compare(Engine engine, const Shape& shape) {
  const TestDatabase database{engine};
  const auto db = database.connect();
  ASSERT_TRUE(db->script(shape.ddl()));
  Raw raw{database};
  std::int64_t pid = 0;
  if (engine == Engine::Postgres) pid = db->one<std::int64_t>("SELECT pg_backend_pid()")->value();
  Best write;
  Best read;
  const auto time_raw = [&] {
    ASSERT_TRUE(db->execute("DELETE FROM " + shape.name));
    write.raw = std::min(write.raw, cost_of(raw.server_pid(), [&] { raw.write(shape); }));
  };
  const auto time_layer = [&] {
    ASSERT_TRUE(db->execute("DELETE FROM " + shape.name));
    write.layer = std::min(write.layer, cost_of(pid, [&] { write_by_layer(*db, shape); }));
  };
  for (int pass = 0; pass < shape.passes; ++pass) {
    // Who goes first changes: SQLite copies its log into the file at the end of some writes, and
    // that should not always fall to the same one.
    if (pass % 2 == 0) time_raw();
    time_layer();
    if (pass % 2 == 1) time_raw();
    Sum by_raw;
    Sum by_layer;
    read.raw = std::min(read.raw, cost_of(raw.server_pid(), [&] { by_raw = raw.read(shape); }));
    read.layer = std::min(read.layer, cost_of(pid, [&] { by_layer = read_by_layer(*db, shape); }));
    ASSERT_EQ(by_layer, by_raw);
    ASSERT_EQ(by_layer.rows, shape.rows);
  }
  const std::string name{word_of(engine)};
  write.hold("sql." + name + "_write", shape);
  read.hold("sql." + name + "_read", shape);
}

std::vector<Shape> shapes() {
  const char* const rows = std::getenv("TW_SQL_ROWS");
  const std::int64_t bars = rows == nullptr ? 50'000 : std::atoll(rows);
  return {{"bars", 1, 6, bars, kPassesOfBars}, {"fills", 3, 8, bars / 10, 10 * kPassesOfBars}};
}

TEST(SqlBulk, OfSqliteIsWithinTheBudgetOfItsOwnPath) {
  for (const Shape& shape : shapes()) compare<RawSqlite>(Engine::Sqlite, shape);
}

TEST(SqlBulk, OfPostgresIsWithinTheBudgetOfItsOwnPath) {
  for (const Shape& shape : shapes()) compare<RawPostgres>(Engine::Postgres, shape);
}

}  // namespace
}  // namespace tw::sql
