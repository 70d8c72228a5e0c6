#include "sql/sqlite_file.hpp"

#include <cstddef>
#include <filesystem>
#include <sqlite3.h>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace tw::sql {
namespace {

/// Returns a URI that names `path` as a file that nobody changes.
std::string unchanging(const std::string& path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string name = "file:";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '?' || c == '#' || c == '%') {
      name.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    } else {
      name += c;
    }
  }
  return name + "?immutable=1";
}

}  // namespace

std::expected<SqliteFile, std::string> file_to_read(const std::string& path) {
  namespace fs = std::filesystem;
  std::string folder = fs::path{path}.parent_path().string();
  if (folder.empty()) folder = ".";
  if (::access(folder.c_str(), W_OK) == 0) return SqliteFile{.name = path};
  std::error_code missing;
  const std::string log = path + "-wal";
  const bool has_log = fs::file_size(log, missing) > 0 && !missing;
  if (!has_log) return SqliteFile{.name = unchanging(path), .flags = SQLITE_OPEN_URI};
  if (fs::exists(path + "-shm", missing)) return SqliteFile{.name = path};
  return std::unexpected{"its folder is read-only, and its newest rows are in '" + log +
                         "', which is read only where its index can be made; copy both elsewhere"};
}

}  // namespace tw::sql
