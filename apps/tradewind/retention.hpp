#pragma once

#include <string>

#include "sql/address.hpp"

namespace tw::app {

/// Deletes what is past its table's policy in a database, as `tradewind db prune` does, when a
/// session of `home` has ended. What goes is on record before it does; where nothing is, nothing
/// is said.
///
/// Housekeeping is no reason to fail: what stops it is a warning, and the next session's end tries
/// again.
void apply_policies(const std::string& home, const sql::Address& address);

}  // namespace tw::app
