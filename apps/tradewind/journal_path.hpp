#pragma once

#include <string>
#include <vector>

#include "store/journal_reader.hpp"

namespace tw::app {

/// Returns the folder below the home that holds the journals of its sessions.
std::string journals_folder(const std::string& home);

/// Returns the names of the sessions in such a folder, oldest first.
std::vector<std::string> sessions_in(const std::string& folder);

/// Reads the session that `name` means: a folder, a file in it, or a name that `tradewind journal
/// list` shows.
/// Errors: throws Failure: there is none such, or it cannot be read.
store::Journal read_journal(const std::string& name, const std::string& home_flag);

}  // namespace tw::app
