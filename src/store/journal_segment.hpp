#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>

#include "store/descriptor.hpp"
#include "store/file.hpp"
#include "store/journal_point.hpp"

namespace tw::store {

/// One file of a journal, mapped for appending, its room reserved on the disk beforehand, so that a
/// full disk is found when the file is made and not in the middle of a record.
///
/// Thread: one appends; `sync` is another's, and sees all that was appended before it was asked.
class JournalSegment {
 public:
  /// Errors: the file cannot be made, or the disk has no room for it; then it is removed again.
  static std::expected<JournalSegment, FileError> create(const std::string& path, std::size_t bytes,
                                                         AtJournalPoint at_point = nullptr);
  /// Opens a file again whose records end at `end`, and gives it room for `bytes`; what stood
  /// behind its records is gone. Errors: as above, and the file keeps its records.
  static std::expected<JournalSegment, FileError> reopen(const std::string& path, std::size_t end,
                                                         std::size_t bytes,
                                                         AtJournalPoint at_point = nullptr);
  JournalSegment(JournalSegment&& other) noexcept;
  JournalSegment& operator=(JournalSegment&&) = delete;
  ~JournalSegment();

  /// Writes the header: from here on the file is part of the session.
  void begin(std::uint32_t number, std::uint64_t first_sequence, std::uint64_t session);
  /// Returns false when the record does not fit. Requires `begin`.
  bool append(std::uint16_t kind, std::uint16_t version, std::uint64_t sequence,
              std::span<const std::byte> payload);
  std::size_t room_left() const { return bytes_ - used(); }
  /// Thread: anybody's.
  std::size_t used() const { return used_.load(std::memory_order_relaxed); }
  std::size_t bytes() const { return bytes_; }

  /// Makes the next `bytes` ready, so that who appends takes no fault of a page there: the first
  /// write to each page costs one, and so does the first after the system has written it out.
  /// Thread: anybody's.
  void warm(std::size_t bytes) const;
  /// Returns whether the disk holds all that was appended.
  bool sync() const;
  /// Cuts the file where its records end.
  void trim();

 private:
  JournalSegment(std::string path, Descriptor file, std::byte* memory, std::size_t bytes,
                 AtJournalPoint at_point)
      : path_{std::move(path)},
        file_{std::move(file)},
        memory_{memory},
        bytes_{bytes},
        at_point_{at_point} {}

  static std::expected<JournalSegment, FileError> map(std::string path, Descriptor file,
                                                      std::size_t bytes, AtJournalPoint at_point);
  void pass(JournalPoint point) const {
    if (at_point_ != nullptr) at_point_(point);
  }

  std::string path_;
  Descriptor file_;
  std::byte* memory_;
  std::size_t bytes_;
  std::atomic<std::size_t> used_{0};
  AtJournalPoint at_point_;
};

}  // namespace tw::store
