#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit_note.hpp"
#include "backtest/metric_label.hpp"
#include "backtest/run_comparison.hpp"
#include "command_line.hpp"
#include "database_option.hpp"
#include "output.hpp"
#include "records.hpp"
#include "report/comparison_report.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "run_named.hpp"
#include "store/run_store.hpp"
#include "stored_bars.hpp"
#include "terminal.hpp"

namespace tw::app {
namespace {

constexpr const char* kRunsFooter =
    "Backtests, searches and paper sessions are kept in the database: HOME/tradewind.db, or the\n"
    "one that DATABASE_URL names. A run is called by its id or by the first letters of it. The\n"
    "same spec on the same data by the same build is one run, however often it is made.\n"
    "\n"
    "Examples:\n"
    "  tradewind runs list --kind backtest --strategy sma_cross\n"
    "  tradewind runs show 3f2a\n"
    "  tradewind runs compare 3f2a 91bc --report side_by_side.html\n"
    "  tradewind runs label 3f2a \"wide stop\"\n"
    "  tradewind runs delete 3f2a\n"
    "\n"
    "Exit codes: 0 done, 1 the database cannot be reached, 2 bad usage, 3 there is no such run, "
    "or\n"
    "the database is not ours.\n";

constexpr std::size_t kRunsMax = 6;

struct RunsFlags {
  DatabaseFlags database;
  std::string kind;
  std::string strategy;
  std::string after;
  std::size_t limit = 50;
  std::vector<std::string> runs;
  std::string labelled;  ///< The run that gets `label`.
  std::string label;
  std::string json;
  std::string report;

  bool is_json_on_stdout() const { return json == "-"; }
};

void add_run(report::JsonWriter& json, const store::RunSummary& run) {
  json.member("id", run.id);
  json.member("kind", to_string(run.kind));
  json.member("title", run.title);
  json.member("strategy", run.strategy);
  json.member("created_at", to_string(run.created_at));
  json.member(run.kind == store::RunKind::Sweep ? "best_score" : "total_return", run.total_return);
  json.member(run.kind == store::RunKind::Sweep ? "trials" : "trades", run.count);
  json.member("commands_hash", run.commands_hash);
  json.member("label", run.note);
}

std::string score_text(const store::RunSummary& run) {
  if (!run.total_return) return "-";
  return run.kind == store::RunKind::Sweep ? report::grouped(*run.total_return, 3)
                                           : report::percent(*run.total_return);
}

/// Returns the run that a page ends with, as `--after` takes it.
std::string cursor_of(const store::RunSummary& run) {
  return std::to_string(run.created_at.unix_ns) + ":" + run.id;
}

std::pair<Timestamp, std::string> parse_cursor(const std::string& text) {
  const std::size_t colon = text.find(':');
  std::int64_t at = 0;
  const char* const end = text.data() + std::min(colon, text.size());
  const auto read = std::from_chars(text.data(), end, at);
  if (colon == std::string::npos || read.ec != std::errc{} || read.ptr != end) {
    throw Failure{ExitCode::BadUsage,
                  "--after '" + text + "' is none; take it from the page before"};
  }
  return {Timestamp{at}, text.substr(colon + 1)};
}

void list(const RunsFlags& flags) {
  store::RunFilter filter{.kind = store::parse_run_kind(flags.kind),
                          .strategy = flags.strategy,
                          .limit = flags.limit + 1,
                          .after = {}};
  if (!flags.after.empty()) filter.after = parse_cursor(flags.after);
  const auto db = open_to_look(flags.database);
  auto runs = or_fail(store::list_runs(*db, filter));
  const bool has_more = runs.size() > flags.limit;
  if (has_more) runs.resize(flags.limit);
  report::JsonWriter json;
  json.begin_object().key("runs").begin_array();
  std::string text;
  for (const store::RunSummary& run : runs) {
    json.begin_object();
    add_run(json, run);
    json.end_object();
    text += report::left(run.id.substr(0, 34), 35) +
            report::left(std::string{to_string(run.kind)}, 10) +
            report::left(to_string(run.created_at).substr(0, 19), 20) +
            report::right(score_text(run), 10) + report::right(std::to_string(run.count), 8) +
            "  " + (run.note.empty() ? run.title : run.note + " (" + run.title + ")") + "\n";
  }
  json.end_array().key("next");
  if (has_more)
    json.value(cursor_of(runs.back()));
  else
    json.null();
  json.end_object();
  if (runs.empty()) text = "No runs are kept yet; `tradewind backtest` keeps one.\n";
  if (has_more) text += "more: --after " + cursor_of(runs.back()) + "\n";
  if (!flags.is_json_on_stdout()) print(text, false);
  if (!flags.json.empty()) write_text(flags.json, json.take());
}

void show_trials(sql::Connection& db, const store::RunSummary& run, report::JsonWriter& json,
                 std::string& text) {
  json.key("best").begin_array();
  for (const store::SweepRecord::Trial& trial : or_fail(store::load_trials(db, run.id))) {
    json.begin_object();
    json.member("number", trial.number);
    json.key("parameters").raw(trial.parameters);
    json.member("score", trial.score);
    json.member("final_equity", trial.final_equity);
    json.member("trades", trial.trades);
    json.member("max_drawdown", trial.max_drawdown);
    json.member("sharpe", trial.sharpe);
    json.end_object();
    text += report::right(trial.score ? report::grouped(*trial.score, 4) : "-", 12) + "  " +
            trial.parameters + "\n";
  }
  json.end_array();
}

void show_backtest(sql::Connection& db, const store::RunSummary& run, report::JsonWriter& json,
                   std::string& text) {
  const auto kept = or_fail(store::load_backtest(db, run.id));
  if (!kept) return;
  json.key("metrics").begin_object();
  for (const auto& [key, value] : kept->metrics) {
    json.member(key, value);
    text += "  " + report::left(std::string{backtest::metric_label(key)}, 28) +
            report::right(value ? report::grouped(*value, 6) : "-", 18) + "\n";
  }
  json.end_object().key("trades").begin_array();
  for (const backtest::ComparedTrade& trade : kept->trades) {
    json.begin_object();
    json.member("symbol", trade.symbol);
    json.member("quantity", trade.quantity);
    json.member("entry_at", trade.entry_at);
    json.member("exit_at", trade.exit_at);
    json.member("pnl", trade.pnl);
    json.end_object();
  }
  json.end_array().key("equity").begin_array();
  for (const backtest::CurvePoint& point : kept->equity) {
    json.compact(true).begin_object();
    json.member("at", to_string(point.at));
    json.member("value", point.value);
    json.end_object().compact(false);
  }
  json.end_array();
}

void show(const RunsFlags& flags) {
  const auto db = open_to_look(flags.database);
  const store::RunSummary run = run_named(*db, flags.runs.front());
  report::JsonWriter json;
  json.begin_object();
  add_run(json, run);
  std::string text = (run.note.empty() ? std::string{} : run.note + ": ") + run.title + "\n  " +
                     std::string{to_string(run.kind)} + " " + run.id + ", " +
                     to_string(run.created_at) + "\n";
  if (run.kind == store::RunKind::Backtest) show_backtest(*db, run, json, text);
  if (run.kind == store::RunKind::Sweep) show_trials(*db, run, json, text);
  if (run.kind == store::RunKind::Session) {
    text += "  see `tradewind explain trade:1 --session " + run.id + "`\n";
  }
  json.end_object();
  if (!flags.is_json_on_stdout()) print(text, false);
  if (!flags.json.empty()) write_text(flags.json, json.take());
}

void compare(const RunsFlags& flags) {
  if (flags.runs.size() < 2 || flags.runs.size() > kRunsMax) {
    throw Failure{ExitCode::BadUsage, "runs compare takes 2 to " + std::to_string(kRunsMax) +
                                          " runs and was given " +
                                          std::to_string(flags.runs.size())};
  }
  const auto db = open_to_look(flags.database);
  std::vector<backtest::ComparedRun> runs;
  runs.reserve(flags.runs.size());
  for (const std::string& name : flags.runs) {
    const store::RunSummary run = run_named(*db, name);
    auto kept = or_fail(store::load_backtest(*db, run.id));
    if (!kept) {
      throw Failure{ExitCode::BadUsage, "run '" + run.id + "' is a " +
                                            std::string{to_string(run.kind)} +
                                            "; only backtests are compared"};
    }
    kept->name = run.note.empty() ? run.id.substr(0, 8) : run.note;
    runs.push_back(std::move(*kept));
  }
  const backtest::RunComparison comparison = backtest::compare_runs(std::move(runs));
  if (!flags.report.empty()) write_text(flags.report, report::comparison_page(comparison));
  if (!flags.json.empty()) write_text(flags.json, report::comparison_json(comparison));
  print(report::comparison_table(comparison, terminal_options(flags.is_json_on_stdout())),
        flags.is_json_on_stdout());
}

void remove(const RunsFlags& flags) {
  const auto db = open_database(flags.database, sql::Access::Write);
  const store::RunSummary run = run_named(*db, flags.runs.front());
  note_audit(home_of(flags.database.home),
             std::array{audit_entry(formats::AuditKind::Operator, "delete_run", "run:" + run.id,
                                    run.title)});
  or_fail(store::delete_run(*db, run));
  if (!flags.json.empty()) {
    report::JsonWriter json;
    json.begin_object().member("deleted", run.id).end_object();
    write_text(flags.json, json.take());
  }
  print("Deleted " + run.id + ": " + run.title + "\n", flags.is_json_on_stdout());
}

/// Returns a label as a list may show it.
std::string checked_label(const std::string& text) {
  constexpr std::size_t kLabelMax = 80;
  const bool is_plain = std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (text.size() <= kLabelMax && is_plain) return text;
  throw Failure{ExitCode::BadUsage,
                "a label is one line of at most " + std::to_string(kLabelMax) + " characters"};
}

void label(const RunsFlags& flags) {
  const std::string text = checked_label(flags.label);
  const auto db = open_database(flags.database, sql::Access::Write);
  const store::RunSummary run = run_named(*db, flags.labelled);
  const auto done = store::label_run(*db, run, text);
  if (!done && done.error().reason == sql::Reason::Refused) {
    throw Failure{ExitCode::BadUsage, done.error().message};
  }
  or_fail(done);
  if (!flags.json.empty()) {
    report::JsonWriter json;
    json.begin_object().member("id", run.id).member("label", text).end_object();
    write_text(flags.json, json.take());
  }
  print(run.id + (text.empty() ? " has no label now.\n" : " is '" + text + "' now.\n"),
        flags.is_json_on_stdout());
}

using Flags = std::shared_ptr<RunsFlags>;

Verb add_part(Verb verb, const Flags& flags, const char* name, const char* doc) {
  const Verb part = verb.verb(name, doc);
  add_database_options(part, flags->database);
  add_json_option(part, flags->json);
  part.footer(kRunsFooter);
  return part;
}

}  // namespace

void add_runs(Verb root) {
  const Verb verb = root.verb("runs", "Runs that were kept: list, show, compare, label, delete");
  verb.needs_verb();
  verb.footer(kRunsFooter);
  auto flags = std::make_shared<RunsFlags>();
  Verb part = add_part(verb, flags, "list", "List runs, newest first");
  part.option("--kind", flags->kind, "Only these").one_of({"backtest", "sweep", "session"});
  part.option("--strategy", flags->strategy, "Only of this strategy").type_name("NAME");
  part.option("--limit", flags->limit, "How many (default: 50)").in_range(1, 10'000).type_name("N");
  part.option("--after", flags->after, "Go on behind the page before").type_name("CURSOR");
  part.runs([flags] { list(*flags); });

  part = add_part(verb, flags, "show", "Show one run");
  part.option("run", flags->runs, "Its id, or how that begins").required().takes_one();
  part.runs([flags] { show(*flags); });

  part = add_part(verb, flags, "compare", "Show backtests side by side");
  part.option("runs", flags->runs, "Their ids; the first is what others are held against")
      .required();
  part.option("--report", flags->report, "Write the comparison as HTML there")
      .type_name("FILE.html");
  part.runs([flags] { compare(*flags); });

  part = add_part(verb, flags, "label", "Call a backtest or a search something");
  part.option("run", flags->labelled, "Its id, or how that begins").required();
  part.option("text", flags->label, "What to call it; \"\" takes the label away").required();
  part.runs([flags] { label(*flags); });

  part = add_part(verb, flags, "delete", "Remove one run; that is put on record");
  part.option("run", flags->runs, "Its id, or how that begins").required().takes_one();
  part.runs([flags] { remove(*flags); });
}

}  // namespace tw::app
