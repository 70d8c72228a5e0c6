#pragma once

#include <chrono>
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
#include <vector>

#include "store/descriptor.hpp"
#include "store/file.hpp"
#include "store/journal_point.hpp"
#include "store/journal_reader.hpp"
#include "store/journal_segment.hpp"
#include "store/order_ids.hpp"

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
    AtJournalPoint at_point = nullptr;                  ///< For tests alone.
  };

  /// Makes `folder`, which must not hold a journal yet, and its first file.
  /// Errors: names the folder or file, and the remedy; nothing is left behind that reads as a
  /// journal.
  static std::expected<std::unique_ptr<JournalWriter>, FileError> create(std::string folder,
                                                                         const Options& options);
  /// Goes on behind the first `keep` records of a session that was cut off; a torn tail and what
  /// else follows them is taken away. Of `options`, the session is the journal's own.
  /// Requires `0 < keep <= recorded.records().size()`.
  /// Errors: as above; the journal is damaged, or another process writes it. Nothing is changed
  /// then, but for a disk that fails halfway, and that leaves those records readable.
  static std::expected<std::unique_ptr<JournalWriter>, FileError> resume(const Journal& recorded,
                                                                         std::size_t keep,
                                                                         Options options);
  /// Closes.
  ~JournalWriter();
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;

  /// Writes one record. Returns false, for good, once a file could not be made: what is not on
  /// record must not be acted on, so the caller halts trading. Allocates nothing.
  bool append(std::uint16_t kind, std::uint16_t version, std::span<const std::byte> payload);

  /// Returns once the client order id may be used: the disk holds that it is taken. Ids are set
  /// aside a block at a time and ahead of need, so this is a comparison nearly always.
  /// Returns false, for good, when the disk says no.
  bool take_order_id(std::uint64_t id);

  /// Returns how many records there are.
  std::uint64_t size() const { return sequence_; }
  /// Returns the last client order id that was set aside when the journal was opened; 0 for none.
  std::uint64_t ids_found() const { return ids_found_; }
  /// Returns whether the system was started anew since: what went out last may be on no record.
  bool is_after_restart() const { return is_after_restart_; }
  /// Returns how many files there are.
  std::uint32_t files() const { return file_; }
  Durability durability() const { return options_.durability; }
  void pass(JournalPoint point) const {
    if (options_.at_point != nullptr) options_.at_point(point);
  }
  /// Returns once every record up to now survives the loss of power, or it cannot: then false.
  bool wait_until_synced();
  /// Gives the unused room back and syncs. Nothing can be appended after it.
  void close();

  const std::string& folder() const { return folder_; }
  /// Returns why `append` says no.
  std::optional<FileError> failure() const;

 private:
  // How far ahead of the appender pages are made ready, and how far it goes until they are again.
  static constexpr std::size_t kWarmAhead = std::size_t{8} << 20;
  static constexpr std::size_t kWarmStep = std::size_t{2} << 20;
  // The same for one that appends little, whose pages the system writes out meanwhile.
  static constexpr std::size_t kWarmIdle = std::size_t{256} << 10;
  static constexpr std::chrono::seconds kIdle{1};
  // Retired files that wait for the disk; with more of them, so does the appender.
  static constexpr std::size_t kRetiredMax = 8;

  JournalWriter(std::string folder, const Options& options);

  std::optional<FileError> open_folder();
  void start();
  bool rotate(std::size_t extent);
  void keep(const std::stop_token& stop);
  void warm(std::unique_lock<std::mutex>& lock, std::size_t bytes);
  void sync_retired(std::unique_lock<std::mutex>& lock);
  void make_next(std::unique_lock<std::mutex>& lock);
  void reserve_ids(std::unique_lock<std::mutex>& lock);
  void sync_current(std::unique_lock<std::mutex>& lock);
  void fail_to_sync();
  std::expected<JournalSegment, FileError> make_segment(std::uint32_t number) const;

  // Constant after construction.
  std::string folder_;
  Options options_;
  Descriptor lock_{-1};  ///< Of the folder: one process writes a journal.
  std::uint64_t ids_found_ = 0;
  bool is_after_restart_ = false;

  // The appender's.
  std::unique_ptr<JournalSegment> current_;
  std::uint32_t file_ = 1;
  std::uint64_t sequence_ = 0;
  std::uint64_t ids_known_ = 0;      ///< What it has seen of `ids_reserved_`.
  std::size_t warm_at_ = kWarmStep;  ///< Where in the current file it asks for more warm pages.
  bool asked_for_next_ = false;

  // Shared with the keeper, under the mutex.
  mutable std::mutex mutex_;
  std::condition_variable_any wake_keeper_;
  std::condition_variable wake_appender_;
  bool wants_next_ = false;
  bool is_making_next_ = false;
  bool wants_warm_ = false;
  const JournalSegment* warmed_ = nullptr;  ///< The current file. Only the keeper takes files away.
  std::size_t warmed_used_ = 0;
  std::uint32_t next_number_ = 2;
  std::unique_ptr<JournalSegment> next_;
  std::vector<std::unique_ptr<JournalSegment>> retired_;  ///< Full, not yet synced; oldest first.
  std::optional<OrderIds> ids_;                           ///< The keeper's while it runs.
  std::uint64_t ids_wanted_ = 0;
  std::uint64_t ids_reserved_ = 0;
  JournalSegment* syncing_ = nullptr;  ///< What `current_` was when a sync was asked for.
  std::uint64_t sync_wanted_ = 0;
  std::uint64_t synced_ = 0;
  std::optional<FileError> failure_;

  std::jthread keeper_;  // Last: it uses everything above.
};

}  // namespace tw::store
