#include "store/database.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "store/file.hpp"
#include "store/home.hpp"
#include "store/migration.hpp"

namespace tw::store {
namespace {

std::unexpected<sql::Error> failed(std::string message) {
  return std::unexpected{sql::Error{sql::Reason::Refused, std::move(message)}};
}

}  // namespace

Timestamp clock_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()};
}

std::expected<sql::Address, sql::Error> find_database(const std::string& flag,
                                                      const std::string& home_flag) {
  if (!flag.empty()) return sql::Address::parse(flag);
  if (const char* url = std::getenv("DATABASE_URL"); url != nullptr && *url != '\0') {
    return sql::Address::parse(url);
  }
  const auto home = find_home(home_flag);
  if (!home) return failed(home.error().message);
  if (const auto made = make_folders(*home); !made) {
    return std::unexpected{sql::Error{sql::Reason::Denied, made.error().message}};
  }
  return sql::Address::sqlite(*home + "/tradewind.db");
}

std::expected<std::unique_ptr<sql::Connection>, sql::Error> open_database(
    const sql::Address& address, const sql::Opening& opening) {
  auto db = sql::Connection::open(address, opening);
  if (!db) return db;
  auto state = read_schema_state(**db);
  if (!state) return std::unexpected{state.error()};
  const bool makes_it = address.engine() == sql::Engine::Sqlite && state->is_empty() &&
                        opening.create && opening.access == sql::Access::Write;
  if (makes_it) {
    if (const auto applied = migrate(**db, clock_now()); !applied) {
      return std::unexpected{applied.error()};
    }
    return db;
  }
  if (auto refused = refuse_unless_current(*state, address.shown())) {
    return std::unexpected{std::move(*refused)};
  }
  return db;
}

std::expected<std::unique_ptr<sql::Pool>, sql::Error> open_database_pool(
    const sql::Address& address, const sql::Opening& opening, const sql::PoolLimits& limits) {
  // The first connection settles the schema, and is then closed again.
  if (const auto first = open_database(address, opening); !first) {
    return std::unexpected{first.error()};
  }
  return sql::Pool::open(address, opening, limits);
}

}  // namespace tw::store
