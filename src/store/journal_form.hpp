#pragma once

#define XXH_INLINE_ALL
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <xxhash.h>

// The form of a journal's files, all integers little-endian. A session is a folder of them:
// 000001.journal, 000002.journal and so on, each
//
//   FileHeader   64 bytes
//   records      a RecordHeader each, its payload, zeros up to a multiple of 8
//   zeros        up to the end: room that was reserved before it was needed
//
// A record counts once its size is there, which is stored last. docs/journal.md says more.
namespace tw::store::journal_form {

static_assert(std::endian::native == std::endian::little, "records are written as they lie");

inline constexpr std::array<char, 8> kMagic{'T', 'W', 'J', 'O', 'U', 'R', 'N', '\n'};
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::size_t kAlignment = 8;
inline constexpr std::uint32_t kPayloadMax = 16U << 20;

struct FileHeader {
  std::array<char, 8> magic = kMagic;
  std::uint32_t version = kVersion;
  std::uint32_t number = 0;          ///< Of the file in its session, from 1.
  std::uint64_t first_sequence = 0;  ///< That of its first record.
  std::uint64_t session = 0;         ///< The same in all files of a session.
  std::array<std::uint64_t, 3> zero{};
  std::uint64_t checksum = 0;  ///< XXH3 of all before it.
};

struct RecordHeader {
  std::uint32_t size = 0;  ///< Of the payload; 0 where no record is.
  std::uint16_t kind = 0;
  std::uint16_t version = 0;
  std::uint64_t sequence = 0;  ///< Of the record in its session, from 1.
  std::uint64_t checksum = 0;  ///< XXH3 of the payload, seeded with the fields above.
};

static_assert(sizeof(FileHeader) == 64 && std::has_unique_object_representations_v<FileHeader>);
static_assert(sizeof(RecordHeader) == 24 && std::has_unique_object_representations_v<RecordHeader>);

inline std::uint64_t checksum_of(const FileHeader& header) {
  return XXH3_64bits(&header, offsetof(FileHeader, checksum));
}
inline std::uint64_t checksum_of(const RecordHeader& header, const std::byte* payload) {
  constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15ULL;
  const std::uint64_t what =
      (std::uint64_t{header.size} << 32) | (std::uint64_t{header.kind} << 16) | header.version;
  return XXH3_64bits_withSeed(payload, header.size, what ^ (header.sequence * kSpread));
}

/// Returns how much of a file a record with such a payload takes.
constexpr std::size_t extent_of(std::size_t payload) {
  return (sizeof(RecordHeader) + payload + kAlignment - 1) / kAlignment * kAlignment;
}

/// Returns "000001.journal".
std::string file_name(std::uint32_t number);

}  // namespace tw::store::journal_form
