#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "store/descriptor.hpp"
#include "store/file.hpp"

namespace tw::lab {

/// A file that grows by one record for each piece of work done, so that a killed run goes on where
/// it was.
///
/// The file begins with the key of the work: a hash of everything that its result depends on. Each
/// record carries its length and a checksum over its number and bytes. What is torn at the end of
/// the file, by a kill or a power cut, is cut off when it is opened; what stood there is done
/// again. Thread: one at a time. Owns: the file, locked against a second process.
class Checkpoint {
 public:
  /// Told each record of an earlier run, in order.
  using OnRecord = std::function<void(std::string_view record)>;

  /// Opens `path`, or creates it; `on_record` is told what a run with the same key has left there.
  ///
  /// Errors: not a checkpoint, one of other work, in use by another process, not readable or
  /// writable. The file is unchanged then.
  static std::expected<Checkpoint, store::FileError> open(const std::string& path,
                                                          const std::string& key,
                                                          const OnRecord& on_record);

  /// Returns whether a checkpoint stands at `path`, of whatever work.
  static bool stands_at(const std::string& path);

  /// Returns how many records there are, those found included.
  std::uint64_t records() const { return records_; }

  /// Appends one record. Errors: what the system said; the record then counts as not written.
  std::expected<void, store::FileError> append(std::string_view record);

 private:
  Checkpoint(store::Descriptor file, std::string path)
      : file_{std::move(file)}, path_{std::move(path)} {}

  store::Descriptor file_;
  std::string path_;
  std::uint64_t records_ = 0;
};

}  // namespace tw::lab
