#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audit_copy.hpp"
#include "audit_note.hpp"
#include "command_line.hpp"
#include "formats/audit_signature.hpp"
#include "formats/csv_stamp.hpp"
#include "output.hpp"
#include "records.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "store/audit_key.hpp"
#include "store/audit_trail.hpp"
#include "stored_bars.hpp"

namespace tw::app {
namespace {

constexpr const char* kAuditFooter =
    "The trail is HOME/audit/trail.jsonl: a record a line, each sealed with the hash of the one\n"
    "before and of its own content. `verify` finds whatever was altered, removed, inserted or\n"
    "moved, in the file as in its copy, the table audit_log of the database. A signed head that "
    "is\n"
    "kept elsewhere also shows a trail that was rebuilt as a whole.\n"
    "\n"
    "Examples:\n"
    "  tradewind audit verify\n"
    "  tradewind audit verify --file-alone\n"
    "  tradewind audit show --kind risk --limit 20\n"
    "  tradewind audit show --subject order:1-7\n"
    "  tradewind audit export --from 2026-01-01 --to 2026-06-30 --json trail.json\n"
    "  tradewind audit key /etc/tradewind/audit.key\n"
    "  tradewind audit head --sign /etc/tradewind/audit.key > head-2026-11.json\n"
    "  tradewind audit verify --head head-2026-11.json --public-key 3b6a27bc...\n"
    "  tradewind audit prune --before 2025-01-01\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage, 3 the trail was tampered with or cannot be\n"
    "read.\n";

using formats::AuditRecord;

struct AuditFlags {
  std::string home;
  std::string database;
  bool is_file_alone = false;
  std::string json;
  std::string csv;
  std::string kind;
  std::string actor;
  std::string subject;
  std::string correlation;
  std::string from;
  std::string to;
  std::string before;
  std::string sign;
  std::string key;
  std::vector<std::string> heads;
  std::string public_key;
  std::uint64_t limit = 0;  ///< Zero is all.

  bool is_json_on_stdout() const { return json == "-"; }
};

/// Returns the moment that an option means; a date is its start, or its end for `is_end`.
std::optional<Timestamp> moment_of(const char* option, const std::string& text, bool is_end) {
  if (text.empty()) return std::nullopt;
  const auto stamp = formats::parse_stamp(text, formats::DateOrder::Unknown);
  if (!stamp) {
    throw Failure{ExitCode::BadUsage, std::string{option} + " '" + text +
                                          "' is no date; write 2026-01-31 or "
                                          "2026-01-31T14:30:00Z"};
  }
  const std::int64_t offset = std::int64_t{stamp->offset_seconds.value_or(0)} * 1'000'000'000;
  const Timestamp at{stamp->wall_ns - offset};
  return is_end && !stamp->has_time ? at + Duration::days(1) - Duration{1} : at;
}

store::AuditTrail trail_of(const AuditFlags& flags) {
  return store::AuditTrail{home_of(flags.home)};
}

/// Which records a person asks for.
struct Wanted {
  const AuditFlags& flags;
  std::optional<formats::AuditKind> kind;
  std::optional<Timestamp> from;
  std::optional<Timestamp> to;

  explicit Wanted(const AuditFlags& given)
      : flags{given},
        kind{formats::parse_audit_kind(given.kind)},
        from{moment_of("--from", given.from, false)},
        to{moment_of("--to", given.to, true)} {}

  bool has(const AuditRecord& record) const {
    const formats::AuditEntry& entry = record.entry;
    return (!kind || entry.kind == *kind) && (!from || entry.at >= *from) &&
           (!to || entry.at <= *to) && (flags.actor.empty() || entry.actor == flags.actor) &&
           (flags.subject.empty() || entry.subject == flags.subject) &&
           (flags.correlation.empty() || entry.correlation == flags.correlation);
  }
};

/// Calls `visit` with the last `--limit` records that are wanted, or with all of them.
template <class Visit>
void for_each_wanted(const AuditFlags& flags, Visit visit) {
  const Wanted wanted{flags};
  std::vector<AuditRecord> last;
  const auto read = trail_of(flags).read([&](const AuditRecord& record) {
    if (!wanted.has(record)) return true;
    if (flags.limit == 0) {
      visit(record);
      return true;
    }
    if (last.size() == 2 * flags.limit) {
      last.erase(last.begin(), last.begin() + static_cast<std::ptrdiff_t>(flags.limit));
    }
    last.push_back(record);
    return true;
  });
  if (!read) throw Failure{ExitCode::BadData, read.error().message};
  const std::size_t skipped = last.size() - std::min<std::size_t>(last.size(), flags.limit);
  for (std::size_t i = skipped; i < last.size(); ++i) visit(last[i]);
}

void add_record(report::JsonWriter& json, const AuditRecord& record) {
  const formats::AuditEntry& entry = record.entry;
  json.begin_object();
  json.member("n", record.sequence);
  json.member("at", to_string(entry.at));
  json.member("kind", to_string(entry.kind));
  json.member("action", entry.action);
  json.member("actor", entry.actor);
  json.member("subject", entry.subject);
  json.member("correlation", entry.correlation);
  json.member("detail", entry.detail);
  json.member("previous", formats::to_hex(record.previous));
  json.member("hash", formats::to_hex(record.hash));
  json.end_object();
}

/// Returns `text` as it may stand on a terminal: what could steer it is left out.
std::string plain(std::string_view text) {
  std::string shown{text};
  for (char& c : shown) c = static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  return shown;
}

void show(const AuditFlags& flags) {
  report::JsonWriter json;
  json.begin_object().key("records").begin_array();
  std::string text;
  for_each_wanted(flags, [&](const AuditRecord& record) {
    const formats::AuditEntry& entry = record.entry;
    if (!flags.json.empty()) add_record(json, record);
    text += report::right(std::to_string(record.sequence), 7) + "  ";
    text += report::left(to_string(entry.at), 30) + "  ";
    text += report::left(std::string{to_string(entry.kind)} + " " + entry.action, 24) + "  ";
    text += plain(entry.actor + "  " + entry.subject + "  " + entry.detail) + "\n";
  });
  json.end_array().end_object();
  if (text.empty()) text = "There are no such records in '" + trail_of(flags).path() + "'.\n";
  if (!flags.is_json_on_stdout()) print(text, false);
  if (!flags.json.empty()) write_text(flags.json, json.take());
}

/// Returns `text` as a field of RFC 4180; what a spreadsheet would run is quoted as text.
std::string csv_field(std::string_view text) {
  std::string field = "\"";
  if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != text.npos) field += '\'';
  for (const char c : text) {
    if (c == '"') field += '"';
    field += c;
  }
  return field + '"';
}

void write_export(const AuditFlags& flags) {
  if (flags.json.empty() && flags.csv.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "say where to: --json FILE, --csv FILE, or - for standard "
                  "output"};
  }
  report::JsonWriter json;
  json.begin_object().key("records").begin_array();
  std::string csv = "n,at,kind,action,actor,subject,correlation,detail,previous,hash\n";
  for_each_wanted(flags, [&](const AuditRecord& record) {
    if (!flags.json.empty()) add_record(json, record);
    if (flags.csv.empty()) return;
    const formats::AuditEntry& entry = record.entry;
    csv += std::to_string(record.sequence) + "," + to_string(entry.at) + ",";
    csv += std::string{to_string(entry.kind)} + "," + csv_field(entry.action) + ",";
    csv += csv_field(entry.actor) + "," + csv_field(entry.subject) + ",";
    csv += csv_field(entry.correlation) + "," + csv_field(entry.detail) + ",";
    csv += formats::to_hex(record.previous) + "," + formats::to_hex(record.hash) + "\n";
  });
  json.end_array().end_object();
  if (!flags.json.empty()) write_text(flags.json, json.take());
  if (!flags.csv.empty()) write_text(flags.csv, csv);
}

std::string read_file(const std::string& path) {
  const auto file = store::FileText::read(path);
  if (!file) throw Failure{ExitCode::BadData, file.error().message};
  return std::string{file->view()};
}

/// Returns the heads of the files that `--head` names, once their signatures hold.
std::vector<formats::AuditHead> kept_heads(const AuditFlags& flags) {
  std::optional<formats::PublicKey> trusted;
  if (!flags.public_key.empty()) {
    trusted = formats::parse_hash(flags.public_key);
    if (!trusted) {
      throw Failure{ExitCode::BadUsage, "--public-key: '" + flags.public_key +
                                            "' is none; it is the 64 hex digits that `tradewind "
                                            "audit key` printed"};
    }
  }
  std::vector<formats::AuditHead> heads;
  heads.reserve(flags.heads.size());
  for (const std::string& path : flags.heads) {
    const auto head = formats::open_head(read_file(path));
    if (!head) throw Failure{ExitCode::BadData, "'" + path + "': " + head.error()};
    if (trusted && head->key != *trusted) {
      throw Failure{ExitCode::BadData,
                    "'" + path + "' was signed by another key: " + formats::to_hex(head->key)};
    }
    heads.push_back(head->head);
  }
  return heads;
}

void verify(const AuditFlags& flags) {
  const store::AuditTrail trail = trail_of(flags);
  const auto verdict = trail.verify(kept_heads(flags));
  if (!verdict) throw Failure{ExitCode::BadData, verdict.error().message};
  report::JsonWriter json;
  json.begin_object();
  json.member("trail", trail.path());
  json.member("is_intact", verdict->is_intact());
  json.member("records", verdict->records);
  json.member("first", verdict->first);
  json.member("last", verdict->head.sequence);
  json.member("pruned", verdict->pruned);
  json.member("head", formats::to_hex(verdict->head.hash));
  json.key("findings").begin_array();
  std::string text;
  for (const formats::AuditFinding& finding : verdict->findings) {
    json.begin_object();
    json.member("kind", to_string(finding.kind));
    json.member("first", finding.first);
    json.member("last", finding.last);
    json.member("line", finding.line);
    json.member("text", describe(finding));
    json.end_object();
    text += "  " + describe(finding) + "\n";
  }
  json.end_array();
  const AuditCopyVerdict copy = flags.is_file_alone
                                    ? AuditCopyVerdict{}
                                    : verify_copy(trail, flags.home, flags.database, json);
  json.end_object();
  std::string line = report::grouped(static_cast<double>(verdict->records), 0) + " records";
  if (verdict->records != 0) {
    line += ", " + std::to_string(verdict->first) + " to " + std::to_string(verdict->head.sequence);
  }
  if (verdict->pruned != 0) {
    line += " (" + std::to_string(verdict->pruned) + " pruned, which is on record)";
  }
  line += verdict->is_intact() ? ": intact\n" : "\n";
  if (!flags.is_json_on_stdout()) print(line + text + copy.text, false);
  if (!flags.json.empty()) write_text(flags.json, json.take());
  if (!verdict->is_intact()) {
    throw Failure{ExitCode::BadData,
                  "the audit trail '" + trail.path() +
                      "' was tampered with: " + describe(verdict->findings.front()) +
                      (verdict->findings.size() == 1
                           ? std::string{}
                           : " (and " + std::to_string(verdict->findings.size() - 1) + " more)")};
  }
  if (copy.failure) throw Failure{*copy.failure};
}

void head(const AuditFlags& flags) {
  const auto verdict = trail_of(flags).verify();
  if (!verdict) throw Failure{ExitCode::BadData, verdict.error().message};
  if (!verdict->is_intact()) {
    throw Failure{ExitCode::BadData, "the trail is not intact, and is not signed: " +
                                         describe(verdict->findings.front()) +
                                         "; see `tradewind audit verify`"};
  }
  if (flags.sign.empty()) {
    report::JsonWriter json;
    json.compact(true).begin_object();
    json.member("head", verdict->head.sequence);
    json.member("hash", formats::to_hex(verdict->head.hash));
    json.end_object();
    return write_text(flags.json.empty() ? "-" : flags.json, json.take());
  }
  const auto seed = store::read_signing_key(flags.sign);
  if (!seed) throw Failure{ExitCode::BadData, seed.error().message};
  write_text(flags.json.empty() ? "-" : flags.json,
             formats::sign_head(verdict->head, wall_clock(), *seed));
}

void make_key(const AuditFlags& flags) {
  const auto key = store::make_signing_key(flags.key);
  if (!key) throw Failure{ExitCode::Failed, key.error().message};
  const std::string hex = formats::to_hex(*key);
  note_audit(home_of(flags.home),
             std::array{audit_entry(formats::AuditKind::Operator, "make_signing_key",
                                    "public_key:" + hex, "in the file " + flags.key)});
  if (!flags.json.empty()) {
    report::JsonWriter json;
    json.begin_object().member("public_key", hex).end_object();
    write_text(flags.json, json.take());
  }
  print("public key " + hex + "\nKeep '" + flags.key + "' away from the machine that trades.\n",
        flags.is_json_on_stdout());
}

void prune(const AuditFlags& flags) {
  const auto before = moment_of("--before", flags.before, false);
  store::AuditTrail trail = trail_of(flags);
  // What has not come to the database yet comes before it goes; where nothing can, neither does.
  if (trail.hold()) copy_trail(home_of(flags.home));
  const auto pruned = trail.prune(*before, wall_clock(), audit_actor());
  if (!pruned) {
    const auto verdict = trail.verify();
    const bool is_sound = verdict && verdict->is_intact();
    throw Failure{is_sound ? ExitCode::Failed : ExitCode::BadData, pruned.error().message};
  }
  copy_trail(home_of(flags.home));
  if (!flags.json.empty()) {
    report::JsonWriter json;
    json.begin_object().member("removed", pruned->removed);
    json.member("up_to", pruned->boundary.sequence).end_object();
    write_text(flags.json, json.take());
  }
  print(pruned->removed == 0
            ? "No record is older than " + to_string(*before) + "; nothing was removed.\n"
            : report::grouped(static_cast<double>(pruned->removed), 0) + " records up to " +
                  std::to_string(pruned->boundary.sequence) +
                  " were removed; that is on record, and the rest verifies.\n",
        flags.is_json_on_stdout());
}

using Flags = std::shared_ptr<AuditFlags>;

Verb add_part(Verb verb, const Flags& flags, const char* name, const char* doc) {
  const Verb part = verb.verb(name, doc);
  add_home_option(part, flags->home);
  add_json_option(part, flags->json);
  part.footer(kAuditFooter);
  return part;
}

void add_filters(Verb part, const Flags& flags) {
  std::vector<std::string> kinds;
  kinds.reserve(formats::kAuditKinds);
  for (int i = 0; i < formats::kAuditKinds; ++i) {
    kinds.emplace_back(to_string(static_cast<formats::AuditKind>(i)));
  }
  part.option("--kind", flags->kind, "Only these").one_of(kinds);
  part.option("--actor", flags->actor, "Only what this one did").type_name("WHO");
  part.option("--subject", flags->subject, "Only on this, such as order:1-7").type_name("WHAT");
  part.option("--correlation", flags->correlation, "Only what came of this decision")
      .type_name("ID");
  part.option("--from", flags->from, "Not before this date or time").type_name("TIME");
  part.option("--to", flags->to, "Not after it; a date is whole").type_name("TIME");
  part.option("--limit", flags->limit, "Only the last N").type_name("N");
}

}  // namespace

void add_audit(Verb root) {
  const Verb verb = root.verb("audit", "Who did what: verify, show, export, sign the trail");
  verb.needs_verb();
  verb.footer(kAuditFooter);
  auto flags = std::make_shared<AuditFlags>();
  Verb part = add_part(verb, flags, "verify", "Check the whole trail");
  part.option("--head", flags->heads, "Signed heads that it must contain").type_name("FILE");
  part.option("--public-key", flags->public_key, "The key that must have signed them")
      .type_name("HEX");
  part.option("--database", flags->database,
              "The database whose copy is held against the file (default: DATABASE_URL, else "
              "tradewind.db in the home folder)")
      .type_name("URL");
  part.flag("--file-alone", flags->is_file_alone, "Leave the database's copy out");
  part.runs([flags] { verify(*flags); });

  part = add_part(verb, flags, "show", "Show records, oldest first");
  add_filters(part, flags);
  part.runs([flags] { show(*flags); });

  part = add_part(verb, flags, "export", "Write records as JSON or CSV");
  add_filters(part, flags);
  part.option("--csv", flags->csv, "Write CSV there; - is standard output").type_name("FILE|-");
  part.runs([flags] { write_export(*flags); });

  part = add_part(verb, flags, "head", "Print the last record's hash, signed on request");
  part.option("--sign", flags->sign, "Sign it with the key in this file").type_name("FILE");
  part.runs([flags] { head(*flags); });

  part = add_part(verb, flags, "key", "Make a signing key in a new file");
  part.option("file", flags->key, "Where to").required().type_name("FILE");
  part.runs([flags] { make_key(*flags); });

  part = add_part(verb, flags, "prune", "Remove old records; that is put on record");
  part.option("--before", flags->before, "Remove what is older").required().type_name("TIME");
  part.runs([flags] { prune(*flags); });
}

}  // namespace tw::app
