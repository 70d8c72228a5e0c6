#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>

#include "store/file.hpp"
#include "store/journal_segment.hpp"

namespace tw::store {

/// What a record survives once `append` has returned.
enum class Durability : std::uint8_t {
  Process,  ///< The death of the process: it lies in a shared mapping, which the system keeps.
  Power,    ///< As well the loss of power, once `wait_until_synced` has returned.
};

/// The append-only record of one session, in a folder of its own. See docs/journal.md.
///
/// A thread of its own makes the next file before it is needed and, for `Power`, syncs what was
/// appended, in groups as large as what came meanwhile.
/// Thread: one appends; `failure` is anybody's.
class JournalWriter {
 public:
  struct Options {
    std::uint64_t session = 1;  ///< Written into each file, so that files of others are noticed.
    Durability durability = Durability::Process;
    std::size_t segment_bytes = std::size_t{64} << 20;  ///< Of one file.
  };

  /// Makes `folder`, which must not hold a journal yet, and its first file.
  /// Errors: names the folder or file, and the remedy; nothing is left behind that reads as a
  /// journal.
  static std::expected<std::unique_ptr<JournalWriter>, FileError> create(std::string folder,
                                                                         const Options& options);
  /// Closes.
  ~JournalWriter();
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;

  /// Writes one record. Returns false, for good, once a file could not be made: what is not on
  /// record must not be acted on, so the caller halts trading. Allocates nothing.
  bool append(std::uint16_t kind, std::uint16_t version, std::span<const std::byte> payload);

  /// Returns how many records there are.
  std::uint64_t size() const { return sequence_; }
  /// Returns once every record up to now survives the loss of power, or it cannot: then false.
  bool wait_until_synced();
  /// Gives the unused room back and syncs. Nothing can be appended after it.
  void close();

  const std::string& folder() const { return folder_; }
  /// Returns why `append` says no.
  std::optional<FileError> failure() const;

 private:
  JournalWriter(std::string folder, const Options& options);

  bool rotate(std::size_t extent);
  void keep(const std::stop_token& stop);
  std::expected<JournalSegment, FileError> make_segment(std::uint32_t number) const;

  // Constant after construction.
  std::string folder_;
  Options options_;

  // The appender's.
  std::unique_ptr<JournalSegment> current_;
  std::uint64_t sequence_ = 0;
  bool asked_for_next_ = false;

  // Shared with the keeper, under the mutex.
  mutable std::mutex mutex_;
  std::condition_variable_any wake_keeper_;
  std::condition_variable wake_appender_;
  bool wants_next_ = false;
  std::uint32_t next_number_ = 2;
  std::unique_ptr<JournalSegment> next_;
  std::unique_ptr<JournalSegment> retired_;  ///< Full, not yet synced.
  JournalSegment* syncing_ = nullptr;        ///< What `current_` was when a sync was asked for.
  std::uint64_t sync_wanted_ = 0;
  std::uint64_t synced_ = 0;
  std::optional<FileError> failure_;

  std::jthread keeper_;  // Last: it uses everything above.
};

}  // namespace tw::store
