#include "store/audit_trail.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <limits>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/descriptor.hpp"
#include "store/line_cursor.hpp"

namespace tw::store {
namespace {

std::unexpected<FileError> refuse(std::string message) {
  return std::unexpected{FileError{std::move(message)}};
}

/// One process at a time adds; any number may read meanwhile. Where the folder cannot be written
/// to, nobody adds, so readers go without.
std::optional<Descriptor> lock(const std::string& folder, int how) {
  Descriptor file{::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)};
  if (!file) return std::nullopt;
  while (::flock(file.get(), how) != 0) {
    if (errno != EINTR) return std::nullopt;
  }
  return file;
}

std::uint64_t size_of(int file) {
  struct stat facts{};
  return ::fstat(file, &facts) == 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
}

/// The end of a trail as it stands: its last whole line, and what is behind it.
struct Tail {
  std::string line;
  std::uint64_t whole_bytes = 0;       ///< Up to the end of the last line.
  std::uint64_t unfinished_bytes = 0;  ///< Behind it.
};

Tail tail_of(int file) {
  const std::uint64_t size = size_of(file);
  std::string text;
  for (std::uint64_t room = 4096; size != 0; room *= 4) {
    const std::uint64_t from = size - std::min(size, room);
    text.resize(size - from);
    const ssize_t count = ::pread(file, text.data(), text.size(), static_cast<off_t>(from));
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    const std::size_t end = text.rfind('\n');
    const std::size_t before = end == text.npos || end == 0 ? text.npos : text.rfind('\n', end - 1);
    if (from != 0 && before == text.npos && room < LineCursor::kLineMax) continue;
    if (end == text.npos) return {.line = {}, .whole_bytes = from, .unfinished_bytes = size - from};
    const std::size_t start = before == text.npos ? 0 : before + 1;
    return {.line = text.substr(start, end - start),
            .whole_bytes = from + end + 1,
            .unfinished_bytes = size - from - end - 1};
  }
  return {};
}

std::string head_path(const std::string& folder) { return folder + "/head"; }

std::optional<formats::AuditHead> read_head(const std::string& folder) {
  const auto file = FileText::read(head_path(folder));
  if (!file) return std::nullopt;
  const std::string_view text = file->view();
  formats::AuditHead head;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), head.sequence);
  const auto used = static_cast<std::size_t>(read.ptr - text.data());
  if (read.ec != std::errc{} || text.size() < used + 65) return std::nullopt;
  const auto hash = formats::parse_hash(text.substr(used + 1, 64));
  if (!hash) return std::nullopt;
  head.hash = *hash;
  return head;
}

std::expected<void, FileError> write_head(const std::string& folder,
                                          const formats::AuditHead& head) {
  const std::string text = std::to_string(head.sequence) + " " + formats::to_hex(head.hash) + "\n";
  const std::array<std::string_view, 1> parts{text};
  return write_atomically(head_path(folder), parts);
}

std::string origin_path(const std::string& folder) { return folder + "/origin"; }

/// Returns where the first record numbered `wanted` or later begins, by halving the file.
std::uint64_t offset_of(int file, std::uint64_t wanted) {
  constexpr std::uint64_t kNear = std::uint64_t{1} << 20;
  std::uint64_t low = 0;
  std::uint64_t high = size_of(file);
  while (wanted > 1 && high - low > kNear) {
    const std::uint64_t middle = low + (high - low) / 2;
    LineCursor cursor{file, middle};
    cursor.next();  // The end of a line.
    const auto line = cursor.next();
    const auto number = line ? formats::read_number(*line) : std::nullopt;
    if (number && *number < wanted) {
      low = cursor.line_at();
    } else {
      high = middle;
    }
  }
  LineCursor cursor{file, low};
  while (const auto line = cursor.next()) {
    if (formats::read_number(*line).value_or(0) >= wanted) break;
  }
  return cursor.line_at();
}

/// An end that may be added to.
struct Footing {
  formats::AuditHead head;
  Tail tail;
};

std::expected<Footing, FileError> footing_of(int file, const std::string& folder,
                                             const std::string& path) {
  const auto known = read_head(folder);
  Footing footing{.head = {}, .tail = tail_of(file)};
  constexpr std::string_view kRemedy = "; see `tradewind audit verify`; nothing was added to it";
  if (!footing.tail.line.empty()) {
    const auto link = formats::read_link(footing.tail.line);
    if (!link || !link->is_sealed()) {
      return refuse("the last line of '" + path + "' was tampered with" + std::string{kRemedy});
    }
    footing.head = {.sequence = link->sequence, .hash = link->hash};
  }
  if (known && known->sequence > footing.head.sequence) {
    return refuse("'" + path + "' was cut: it ends at record " +
                  std::to_string(footing.head.sequence) + ", and " +
                  std::to_string(known->sequence) + " were written" + std::string{kRemedy});
  }
  return footing;
}

/// Keeps what a trail is called before its first record goes.
std::expected<void, FileError> keep_name(const AuditTrail& trail, const std::string& folder) {
  const auto name = trail.name();
  if (!name) return std::unexpected{name.error()};
  const std::array<std::string_view, 1> parts{*name};
  return write_atomically(origin_path(folder), parts);
}

/// Adds to an open and locked trail.
std::expected<formats::AuditHead, FileError> add(const Descriptor& file, const Footing& footing,
                                                 const std::string& path, const std::string& folder,
                                                 std::span<const formats::AuditEntry> entries) {
  formats::AuditHead head = footing.head;
  std::string text;
  const auto seal = [&](const formats::AuditEntry& entry) {
    head.hash = append_sealed(text, entry, head.sequence + 1, head.hash);
    head.sequence += 1;
  };
  const Tail& tail = footing.tail;
  if (tail.unfinished_bytes != 0) {
    if (::ftruncate(file.get(), static_cast<off_t>(tail.whole_bytes)) != 0) {
      return std::unexpected{write_error(path, errno)};
    }
    seal({.at = entries.front().at,
          .kind = formats::AuditKind::Retention,
          .action = "cut_torn_tail",
          .actor = entries.front().actor,
          .subject = "audit_trail",
          .correlation = {},
          .detail = std::to_string(tail.unfinished_bytes) +
                    " bytes of a record whose write was never finished"});
  }
  for (const formats::AuditEntry& entry : entries) seal(entry);
  if (::lseek(file.get(), 0, SEEK_END) < 0 || !file.write_all(text) ||
      ::fdatasync(file.get()) != 0) {
    const int reason = errno;
    // All or nothing: what was written of it must not look like a record.
    if (::ftruncate(file.get(), static_cast<off_t>(tail.whole_bytes)) != 0) {
      return refuse("'" + path + "' could neither be added to nor cut back: " +
                    write_error(path, errno).message);
    }
    return std::unexpected{write_error(path, reason)};
  }
  if (const auto kept = write_head(folder, head); !kept) return std::unexpected{kept.error()};
  return head;
}

}  // namespace

std::optional<std::string_view> AuditLineReader::next() {
  if (!file_) return std::nullopt;
  const auto line = cursor_.next();
  if (line && formats::read_number(*line).value_or(0) > last_) return std::nullopt;
  return line;
}

AuditTrail::AuditTrail(const std::string& home)
    : folder_{home + "/audit"}, path_{folder_ + "/trail.jsonl"} {}

std::optional<Descriptor> AuditTrail::hold() const { return lock(folder_, LOCK_EX); }

std::expected<formats::AuditHead, FileError> AuditTrail::append(
    std::span<const formats::AuditEntry> entries) {
  if (const auto made = make_folders(folder_); !made) return std::unexpected{made.error()};
  const auto locked = lock(folder_, LOCK_EX);
  if (!locked) return std::unexpected{write_error(folder_ + "/lock", errno)};
  const Descriptor file{::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640)};
  if (!file) return std::unexpected{write_error(path_, errno)};
  const auto footing = footing_of(file.get(), folder_, path_);
  if (!footing) return std::unexpected{footing.error()};
  if (entries.empty()) return footing->head;
  return add(file, *footing, path_, folder_, entries);
}

std::expected<formats::ChainVerdict, FileError> AuditTrail::verify(
    std::vector<formats::AuditHead> heads) const {
  if (const auto known = read_head(folder_)) heads.push_back(*known);
  if (!std::filesystem::exists(path_)) {
    return formats::verify_chain([](const auto&) {}, heads);
  }
  const auto locked = lock(folder_, LOCK_SH);
  const Descriptor file{::open(path_.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file) return refuse("cannot read '" + path_ + "': " + write_error(path_, errno).message);
  bool is_read = true;
  std::uint64_t unfinished = 0;
  std::uint64_t lines = 0;
  const auto each = [&](const std::function<void(std::string_view)>& visit) {
    lines = 0;
    LineCursor cursor{file.get()};
    while (const auto line = cursor.next()) {
      visit(*line);
      lines += 1;
    }
    is_read = is_read && !cursor.has_failed();
    unfinished = cursor.unfinished();
  };
  formats::ChainVerdict verdict = formats::verify_chain(each, heads);
  if (!is_read) return refuse("cannot read '" + path_ + "'; check the disk");
  if (unfinished != 0) {
    verdict.findings.push_back({.kind = formats::AuditFinding::Kind::Unfinished,
                                .first = 0,
                                .last = 0,
                                .line = lines + 1});
  }
  return verdict;
}

std::expected<void, FileError> AuditTrail::read(
    const std::function<bool(const formats::AuditRecord&)>& visit) const {
  if (!std::filesystem::exists(path_)) return {};
  const auto locked = lock(folder_, LOCK_SH);
  const Descriptor file{::open(path_.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file) return refuse("cannot read '" + path_ + "'; check its permissions");
  LineCursor cursor{file.get()};
  while (const auto line = cursor.next()) {
    const auto record = formats::read_record(*line);
    if (record && !visit(*record)) return {};
  }
  if (cursor.has_failed()) return refuse("cannot read '" + path_ + "'; check the disk");
  return {};
}

std::expected<AuditLineReader, FileError> AuditTrail::lines(std::uint64_t from) const {
  // What is behind the head may be on its way out again: an addition that fails is taken back.
  const auto head = read_head(folder_);
  Descriptor file{::open(path_.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file && errno != ENOENT) {
    return refuse("cannot read '" + path_ + "': " + write_error(path_, errno).message);
  }
  const std::uint64_t at = file ? offset_of(file.get(), from) : 0;
  return AuditLineReader{std::move(file), at,
                         head ? head->sequence : std::numeric_limits<std::uint64_t>::max()};
}

std::expected<std::string, FileError> AuditTrail::name() const {
  auto all = lines();
  if (!all) return std::unexpected{all.error()};
  const auto line = all->next();
  if (!line) return std::string{};
  const auto first = formats::read_link(*line);
  if (!first) return refuse("'" + path_ + "' begins with no record; see `tradewind audit verify`");
  if (first->sequence == 1) return formats::to_hex(first->hash);
  const auto origin = FileText::read(origin_path(folder_));
  if (origin && formats::parse_hash(origin->view())) return std::string{origin->view()};
  return formats::to_hex(first->previous);
}

std::expected<AuditPruning, FileError> AuditTrail::prune(Timestamp before, Timestamp now,
                                                         std::string actor) {
  const auto verdict = verify();
  if (!verdict) return std::unexpected{verdict.error()};
  if (!verdict->is_intact()) {
    return refuse("the audit trail is not intact (" + describe(verdict->findings.front()) +
                  "); it is evidence, and nothing was removed");
  }
  if (verdict->records == 0) return AuditPruning{};
  const auto locked = lock(folder_, LOCK_EX);
  if (!locked) return std::unexpected{write_error(folder_ + "/lock", errno)};
  const Descriptor file{::open(path_.c_str(), O_RDWR | O_APPEND | O_CLOEXEC)};
  if (!file) return std::unexpected{write_error(path_, errno)};
  AuditPruning pruning;
  std::uint64_t kept_from = 0;
  LineCursor cursor{file.get()};
  while (const auto line = cursor.next()) {
    const auto record = formats::read_record(*line);
    if (!record || record->entry.at >= before) break;
    pruning.removed += 1;
    pruning.boundary = {.sequence = record->sequence, .hash = record->hash};
    kept_from = cursor.next_at();
  }
  if (pruning.removed == 0) return pruning;
  const auto footing = footing_of(file.get(), folder_, path_);
  if (!footing) return std::unexpected{footing.error()};
  const std::array entry{formats::pruning_entry(
      now, std::move(actor), pruning.boundary,
      std::to_string(pruning.removed) + " records older than " + to_string(before))};
  if (const auto known = keep_name(*this, folder_); !known) return std::unexpected{known.error()};
  // First on record, then removed: a crash between the two leaves a chain that verifies.
  if (const auto added = add(file, *footing, path_, folder_, entry); !added) {
    return std::unexpected{added.error()};
  }
  const auto text = FileText::read(path_);
  if (!text) return std::unexpected{text.error()};
  const std::array<std::string_view, 1> rest{text->view().substr(kept_from)};
  if (const auto written = write_atomically(path_, rest); !written) {
    return std::unexpected{written.error()};
  }
  return pruning;
}

}  // namespace tw::store
