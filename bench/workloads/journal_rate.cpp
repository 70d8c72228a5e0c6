#include "workloads/journal_rate.hpp"

#define XXH_INLINE_ALL
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <unistd.h>
#include <xxhash.h>

#include "core/assert.hpp"
#include "formats/journal_record.hpp"
#include "heap/heap.hpp"
#include "store/journal_reader.hpp"
#include "store/journal_writer.hpp"
#include "workloads/stopwatch.hpp"

namespace tw::workloads {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kEvent = static_cast<std::uint16_t>(formats::RecordKind::Event);

double thread_cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Encodes the `number`th of the bars that all of them write.
void encode_bar(std::uint64_t number, formats::RecordBytes& bytes) {
  const auto at = static_cast<std::int64_t>(number) * 1'000'000'000;
  const Price price = Price::from_raw(10'000'000'000 + static_cast<std::int64_t>(number % 1000));
  formats::encode_event(Stamp{.at = {at}, .sequence = number},
                        Bar{.instrument = InstrumentId{static_cast<std::uint32_t>(number % 500)},
                            .start = {at - 1},
                            .end = {at},
                            .open = price,
                            .high = price,
                            .low = price,
                            .close = price,
                            .volume = Volume::whole(100)},
                        bytes);
}

/// A journal in a folder of its own, which goes with it.
class Trial {
 public:
  explicit Trial(store::Durability durability)
      : folder_{(std::filesystem::temp_directory_path() /
                 ("tradewind-bench-" + std::to_string(::getpid())))
                    .string()} {
    auto writer = store::JournalWriter::create(folder_, {.durability = durability});
    TW_ASSERT(writer.has_value());
    writer_ = std::move(*writer);
  }
  ~Trial() {
    writer_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  void put(std::uint64_t number) {
    encode_bar(number, bytes_);
    const bool is_put = writer_->append(kEvent, formats::kRecordVersion, bytes_.view());
    TW_ASSERT(is_put);
  }
  std::uint32_t files() const { return writer_->files(); }
  void sync() {
    const bool is_synced = writer_->wait_until_synced();
    TW_ASSERT(is_synced);
  }
  std::uint64_t read_back() {
    writer_->close();
    const auto journal = store::Journal::read(folder_);
    return journal && !journal->damage() ? journal->records().size() : 0;
  }

 private:
  std::string folder_;
  std::unique_ptr<store::JournalWriter> writer_;
  formats::RecordBytes bytes_;
};

void take_quantiles(std::vector<float>& took_ns, JournalPass& pass) {
  if (took_ns.empty()) return;
  std::ranges::sort(took_ns);
  pass.p50_ns = static_cast<double>(took_ns[took_ns.size() / 2]);
  pass.p99_ns = static_cast<double>(took_ns[took_ns.size() * 99 / 100]);
}

JournalPass write(std::uint64_t records, bool times_each, store::Durability durability) {
  Trial trial{durability};
  JournalPass pass;
  std::vector<float> took_ns(times_each ? records : 0);
  const double cpu = thread_cpu_seconds();
  const Stopwatch watch;
  for (std::uint64_t i = 0; i < records; ++i) {
    const auto start = times_each ? Clock::now() : Clock::time_point{};
    const std::uint32_t files = trial.files();
    const std::uint64_t allocations = heap::allocation_count();
    trial.put(i);
    // A file that nobody had the time to make ahead is made here, and its path takes memory.
    if (trial.files() == files) pass.allocations += heap::allocation_count() - allocations;
    if (durability == store::Durability::Power) trial.sync();
    if (times_each) {
      took_ns[i] = static_cast<float>(std::chrono::nanoseconds{Clock::now() - start}.count());
    }
  }
  pass.seconds = watch.seconds();
  pass.cpu_seconds = thread_cpu_seconds() - cpu;
  pass.records = trial.read_back();
  take_quantiles(took_ns, pass);
  return pass;
}

}  // namespace

JournalPass write_journal(std::uint64_t records, bool times_each) {
  return write(records, times_each, store::Durability::Process);
}

JournalPass write_synced(std::uint64_t records) {
  return write(records, true, store::Durability::Power);
}

double bare_journal(std::uint64_t records) {
  constexpr std::size_t kRoom = std::size_t{64} << 20;
  const auto memory = std::make_unique<std::byte[]>(kRoom);
  formats::RecordBytes bytes;
  std::uint64_t sum = 0;
  std::size_t used = 0;
  const double start = thread_cpu_seconds();
  for (std::uint64_t i = 0; i < records; ++i) {
    encode_bar(i, bytes);
    const std::span<const std::byte> payload = bytes.view();
    sum ^= XXH3_64bits_withSeed(payload.data(), payload.size(), i);
    if (used + payload.size() + sizeof sum > kRoom) used = 0;
    std::memcpy(memory.get() + used, &sum, sizeof sum);
    std::memcpy(memory.get() + used + sizeof sum, payload.data(), payload.size());
    used += payload.size() + sizeof sum;
  }
  return thread_cpu_seconds() - start;
}

}  // namespace tw::workloads
