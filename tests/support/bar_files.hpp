#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "support/temp_folder.hpp"

namespace tw::support {

/// Returns the bytes of every bar file below a home, by its path there.
inline std::map<std::string, std::string> bar_files(const std::string& home) {
  std::map<std::string, std::string> files;
  if (!std::filesystem::exists(home + "/bars")) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{home + "/bars"}) {
    if (entry.path().extension() != ".bars") continue;
    files[entry.path().lexically_relative(home).string()] = read_text(entry.path().string());
  }
  return files;
}

}  // namespace tw::support
