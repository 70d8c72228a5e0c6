#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace tw::store {

/// What the system refused, in one line that names the file and the remedy.
struct FileError {
  std::string message;
};

/// Returns what `errno_value` of the system means for who wanted to write `path`.
FileError write_error(const std::string& path, int errno_value);

/// The whole of a file, read once.
///
/// Read rather than mapped, so that a writer who cuts the file meanwhile cannot stop the process.
class FileText {
 public:
  /// Errors: missing, a directory, no permission, not readable. Pipes are read to their end.
  static std::expected<FileText, FileError> read(const std::string& path);

  /// Owns: valid while this object lives.
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

/// Writes `parts` one after the other as the file `path`, all or nothing.
///
/// A file beside it is written, synced and renamed over `path`, so that after a crash at any moment
/// `path` is either the old file or the whole new one. Errors: the old file is unchanged.
std::expected<void, FileError> write_atomically(const std::string& path,
                                                std::span<const std::string_view> parts);

/// Creates `folder` and what leads to it. Errors: names the folder.
std::expected<void, FileError> make_folders(const std::string& folder);

}  // namespace tw::store
