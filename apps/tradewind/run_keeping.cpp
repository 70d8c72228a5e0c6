#include "run_keeping.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "audit_note.hpp"
#include "database_option.hpp"
#include "log/log.hpp"
#include "store/database.hpp"
#include "store/home.hpp"

namespace tw::app {
namespace {

bool is_set(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

/// Opens the database and lets `save` work with it.
template <class Save>
void keep(const RunKeeping& keeping, Save save) try {
  if (keeping.is_off || !keeping.has_place()) return;
  const auto warn = [](const sql::Error& error) {
    log::warning("runs", "the run is not kept", {{"why", error.message}});
  };
  const auto address = store::find_database({}, keeping.home);
  if (!address) return warn(address.error());
  const auto db = open_noted(*address, sql::Access::Write, keeping.home);
  if (!db) return warn(db.error());
  const auto saved = save(**db);
  if (!saved) return warn(saved.error());
  log::info("runs", *saved ? "kept" : "was kept before", {{"database", address->shown()}});
} catch (const Failure& failure) {
  log::warning("runs", "the run is not kept", {{"why", failure.what()}});
}

/// Returns what gave a run, so that it can be run again from any folder: files under their whole
/// path.
store::RunOptions options_of(const formats::BacktestRequest& request) {
  constexpr std::array<std::string_view, 5> kOfFiles{"data", "actions", "benchmark", "universe",
                                                     "halts"};
  store::RunOptions options;
  options.reserve(request.options.size());
  for (const formats::Option& option : request.options) {
    std::error_code ignored;
    const bool is_file = std::ranges::find(kOfFiles, option.key) != kOfFiles.end() &&
                         std::filesystem::exists(option.value, ignored);
    options.emplace_back(option.key,
                         is_file ? std::filesystem::absolute(option.value).string() : option.value);
  }
  return options;
}

}  // namespace

bool RunKeeping::has_place() const {
  if (!home.empty() || is_set("TRADEWIND_HOME") || is_set("DATABASE_URL")) return true;
  const auto found = store::find_home({});
  std::error_code ignored;
  return found && std::filesystem::is_directory(*found, ignored);
}

void keep_backtest(const RunKeeping& keeping, const formats::BacktestRequest& request,
                   const backtest::BacktestReport& report) {
  keep(keeping, [&](sql::Connection& db) {
    return store::save_backtest(db, report, wall_clock(), options_of(request));
  });
}

void keep_sweep(const RunKeeping& keeping, const store::SweepRecord& sweep) {
  keep(keeping, [&](sql::Connection& db) { return store::save_sweep(db, sweep, wall_clock()); });
}

}  // namespace tw::app
