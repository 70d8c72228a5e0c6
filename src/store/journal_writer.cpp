#include "store/journal_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <utility>

#include "core/assert.hpp"
#include "store/journal_form.hpp"

namespace tw::store {

namespace {

constexpr const char* kIdsFile = "/order-ids";

}  // namespace

std::expected<std::unique_ptr<JournalWriter>, FileError> JournalWriter::create(
    std::string folder, const Options& options) {
  TW_ASSERT(options.segment_bytes >= 4096);
  if (auto made = make_folders(folder); !made) return std::unexpected{made.error()};
  std::unique_ptr<JournalWriter> writer{new JournalWriter{std::move(folder), options}};
  if (auto failed = writer->open_folder()) return std::unexpected{std::move(*failed)};
  auto first = writer->make_segment(1);
  if (!first) return std::unexpected{first.error()};
  writer->current_ = std::make_unique<JournalSegment>(std::move(*first));
  writer->current_->begin(1, 1, options.session);
  writer->start();
  return writer;
}

std::expected<std::unique_ptr<JournalWriter>, FileError> JournalWriter::resume(
    const Journal& recorded, std::size_t keep, Options options) {
  TW_ASSERT(options.segment_bytes >= 4096 && keep > 0 && keep <= recorded.records().size());
  if (recorded.damage()) return std::unexpected{FileError{recorded.damage()->message()}};
  options.session = recorded.session();
  std::unique_ptr<JournalWriter> writer{new JournalWriter{recorded.folder(), options}};
  if (auto failed = writer->open_folder()) return std::unexpected{std::move(*failed)};
  const JournalRecord& last = recorded.records()[keep - 1];
  const std::string& folder = writer->folder_;
  // The last first, so that whoever dies here leaves files that follow each other.
  std::uint32_t behind = last.file;
  while (std::filesystem::exists(folder + "/" + journal_form::file_name(behind + 1))) behind += 1;
  for (; behind > last.file; --behind) {
    std::error_code failed;
    const std::string path = folder + "/" + journal_form::file_name(behind);
    std::filesystem::remove(path, failed);
    if (failed) return std::unexpected{write_error(path, failed.value())};
  }
  auto segment = JournalSegment::reopen(folder + "/" + journal_form::file_name(last.file),
                                        last.offset + journal_form::extent_of(last.payload.size()),
                                        options.segment_bytes, options.at_point);
  if (!segment) return std::unexpected{segment.error()};
  writer->current_ = std::make_unique<JournalSegment>(std::move(*segment));
  writer->file_ = last.file;
  writer->next_number_ = last.file + 1;
  writer->sequence_ = last.sequence;
  writer->start();
  return writer;
}

/// Takes the folder for this process, and opens the file of its order ids.
std::optional<FileError> JournalWriter::open_folder() {
  lock_ = Descriptor{::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!lock_) return write_error(folder_, errno);
  if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) {
    return FileError{"the journal in '" + folder_ +
                     "' is being written by another process; end that one first"};
  }
  auto ids = OrderIds::open(folder_ + kIdsFile);
  if (!ids) return ids.error();
  ids_ = std::move(*ids);
  ids_found_ = ids_->reserved();
  is_after_restart_ = ids_->is_after_restart();
  ids_reserved_ = ids_found_;
  ids_known_ = ids_found_;
  return std::nullopt;
}

void JournalWriter::start() {
  retired_.reserve(kRetiredMax + 1);
  warm_at_ = current_->used() + kWarmStep;
  warmed_ = current_.get();
  current_->warm(kWarmAhead);
  ids_wanted_ = 1;  // The first block is there before the first order asks.
  keeper_ = std::jthread{[this](const std::stop_token& stop) { keep(stop); }};
}

JournalWriter::JournalWriter(std::string folder, const Options& options)
    : folder_{std::move(folder)}, options_{options} {}

JournalWriter::~JournalWriter() { close(); }

bool JournalWriter::append(std::uint16_t kind, std::uint16_t version,
                           std::span<const std::byte> payload) {
  if (!current_) return false;
  const std::size_t extent = journal_form::extent_of(payload.size());
  if (extent > current_->room_left() && !rotate(extent)) return false;
  sequence_ += 1;
  const bool is_written = current_->append(kind, version, sequence_, payload);
  TW_ASSERT(is_written);
  if (current_->used() >= warm_at_) {
    warm_at_ += kWarmStep;
    const std::lock_guard lock{mutex_};
    wants_warm_ = true;
    wake_keeper_.notify_one();
  }
  if (!asked_for_next_ && current_->room_left() < current_->bytes() / 2) {
    asked_for_next_ = true;
    const std::lock_guard lock{mutex_};
    wants_next_ = true;
    wake_keeper_.notify_one();
  }
  return true;
}

/// Goes on in the file that the keeper has made, or makes it itself where the keeper is late: it
/// may be waiting for a slow disk.
bool JournalWriter::rotate(std::size_t extent) {
  TW_ASSERT(extent + sizeof(journal_form::FileHeader) <= options_.segment_bytes);
  std::unique_lock lock{mutex_};
  wake_appender_.wait(
      lock, [this] { return (!is_making_next_ && retired_.size() < kRetiredMax) || failure_; });
  wants_next_ = false;
  if (!next_ && !failure_) {
    auto made = make_segment(next_number_);
    if (made) next_ = std::make_unique<JournalSegment>(std::move(*made));
    if (!made) failure_ = made.error();
  }
  if (failure_) {
    current_->sync();
    retired_.push_back(std::move(current_));  // The keeper may be at it.
    return false;
  }
  next_->begin(next_number_, sequence_ + 1, options_.session);
  file_ = next_number_;
  next_number_ += 1;
  retired_.push_back(std::exchange(current_, std::exchange(next_, nullptr)));
  asked_for_next_ = false;
  warm_at_ = kWarmStep;
  warmed_ = current_.get();
  wake_keeper_.notify_one();
  return true;
}

/// The keeper: makes the next file, sets order ids aside, syncs and trims the files that are full,
/// and syncs the current one when somebody waits for it. What the appender may have to wait for
/// comes first.
void JournalWriter::keep(const std::stop_token& stop) {
  std::unique_lock lock{mutex_};
  while (true) {
    const bool is_asked = wake_keeper_.wait_for(lock, stop, kIdle, [this] {
      return wants_next_ || wants_warm_ || ids_wanted_ > ids_reserved_ || !retired_.empty() ||
             syncing_;
    });
    if (!is_asked && !stop.stop_requested()) {
      if (warmed_->used() != warmed_used_) warm(lock, kWarmIdle);
    } else if (syncing_ != nullptr && retired_.empty()) {
      sync_current(lock);
    } else if (wants_warm_) {
      warm(lock, kWarmAhead);
    } else if (syncing_ == nullptr && wants_next_) {
      make_next(lock);
    } else if (syncing_ == nullptr && ids_wanted_ > ids_reserved_) {
      reserve_ids(lock);
    } else if (!retired_.empty()) {
      sync_retired(lock);
    } else if (stop.stop_requested()) {
      return;
    }
    wake_appender_.notify_all();
  }
}

void JournalWriter::warm(std::unique_lock<std::mutex>& lock, std::size_t bytes) {
  const JournalSegment& current = *warmed_;
  wants_warm_ = false;
  warmed_used_ = current.used();
  lock.unlock();
  current.warm(bytes);
  lock.lock();
}

void JournalWriter::make_next(std::unique_lock<std::mutex>& lock) {
  const std::uint32_t number = next_number_;
  wants_next_ = false;
  is_making_next_ = true;
  lock.unlock();
  auto made = make_segment(number);
  if (made) made->warm(kWarmAhead);
  lock.lock();
  if (made) next_ = std::make_unique<JournalSegment>(std::move(*made));
  if (!made) failure_ = made.error();
  is_making_next_ = false;
}

void JournalWriter::reserve_ids(std::unique_lock<std::mutex>& lock) {
  const std::uint64_t wanted = ids_wanted_;
  lock.unlock();
  const auto reserved = ids_->reserve(wanted);
  lock.lock();
  if (!reserved) failure_ = reserved.error();
  ids_wanted_ = reserved ? ids_wanted_ : 0;
  ids_reserved_ = ids_->reserved();
}

void JournalWriter::sync_retired(std::unique_lock<std::mutex>& lock) {
  // Taken out only when it is safe: what was appended after it must not be synced before it.
  JournalSegment& full = *retired_.front();
  lock.unlock();
  const bool is_safe = full.sync();
  full.trim();
  lock.lock();
  if (!is_safe) fail_to_sync();
  retired_.erase(retired_.begin());
}

void JournalWriter::sync_current(std::unique_lock<std::mutex>& lock) {
  const JournalSegment* const current = syncing_;
  const std::uint64_t wanted = sync_wanted_;
  lock.unlock();
  const bool is_safe = current->sync();
  lock.lock();
  if (!is_safe) fail_to_sync();
  synced_ = wanted;
  syncing_ = nullptr;
}

void JournalWriter::fail_to_sync() {
  failure_ = FileError{"cannot sync the journal in '" + folder_ + "'; check the disk"};
}

bool JournalWriter::take_order_id(std::uint64_t id) {
  if (id + OrderIds::kBlock / 2 <= ids_known_) return true;
  std::unique_lock lock{mutex_};
  if (!current_ || failure_) return false;
  ids_known_ = ids_reserved_;
  // More may be wanted than was when the block that is on its way was asked for.
  const std::uint64_t wanted = std::max(id, ids_reserved_ + 1);
  if (id + OrderIds::kBlock / 2 > ids_known_ && wanted > ids_wanted_) {
    ids_wanted_ = wanted;
    wake_keeper_.notify_one();
  }
  wake_appender_.wait(lock, [&] { return id <= ids_reserved_ || failure_; });
  return !failure_;
}

bool JournalWriter::wait_until_synced() {
  std::unique_lock lock{mutex_};
  if (!current_ || failure_) return false;
  syncing_ = current_.get();
  sync_wanted_ = sequence_;
  wake_keeper_.notify_one();
  wake_appender_.wait(lock, [this] { return synced_ >= sequence_ || failure_; });
  return !failure_;
}

void JournalWriter::close() {
  keeper_.request_stop();
  if (keeper_.joinable()) keeper_.join();
  next_.reset();
  if (current_) {
    current_->trim();
    current_->sync();
  }
  current_.reset();
  lock_ = Descriptor{-1};
}

std::optional<FileError> JournalWriter::failure() const {
  const std::lock_guard lock{mutex_};
  return failure_;
}

std::expected<JournalSegment, FileError> JournalWriter::make_segment(std::uint32_t number) const {
  return JournalSegment::create(folder_ + "/" + journal_form::file_name(number),
                                options_.segment_bytes, options_.at_point);
}

}  // namespace tw::store
