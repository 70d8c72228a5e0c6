#include "store/archive.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <span>
#include <unistd.h>
#include <utility>

#include "core/digest.hpp"
#include "sql/bulk.hpp"
#include "store/archive_text.hpp"
#include "store/descriptor.hpp"
#include "store/file.hpp"
#include "store/migration.hpp"
#include "store/schema.hpp"

namespace tw::store {
namespace {

using sql::Error;
using sql::Reason;

constexpr std::string_view kTitle = "tradewind backup 1";
constexpr std::size_t kWriteAt = std::size_t{1} << 20;

std::unexpected<Error> refused(Reason reason, std::string message) {
  return std::unexpected{Error{reason, std::move(message)}};
}

/// Feeds bytes without their length, so that it does not matter in which pieces they come.
void feed(Digest& digest, std::string_view bytes) {
  digest.update(std::as_bytes(std::span{bytes}));
}

// --- Writing ----------------------------------------------------------------------------------

/// A file on its way: it appears under its name when `close` says so, and is gone otherwise.
class GrowingFile {
 public:
  explicit GrowingFile(std::string path)
      : path_{std::move(path)},
        partial_{path_ + ".part" + std::to_string(::getpid())},
        file_{::open(partial_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)} {
    if (!file_) failed_ = errno;
  }
  ~GrowingFile() {
    if (!is_closed_ && file_) ::unlink(partial_.c_str());
  }
  GrowingFile(const GrowingFile&) = delete;
  GrowingFile& operator=(const GrowingFile&) = delete;

  void add(std::string_view text) {
    waiting_ += text;
    if (waiting_.size() >= kWriteAt) write();
  }
  bool has_failed() const { return failed_ != 0; }
  /// Ends the file with the digest of all before.
  std::expected<void, Error> close() {
    write();
    waiting_ = "digest " + digest_.hex() + "\n";
    write();
    if (failed_ == 0 && ::fsync(file_.get()) != 0) failed_ = errno;
    if (failed_ == 0 && ::rename(partial_.c_str(), path_.c_str()) != 0) failed_ = errno;
    if (failed_ != 0) return std::unexpected{error()};
    is_closed_ = true;
    return {};
  }
  Error error() const {
    return {failed_ == ENOSPC ? Reason::Full : Reason::Denied, write_error(path_, failed_).message};
  }

 private:
  void write() {
    feed(digest_, waiting_);
    if (failed_ == 0 && !file_.write_all(waiting_)) failed_ = errno;
    waiting_.clear();
  }

  std::string path_;
  std::string partial_;
  Descriptor file_;
  Digest digest_;
  std::string waiting_;
  int failed_ = 0;
  bool is_closed_ = false;
};

std::string names_of(const SchemaTable& table) {
  std::string names;
  for (const SchemaColumn& column : table.columns) {
    names.append(names.empty() ? "\"" : ", \"").append(column.name).append("\"");
  }
  return names;
}

std::expected<std::int64_t, Error> write_table(sql::Connection& db, const SchemaTable& table,
                                               GrowingFile& file) {
  std::string line = "table " + table.name;
  for (const SchemaColumn& column : table.columns) {
    line.append("\t").append(column.name).append(" ").append(column.type);
  }
  file.add(line + "\n");
  std::int64_t rows = 0;
  const auto read = db.stream("SELECT " + names_of(table) + " FROM \"" + table.name + "\"", {},
                              [&](const sql::Row& row) {
                                line.clear();
                                for (std::size_t i = 0; i < row.size(); ++i) {
                                  line += i == 0 ? "" : "\t";
                                  append_cell(line, row, i);
                                }
                                line += '\n';
                                file.add(line);
                                rows += 1;
                              });
  if (!read) return std::unexpected{read.error()};
  file.add("end " + table.name + "\t" + std::to_string(rows) + "\n");
  return rows;
}

// --- Reading ----------------------------------------------------------------------------------

/// What the first pass over a file found, before anything is done with it.
struct Checked {
  std::vector<std::string> versions;
};

std::unexpected<Error> damaged(const std::string& path, std::string_view what) {
  return refused(Reason::Damaged, "'" + path + "' " + std::string{what});
}

std::expected<Checked, Error> check_archive(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return refused(Reason::Denied, "cannot read '" + path + "'; check the path");
  Checked checked;
  Digest digest;
  std::string line;
  if (!std::getline(file, line) || !line.starts_with(kTitle)) {
    return damaged(path, "is no backup that this build can read");
  }
  while (true) {
    feed(digest, line + "\n");
    if (!std::getline(file, line)) break;
    if (line.starts_with("migration ")) {
      checked.versions.push_back(line.substr(10));
    } else if (line.starts_with("digest ")) {
      // A row cannot look like this: its first cell has a mark of its own.
      const bool is_last = file.peek() == std::ifstream::traits_type::eof();
      if (is_last && line.substr(7) == digest.hex()) return checked;
      return damaged(path,
                     "is not as it was written: its checksum does not hold; use another backup");
    }
  }
  return damaged(path, "was cut off; use another backup");
}

/// Returns how many of our migrations the archive was made with.
std::expected<std::size_t, Error> steps_of(const Checked& checked, const std::string& path) {
  const auto known = migrations();
  for (std::size_t i = 0; i < checked.versions.size(); ++i) {
    const bool is_known =
        i < known.size() &&
        checked.versions[i] == std::string{known[i].version} + " " + checksum_of(known[i]);
    if (is_known) continue;
    return refused(Reason::Refused,
                   "'" + path + "' was made by another tradewind (migration " +
                       checked.versions[i].substr(0, checked.versions[i].find(' ')) +
                       " is not of this build); restore it with that version");
  }
  return checked.versions.size();
}

std::expected<void, Error> refuse_rows(sql::Connection& db,
                                       const std::vector<SchemaTable>& tables) {
  for (const SchemaTable& table : tables) {
    if (table.name == "retention_policies") continue;  // Its migration fills it.
    const auto count = db.one<std::int64_t>("SELECT count(*) FROM \"" + table.name + "\"");
    if (!count) return std::unexpected{count.error()};
    if (**count == 0) continue;
    return refused(Reason::Refused, "the database holds rows already (in '" + table.name +
                                        "'); restore into an empty one");
  }
  return {};
}

/// Reads one table's rows into it, up to its "end" line.
std::expected<std::int64_t, Error> read_table(sql::Connection& db, std::ifstream& file,
                                              const std::string& header) {
  const std::vector<std::string_view> words = split_cells(header);
  const std::string table{words.front().substr(std::string_view{"table "}.size())};
  std::vector<std::string_view> names;
  std::vector<sql::Type> types;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::size_t space = words[i].find(' ');
    names.push_back(words[i].substr(0, space));
    types.push_back(type_of_word(words[i].substr(space + 1)));
  }
  auto bulk = db.bulk(table, names);
  if (!bulk) return std::unexpected{bulk.error()};
  std::string line;
  std::string scratch;
  while (std::getline(file, line) && !line.starts_with("end ")) {
    const std::vector<std::string_view> cells = split_cells(line);
    if (cells.size() != types.size()) {
      return refused(Reason::Damaged, "a row of '" + table + "' has too few cells");
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto cell = read_cell(cells[i], types[i], scratch);
      if (!cell) return refused(Reason::Damaged, "a cell of '" + table + "' cannot be read");
      bulk->add(*cell);
    }
  }
  return bulk->finish();
}

std::expected<std::vector<TableRows>, Error> fill(sql::Connection& db, const std::string& path,
                                                  bool has_policies) {
  auto transaction = db.begin();
  if (!transaction) return std::unexpected{transaction.error()};
  if (has_policies) {
    // Those of the archive take the place of those that the migration made.
    if (const auto gone = db.execute("DELETE FROM retention_policies"); !gone) {
      return std::unexpected{gone.error()};
    }
  }
  std::ifstream file{path, std::ios::binary};
  std::vector<TableRows> tables;
  std::string line;
  while (std::getline(file, line)) {
    if (!line.starts_with("table ")) continue;
    const auto rows = read_table(db, file, line);
    if (!rows) return std::unexpected{rows.error()};
    tables.push_back({line.substr(6, line.find('\t') - 6), *rows});
  }
  if (const auto done = transaction->commit(); !done) return std::unexpected{done.error()};
  return tables;
}

}  // namespace

std::expected<std::vector<TableRows>, Error> back_up(sql::Connection& db, const std::string& path,
                                                     Timestamp now) {
  const auto transaction = db.begin(sql::Access::Read);
  if (!transaction) return std::unexpected{transaction.error()};
  const auto state = read_schema_state(db);
  if (!state) return std::unexpected{state.error()};
  auto schema = read_schema(db);
  if (!schema) return std::unexpected{schema.error()};
  GrowingFile file{path};
  file.add(std::string{kTitle} + ", " + to_string(now) + "\n");
  for (const Migration& migration : migrations()) {
    const auto step = std::ranges::find(state->steps, migration.version, &MigrationStatus::version);
    if (step->state != MigrationStatus::State::Applied) break;
    file.add("migration " + step->version + " " + checksum_of(migration) + "\n");
  }
  std::vector<TableRows> tables;
  for (const SchemaTable& table : by_reference(std::move(*schema))) {
    if (file.has_failed()) return std::unexpected{file.error()};
    const auto rows = write_table(db, table, file);
    if (!rows) return std::unexpected{rows.error()};
    tables.push_back({table.name, *rows});
  }
  if (const auto closed = file.close(); !closed) return std::unexpected{closed.error()};
  return tables;
}

std::expected<std::vector<TableRows>, Error> restore(sql::Connection& db, const std::string& path,
                                                     Timestamp now) {
  const auto checked = check_archive(path);
  if (!checked) return std::unexpected{checked.error()};
  const auto steps = steps_of(*checked, path);
  if (!steps) return std::unexpected{steps.error()};
  if (const auto made = migrate(db, now, migrations().first(*steps)); !made) {
    return std::unexpected{made.error()};
  }
  const auto schema = read_schema(db);
  if (!schema) return std::unexpected{schema.error()};
  if (const auto empty = refuse_rows(db, *schema); !empty) return std::unexpected{empty.error()};
  const bool has_policies =
      std::ranges::find(*schema, "retention_policies", &SchemaTable::name) != schema->end();
  auto filled = fill(db, path, has_policies);
  if (!filled) return filled;
  if (const auto rest = migrate(db, now); !rest) return std::unexpected{rest.error()};
  return filled;
}

}  // namespace tw::store
