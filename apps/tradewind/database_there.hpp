#pragma once

#include <optional>

#include "database_option.hpp"

namespace tw::app {

/// Returns where the database is, if there is one: a server that is named, or a file that exists.
std::optional<sql::Address> database_there(const DatabaseFlags& flags);

}  // namespace tw::app
