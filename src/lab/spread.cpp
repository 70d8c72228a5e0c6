#include "lab/spread.hpp"

#include <algorithm>

namespace tw::lab {

Chunk Spread::at(std::uint64_t number) const {
  const std::uint64_t start = number * chunk;
  return {.number = number, .first = start, .last = std::min(items, start + chunk)};
}

unsigned Spread::workers() const {
  const unsigned wanted =
      threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
  const std::uint64_t left = chunks() - std::min(first_chunk, chunks());
  return static_cast<unsigned>(std::clamp<std::uint64_t>(left, 1, wanted));
}

ChunkQueue::ChunkQueue(std::uint64_t first, std::uint64_t chunks, std::uint64_t window)
    : next_{first}, taken_{first}, chunks_{chunks}, window_{window}, is_ready_(window) {}

std::optional<std::uint64_t> ChunkQueue::claim() {
  std::unique_lock lock{mutex_};
  if (next_ >= chunks_) return std::nullopt;
  const std::uint64_t number = next_++;
  moved_.wait(lock, [&] { return is_closed_ || number < taken_ + window_; });
  if (is_closed_) return std::nullopt;
  return number;
}

void ChunkQueue::deliver(std::uint64_t number) {
  {
    const std::lock_guard lock{mutex_};
    is_ready_[number % window_] = true;
  }
  moved_.notify_all();
}

bool ChunkQueue::wait_for(std::uint64_t number) {
  std::unique_lock lock{mutex_};
  moved_.wait(lock, [&] { return is_closed_ || is_ready_[number % window_]; });
  return is_ready_[number % window_];
}

void ChunkQueue::taken() {
  {
    const std::lock_guard lock{mutex_};
    is_ready_[taken_ % window_] = false;
    taken_ += 1;
  }
  moved_.notify_all();
}

void ChunkQueue::close() {
  {
    const std::lock_guard lock{mutex_};
    is_closed_ = true;
  }
  moved_.notify_all();
}

}  // namespace tw::lab
