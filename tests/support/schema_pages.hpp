#pragma once

#include <map>
#include <string>

namespace tw::support {

/// Returns the pages of docs/schema by their file names, as the migrations make them: the entity
/// diagram with the list of tables, and a page a table.
///
/// Names, types and references come from a database that was migrated; meanings and rules from the
/// migrations' own lines. Throws std::runtime_error when a table or a line cannot be read.
std::map<std::string, std::string> schema_pages();

}  // namespace tw::support
