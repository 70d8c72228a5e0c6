#include "store/journal_tail.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

#include "store/journal_form.hpp"
#include "store/journal_pack.hpp"

namespace tw::store {
namespace {

using journal_form::FileHeader;
using journal_form::RecordHeader;

FileError error(const std::string& verb, const std::string& path) {
  return FileError{"cannot " + verb + " '" + path + "': " + std::strerror(errno)};
}

}  // namespace

std::expected<std::size_t, FileError> JournalTail::read_on(
    std::size_t most, const std::function<void(const JournalRecord&)>& read) {
  std::size_t count = 0;
  while (count < most) {
    count += take(most - count, read);
    if (count == most) break;
    const auto has_more = fill();
    if (!has_more) return std::unexpected{has_more.error()};
    if (!*has_more) break;
  }
  return count;
}

/// Hands over the whole records at the front of what has been read.
std::size_t JournalTail::take(std::size_t most,
                              const std::function<void(const JournalRecord&)>& read) {
  std::size_t count = 0;
  std::size_t used = 0;
  while (count < most && used + sizeof(RecordHeader) <= bytes_.size()) {
    const std::span<const std::byte> rest = std::span{bytes_}.subspan(used);
    RecordHeader header;
    std::memcpy(&header, rest.data(), sizeof header);
    const std::span<const std::byte> behind = rest.subspan(sizeof header);
    if (header.size == 0 || header.size > behind.size()) break;
    if (header.sequence != sequence_ + 1 || header.checksum != checksum_of(header, behind.data())) {
      break;
    }
    read({.sequence = header.sequence,
          .kind = header.kind,
          .version = header.version,
          .payload = behind.first(header.size),
          .file = number_,
          .offset = offset_ + used});
    sequence_ = header.sequence;
    used += std::min(journal_form::extent_of(header.size), rest.size());
    count += 1;
  }
  bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(used));
  offset_ += used;
  return count;
}

/// Reads again from the first record that has not been handed over. Returns whether there is a
/// whole one now.
std::expected<bool, FileError> JournalTail::fill() {
  if (const auto found = look(); !found || *found) return found;
  // Nothing new here. Once the next file has begun, nothing will be: look once more, and go there.
  auto next = begun(number_ + 1);
  if (!next) return std::unexpected{next.error()};
  if (!next->file) return false;
  if (const auto found = look(); !found || *found) return found;
  if (next->first_sequence != sequence_ + 1) {
    return std::unexpected{FileError{"the journal file '" + path_of(number_ + 1) +
                                     "' does not follow the one before it; see `tradewind journal "
                                     "verify`"}};
  }
  file_ = std::move(next->file);
  number_ += 1;
  offset_ = sizeof(FileHeader);
  return look();
}

/// Reads the open file on from `offset_`. Returns whether a whole record stands there.
std::expected<bool, FileError> JournalTail::look() {
  if (number_ == 0) return false;
  for (;;) {
    bytes_.resize(room_);
    const ssize_t read =
        ::pread(file_.get(), bytes_.data(), bytes_.size(), static_cast<off_t>(offset_));
    if (read < 0) return std::unexpected{error("read", path_of(number_))};
    bytes_.resize(static_cast<std::size_t>(read));
    RecordHeader header;
    if (bytes_.size() < sizeof header) return false;
    std::memcpy(&header, bytes_.data(), sizeof header);
    const std::size_t extent = journal_form::extent_of(header.size);
    if (header.size == 0 || header.size > journal_form::kPayloadMax) return false;
    if (extent > room_) {
      room_ = extent;
      continue;
    }
    return header.size <= bytes_.size() - sizeof header && header.sequence == sequence_ + 1 &&
           header.checksum == checksum_of(header, bytes_.data() + sizeof header);
  }
}

/// Opens a file of the session, if it has begun.
std::expected<JournalTail::Begun, FileError> JournalTail::begun(std::uint32_t number) const {
  Begun begun{.file = Descriptor{::open(path_of(number).c_str(), O_RDONLY | O_CLOEXEC)}};
  if (!begun.file) {
    if (errno != ENOENT) return std::unexpected{error("open", path_of(number))};
    auto packed = begun_packed(number);
    if (!packed) return std::unexpected{packed.error()};
    begun.file = std::move(*packed);
    if (!begun.file) return begun;
  }
  FileHeader header;
  const ssize_t read = ::pread(begun.file.get(), &header, sizeof header, 0);
  if (read != sizeof header || header.magic != journal_form::kMagic) return Begun{};
  begun.first_sequence = header.first_sequence;
  return begun;
}

/// Opens a file that was packed meanwhile, unpacked in memory, if there is such a one.
std::expected<Descriptor, FileError> JournalTail::begun_packed(std::uint32_t number) const {
  const std::string path = folder_ + "/" + packed_name(number);
  if (!std::filesystem::exists(path)) return Descriptor{-1};
  const auto bytes = unpack(path);
  if (!bytes) return std::unexpected{bytes.error()};
  Descriptor memory{::memfd_create("journal", MFD_CLOEXEC)};
  if (!*bytes || !memory ||
      !memory.write_all({reinterpret_cast<const char*>((*bytes)->data()), (*bytes)->size()})) {
    return std::unexpected{FileError{"the journal file '" + path +
                                     "' cannot be unpacked; see `tradewind journal verify`"}};
  }
  return memory;
}

std::string JournalTail::path_of(std::uint32_t number) const {
  return folder_ + "/" + journal_form::file_name(number);
}

}  // namespace tw::store
