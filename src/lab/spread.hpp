#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace tw::lab {

/// Items [first, last) of a piece of work; `number` counts chunks from 0.
struct Chunk {
  std::uint64_t number = 0;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

/// How a piece of work is cut, and by how many threads it is done.
struct Spread {
  std::uint64_t items = 0;
  std::uint64_t chunk = 64;       ///< Items a thread takes at a time; the last chunk may be short.
  std::uint64_t first_chunk = 0;  ///< Those before it are done already: where a run resumes.
  unsigned threads = 0;           ///< 0 is every core that there is.

  std::uint64_t chunks() const { return items / chunk + (items % chunk != 0 ? 1 : 0); }
  Chunk at(std::uint64_t number) const;
  /// Returns the threads that the work is worth: never more than chunks, at least one.
  unsigned workers() const;
};

/// Hands out chunks in order, and lets no thread run further ahead than `window` chunks of what has
/// been taken: that is what bounds memory.
///
/// Thread: any.
class ChunkQueue {
 public:
  ChunkQueue(std::uint64_t first, std::uint64_t chunks, std::uint64_t window);

  /// Returns the next chunk's number once it may begin; nothing when all are given out or the queue
  /// is closed.
  std::optional<std::uint64_t> claim();
  /// Says that a chunk's part lies ready.
  void deliver(std::uint64_t number);
  /// Waits until the part of `number` is ready. Returns false when the queue is closed instead.
  bool wait_for(std::uint64_t number);
  /// Says that the part of the oldest chunk has been taken away.
  void taken();
  void close();

 private:
  std::mutex mutex_;
  std::condition_variable moved_;
  std::uint64_t next_;
  std::uint64_t taken_;
  std::uint64_t chunks_;
  std::uint64_t window_;
  std::vector<bool> is_ready_;  ///< Of chunk n at n % window.
  bool is_closed_ = false;
};

/// Does `work` on every chunk of `how`, on all its threads, and gives each part to `take` in the
/// order of the chunks, whatever the order in which they were done.
///
///     spread({.items = 10'000}, stop,
///            [&](const Chunk& chunk, unsigned worker) { return sum_of(chunk); },
///            [&](const Chunk& chunk, double sum) { total += sum; });
///
/// So the result does not depend on the number of threads. `work` runs on the workers and must not
/// change what others read; `worker` (0 ...) tells scratch memory apart. `take` runs on the
/// caller's thread and may write files or ask to stop. Parts that wait are bounded, however slow
/// `take` is. Returns false when `stop` ended it early: every part up to then has been taken.
/// Errors: the first exception of `work` in the order of chunks, or that of `take`, is thrown on.
/// Thread: the caller's, until all is done.
template <class Work, class Take>
bool spread(const Spread& how, const std::stop_token& stop, Work&& work, Take&& take) {
  using Part = std::invoke_result_t<Work&, const Chunk&, unsigned>;
  struct Slot {
    std::optional<Part> part;
    std::exception_ptr error;
  };
  constexpr std::uint64_t kWindowPerWorker = 4;
  const std::uint64_t window = kWindowPerWorker * how.workers();
  std::vector<Slot> slots(window);
  ChunkQueue queue{how.first_chunk, how.chunks(), window};

  const auto labour = [&](unsigned worker) {
    while (const auto number = queue.claim()) {
      Slot& slot = slots[*number % window];
      try {
        slot.part.emplace(work(how.at(*number), worker));
      } catch (...) {
        slot.error = std::current_exception();
      }
      queue.deliver(*number);
    }
  };
  struct Closing {
    ChunkQueue& queue;
    ~Closing() { queue.close(); }
  };
  std::vector<std::jthread> workers;
  const Closing closing{queue};  // Before the workers are joined, also when `take` throws.
  workers.reserve(how.workers());
  for (unsigned i = 0; i < how.workers(); ++i) workers.emplace_back(labour, i);

  for (std::uint64_t number = how.first_chunk; number < how.chunks(); ++number) {
    if (stop.stop_requested() || !queue.wait_for(number)) return false;
    Slot& slot = slots[number % window];
    if (slot.error) std::rethrow_exception(slot.error);
    Part part = std::move(*slot.part);
    slot.part.reset();
    queue.taken();
    take(how.at(number), std::move(part));
  }
  return true;
}

}  // namespace tw::lab
