#pragma once

#include <cstdint>

namespace tw::store {

/// Where in its work a journal is, between two steps that must not be taken apart.
enum class JournalPoint : std::uint8_t {
  Append,      ///< A record is written but for its size, so it does not count yet.
  Sync,        ///< The disk is about to be asked to hold what was appended.
  Rotation,    ///< The next file has its header but for the magic, so it is not begun yet.
  Checkpoint,  ///< A checkpoint of the books is about to be put on record.
  Compaction,  ///< A full file's packed copy is there, and so is the file.
};

/// What a test does there, such as dying; the product passes none. Thread: whichever comes by.
using AtJournalPoint = void (*)(JournalPoint);

}  // namespace tw::store
