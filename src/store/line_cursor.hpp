#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tw::store {

/// Reads an open file line by line, holding little more than the line at hand.
///
/// Of a line that is longer than `kLineMax`, which is none of ours, only the front is kept.
/// Owns: the file must stay open.
class LineCursor {
 public:
  static constexpr std::size_t kLineMax = std::size_t{4} << 20;

  /// Begins at the byte `from`, which is the start of a line.
  explicit LineCursor(int file, std::uint64_t from = 0)
      : file_{file}, read_to_{from}, line_at_{from} {}

  /// Returns the next line without its end, or nothing when there is no whole one left.
  /// Owns: valid until the next call.
  std::optional<std::string_view> next();
  /// Returns where the line that `next` gave begins; once it gave nothing, what has no line end.
  std::uint64_t line_at() const { return line_at_; }
  /// Returns where the line after it begins.
  std::uint64_t next_at() const { return read_to_ - (bytes_.size() - start_); }
  /// Returns how many bytes have no line end, once `next` gave nothing.
  std::uint64_t unfinished() const { return read_to_ - line_at_; }
  /// Returns whether the system refused to read, which ended the lines.
  bool has_failed() const { return has_failed_; }

 private:
  bool read_more();

  // Constant after construction.
  int file_;

  // Move with every line.
  std::vector<char> bytes_;  ///< What was read; from `start_` on it is still to be shown.
  std::size_t start_ = 0;
  std::uint64_t read_to_;  ///< Where in the file `bytes_` ends.
  std::uint64_t line_at_;
  bool has_failed_ = false;
};

}  // namespace tw::store
