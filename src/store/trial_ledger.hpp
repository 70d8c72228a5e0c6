#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "store/file.hpp"

namespace tw::store {

/// Notes that `trials` trials were made on a data set and returns how many it has seen in all.
///
/// One file a data set below `home`/trials, one line a search; a search that is run again under the
/// same key is counted once. Keys are hashes: letters and digits. Searches that end at the same
/// time, in threads or processes, wait for one another: none loses its line. A line that a crash
/// has cut is taken off. Errors: the folder or the file cannot be read or written; nothing was
/// counted then.
std::expected<std::uint64_t, FileError> count_trials(const std::string& home,
                                                     const std::string& data_key,
                                                     const std::string& search_key,
                                                     std::uint64_t trials);

}  // namespace tw::store
