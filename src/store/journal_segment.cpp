#include "store/journal_segment.hpp"

#include <atomic>
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
                                                                std::size_t bytes) {
  Descriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!file) return std::unexpected{write_error(path, errno)};
  const auto give_up = [&](int number) {
    ::unlink(path.c_str());
    return std::unexpected{write_error(path, number)};
  };
  const int reserved = ::posix_fallocate(file.get(), 0, static_cast<off_t>(bytes));
  if (reserved != 0) return give_up(reserved);
  void* memory =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file.get(), 0);
  if (memory == MAP_FAILED) return give_up(errno);
  return JournalSegment{path, std::move(file), static_cast<std::byte*>(memory), bytes};
}

JournalSegment::JournalSegment(JournalSegment&& other) noexcept
    : path_{std::move(other.path_)},
      file_{std::move(other.file_)},
      memory_{std::exchange(other.memory_, nullptr)},
      bytes_{other.bytes_},
      used_{other.used_} {}

JournalSegment::~JournalSegment() {
  if (memory_ == nullptr) return;
  ::munmap(memory_, bytes_);
  // Made ahead of its time and never begun: a reader would take it for a damaged file.
  if (used_ == 0) ::unlink(path_.c_str());
}

void JournalSegment::begin(std::uint32_t number, std::uint64_t first_sequence,
                           std::uint64_t session) {
  FileHeader header{.number = number, .first_sequence = first_sequence, .session = session};
  header.checksum = checksum_of(header);
  std::memcpy(memory_, &header, sizeof header);
  used_ = sizeof header;
}

bool JournalSegment::append(std::uint16_t kind, std::uint16_t version, std::uint64_t sequence,
                            std::span<const std::byte> payload) {
  TW_ASSERT(!payload.empty() && payload.size() <= journal_form::kPayloadMax && used_ != 0);
  const std::size_t extent = journal_form::extent_of(payload.size());
  if (extent > room_left()) return false;
  RecordHeader header{.size = static_cast<std::uint32_t>(payload.size()),
                      .kind = kind,
                      .version = version,
                      .sequence = sequence};
  header.checksum = checksum_of(header, payload.data());
  std::byte* const at = memory_ + used_;
  std::memcpy(at + sizeof header, payload.data(), payload.size());
  std::memcpy(at + sizeof header.size,
              reinterpret_cast<const std::byte*>(&header) + sizeof header.size,
              sizeof header - sizeof header.size);
  // The size goes last: whoever dies before it leaves no record, and nobody sees half of one.
  std::atomic_ref{*reinterpret_cast<std::uint32_t*>(at)}.store(header.size,
                                                               std::memory_order_release);
  used_ += extent;
  return true;
}

bool JournalSegment::sync() const { return ::fdatasync(file_.get()) == 0; }

void JournalSegment::trim() {
  // What stays mapped beyond the end is never touched again.
  if (::ftruncate(file_.get(), static_cast<off_t>(used_)) == 0) bytes_ = used_;
}

}  // namespace tw::store
