#include "store/journal_writer.hpp"

#include <chrono>
#include <filesystem>
#include <utility>

#include "core/assert.hpp"
#include "store/journal_form.hpp"

namespace tw::store {

std::expected<std::unique_ptr<JournalWriter>, FileError> JournalWriter::create(
    std::string folder, const Options& options) {
  TW_ASSERT(options.segment_bytes >= 4096);
  if (auto made = make_folders(folder); !made) return std::unexpected{made.error()};
  std::unique_ptr<JournalWriter> writer{new JournalWriter{std::move(folder), options}};
  auto first = writer->make_segment(1);
  if (!first) return std::unexpected{first.error()};
  writer->current_ = std::make_unique<JournalSegment>(std::move(*first));
  writer->current_->begin(1, 1, options.session);
  JournalWriter* const self = writer.get();
  writer->keeper_ = std::jthread{[self](const std::stop_token& stop) { self->keep(stop); }};
  return writer;
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
  if (!asked_for_next_ && current_->room_left() < current_->bytes() / 2) {
    asked_for_next_ = true;
    const std::lock_guard lock{mutex_};
    wants_next_ = true;
    wake_keeper_.notify_one();
  }
  return true;
}

/// Goes on in the file that the keeper has made, or makes it itself where the keeper is late.
bool JournalWriter::rotate(std::size_t extent) {
  TW_ASSERT(extent + sizeof(journal_form::FileHeader) <= options_.segment_bytes);
  std::unique_lock lock{mutex_};
  // One retired file at most: the keeper has its bytes on the disk before the next one retires.
  wake_appender_.wait(lock, [this] { return (!wants_next_ && !retired_) || failure_; });
  if (!next_ && !failure_) {
    auto made = make_segment(next_number_);
    if (made) next_ = std::make_unique<JournalSegment>(std::move(*made));
    if (!made) failure_ = made.error();
  }
  if (failure_) {
    current_->sync();
    current_.reset();
    return false;
  }
  next_->begin(next_number_, sequence_ + 1, options_.session);
  next_number_ += 1;
  retired_ = std::exchange(current_, std::exchange(next_, nullptr));
  asked_for_next_ = false;
  wake_keeper_.notify_one();
  return true;
}

/// The keeper: makes the next file, syncs and trims the last one, and syncs the current one when
/// somebody waits for it.
void JournalWriter::keep(const std::stop_token& stop) {
  std::unique_lock lock{mutex_};
  while (true) {
    wake_keeper_.wait(lock, stop, [this] { return wants_next_ || retired_ || syncing_; });
    if (retired_) {
      // Taken out only when it is safe: what was appended after it must not be synced before it.
      JournalSegment& full = *retired_;
      lock.unlock();
      const bool is_safe = full.sync();
      full.trim();
      lock.lock();
      if (!is_safe)
        failure_ = FileError{"cannot sync the journal in '" + folder_ + "'; check the disk"};
      retired_.reset();
    } else if (wants_next_) {
      const std::uint32_t number = next_number_;
      lock.unlock();
      auto made = make_segment(number);
      lock.lock();
      if (made) next_ = std::make_unique<JournalSegment>(std::move(*made));
      if (!made) failure_ = made.error();
      wants_next_ = false;
    } else if (syncing_ != nullptr) {
      const JournalSegment* const current = syncing_;
      const std::uint64_t wanted = sync_wanted_;
      lock.unlock();
      const bool is_safe = current->sync();
      lock.lock();
      if (!is_safe)
        failure_ = FileError{"cannot sync the journal in '" + folder_ + "'; check the disk"};
      synced_ = wanted;
      syncing_ = nullptr;
    } else if (stop.stop_requested()) {
      return;
    }
    wake_appender_.notify_all();
  }
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
  if (!current_) return;
  current_->trim();
  current_->sync();
  current_.reset();
}

std::optional<FileError> JournalWriter::failure() const {
  const std::lock_guard lock{mutex_};
  return failure_;
}

std::expected<JournalSegment, FileError> JournalWriter::make_segment(std::uint32_t number) const {
  return JournalSegment::create(folder_ + "/" + journal_form::file_name(number),
                                options_.segment_bytes);
}

}  // namespace tw::store
