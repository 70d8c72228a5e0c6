#include "store/journal_reader.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

#include "store/journal_form.hpp"
#include "store/journal_pack.hpp"

namespace tw::store {
namespace {

using journal_form::FileHeader;
using journal_form::RecordHeader;

constexpr std::string_view kPacked = ".journal.gz";

bool are_zero(std::span<const std::byte> bytes) {
  return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{}; });
}

/// A file that was made ahead of its time: its magic, which is written last, is missing.
bool is_never_begun(std::span<const std::byte> bytes) {
  const std::size_t header = std::min(bytes.size(), sizeof(FileHeader));
  return are_zero(bytes.first(std::min(header, sizeof(FileHeader::magic)))) &&
         are_zero(bytes.subspan(header));
}

template <class T>
T read_as(std::span<const std::byte> bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

/// Returns the whole record at `offset`, whatever its sequence.
std::optional<JournalRecord> record_at(std::span<const std::byte> bytes, std::size_t offset) {
  if (offset + sizeof(RecordHeader) > bytes.size()) return std::nullopt;
  const auto header = read_as<RecordHeader>(bytes, offset);
  const std::span<const std::byte> rest = bytes.subspan(offset + sizeof header);
  if (header.size == 0 || header.size > rest.size()) return std::nullopt;
  if (checksum_of(header, rest.data()) != header.checksum) return std::nullopt;
  return JournalRecord{.sequence = header.sequence,
                       .kind = header.kind,
                       .version = header.version,
                       .payload = rest.first(header.size),
                       .offset = offset};
}

/// Returns where the next whole record of a later sequence begins, if there is one.
std::optional<std::size_t> later_record(std::span<const std::byte> bytes, std::size_t offset,
                                        std::uint64_t sequence) {
  for (; offset + sizeof(RecordHeader) <= bytes.size(); offset += journal_form::kAlignment) {
    const auto record = record_at(bytes, offset);
    if (record && record->sequence >= sequence) return offset;
  }
  return std::nullopt;
}

/// Returns the files of a session, in order of their numbers. Where a file and its packed copy are
/// both there, a compaction was cut off, and the file is the one to read.
std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator{folder, failed}) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".journal") || name.ends_with(kPacked)) names.push_back(name);
  }
  std::ranges::sort(names);  // A packed copy stands right behind its file.
  const auto copies = std::ranges::unique(
      names, [](const std::string& file, const auto& next) { return next == file + ".gz"; });
  names.erase(copies.begin(), copies.end());
  return names;
}

std::string folder_of(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) return path;
  const std::string parent = std::filesystem::path{path}.parent_path().string();
  return parent.empty() ? "." : parent;
}

}  // namespace

std::string JournalDamage::message() const {
  return "the journal file '" + file + "' is damaged at byte " + std::to_string(offset) + ": " +
         finding + "; nothing was changed, restore the file from a backup";
}

std::expected<Journal, FileError> Journal::read(const std::string& path) {
  Journal journal;
  journal.folder_ = folder_of(path);
  std::vector<std::string> names = files_in(journal.folder_);
  if (names.empty()) {
    return std::unexpected{FileError{"there is no journal in '" + path +
                                     "'; name the folder of a session, as `tradewind journal "
                                     "list` shows them"}};
  }
  for (const std::string& name : names) {
    if (auto read = journal.read_file(name); !read) return std::unexpected{read.error()};
    if (journal.damage_) break;
  }
  // What comes before it is read all the same.
  std::optional<JournalDamage> unreadable = std::exchange(journal.damage_, std::nullopt);
  if (!unreadable && is_never_begun(journal.bytes_.back())) {
    journal.bytes_.pop_back();
    names.pop_back();
  }
  const std::size_t readable = journal.bytes_.size();
  for (std::size_t i = 0; i < readable && !journal.damage_ && !journal.torn_tail_; ++i) {
    const std::span<const std::byte> bytes = journal.bytes_[i];
    const auto damaged = [&](std::string finding) {
      journal.damage_ = {.file = names[i], .offset = 0, .finding = std::move(finding)};
    };
    if (bytes.size() < sizeof(FileHeader)) {
      damaged("it is cut inside its header");
      break;
    }
    const auto header = read_as<FileHeader>(bytes, 0);
    if (header.magic == journal_form::kMagic && header.version != journal_form::kVersion) {
      return std::unexpected{
          FileError{"the journal file '" + names[i] + "' is of version " +
                    std::to_string(header.version) + ", this build reads version " +
                    std::to_string(journal_form::kVersion) + "; use the build that wrote it"}};
    }
    if (header.magic != journal_form::kMagic || header.checksum != checksum_of(header)) {
      damaged("its header does not match its checksum");
    } else if (header.number != i + 1) {
      damaged("it is file " + std::to_string(header.number) + " of its session, file " +
              std::to_string(i + 1) + " is missing");
    } else if (i > 0 && header.session != journal.session_) {
      damaged("it belongs to another session");
    } else if (header.first_sequence != journal.records_.size() + 1) {
      damaged("it begins with record " + std::to_string(header.first_sequence) + ", record " +
              std::to_string(journal.records_.size() + 1) + " is missing");
    } else {
      journal.session_ = header.session;
      journal.read_records(bytes, names[i], i + 1 == names.size());
    }
  }
  if (!journal.damage_) journal.damage_ = std::move(unreadable);
  return journal;
}

/// Reads one file whole, and unpacks it where it is packed.
std::expected<void, FileError> Journal::read_file(const std::string& name) {
  const std::string path = folder_ + "/" + name;
  if (!name.ends_with(kPacked)) {
    auto file = FileText::read(path);
    if (!file) return std::unexpected{file.error()};
    bytes_.push_back(std::as_bytes(std::span{file->view()}));
    files_.push_back(std::move(*file));
    return {};
  }
  auto bytes = unpack(path);
  if (!bytes) return std::unexpected{bytes.error()};
  if (!*bytes) {
    damage_ = {.file = name, .offset = 0, .finding = "it was cut or changed since it was packed"};
    return {};
  }
  unpacked_.push_back(std::move(**bytes));
  bytes_.emplace_back(unpacked_.back());
  return {};
}

void Journal::read_records(std::span<const std::byte> bytes, const std::string& name,
                           bool is_last) {
  const auto number = static_cast<std::uint32_t>(std::stoul(name));
  std::size_t offset = sizeof(FileHeader);
  while (const auto record = record_at(bytes, offset)) {
    if (record->sequence != records_.size() + 1) {
      damage_ = {.file = name,
                 .offset = offset,
                 .finding = "record " + std::to_string(record->sequence) + " stands where record " +
                            std::to_string(records_.size() + 1) + " belongs"};
      return;
    }
    records_.push_back(*record);
    records_.back().file = number;
    offset += journal_form::extent_of(record->payload.size());
  }
  find_end(bytes, std::min(offset, bytes.size()), name, is_last);
}

/// Tells the three ends of a file apart: reserved room, a torn tail, damage.
void Journal::find_end(std::span<const std::byte> bytes, std::size_t offset,
                       const std::string& name, bool is_last) {
  const std::span<const std::byte> rest = bytes.subspan(offset);
  if (are_zero(rest)) return;  // A later file says whether a record is missing here.
  if (!is_last || later_record(bytes, offset, records_.size() + 1)) {
    damage_ = {.file = name,
               .offset = offset,
               .finding = "the record there does not match its checksum, and later ones follow"};
    return;
  }
  std::size_t end = rest.size();
  while (end > 0 && rest[end - 1] == std::byte{}) end -= 1;
  torn_tail_ = {.file = name, .offset = offset, .bytes = end};
}

}  // namespace tw::store
