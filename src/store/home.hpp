#pragma once

#include <expected>
#include <string>

#include "store/file.hpp"

namespace tw::store {

/// Returns the folder that holds our state: `flag` (from `--home DIR`) when not empty, else
/// TRADEWIND_HOME, else $XDG_DATA_HOME/tradewind, else ~/.local/share/tradewind. Creates nothing.
///
/// Errors: when none of them says where.
std::expected<std::string, FileError> find_home(const std::string& flag);

}  // namespace tw::store
