#include "lab/sweep.hpp"

#include <memory>
#include <optional>

#include "backtest/assumptions.hpp"
#include "backtest/build_report.hpp"
#include "backtest_data.hpp"
#include "command_line.hpp"
#include "core/code_version.hpp"
#include "core/digest.hpp"
#include "lab/kept_work.hpp"
#include "lab/nlopt_search.hpp"
#include "lab/search_study.hpp"
#include "long_work.hpp"
#include "output.hpp"
#include "patience.hpp"
#include "report/number_text.hpp"
#include "report/spec_json.hpp"
#include "report/sweep_report.hpp"
#include "research/column_runner.hpp"
#include "run_keeping.hpp"
#include "store/home.hpp"
#include "store/trial_ledger.hpp"
#include "sweep.hpp"
#include "sweep_files.hpp"
#include "sweep_plan.hpp"
#include "sweep_record.hpp"
#include "terminal.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kSweepFooter =
    "A range is FROM:TO:STEP (both ends count) or a list A,B,C. docs/research.md\n"
    "\n"
    "Examples:\n"
    "  tradewind sweep --data AAPL.csv --strategy sma_cross --param fast=5:50:5 "
    "--param slow=20:200:10\n"
    "  tradewind sweep spec.toml --param period=2:30 --objective calmar --require 'trades>=30'\n"
    "  tradewind sweep spec.toml --param fast=2:90 --param slow=10:400 --search nlopt --trials "
    "500\n"
    "\n"
    "Exit codes: 0 done, 1 stopped, cannot write or no trial could be ranked, 2 bad usage, 3 bad "
    "data.\n";

constexpr std::uint64_t kPointsMax = 50'000'000;
constexpr std::uint64_t kTrialsDefault = 1'000;
/// Of a search that chooses its points: it remembers which.
constexpr double kBytesPerChosenPoint = 56.0;
// What a run along columns holds of a bar: less than the engine.
constexpr double kBytesPerColumnBar = 8.0;
constexpr double kBytesPerColumnRunBar = 50.0;
constexpr std::uint64_t kTimedTrials = 3;

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

/// Returns what a sweep holds at its peak: none of it grows with the trials of a grid.
double bytes_of(const Sweep& sweep, unsigned cores) {
  const std::uint64_t bars = backtest::bars_of(sweep.data.feeds);
  if (!sweep.columns) return engine_bytes(bars, cores);
  double columns = 0.0;
  for (const research::Axis& axis : sweep.terms.plan.axes) {
    columns += static_cast<double>(axis.values.size());
  }
  return engine_bytes(bars, 0) +
         static_cast<double>(bars) * (kBytesPerColumnBar * columns + kBytesPerColumnRunBar * cores);
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
  const auto some = research::random_points(sweep.terms.plan, kTimedTrials, 1);
  if (some.empty()) return;
  const auto runner = sweep.runners();
  const double seconds = seconds_of([&] {
    for (const std::uint64_t point : some) runner->run(sweep.terms.plan.values_at(point));
  });
  const double trials = static_cast<double>(is_grid ? points : sweep.flags.trials);
  const unsigned cores = cores_of(sweep.flags.threads);
  // A model looks at one point after the other, and then all are run once more, on all cores.
  const double share = 1.0 / cores + (sweep.flags.search == "nlopt" ? 1.0 : 0.0);
  agree({.work = report::grouped(trials, 0) + (trials == 1.0 ? " trial" : " trials at most"),
         .seconds = seconds / static_cast<double>(some.size()) * trials * share,
         .bytes = bytes_of(sweep, cores) + (is_grid ? 0.0 : kBytesPerChosenPoint * trials),
         .cores = cores},
        {.yes = sweep.flags.yes,
         .quiet = sweep.flags.backtest.quiet,
         .remedy = "take larger steps or fewer trials"});
}

std::unique_ptr<Sweep> prepare(const SweepFlags& flags) {
  auto sweep = std::make_unique<Sweep>();
  sweep->flags = flags;
  if (sweep->flags.trials == 0) sweep->flags.trials = kTrialsDefault;
  sweep->terms.goal = sweep_goal(flags);
  sweep->terms.plan = sweep_plan(sweep->flags, sweep->request);
  const std::initializer_list<Target> targets{{"--json", flags.backtest.json},
                                              {"--report", flags.backtest.report},
                                              {"--rows", flags.rows},
                                              {"--returns", flags.returns},
                                              {"--trial-returns", flags.trial_returns}};
  check_targets(targets, inputs_of(flags.backtest, sweep->request));
  check_apart(flags.resume, targets);
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

/// Decides which points are tried where that is not all of them.
void choose_points(Sweep& sweep) {
  const std::uint64_t seed = seed_of(sweep.flags.backtest);
  if (sweep.flags.search == "random") {
    sweep.terms.points = research::random_points(sweep.terms.plan, sweep.flags.trials, seed);
  }
  if (sweep.flags.search != "nlopt") return;
  LongWork work{{.verb = "search",
                 .pieces = "trials",
                 .total = sweep.flags.trials,
                 .resume = sweep.flags.resume,
                 .is_quiet = sweep.flags.backtest.quiet}};
  sweep.terms.points = work.run([&](const std::stop_token& stop, const LongWork::OnDone& on_done) {
    return lab::nlopt_points(sweep.terms, sweep.flags.trials, seed, sweep.runners, stop, on_done);
  });
  if (!sweep.terms.points) work.stopped();
}

lab::SweepResult run(Sweep& sweep) {
  choose_points(sweep);
  TrialFile rows{sweep.flags.rows, sweep.terms.plan};
  LongWork work{{.verb = "sweep",
                 .pieces = "combinations",
                 .total = sweep.terms.size(),
                 .resume = sweep.flags.resume,
                 .is_quiet = sweep.flags.backtest.quiet}};
  lab::SweepResult result = work.run([&](const std::stop_token& stop,
                                         const LongWork::OnDone& on_done) {
    return lab::run_sweep(sweep.terms, sweep.runners, stop,
                          {.on_progress = [&](std::uint64_t done, std::uint64_t) { on_done(done); },
                           .on_row = [&](const research::TrialRow& row) { rows.add(row); }});
  });
  if (!result.is_complete) work.stopped();
  return result;
}

/// Names the search: plan, points and data.
std::string search_key(const Sweep& sweep) {
  Digest key;
  // Not the program: a newer one that runs the same search again has tried nothing new.
  key.update(std::string_view{sweep.data_hash});
  key.update(std::string_view{report::spec_json(sweep.spec)});
  key.update(std::string_view{sweep.flags.search});
  key.update(std::string_view{research::fingerprint(sweep.terms.plan)});
  if (sweep.terms.points) key.update(std::as_bytes(std::span{*sweep.terms.points}));
  return key.hex();
}

std::uint64_t count_on_data(const Sweep& sweep, const lab::SweepResult& result,
                            std::vector<std::string>& warnings) {
  const auto home = store::find_home(sweep.flags.backtest.home);
  const auto counted =
      home ? store::count_trials(*home, sweep.data_hash, search_key(sweep), result.trials)
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
                             .seed = seed_of(sweep.flags.backtest),
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
  report.assumptions = backtest::assumptions_of(sweep.spec);
  report.trials_on_data = count_on_data(sweep, result, report.warnings);
  const lab::SearchStudy study = lab::study_search(sweep.terms, result, sweep.runners,
                                                   sweep.periods_per_year, report.trials_on_data);
  report.seconds = seconds;
  report.periods_per_year = sweep.periods_per_year;
  report.returns = study.returns;
  const std::uint64_t sharpes = result.sharpes.count();
  report.sharpe_mean = sharpes < 1 ? research::kUndefined : result.sharpes.mean();
  report.sharpe_variance = sharpes < 2 ? research::kUndefined : result.sharpes.variance();
  report.is_noise = study.is_noise();
  report.is_edge = study.is_edge();
  const auto& split = study.overfitting;
  const auto of_split = [&](double analytics::Overfitting::* figure) {
    return split ? std::optional{(*split).*figure} : std::nullopt;
  };
  report.evidence = {{"best_sharpe_period", study.sharpe},
                     {"sharpe_deviation_period", study.sharpe_deviation},
                     {"average_correlation", study.average_correlation},
                     {"independent_trials", study.independent_trials},
                     {"expected_max_sharpe_period", study.expected_max_sharpe},
                     {"psr", study.psr},
                     {"dsr", study.dsr},
                     {"dsr_all_trials", study.dsr_all_trials},
                     {"pbo", of_split(&analytics::Overfitting::pbo)},
                     {"prob_oos_loss", of_split(&analytics::Overfitting::loss_outside)},
                     {"logits_mean", of_split(&analytics::Overfitting::logits_mean)},
                     {"trials_sampled", static_cast<double>(study.sampled)}};
  return report;
}

std::vector<std::uint64_t> points_of(const std::vector<research::Ranked>& ranked) {
  std::vector<std::uint64_t> points;
  points.reserve(ranked.size());
  for (const research::Ranked& one : ranked) points.push_back(one.row.point);
  return points;
}

void run_verb(const SweepFlags& flags, bool is_kept) {
  const auto sweep = prepare(flags);
  estimate(*sweep);
  lab::SweepResult result;
  const double seconds = seconds_of([&] { result = run(*sweep); });
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
  keep_sweep({.home = flags.backtest.home, .is_off = !is_kept},
             sweep_record(report, sweep->spec, sweep->data.feeds, search_key(*sweep)));
  write_returns(flags.returns, sweep->terms.plan, sweep->runners, points_of(result.top));
  if (!flags.trial_returns.empty()) {
    write_returns(flags.trial_returns, sweep->terms.plan, sweep->runners,
                  lab::judged_points(sweep->terms, result));
  }
  if (!flags.backtest.report.empty()) write_text(flags.backtest.report, report::sweep_page(report));
  if (!flags.backtest.json.empty()) write_text(flags.backtest.json, report::sweep_json(report));
  lab::forget_kept_work(flags.resume);
  if (flags.backtest.quiet) return;
  print(report::sweep_table(report, terminal_options(is_json_on_stdout)), is_json_on_stdout);
}

}  // namespace

void add_sweep(Verb root) {
  const Verb verb = root.verb("sweep", "Try many parameters, and say what the best is worth.");
  auto flags = std::make_shared<SweepFlags>();
  add_backtest_flags(verb, flags->backtest);
  verb.option("--param", flags->ranges, "What to sweep; once for each parameter")
      .takes_one_each_time()
      .type_name("NAME=RANGE");
  verb.option("--search", flags->search, "grid (default), random or nlopt (model-based)")
      .one_of({"grid", "random", "nlopt"})
      .type_name("HOW");
  verb.option("--trials", flags->trials, "Of a random or nlopt search (default: 1000)")
      .in_range(1, 10'000'000)
      .type_name("N");
  verb.option("--objective", flags->objective,
              "Figure to maximise (default: sharpe), or min:FIGURE")
      .type_name("FIGURE");
  verb.option("--require", flags->requirements,
              "What a trial must satisfy to be ranked: 'trades>=30'")
      .takes_one_each_time()
      .type_name("TEST");
  verb.option("--top", flags->top, "How many of the best to show (default: 10)")
      .in_range(1, 1'000)
      .type_name("K");
  verb.option("--threads", flags->threads, "0 is every core; no result depends on it")
      .in_range(0, 256)
      .type_name("N");
  add_long_work_options(verb, flags->resume, flags->yes);
  verb.option("--rows", flags->rows, "Write every trial's figures there").type_name("FILE.csv");
  verb.option("--returns", flags->returns, "Write the session returns of the best there")
      .type_name("FILE.csv");
  verb.option("--trial-returns", flags->trial_returns,
              "Write the session returns of every trial that the verdict rests on there, for "
              "metrics --trials")
      .type_name("FILE.csv");
  auto no_store = std::make_shared<bool>(false);
  verb.flag("--no-store", *no_store, "Do not keep the search");
  verb.footer(kSweepFooter);
  verb.runs([flags, no_store] { run_verb(*flags, !*no_store); });
}

}  // namespace tw::app
