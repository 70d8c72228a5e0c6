#include "database_option.hpp"

#include <array>
#include <filesystem>
#include <system_error>

#include "audit_note.hpp"
#include "command_line.hpp"
#include "store/database.hpp"
#include "stored_bars.hpp"

namespace tw::app {

void add_database_options(Verb verb, DatabaseFlags& flags) {
  verb.option("--database", flags.database,
              "sqlite:PATH or postgresql://user@host:port/name (default: DATABASE_URL, else "
              "tradewind.db in the home folder)");
  verb.option("--home", flags.home,
              "folder of our state (default: TRADEWIND_HOME, else ~/.local/share/tradewind)");
}

Failure failure_of(const sql::Error& error) {
  switch (error.reason) {
    case sql::Reason::Lost:
    case sql::Reason::Busy:
    case sql::Reason::Late:
    case sql::Reason::Cancelled:
    case sql::Reason::Conflict:
    case sql::Reason::Denied:
    case sql::Reason::Full:
      return Failure{ExitCode::Failed, error.message};
    case sql::Reason::Constraint:
    case sql::Reason::Syntax:
    case sql::Reason::BadValue:
    case sql::Reason::Damaged:
    case sql::Reason::Refused:
      break;
  }
  return Failure{ExitCode::BadData, error.message};
}

sql::Address database_address(const DatabaseFlags& flags) {
  auto address = store::find_database(flags.database, flags.home);
  if (!address) {
    const bool is_denied = address.error().reason == sql::Reason::Denied;
    throw Failure{is_denied ? ExitCode::Failed : ExitCode::BadUsage, address.error().message};
  }
  return std::move(*address);
}

std::expected<std::unique_ptr<sql::Connection>, sql::Error> open_noted(const sql::Address& address,
                                                                       sql::Access access,
                                                                       const std::string& home) {
  std::error_code ignored;
  const bool is_there = address.engine() != sql::Engine::Sqlite ||
                        std::filesystem::file_size(address.path(), ignored) > 0;
  auto db = store::open_database(address, {.access = access});
  if (db && (!is_there || ignored)) {
    note_audit(home_of(home), std::array{audit_entry(formats::AuditKind::Migration, "migrated",
                                                     "database:" + address.shown(), "made new")});
  }
  return db;
}

std::unique_ptr<sql::Connection> open_database(const DatabaseFlags& flags, sql::Access access) {
  return or_fail(open_noted(database_address(flags), access, flags.home));
}

std::unique_ptr<sql::Connection> open_to_look(const DatabaseFlags& flags) {
  const sql::Address address = database_address(flags);
  std::error_code missing;
  const bool is_there = address.engine() != sql::Engine::Sqlite ||
                        (std::filesystem::file_size(address.path(), missing) > 0 && !missing);
  if (!is_there) return open_database(flags, sql::Access::Write);
  return or_fail(store::open_database(address, {.access = sql::Access::Read, .create = false}));
}

}  // namespace tw::app
