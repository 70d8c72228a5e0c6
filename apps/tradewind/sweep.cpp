#include "lab/sweep.hpp"

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>

#include "backtest/build_report.hpp"
#include "backtest_data.hpp"
#include "core/code_version.hpp"
#include "core/digest.hpp"
#include "lab/nlopt_search.hpp"
#include "lab/search_study.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "report/number_text.hpp"
#include "report/spec_json.hpp"
#include "report/sweep_report.hpp"
#include "research/column_runner.hpp"
#include "store/home.hpp"
#include "store/trial_ledger.hpp"
#include "sweep.hpp"
#include "sweep_plan.hpp"
#include "terminal.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kFooter =
    "A range is FROM:TO:STEP (both ends count) or a list A,B,C. docs/research.md\n"
    "\n"
    "Examples:\n"
    "  tradewind sweep --data AAPL.csv --strategy sma_cross --param fast=5:50:5 "
    "--param slow=20:200:10\n"
    "  tradewind sweep spec.toml --param period=2:30 --objective calmar --require 'trades>=30'\n"
    "  tradewind sweep spec.toml --param fast=2:90 --param slow=10:400 --search nlopt --trials "
    "500\n"
    "\n"
    "Exit codes: 0 done, 1 stopped or no trial could be ranked, 2 bad usage, 3 bad data.\n";

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kPointsMax = 50'000'000;
constexpr double kPatience_s = 3'600.0;
constexpr std::uint64_t kTrialsDefault = 1'000;

volatile std::sig_atomic_t interrupted = 0;  // tidy: a signal handler can write nothing else.

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Everything that a sweep is run from.
struct Sweep {
  SweepFlags flags;
  formats::BacktestRequest request;
  backtest::BacktestSpec spec;
  BacktestData data;
  lab::SweepTerms terms;
  std::optional<research::ColumnStudy> columns;
  research::RunnerSource runners;
  std::string data_hash;
  double periods_per_year = 252.0;
};

std::string symbols_of(const Sweep& sweep) {
  std::string text;
  for (const backtest::Feed& feed : sweep.data.feeds) {
    text += (text.empty() ? "" : ", ") + feed.instrument.symbol;
  }
  return text;
}

/// Refuses what nobody would wait for, unless told to go on; says what it will take.
void estimate(const Sweep& sweep) {
  const std::uint64_t points = *sweep.terms.plan.points();
  const bool is_grid = sweep.flags.search == "grid";
  const std::string count = report::grouped(static_cast<double>(points), 0);
  if (is_grid && points > kPointsMax && !sweep.flags.yes) {
    throw Failure{ExitCode::BadUsage,
                  "the grid has " + count + " combinations, more than " +
                      report::grouped(static_cast<double>(kPointsMax), 0) +
                      "; take larger steps, --search random --trials N, or --yes to run them all"};
  }
  const auto first = research::random_points(sweep.terms.plan, 1, 1);
  if (first.empty()) return;
  const auto runner = sweep.runners();
  const auto start = Clock::now();
  runner->run(sweep.terms.plan.values_at(first.front()));
  const double trials = static_cast<double>(is_grid ? points : sweep.flags.trials);
  const unsigned cores = sweep.flags.threads != 0
                             ? sweep.flags.threads
                             : std::max(1U, std::thread::hardware_concurrency());
  const double seconds = seconds_since(start) * trials / cores;
  const double megabytes =
      static_cast<double>(backtest::bars_of(sweep.data.feeds)) * (80.0 + 200.0 * cores) / 1e6 +
      16.0;
  if (seconds > kPatience_s && !sweep.flags.yes) {
    throw Failure{ExitCode::BadUsage,
                  "this would take about " + report::grouped(seconds / 3'600.0, 1) +
                      " hours; take larger steps or fewer trials, or --yes to wait that long"};
  }
  if (!sweep.flags.backtest.quiet && seconds > 5.0) {
    std::fprintf(stderr, "%s trials at most, about %s s on %u cores, about %s MB\n",
                 report::grouped(trials, 0).c_str(), report::grouped(seconds, 0).c_str(), cores,
                 report::grouped(megabytes, 0).c_str());
  }
}

std::unique_ptr<Sweep> prepare(const SweepFlags& flags) {
  auto sweep = std::make_unique<Sweep>();
  sweep->flags = flags;
  if (sweep->flags.trials == 0) sweep->flags.trials = kTrialsDefault;
  sweep->terms.goal = sweep_goal(flags);
  sweep->terms.plan = sweep_plan(sweep->flags, sweep->request);
  for (const std::string& target :
       {flags.backtest.json, flags.backtest.report, flags.rows, flags.returns}) {
    check_writable(target);
  }
  sweep->data = load_backtest_data(sweep->request, flags.backtest.home);
  sweep->spec = sweep->request.spec;
  sweep->spec.parameters = sweep->terms.plan.base;
  sweep->spec.applies_actions = sweep->data.applies_actions;
  sweep->data_hash = backtest::data_fingerprint(sweep->data.feeds);
  sweep->periods_per_year = research::returns_per_year(sweep->data.feeds.front());
  sweep->columns = research::ColumnStudy::of(sweep->terms.plan, sweep->spec, sweep->data.feeds);
  sweep->runners = sweep->columns ? research::column_runners(*sweep->columns, sweep->data.feeds)
                                  : research::engine_runners(sweep->spec, sweep->data.feeds);
  sweep->terms.top = flags.top;
  sweep->terms.threads = flags.threads;
  sweep->terms.chunk = sweep->columns ? 64 : 8;
  sweep->terms.checkpoint = flags.resume;
  sweep->terms.data_key =
      sweep->data_hash + report::spec_json(sweep->spec) + std::string{code_version()};
  return sweep;
}

std::string number(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.17g", value);
  return value == value ? text : "";
}

/// Writes a line for each trial as it comes.
class RowFile {
 public:
  RowFile(const std::string& path, const research::Plan& plan) : plan_{plan} {
    if (path.empty()) return;
    file_ = std::fopen(path.c_str(), "w");
    if (file_ == nullptr) throw Failure{ExitCode::Failed, "cannot write '" + path + "'"};
    std::string head;
    for (const research::Axis& axis : plan.axes) {
      head += std::string{plan.entry->parameters[axis.parameter].name} + ",";
    }
    for (std::size_t i = 0; i < research::kTrialMetrics; ++i) {
      head += (i == 0 ? "" : ",") + std::string{research::kTrialMetricKeys[i]};
    }
    std::fprintf(file_, "%s\n", head.c_str());
  }
  ~RowFile() {
    if (file_ != nullptr) std::fclose(file_);
  }
  RowFile(const RowFile&) = delete;
  RowFile& operator=(const RowFile&) = delete;

  void add(const research::TrialRow& row) {
    if (file_ == nullptr) return;
    const std::vector<double> values = plan_.values_at(row.point);
    std::string line;
    for (const research::Axis& axis : plan_.axes) {
      line +=
          strategies::to_string(plan_.entry->parameters[axis.parameter], values[axis.parameter]) +
          ",";
    }
    for (std::size_t i = 0; i < research::kTrialMetrics; ++i) {
      line += (i == 0 ? "" : ",") + number(row.metrics.values[i]);
    }
    std::fprintf(file_, "%s\n", line.c_str());
  }

 private:
  const research::Plan& plan_;
  std::FILE* file_ = nullptr;
};

/// Writes the session returns of the best trials: a column each, a row a return.
void write_returns(const Sweep& sweep, const lab::SweepResult& result) {
  if (sweep.flags.returns.empty()) return;
  std::vector<std::vector<double>> columns;
  std::string text;
  const auto runner = sweep.runners();
  for (const research::Ranked& ranked : result.top) {
    runner->run(sweep.terms.plan.values_at(ranked.row.point));
    columns.emplace_back(runner->returns().begin(), runner->returns().end());
    text += (text.empty() ? "" : ",") + report::point_text(sweep.terms.plan, ranked.row.point);
  }
  text += "\n";
  for (std::size_t row = 0; !columns.empty() && row < columns.front().size(); ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      text += (i == 0 ? "" : ",") + number(columns[i][row]);
    text += "\n";
  }
  write_text(sweep.flags.returns, text);
}

lab::SweepResult run(Sweep& sweep) {
  std::stop_source stop;
  std::signal(SIGINT, [](int) { interrupted = 1; });
  const bool is_model = sweep.flags.search == "nlopt";
  if (sweep.flags.search == "random") {
    sweep.terms.points =
        research::random_points(sweep.terms.plan, sweep.flags.trials, seed_of(sweep.flags));
  }
  if (is_model) {
    Progress progress{"search", sweep.flags.trials};
    sweep.terms.points =
        lab::nlopt_points(sweep.terms, sweep.flags.trials, seed_of(sweep.flags), sweep.runners,
                          stop.get_token(), [&](std::uint64_t done) {
                            progress.update(done);
                            if (interrupted != 0) stop.request_stop();
                          });
  }
  RowFile rows{sweep.flags.rows, sweep.terms.plan};
  Progress progress{"sweep", sweep.terms.size()};
  try {
    return lab::run_sweep(sweep.terms, sweep.runners, stop.get_token(),
                          {.on_progress =
                               [&](std::uint64_t done, std::uint64_t) {
                                 progress.update(done);
                                 if (interrupted != 0) stop.request_stop();
                               },
                           .on_row = [&](const research::TrialRow& row) { rows.add(row); }});
  } catch (const std::runtime_error& error) {
    throw Failure{ExitCode::BadData, error.what()};
  }
}

std::uint64_t count_on_data(const Sweep& sweep, const lab::SweepResult& result,
                            std::vector<std::string>& warnings) {
  Digest key;
  key.update(std::string_view{sweep.terms.data_key});
  key.update(std::string_view{sweep.flags.search});
  key.update(std::string_view{research::fingerprint(sweep.terms.plan)});
  if (sweep.terms.points) key.update(std::as_bytes(std::span{*sweep.terms.points}));
  const auto home = store::find_home(sweep.flags.backtest.home);
  const auto counted =
      home ? store::count_trials(*home, sweep.data_hash, key.hex(), result.trials)
           : std::expected<std::uint64_t, store::FileError>{std::unexpected{home.error()}};
  if (counted) return *counted;
  warnings.push_back("earlier trials on these data are not counted: " + counted.error().message);
  return result.trials;
}

report::SweepReport report_of(const Sweep& sweep, const lab::SweepResult& result, double seconds) {
  report::SweepReport report{.plan = sweep.terms.plan,
                             .symbols = symbols_of(sweep),
                             .data_hash = sweep.data_hash,
                             .search = sweep.flags.search,
                             .seed = seed_of(sweep.flags),
                             .path = sweep.columns ? "columns" : "engine",
                             .goal = sweep.terms.goal,
                             .points = result.points,
                             .trials = result.trials,
                             .ranked = result.ranked,
                             .resumed = result.resumed,
                             .top = result.top,
                             .heat = result.heat,
                             .plateau = result.plateau,
                             .mean_score = result.scores.mean()};
  report.warnings = sweep.data.warnings;
  report.trials_on_data = count_on_data(sweep, result, report.warnings);
  const lab::SearchStudy study = lab::study_search(sweep.terms, result, sweep.runners,
                                                   sweep.periods_per_year, report.trials_on_data);
  report.seconds = seconds;
  report.periods_per_year = sweep.periods_per_year;
  report.returns = study.returns;
  report.sharpe_mean = result.sharpes.mean();
  report.sharpe_variance = result.sharpes.variance();
  report.is_noise = study.is_noise();
  report.is_edge = study.is_edge();
  const auto pbo = study.overfitting ? std::optional{study.overfitting->pbo} : std::nullopt;
  report.evidence = {{"best_sharpe_period", study.sharpe},
                     {"sharpe_deviation_period", study.sharpe_deviation},
                     {"average_correlation", study.average_correlation},
                     {"independent_trials", study.independent_trials},
                     {"expected_max_sharpe_period", study.expected_max_sharpe},
                     {"psr", study.psr},
                     {"dsr", study.dsr},
                     {"dsr_all_trials", study.dsr_all_trials},
                     {"pbo", pbo},
                     {"trials_sampled", static_cast<double>(study.sampled)}};
  return report;
}

void run_verb(const SweepFlags& flags) {
  const auto sweep = prepare(flags);
  estimate(*sweep);
  const auto start = Clock::now();
  const lab::SweepResult result = run(*sweep);
  const double seconds = seconds_since(start);
  if (!result.is_complete) {
    throw Failure{
        ExitCode::Failed,
        "stopped after " + std::to_string(result.trials) + " trials" +
            (flags.resume.empty() ? "; with --resume FILE the next one goes on where it was stopped"
                                  : "; the same line goes on from '" + flags.resume + "'")};
  }
  if (result.ranked == 0) {
    throw Failure{ExitCode::Failed,
                  "none of " + std::to_string(result.trials) + " trials could be ranked: " +
                      research::to_string(sweep->terms.goal.objective) +
                      (flags.requirements.empty()
                           ? " is undefined in all of them; choose another --objective or a longer "
                             "range"
                           : " is undefined or a --require fails in all of them; loosen it")};
  }
  const report::SweepReport report = report_of(*sweep, result, seconds);
  const bool is_json_on_stdout = flags.backtest.json == "-";
  write_returns(*sweep, result);
  if (!flags.backtest.report.empty()) write_text(flags.backtest.report, report::sweep_page(report));
  if (!flags.backtest.json.empty()) write_text(flags.backtest.json, report::sweep_json(report));
  if (flags.backtest.quiet) return;
  print(report::sweep_table(report, terminal_options(is_json_on_stdout)), is_json_on_stdout);
}

}  // namespace

void add_sweep(CLI::App& root, Action& action) {
  auto* verb = root.add_subcommand("sweep", "Try many parameters, and say what the best is worth.");
  auto flags = std::make_shared<SweepFlags>();
  add_backtest_flags(*verb, flags->backtest);
  verb->add_option("--param", flags->ranges, "What to sweep; once for each parameter")
      ->allow_extra_args(false)
      ->type_name("NAME=RANGE");
  verb->add_option("--search", flags->search, "grid (default), random or nlopt (model-based)")
      ->check(CLI::IsMember({"grid", "random", "nlopt"}))
      ->type_name("HOW");
  verb->add_option("--trials", flags->trials, "Of a random or nlopt search (default: 1000)")
      ->check(CLI::Range(1, 10'000'000))
      ->type_name("N");
  verb->add_option("--objective", flags->objective,
                   "Figure to maximise (default: sharpe), or min:FIGURE")
      ->type_name("FIGURE");
  verb->add_option("--require", flags->requirements,
                   "What a trial must satisfy to be ranked: 'trades>=30'")
      ->allow_extra_args(false)
      ->type_name("TEST");
  verb->add_option("--top", flags->top, "How many of the best to show (default: 10)")
      ->check(CLI::Range(1, 1'000))
      ->type_name("K");
  verb->add_option("--threads", flags->threads, "0 is every core; no result depends on it")
      ->check(CLI::Range(0, 256))
      ->type_name("N");
  verb->add_option("--resume", flags->resume, "Checkpoint: goes on from it, and writes it")
      ->type_name("FILE");
  verb->add_option("--rows", flags->rows, "Write every trial's figures there")
      ->type_name("FILE.csv");
  verb->add_option("--returns", flags->returns, "Write the session returns of the best there")
      ->type_name("FILE.csv");
  verb->add_flag("--yes", flags->yes, "Run it however large it is");
  verb->footer(kFooter);
  verb->callback([flags, &action] { action = [flags] { run_verb(*flags); }; });
}

}  // namespace tw::app
