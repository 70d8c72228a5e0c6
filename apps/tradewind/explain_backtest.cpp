#include "explain_backtest.hpp"

#include <utility>
#include <vector>

#include "backtest/build_report.hpp"
#include "backtest/watch_backtest.hpp"
#include "backtest_data.hpp"
#include "backtest_flags.hpp"
#include "backtest_job.hpp"
#include "core/code_version.hpp"
#include "live/session_journal.hpp"
#include "report/spec_json.hpp"
#include "run_named.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

store::RunOrigin origin_of(sql::Connection& db, const store::RunSummary& run) {
  if (run.kind != store::RunKind::Backtest) {
    throw Failure{ExitCode::BadUsage, "run '" + run.id + "' is a " +
                                          std::string{to_string(run.kind)} +
                                          "; --run explains backtests, --session a session"};
  }
  const auto origin = or_fail(store::load_origin(db, run.id));
  if (!origin || origin->options.empty()) {
    throw Failure{ExitCode::BadData, "run '" + run.id +
                                         "' was kept without the options that made it, so it "
                                         "cannot be run again; run the backtest anew"};
  }
  return *origin;
}

}  // namespace

ExplainedBacktest explain_backtest(const DatabaseFlags& flags, const std::string& id) {
  const auto db = open_to_look(flags);
  const store::RunSummary run = run_named(*db, id);
  const store::RunOrigin origin = origin_of(*db, run);
  std::vector<formats::Option> options;
  std::vector<formats::JournalOption> said;
  for (const auto& [key, value] : origin.options) {
    options.push_back({.key = key, .value = value, .where = "run " + run.id});
    said.push_back({.key = key, .value = value});
  }
  const formats::BacktestRequest request = request_of(options);
  const BacktestData data = load_backtest_data(request, flags.home);
  const backtest::BacktestSpec spec = spec_of_run(request, data);
  const auto opening = live::opening_of(spec, data.feeds, std::move(said), "backtest", {});
  live::Storyteller teller{opening.instruments, opening.options};
  const auto note = [&](const Stamped& event, const Commands& commands,
                        const engine::OrderDesk& desk) { teller.note(event, commands, desk); };
  const std::string hash = backtest::watch_backtest(spec, data.feeds, note, teller.sightings());
  if (hash != origin.commands_hash) {
    throw Failure{ExitCode::BadData,
                  "run '" + run.id + "' was made by build " + origin.code_version +
                      ", and this one (" + std::string{code_version()} +
                      ") on the data of today asks for something else, so it cannot say why; run "
                      "the backtest anew"};
  }
  const bool is_same_id = backtest::run_id_of(report::spec_json(spec), data.feeds) == run.id;
  return {.story = teller.take(run.id),
          .proof = is_same_id ? "run again: the same run_id and the same commands"
                              : "run again by another build, or on more data than then: the same "
                                "commands"};
}

}  // namespace tw::app
