#include "store/home.hpp"

#include <cstdlib>

namespace tw::store {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string{} : std::string{value};
}

}  // namespace

std::expected<std::string, FileError> find_home(const std::string& flag) {
  if (!flag.empty()) return flag;
  if (std::string ours = variable("TRADEWIND_HOME"); !ours.empty()) return ours;
  if (const std::string data = variable("XDG_DATA_HOME"); !data.empty()) return data + "/tradewind";
  if (const std::string user = variable("HOME"); !user.empty()) {
    return user + "/.local/share/tradewind";
  }
  return std::unexpected{
      FileError{"there is no folder to keep state in: give --home DIR or set"
                " TRADEWIND_HOME"}};
}

}  // namespace tw::store
