#include "store/journal_segment.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

#include "core/assert.hpp"
#include "store/journal_form.hpp"

namespace tw::store {

using journal_form::FileHeader;
using journal_form::RecordHeader;

std::expected<JournalSegment, FileError> JournalSegment::create(const std::string& path,
                                                                std::size_t bytes,
                                                                AtJournalPoint at_point) {
  Descriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!file) return std::unexpected{write_error(path, errno)};
  auto made = map(path, std::move(file), bytes, at_point);
  if (!made) ::unlink(path.c_str());
  return made;
}

std::expected<JournalSegment, FileError> JournalSegment::reopen(const std::string& path,
                                                                std::size_t end, std::size_t bytes,
                                                                AtJournalPoint at_point) {
  Descriptor file{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
  if (!file) return std::unexpected{write_error(path, errno)};
  // One step for the file system: whoever dies here leaves the old tail or none of it.
  if (::ftruncate(file.get(), static_cast<off_t>(end)) != 0) {
    return std::unexpected{write_error(path, errno)};
  }
  auto opened = map(path, std::move(file), std::max(bytes, end), at_point);
  if (opened) opened->used_.store(end, std::memory_order_relaxed);
  return opened;
}

/// Reserves the room on the disk and maps it.
std::expected<JournalSegment, FileError> JournalSegment::map(std::string path, Descriptor file,
                                                             std::size_t bytes,
                                                             AtJournalPoint at_point) {
  const int reserved = ::posix_fallocate(file.get(), 0, static_cast<off_t>(bytes));
  if (reserved != 0) return std::unexpected{write_error(path, reserved)};
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (memory == MAP_FAILED) return std::unexpected{write_error(path, errno)};
  return JournalSegment{std::move(path), std::move(file), static_cast<std::byte*>(memory), bytes,
                        at_point};
}

JournalSegment::JournalSegment(JournalSegment&& other) noexcept
    : path_{std::move(other.path_)},
      file_{std::move(other.file_)},
      memory_{std::exchange(other.memory_, nullptr)},
      bytes_{other.bytes_},
      used_{other.used()},
      at_point_{other.at_point_} {}

JournalSegment::~JournalSegment() {
  if (memory_ == nullptr) return;
  ::munmap(memory_, bytes_);
  // Made ahead of its time and never begun: a reader would take it for a damaged file.
  if (used() == 0) ::unlink(path_.c_str());
}

void JournalSegment::begin(std::uint32_t number, std::uint64_t first_sequence,
                           std::uint64_t session) {
  FileHeader header{.number = number, .first_sequence = first_sequence, .session = session};
  header.checksum = checksum_of(header);
  constexpr std::size_t kMagicBytes = sizeof header.magic;
  std::memcpy(memory_ + kMagicBytes, reinterpret_cast<const std::byte*>(&header) + kMagicBytes,
              sizeof header - kMagicBytes);
  pass(JournalPoint::Rotation);
  // The magic goes last: whoever dies before it has not begun the file.
  std::atomic_ref{*reinterpret_cast<std::uint64_t*>(memory_)}.store(
      std::bit_cast<std::uint64_t>(header.magic), std::memory_order_release);
  used_.store(sizeof header, std::memory_order_relaxed);
}

bool JournalSegment::append(std::uint16_t kind, std::uint16_t version, std::uint64_t sequence,
                            std::span<const std::byte> payload) {
  TW_ASSERT(!payload.empty() && payload.size() <= journal_form::kPayloadMax && used() != 0);
  const std::size_t extent = journal_form::extent_of(payload.size());
  if (extent > room_left()) return false;
  RecordHeader header{.size = static_cast<std::uint32_t>(payload.size()),
                      .kind = kind,
                      .version = version,
                      .sequence = sequence};
  header.checksum = checksum_of(header, payload.data());
  std::byte* const at = memory_ + used();
  std::memcpy(at + sizeof header, payload.data(), payload.size());
  std::memcpy(at + sizeof header.size,
              reinterpret_cast<const std::byte*>(&header) + sizeof header.size,
              sizeof header - sizeof header.size);
  pass(JournalPoint::Append);
  // The size goes last: whoever dies before it leaves no record, and nobody sees half of one.
  std::atomic_ref{*reinterpret_cast<std::uint32_t*>(at)}.store(header.size,
                                                               std::memory_order_release);
  used_.store(used() + extent, std::memory_order_relaxed);
  return true;
}

void JournalSegment::warm(std::size_t bytes) const {
  constexpr std::size_t kPage = 4096;
  const std::size_t from = used() / kPage * kPage;
  const std::size_t to = std::min(bytes_, from + bytes);
  // Older systems do not know how: then the faults are taken where they come.
  if (from < to) ::madvise(memory_ + from, to - from, MADV_POPULATE_WRITE);
}

bool JournalSegment::sync() const {
  pass(JournalPoint::Sync);
  return ::fdatasync(file_.get()) == 0;
}

void JournalSegment::trim() {
  // What stays mapped beyond the end is never touched again.
  if (::ftruncate(file_.get(), static_cast<off_t>(used())) == 0) bytes_ = used();
}

}  // namespace tw::store
