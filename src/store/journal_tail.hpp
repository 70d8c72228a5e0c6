#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "store/descriptor.hpp"
#include "store/file.hpp"
#include "store/journal_reader.hpp"

namespace tw::store {

/// Reads a journal while it is written, from its first record on, in bounded memory.
///
/// It asks nothing of who writes: a record that is there is whole, and one that is not will be.
/// Thread: any one, which may be another than the writer's, in this process or another.
class JournalTail {
 public:
  explicit JournalTail(std::string folder) : folder_{std::move(folder)} {}

  /// Hands over records that are new since the last call, in order, `most` of them at most. Returns
  /// how many; none says that there are no more yet.
  /// Owns: a payload is valid until `read` returns.
  /// Errors: a file cannot be read, or is damaged; names it.
  std::expected<std::size_t, FileError> read_on(
      std::size_t most, const std::function<void(const JournalRecord&)>& read);

 private:
  static constexpr std::size_t kRoom = std::size_t{256} << 10;

  struct Begun {
    Descriptor file{-1};
    std::uint64_t first_sequence = 0;
  };

  std::expected<bool, FileError> fill();
  std::expected<bool, FileError> look();
  std::expected<Begun, FileError> begun(std::uint32_t number) const;
  std::expected<Descriptor, FileError> begun_packed(std::uint32_t number) const;
  std::string path_of(std::uint32_t number) const;
  std::size_t take(std::size_t most, const std::function<void(const JournalRecord&)>& read);

  std::string folder_;
  Descriptor file_{-1};
  std::size_t room_ = kRoom;      ///< For what is read at once: at least one record.
  std::uint32_t number_ = 0;      ///< Of the file that is open; 0 before the first.
  std::size_t offset_ = 0;        ///< Where `bytes_` begins in it.
  std::uint64_t sequence_ = 0;    ///< Of the last record that was handed over.
  std::vector<std::byte> bytes_;  ///< What has been read and not handed over.
};

}  // namespace tw::store
