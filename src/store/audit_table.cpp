#include "store/audit_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "sql/bulk.hpp"

namespace tw::store {
namespace {

using formats::AuditEntry;
using formats::AuditFinding;
using formats::AuditHash;
using formats::AuditHead;
using sql::Error;
using sql::Reason;

template <class T>
using Result = std::expected<T, Error>;

std::unexpected<Error> damaged(const sql::Address& address, std::string what) {
  return std::unexpected{
      Error{Reason::Damaged, "the audit table of " + address.shown() + " " + std::move(what) +
                                 "; see `tradewind audit verify`; `tradewind db rebuild` makes it "
                                 "anew from the file"}};
}
std::unexpected<Error> refused(FileError error) {
  return std::unexpected{Error{Reason::Refused, std::move(error.message)}};
}

/// Returns "record 7" or "records 7 to 9".
std::string records(std::uint64_t first, std::uint64_t last) {
  if (first == last) return "record " + std::to_string(first);
  return "records " + std::to_string(first) + " to " + std::to_string(last);
}

// --- How far the tables came: "N HASH ADDRESS" lines in the file "stored" beside the trail. -----

struct Mark {
  AuditHead head;
  std::string where;
};

std::string marks_path(const AuditTrail& trail) { return trail.folder() + "/stored"; }

/// Returns the database's name on a mark; a file is called by its whole path.
std::string where_of(const sql::Address& address) {
  if (address.engine() != sql::Engine::Sqlite) return address.shown();
  std::error_code unknown;
  const auto path = std::filesystem::weakly_canonical(address.path(), unknown);
  return "sqlite:" + (unknown ? address.path() : path.string());
}

std::vector<Mark> read_marks(const AuditTrail& trail) {
  std::vector<Mark> marks;
  const auto file = FileText::read(marks_path(trail));
  if (!file) return marks;
  std::string_view text = file->view();
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    Mark mark;
    const auto read = std::from_chars(line.data(), line.data() + line.size(), mark.head.sequence);
    const auto used = static_cast<std::size_t>(read.ptr - line.data());
    constexpr std::size_t kHex = 64;
    if (read.ec != std::errc{} || line.size() < used + kHex + 2) continue;
    const auto hash = formats::parse_hash(line.substr(used + 1, kHex));
    if (!hash) continue;
    mark.head.hash = *hash;
    mark.where = line.substr(used + kHex + 2);
    marks.push_back(std::move(mark));
  }
  return marks;
}

std::optional<AuditHead> mark_of(const AuditTrail& trail, const sql::Address& address) {
  const std::string where = where_of(address);
  for (const Mark& mark : read_marks(trail)) {
    if (mark.where == where) return mark.head;
  }
  return std::nullopt;
}

Result<void> write_mark(const AuditTrail& trail, const sql::Address& address,
                        const AuditHead& head) {
  const auto held = trail.hold();
  std::vector<Mark> marks = read_marks(trail);
  const std::string where = where_of(address);
  std::erase_if(marks, [&](const Mark& mark) { return mark.where == where; });
  marks.push_back({.head = head, .where = where});
  std::string text;
  for (const Mark& mark : marks) {
    text.append(std::to_string(mark.head.sequence)).append(" ");
    text.append(formats::to_hex(mark.head.hash)).append(" ").append(mark.where).append("\n");
  }
  const std::array<std::string_view, 1> parts{text};
  if (auto kept = write_atomically(marks_path(trail), parts); !kept) return refused(kept.error());
  return {};
}

// --- Copying ----------------------------------------------------------------------------------

/// Returns text as a column may hold it: neither engine takes a NUL.
std::string column_text(std::string text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  for (std::size_t at = text.find('\0'); at != text.npos; at = text.find('\0', at)) {
    text.replace(at, 1, kReplacement);
  }
  return text;
}

Result<std::optional<AuditHead>> head_of(sql::Connection& db, const std::string& name) {
  std::optional<AuditHead> head;
  std::string hash;
  const auto read =
      db.each("SELECT sequence, hash FROM audit_log WHERE trail = ? ORDER BY sequence DESC LIMIT 1",
              {name}, [&](const sql::Row& row) {
                head = {.sequence = static_cast<std::uint64_t>(row.integer(0)), .hash = {}};
                hash = row.get<std::string>(1);
              });
  if (!read) return std::unexpected{read.error()};
  if (head) head->hash = formats::parse_hash(hash).value_or(AuditHash{});
  return head;
}

/// Takes out the rows whose records the file has not any more, and keeps where it begins now.
Result<std::uint64_t> follow_pruning(sql::Connection& db, const std::string& name,
                                     const AuditHead& boundary, Timestamp now) {
  const auto sequence = static_cast<std::int64_t>(boundary.sequence);
  const auto gone =
      db.execute("DELETE FROM audit_log WHERE trail = ? AND sequence <= ?", {name, sequence});
  if (!gone) return std::unexpected{gone.error()};
  const auto kept = db.execute(
      "INSERT INTO audit_anchors (trail, sequence, hash, at) VALUES (?, ?, ?, ?) ON CONFLICT "
      "(trail, sequence) DO NOTHING",
      {name, sequence, formats::to_hex(boundary.hash), now});
  if (!kept) return std::unexpected{kept.error()};
  return static_cast<std::uint64_t>(*gone);
}

class Copier {
 public:
  Copier(const AuditTrail& trail, sql::Connection& db, const sql::Address& address, Timestamp now)
      : trail_{trail}, db_{db}, address_{address}, now_{now} {}

  /// Runs in a transaction.
  Result<void> run(const std::string& name, const std::optional<AuditHead>& mark) {
    copy_ = {};
    const auto head = head_of(db_, name);
    if (!head) return std::unexpected{head.error()};
    copy_.head = head->value_or(AuditHead{});
    if (mark && mark->sequence > copy_.head.sequence) {
      return damaged(address_, "has lost " + records(copy_.head.sequence + 1, mark->sequence));
    }
    auto first = trail_.lines();
    if (!first) return refused(first.error());
    if (const auto line = first->next()) {
      const auto link = formats::read_link(*line);
      if (link && link->sequence > 1) {
        const auto pruned = follow_pruning(
            db_, name, {.sequence = link->sequence - 1, .hash = link->previous}, now_);
        if (!pruned) return std::unexpected{pruned.error()};
        copy_.pruned = *pruned;
      }
    }
    return add_lines(name);
  }
  const AuditCopy& copy() const { return copy_; }

 private:
  Result<void> add_lines(const std::string& name) {
    auto lines = trail_.lines(std::max<std::uint64_t>(copy_.head.sequence, 1));
    if (!lines) return refused(lines.error());
    auto rows =
        db_.bulk("audit_log", {"trail", "sequence", "at", "kind", "action", "actor", "subject",
                               "correlation", "content", "previous_hash", "hash"});
    if (!rows) return std::unexpected{rows.error()};
    bool is_first = true;
    while (const auto line = lines->next()) {
      const auto record = formats::read_record(*line);
      if (!record) return damaged(address_, "cannot go on: a line of the file is no record");
      const bool is_known = record->sequence == copy_.head.sequence;
      const bool follows = is_known ? record->hash == copy_.head.hash
                                    : (is_first && copy_.head.sequence < record->sequence) ||
                                          record->previous == copy_.head.hash;
      if (!follows) {
        return damaged(address_, "holds another record " + std::to_string(copy_.head.sequence) +
                                     " than '" + trail_.path() + "'");
      }
      is_first = false;
      if (is_known) continue;
      rows->row(name, static_cast<std::int64_t>(record->sequence), record->entry.at,
                to_string(record->entry.kind), column_text(record->entry.action),
                column_text(record->entry.actor), column_text(record->entry.subject),
                column_text(record->entry.correlation), formats::content_of(*line),
                formats::to_hex(record->previous), formats::to_hex(record->hash));
      copy_.added += 1;
      copy_.head = {.sequence = record->sequence, .hash = record->hash};
    }
    if (lines->has_failed()) return refused({"cannot read '" + trail_.path() + "'"});
    const auto done = rows->finish();
    if (!done) return std::unexpected{done.error()};
    return {};
  }

  const AuditTrail& trail_;
  sql::Connection& db_;
  const sql::Address& address_;
  Timestamp now_;
  AuditCopy copy_;
};

Result<AuditCopy> copy(const AuditTrail& trail, sql::Connection& db, const sql::Address& address,
                       Timestamp now, bool is_anew) {
  const auto name = trail.name();
  if (!name) return refused(name.error());
  if (name->empty()) return AuditCopy{};
  Copier copier{trail, db, address, now};
  const auto work = [&]() -> Result<void> {
    if (!is_anew) return copier.run(*name, mark_of(trail, address));
    for (const char* table : {"audit_log", "audit_anchors"}) {
      const auto gone =
          db.execute("DELETE FROM " + std::string{table} + " WHERE trail = ?", {*name});
      if (!gone) return std::unexpected{gone.error()};
    }
    return copier.run(*name, std::nullopt);
  };
  // Somebody else may bring the same records at the same moment: then they are there.
  constexpr int kAttempts = 3;
  for (int attempt = 1;; ++attempt) {
    const auto done = sql::in_transaction(db, work);
    if (done) break;
    if (done.error().reason != Reason::Constraint || attempt == kAttempts) {
      return std::unexpected{done.error()};
    }
  }
  if (const auto kept = write_mark(trail, address, copier.copy().head); !kept) {
    return std::unexpected{kept.error()};
  }
  return copier.copy();
}

// --- Comparing --------------------------------------------------------------------------------

/// The columns of a row, in this order.
enum At : std::uint8_t {
  Sequence,
  Moment,
  Kind,
  Action,
  Actor,
  Subject,
  Correlation,
  Content,
  Previous,
  Hash
};
constexpr std::string_view kRows =
    "SELECT sequence, at, kind, action, actor, subject, correlation, content, previous_hash, hash "
    "FROM audit_log WHERE trail = ? ORDER BY sequence";

/// Looks at one row at a time.
class RowReader {
 public:
  /// Returns the line that the row is a copy of, as far as its content and hash say.
  const std::string& line(const sql::Row& row) {
    line_.clear();
    formats::append_line(line_, row.text(Content), row.text(Hash));
    return line_;
  }
  /// Returns whether the columns beside the content say the same as it does.
  bool agrees(const sql::Row& row) {
    constexpr std::size_t kHex = 64;
    const std::string_view content = row.text(Content);
    if (content.size() <= kHex ||
        content.substr(content.size() - kHex - 1, kHex) != row.text(Previous)) {
      return false;
    }
    const auto kind = formats::parse_audit_kind(row.text(Kind));
    if (!kind) return false;
    entry_.at = row.timestamp(Moment);
    entry_.kind = *kind;
    entry_.action = row.text(Action);
    entry_.actor = row.text(Actor);
    entry_.subject = row.text(Subject);
    entry_.correlation = row.text(Correlation);
    front_.clear();
    formats::append_front(front_, entry_, static_cast<std::uint64_t>(row.integer(Sequence)));
    return content.starts_with(front_) || agrees_apart_from_nul(row);
  }

 private:
  bool agrees_apart_from_nul(const sql::Row& row) {
    const auto record = formats::read_record(line(row));
    if (!record || record->sequence != static_cast<std::uint64_t>(row.integer(Sequence))) {
      return false;
    }
    const AuditEntry& told = record->entry;
    return told.at == entry_.at && told.kind == entry_.kind &&
           column_text(told.action) == entry_.action && column_text(told.actor) == entry_.actor &&
           column_text(told.subject) == entry_.subject &&
           column_text(told.correlation) == entry_.correlation;
  }

  std::string line_;
  std::string front_;
  AuditEntry entry_;
};

/// The file's records by number.
struct FileHashes {
  std::map<std::uint64_t, AuditHash> hashes;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

Result<FileHashes> hashes_of(const AuditTrail& trail) {
  FileHashes found;
  auto lines = trail.lines();
  if (!lines) return refused(lines.error());
  while (const auto line = lines->next()) {
    const auto link = formats::read_link(*line);
    if (!link) continue;
    if (found.first == 0) found.first = link->sequence;
    found.last = std::max(found.last, link->sequence);
    found.hashes.insert_or_assign(found.hashes.end(), link->sequence, link->hash);
  }
  return found;
}

/// Says what was done to a table that is not the file's copy.
class TableLocator {
 public:
  TableLocator(const AuditTrail& trail, sql::Connection& db, const std::string& name)
      : trail_{trail}, db_{db}, name_{name} {}

  Result<std::vector<AuditFinding>> locate(const std::optional<AuditHead>& mark) {
    auto file = hashes_of(trail_);
    if (!file) return std::unexpected{file.error()};
    // What was brought once is known here, should the file have lost it.
    if (mark) file->last = std::max(file->last, mark->sequence);
    Result<void> read;
    std::vector<std::uint64_t> numbers;
    const auto lines = [&](const std::function<void(std::string_view)>& visit) {
      numbers.clear();
      auto done = db_.stream(kRows, {name_}, [&](const sql::Row& row) {
        numbers.push_back(static_cast<std::uint64_t>(row.integer(Sequence)));
        visit(reader_.line(row));
      });
      if (!done) read = std::move(done);
    };
    std::vector<AuditHead> heads;
    if (mark) heads.push_back(*mark);
    formats::ChainVerdict verdict = formats::verify_chain(lines, heads);
    for (AuditFinding& finding : verdict.findings) {
      if (finding.line != 0 && finding.line <= numbers.size()) {
        finding.line = numbers[finding.line - 1];
      }
    }
    findings_ = std::move(verdict.findings);
    forget_pruned(file->first);
    if (read) read = hold_rows(*file);
    if (!read) return std::unexpected{read.error()};
    std::ranges::stable_sort(findings_, {}, &AuditFinding::first);
    return std::move(findings_);
  }

 private:
  /// What the file has not any more, by a rule that is on record, may be gone here as well.
  void forget_pruned(std::uint64_t first) {
    std::erase_if(findings_, [&](AuditFinding& finding) {
      if (finding.kind != AuditFinding::Kind::Removed) return false;
      finding.first = std::max(finding.first, first);
      return finding.last < first;
    });
  }
  Result<void> hold_rows(const FileHashes& file) {
    return db_.stream(kRows, {name_}, [&](const sql::Row& row) {
      const auto link = formats::read_link(reader_.line(row));
      if (!link) return;  // Told as unreadable.
      const auto number = static_cast<std::uint64_t>(row.integer(Sequence));
      if (number != link->sequence)
        return note(AuditFinding::Kind::Reordered, link->sequence, number);
      if (!reader_.agrees(row)) return note(AuditFinding::Kind::Altered, number, number);
      const auto known = file.hashes.find(number);
      if (known == file.hashes.end()) {
        if (number > file.last) note(AuditFinding::Kind::Inserted, number, number);
      } else if (known->second != link->hash) {
        note(AuditFinding::Kind::Replaced, number, number);
      }
    });
  }
  /// Adds a finding, unless one tells of the record already; neighbours become one.
  void note(AuditFinding::Kind kind, std::uint64_t record, std::uint64_t row) {
    if (findings_.size() >= kFindingsMax) return;
    for (AuditFinding& told : findings_) {
      if (told.kind == kind && told.last + 1 == record &&
          told.line + (record - told.first) == row) {
        told.last = record;
        return;
      }
      if (told.first <= record && record <= told.last) return;
    }
    findings_.push_back({.kind = kind, .first = record, .last = record, .line = row});
  }

  /// More of them tell nobody anything.
  static constexpr std::size_t kFindingsMax = 1000;

  const AuditTrail& trail_;
  sql::Connection& db_;
  const std::string& name_;
  RowReader reader_;
  std::vector<AuditFinding> findings_;
};

/// Returns whether the table's newest anchor is where its rows begin.
Result<bool> is_anchored(sql::Connection& db, const std::string& name, std::uint64_t first,
                         const std::string& before_first) {
  bool is_right = first <= 1;
  const auto read = db.each(
      "SELECT sequence, hash FROM audit_anchors WHERE trail = ? ORDER BY sequence DESC LIMIT 1",
      {name}, [&](const sql::Row& row) {
        is_right =
            static_cast<std::uint64_t>(row.integer(0)) + 1 == first && row.text(1) == before_first;
      });
  if (!read) return std::unexpected{read.error()};
  return is_right;
}

}  // namespace

Result<AuditCopy> copy_audit(const AuditTrail& trail, sql::Connection& db,
                             const sql::Address& address, Timestamp now) {
  return copy(trail, db, address, now, false);
}

Result<AuditCopy> copy_audit_anew(const AuditTrail& trail, sql::Connection& db,
                                  const sql::Address& address, Timestamp now) {
  return copy(trail, db, address, now, true);
}

bool has_audit_copy(const AuditTrail& trail, const sql::Address& address) {
  return mark_of(trail, address).has_value();
}

Result<AuditComparison> compare_audit(const AuditTrail& trail, sql::Connection& db,
                                      const sql::Address& address) {
  AuditComparison comparison;
  // Before the rows are read: others may bring more meanwhile.
  const auto mark = mark_of(trail, address);
  const auto name = trail.name();
  if (!name) return refused(name.error());
  auto lines = trail.lines();
  if (!lines) return refused(lines.error());
  RowReader reader;
  bool is_same = true;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::string before_first;
  const auto read = db.stream(kRows, {*name}, [&](const sql::Row& row) {
    last = static_cast<std::uint64_t>(row.integer(Sequence));
    if (comparison.records == 0) {
      first = last;
      before_first = row.text(Previous);
    }
    comparison.records += 1;
    if (!is_same) return;
    const auto line = lines->next();
    is_same = line && reader.line(row) == *line && reader.agrees(row);
  });
  if (!read) return std::unexpected{read.error()};
  while (lines->next()) comparison.behind += 1;
  const auto anchored =
      comparison.records == 0 ? Result<bool>{true} : is_anchored(db, *name, first, before_first);
  if (!anchored) return std::unexpected{anchored.error()};
  if (is_same && *anchored && (!mark || mark->sequence <= last)) return comparison;

  auto findings = TableLocator{trail, db, *name}.locate(mark);
  if (!findings) return std::unexpected{findings.error()};
  comparison.findings = std::move(*findings);
  if (comparison.findings.empty() && !*anchored) {
    comparison.findings.push_back(
        {.kind = AuditFinding::Kind::Altered, .first = first - 1, .last = first - 1});
  }
  return comparison;
}

}  // namespace tw::store
