#pragma once

#include <cstdint>
#include <vector>

namespace tw::workloads {

inline constexpr std::uint64_t kJournalRecords = 3'000'000;

/// What it took to put so many events on record.
struct JournalPass {
  std::uint64_t records = 0;  ///< That were read back, each with its checksum.
  double seconds = 0.0;
  double cpu_seconds = 0.0;       ///< Of the thread that writes.
  std::uint64_t allocations = 0;  ///< Likewise, for all records but those that begin a file.
  double p50_ns = 0.0;            ///< Of one record, encoded and appended.
  double p99_ns = 0.0;
};

/// Encodes bars and appends them under `process` durability, in files as sessions have them. Times
/// each of them where `times_each`, which costs the reading of a clock.
JournalPass write_journal(std::uint64_t records, bool times_each);

/// Appends single records under `power` durability and waits for the disk after each.
JournalPass write_synced(std::uint64_t records);

/// Encodes, sums and copies the same records into memory: what the journal is held to.
/// Returns seconds of CPU.
double bare_journal(std::uint64_t records);

}  // namespace tw::workloads
