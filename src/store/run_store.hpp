#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backtest/backtest_report.hpp"
#include "backtest/run_comparison.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "sql/connection.hpp"

// Runs in the database: backtests with their trades, equity and metrics, searches with their best
// trials, sessions. Typed values in, typed values out; no SQL is seen outside of this folder.
namespace tw::store {

enum class RunKind : std::uint8_t { Backtest, Sweep, Session };

/// Returns "backtest", "sweep" or "session".
std::string_view to_string(RunKind kind);
std::optional<RunKind> parse_run_kind(std::string_view text);

/// One run as a list shows it.
struct RunSummary {
  RunKind kind = RunKind::Backtest;
  std::string id;
  std::string title;
  std::string strategy;
  Timestamp created_at;
  std::optional<double> total_return;  ///< Of a backtest; of a sweep its best score.
  std::int64_t count = 0;              ///< Trades; of a sweep its trials.
  std::string commands_hash;
  std::string note;          ///< What a person calls it.
  std::int64_t version = 1;  ///< Of the note.
};

/// What a list leaves out, and where it goes on.
struct RunFilter {
  std::optional<RunKind> kind;
  std::string strategy;  ///< Empty is all.
  std::size_t limit = 50;
  /// The last of the page before: runs that are older follow.
  std::optional<std::pair<Timestamp, std::string>> after;
};

/// A search, as far as it is kept.
struct SweepRecord {
  std::string id;
  std::string data_hash;
  std::string symbols;  ///< "AAPL" or "AAPL, MSFT".
  std::string timeframe;
  Timestamp first_at;
  Timestamp last_at;
  std::string kind;  ///< "grid", "random" or "model".
  std::string strategy;
  std::string spec;  ///< One JSON object.
  std::string axes;  ///< A JSON array.
  std::string objective;
  std::int64_t seed = 0;
  std::uint64_t trials = 0;
  bool is_complete = true;
  std::string code_version;

  struct Trial {
    std::uint64_t number = 0;
    std::string parameters;  ///< One JSON object.
    std::optional<double> score;
    Money final_equity;
    std::uint64_t trades = 0;
    std::optional<double> max_drawdown;
    std::optional<double> sharpe;
  };
  std::vector<Trial> best;
};

/// What the user of a run said, key by key: enough to run it again.
using RunOptions = std::vector<std::pair<std::string, std::string>>;

/// Keeps a backtest whole, or not at all. One that is there already, which has the same spec, data
/// and code, is left as it is: returns false then.
///
/// Of an intraday curve the last value of each UTC day is kept.
std::expected<bool, sql::Error> save_backtest(sql::Connection& db,
                                              const backtest::BacktestReport& report, Timestamp now,
                                              const RunOptions& options = {});
std::expected<bool, sql::Error> save_sweep(sql::Connection& db, const SweepRecord& sweep,
                                           Timestamp now);

/// Returns runs, newest first, at most `filter.limit`.
std::expected<std::vector<RunSummary>, sql::Error> list_runs(sql::Connection& db,
                                                             const RunFilter& filter);

/// Returns the runs whose id begins with `prefix`, at most ten.
std::expected<std::vector<RunSummary>, sql::Error> find_runs(sql::Connection& db,
                                                             std::string_view prefix);

/// Returns a backtest as a comparison needs it; nothing where there is none such.
std::expected<std::optional<backtest::ComparedRun>, sql::Error> load_backtest(
    sql::Connection& db, const std::string& id);

/// What a backtest was made of, to run it again.
struct RunOrigin {
  RunOptions options;  ///< None for runs that were kept before options were.
  std::string commands_hash;
  std::string code_version;
};

/// Returns a backtest's origin; nothing where there is none such.
std::expected<std::optional<RunOrigin>, sql::Error> load_origin(sql::Connection& db,
                                                                const std::string& id);

/// Gives a backtest or a search a note, what a person calls it; empty takes it away. `run` is what
/// the caller saw.
/// Errors: Conflict when somebody else changed the note since; Refused for a session, whose tables
/// are made from its journal.
std::expected<void, sql::Error> label_run(sql::Connection& db, const RunSummary& run,
                                          const std::string& note);

/// Returns the best trials of a search, best first.
std::expected<std::vector<SweepRecord::Trial>, sql::Error> load_trials(sql::Connection& db,
                                                                       const std::string& id);

/// Removes a run with everything below it. Returns false when there is none such.
std::expected<bool, sql::Error> delete_run(sql::Connection& db, const RunSummary& run);

}  // namespace tw::store
