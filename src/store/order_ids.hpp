#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string>

#include "store/descriptor.hpp"
#include "store/file.hpp"

namespace tw::store {

/// Blocks of client order ids that a session has set aside on the disk before it uses any of them.
///
/// A journal survives the death of the process, but its last milliseconds may not survive a loss of
/// power, and with them which ids went out. What was set aside does: after such a loss it bounds
/// the ids that a venue may have seen, and who trades at one that remembers must go on behind it.
/// Two slots are written in turn, so that a torn write leaves the older one.
class OrderIds {
 public:
  /// Ids set aside at once: a sync for each so many orders.
  static constexpr std::uint64_t kBlock = 4096;

  /// Opens the file of a session, or makes it, with nothing set aside.
  /// Errors: names the file; one in which neither slot is whole is damaged, and refused.
  static std::expected<OrderIds, FileError> open(std::string path);

  /// Returns the last id that may be used; 0 before the first block.
  std::uint64_t reserved() const { return reserved_; }
  /// Sets aside everything up to the end of `through`'s block. Returns once the disk holds it.
  /// Errors: the disk says no; nothing more may be used.
  std::expected<void, FileError> reserve(std::uint64_t through);
  /// Returns whether the system was started anew since ids were last set aside: what the journal
  /// says of the ids behind its last record is then no proof.
  bool is_after_restart() const { return is_after_restart_; }

 private:
  OrderIds(std::string path, Descriptor file) : path_{std::move(path)}, file_{std::move(file)} {}

  std::string path_;
  Descriptor file_;
  std::uint64_t generation_ = 0;
  std::uint64_t reserved_ = 0;
  bool is_after_restart_ = false;
};

}  // namespace tw::store
