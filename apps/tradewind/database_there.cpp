#include "database_there.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "store/database.hpp"

namespace tw::app {

std::optional<sql::Address> database_there(const DatabaseFlags& flags) {
  auto address = store::find_database(flags.database, flags.home);
  if (!address) return std::nullopt;
  std::error_code error;
  const bool is_there = address->engine() != sql::Engine::Sqlite ||
                        (std::filesystem::file_size(address->path(), error) > 0 && !error);
  return is_there ? std::optional{std::move(*address)} : std::nullopt;
}

}  // namespace tw::app
