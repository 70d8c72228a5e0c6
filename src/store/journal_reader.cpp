#include "store/journal_reader.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

#include "store/journal_form.hpp"

namespace tw::store {
namespace {

using journal_form::FileHeader;
using journal_form::RecordHeader;

std::span<const std::byte> bytes_of(const FileText& file) {
  return std::as_bytes(std::span{file.view()});
}

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

/// Returns the files of a session, in order of their numbers.
std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator{folder, failed}) {
    if (entry.path().extension() == ".journal") names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
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
    auto file = FileText::read(journal.folder_ + "/" + name);
    if (!file) return std::unexpected{file.error()};
    journal.files_.push_back(std::move(*file));
  }
  if (is_never_begun(bytes_of(journal.files_.back()))) {
    journal.files_.pop_back();
    names.pop_back();
  }
  for (std::size_t i = 0; i < names.size() && !journal.damage_ && !journal.torn_tail_; ++i) {
    const std::span<const std::byte> bytes = bytes_of(journal.files_[i]);
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
      journal.read_records(journal.files_[i], header.number, i + 1 == names.size());
    }
  }
  return journal;
}

void Journal::read_records(const FileText& file, std::uint32_t number, bool is_last) {
  const std::string name = journal_form::file_name(number);
  const std::span<const std::byte> bytes = bytes_of(file);
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
