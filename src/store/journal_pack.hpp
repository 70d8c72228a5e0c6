#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "store/file.hpp"
#include "store/journal_point.hpp"
#include "store/journal_reader.hpp"

// Files of a journal that are full, packed: "000001.journal.gz" holds "000001.journal" to the byte,
// in the form that gzip reads. Whoever reads a journal finds either.
namespace tw::store {

/// Returns "000001.journal.gz".
std::string packed_name(std::uint32_t number);

/// Returns what a packed file holds; nothing where it is not what was packed: cut, or changed.
/// Errors: it cannot be read; names it.
std::expected<std::optional<std::vector<std::byte>>, FileError> unpack(const std::string& path);

/// What a compaction did.
struct Compaction {
  std::size_t files = 0;         ///< That were packed, or whose other copy was taken away.
  std::uint64_t bytes_from = 0;  ///< What they took,
  std::uint64_t bytes_to = 0;    ///< and take now.
};

/// Packs the files of a journal but for the last `keep_last`, oldest first. A file goes only after
/// its packed copy is on the disk and was read back to the same bytes, so that nothing is lost
/// whenever this dies; the next time it goes on.
///
/// `at_point` is for tests alone. Errors: the journal is damaged, somebody writes it, or the disk
/// says no; what was packed until then stays packed.
std::expected<Compaction, FileError> compact(const Journal& journal, std::size_t keep_last,
                                             AtJournalPoint at_point = nullptr);

}  // namespace tw::store
