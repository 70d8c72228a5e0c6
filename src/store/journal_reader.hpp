#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/file.hpp"

namespace tw::store {

/// One record as it lies in a journal.
struct JournalRecord {
  std::uint64_t sequence = 0;
  std::uint16_t kind = 0;
  std::uint16_t version = 0;
  std::span<const std::byte> payload;
  std::uint32_t file = 0;  ///< The number of its file, from 1.
  std::size_t offset = 0;  ///< Where it begins there.
};

/// Bytes behind the last whole record: what a loss of power, or the death of a process in the
/// middle of a record, leaves. They tell nothing, and reading stops before them.
struct TornTail {
  std::string file;
  std::size_t offset = 0;
  std::size_t bytes = 0;
};

/// Where a journal is not what was written: a changed byte, a missing or foreign file, records that
/// were taken out. What comes after it cannot be trusted to follow what came before.
struct JournalDamage {
  std::string file;
  std::size_t offset = 0;
  std::string finding;  ///< "the record there does not match its checksum".

  /// Returns one line that names the place, and that nothing has been changed.
  std::string message() const;
};

/// The journal of one session, read and checked as a whole.
class Journal {
 public:
  /// Reads every file of the session in `folder`; where `folder` names one of its files, the
  /// session of that file.
  /// Errors: there is no journal, a file is of a version that we do not know, or cannot be read.
  static std::expected<Journal, FileError> read(const std::string& folder);

  /// Returns the records in order, up to the torn tail or the damage.
  /// Owns: payloads are valid while the journal lives.
  const std::vector<JournalRecord>& records() const { return records_; }
  const std::optional<TornTail>& torn_tail() const { return torn_tail_; }
  const std::optional<JournalDamage>& damage() const { return damage_; }
  const std::string& folder() const { return folder_; }
  std::size_t files() const { return bytes_.size(); }
  /// Returns how many of these are packed.
  std::size_t packed_files() const { return unpacked_.size(); }
  std::uint64_t session() const { return session_; }

 private:
  std::expected<void, FileError> read_file(const std::string& name);
  void read_records(std::span<const std::byte> bytes, const std::string& name, bool is_last);
  void find_end(std::span<const std::byte> bytes, std::size_t offset, const std::string& name,
                bool is_last);

  std::string folder_;
  std::vector<FileText> files_;                    ///< Those that lie as they were written,
  std::vector<std::vector<std::byte>> unpacked_;   ///< the others,
  std::vector<std::span<const std::byte>> bytes_;  ///< and all of them, in order.
  std::uint64_t session_ = 0;
  std::vector<JournalRecord> records_;
  std::optional<TornTail> torn_tail_;
  std::optional<JournalDamage> damage_;
};

}  // namespace tw::store
