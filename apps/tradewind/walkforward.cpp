#include <algorithm>
#include <expected>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "backtest/assumptions.hpp"
#include "backtest/build_report.hpp"
#include "backtest_data.hpp"
#include "backtest_flags.hpp"
#include "backtest_job.hpp"
#include "command_line.hpp"
#include "core/digest.hpp"
#include "lab/kept_work.hpp"
#include "lab/walk_forward.hpp"
#include "long_work.hpp"
#include "output.hpp"
#include "patience.hpp"
#include "report/number_text.hpp"
#include "report/spec_json.hpp"
#include "report/walk_forward_json.hpp"
#include "report/walk_forward_page.hpp"
#include "report/walk_forward_text.hpp"
#include "research/trial_runner.hpp"
#include "store/home.hpp"
#include "store/trial_ledger.hpp"
#include "strategies/catalogue.hpp"
#include "terminal.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

using research::WalkForwardReport;

constexpr const char* kWalkforwardFooter =
    "Examples:\n"
    "  tradewind walkforward --data SPY.csv --strategy sma_cross --set fast=5:50:5\n"
    "      --set slow=60:250:10 --train 1000 --test 250 --report walk.html\n"
    "  tradewind walkforward spec.toml --set fast=5,10,20 --anchored --resume walk.checkpoint\n"
    "  tradewind walkforward --splits --bars 3573 --train 504 --test 126 --json -\n"
    "  tradewind walkforward --splits --bars 1000 --folds 5 --gap 10\n"
    "\n"
    "A setting with a range (from:to:step) or a list is chosen anew on each training.\n"
    "docs/walk_forward.md says how.\n";

constexpr std::size_t kBarsMax = 1'000'000'000;

struct Options {
  BacktestFlags backtest;
  research::FoldPlan plan{.train = 1000, .test = 250};
  std::size_t folds = 0;  ///< Above 0: so many, tests at the end, as scikit-learn splits.
  std::size_t gap = 0;
  std::size_t train_max = 0;
  std::size_t test_size = 0;
  std::string objective = "sharpe";
  std::vector<std::string> requirements;
  unsigned threads = 0;
  std::string resume;
  bool splits = false;
  std::size_t bars = 0;
  bool yes = false;
};

[[noreturn]] void refuse(const std::string& line) { throw Failure{ExitCode::BadUsage, line}; }

/// Folds are cut by lengths or by their number: a flag of the other way would do nothing, and an
/// embargo that does nothing is worse than none.
void check_folds(const Options& options) {
  const research::FoldPlan& plan = options.plan;
  const Options usual;
  if (options.bars != 0 && !options.splits) {
    refuse("--bars needs --splits; a walk takes the bars of its data, within --from and --to");
  }
  const std::pair<const char*, bool> by_length[] = {{"--train", plan.train != usual.plan.train},
                                                    {"--test", plan.test != usual.plan.test},
                                                    {"--step", plan.step != 0},
                                                    {"--purge", plan.purge != 0},
                                                    {"--embargo", plan.embargo != 0},
                                                    {"--anchored", plan.is_anchored}};
  const std::pair<const char*, bool> by_number[] = {{"--gap", options.gap != 0},
                                                    {"--train-max", options.train_max != 0},
                                                    {"--test-size", options.test_size != 0}};
  if (options.folds != 0) {
    for (const auto& [name, is_given] : by_length) {
      if (!is_given) continue;
      refuse(
          std::string{name} +
          " does not go with --folds, whose trainings grow up to --train-max and end --gap before"
          " a test; leave one of them out");
    }
    return;
  }
  for (const auto& [name, is_given] : by_number) {
    if (is_given) refuse(std::string{name} + " needs --folds; name a number of folds too");
  }
}

std::vector<research::Fold> folds_for(const Options& options, std::size_t rows) {
  const auto folds = [&] {
    if (options.folds == 0) return research::folds_of(options.plan, rows);
    research::SeriesSplit split{.folds = options.folds, .gap = options.gap};
    if (options.train_max > 0) split.train_max = options.train_max;
    if (options.test_size > 0) split.test = options.test_size;
    return research::folds_of(split, rows);
  }();
  if (!folds) {
    refuse(folds.error() +
           (options.folds == 0
                ? "; shorten --train, --test, --purge or --embargo, or take more data"
                : "; take fewer --folds, a shorter --gap or --test-size, or more "
                  "data"));
  }
  return *folds;
}

/// What is varied and what is not, as the flags say it.
struct Split {
  std::vector<std::string> axes;              ///< "fast=5:50:5"
  std::vector<strategies::Setting> settings;  ///< ("side", "both")
  BacktestFlags fixed;                        ///< The flags without the axes.
};

Split split_settings(const BacktestFlags& flags) {
  Split split{.axes = {}, .settings = {}, .fixed = flags};
  split.fixed.settings.clear();
  for (const std::string& setting : flags.settings) {
    const std::size_t equals = setting.find('=');
    const std::string value = equals == std::string::npos ? "" : setting.substr(equals + 1);
    if (research::is_axis(value)) {
      split.axes.push_back(setting);
      continue;
    }
    split.fixed.settings.push_back(setting);
    if (equals != std::string::npos) split.settings.emplace_back(setting.substr(0, equals), value);
  }
  if (split.axes.empty()) {
    refuse("no parameter is varied; add one with its range, such as --set fast=5:50:5");
  }
  return split;
}

std::string lines_of(const std::vector<std::string>& errors) {
  std::string text;
  for (const std::string& error : errors) text += (text.empty() ? "" : "\ntradewind: ") + error;
  return text;
}

research::Plan plan_for(const Split& split, const backtest::BacktestSpec& spec) {
  if (!spec.sleeves.empty()) {
    refuse("several strategies cannot be walked forward together; name one with --strategy");
  }
  const auto entry = strategies::find(spec.strategy);
  if (!entry) refuse(entry.error());
  auto plan = research::plan_of(**entry, split.axes, split.settings);
  if (!plan) refuse(lines_of(plan.error()));
  plan->base = spec.parameters;
  return std::move(*plan);
}

research::Goal goal_for(const Options& options) {
  const auto objective = research::parse_objective(options.objective);
  if (!objective) refuse("--objective: " + objective.error());
  research::Goal goal{.objective = *objective, .requirements = {}};
  for (const std::string& text : options.requirements) {
    const auto requirement = research::parse_requirement(text);
    if (!requirement) refuse("--require: " + requirement.error());
    goal.requirements.push_back(*requirement);
  }
  return goal;
}

/// Times one training run, and says or asks what all of them will take.
void estimate(const Options& options, const lab::WalkForwardTerms& terms,
              const backtest::BacktestSpec& spec, const BacktestData& data) {
  const auto some = research::random_points(terms.plan, 1, 1);
  if (some.empty()) return;
  const double runs =
      static_cast<double>(*terms.plan.points()) * static_cast<double>(terms.folds.size());
  const unsigned cores = cores_of(options.threads);
  const lab::Training training{terms.plan, spec, data.feeds, terms.folds.back()};
  const auto runner = training.runners()();
  const double run = seconds_of([&] { runner->run(terms.plan.values_at(some.front())); });
  agree({.work = report::grouped(static_cast<double>(*terms.plan.points()), 0) +
                 " combinations in " + std::to_string(terms.folds.size()) + " folds are " +
                 report::grouped(runs, 0) + " runs",
         .seconds = run * runs / cores,
         .bytes = engine_bytes(backtest::bars_of(data.feeds), cores),
         .cores = cores},
        {.yes = options.yes, .quiet = options.backtest.quiet, .remedy = "coarsen a range"});
}

void describe_drift(const research::Plan& plan, WalkForwardReport& report) {
  for (const research::Axis& axis : plan.axes) {
    const strategy::Parameter& parameter = plan.entry->parameters[axis.parameter];
    research::Drift drift{.name = std::string{parameter.name}};
    for (const research::FoldOutcome& fold : report.folds) {
      const bool has_choice = !fold.values.empty();
      const double value = has_choice ? fold.values[axis.parameter] : research::kUndefined;
      const std::string text = has_choice ? strategies::to_string(parameter, value) : "";
      if (!drift.values.empty() && drift.values.back() != text) drift.changes += 1;
      drift.values.push_back(text);
      drift.numbers.push_back(value);
    }
    report.drift.push_back(std::move(drift));
  }
}

/// Returns the lengths that the folds have, where their number was given instead.
research::FoldPlan plan_as_cut(const Options& options, const std::vector<research::Fold>& folds) {
  if (options.folds == 0) return options.plan;
  const research::Fold& first = folds.front();
  return {.is_anchored = options.train_max == 0,
          .train = first.train.size() + options.gap,
          .test = first.test.size(),
          .step = 0,
          .purge = options.gap,
          .embargo = 0};
}

WalkForwardReport describe(const Options& options, const lab::WalkForwardTerms& terms,
                           const formats::BacktestRequest& request, const BacktestData& data) {
  const backtest::Feed& lead = data.feeds.front();
  WalkForwardReport report{.data = request.data.empty() ? std::string{} : request.data.front(),
                           .strategy = request.spec.strategy,
                           .goal = research::to_string(terms.goal.objective),
                           .plan = plan_as_cut(options, terms.folds),
                           .rows = lead.range.size(),
                           .periods_per_year = research::returns_per_year(lead),
                           .points = *terms.plan.points()};
  std::string symbols;
  for (const backtest::Feed& feed : data.feeds) {
    symbols += (symbols.empty() ? "" : ", ") + feed.instrument.symbol;
  }
  report.title = request.spec.strategy + " on " + symbols + ", walked forward";
  for (const research::Axis& axis : terms.plan.axes) {
    report.axes.push_back(research::to_string(*terms.plan.entry, axis));
    report.facts.emplace_back("Varied", report.axes.back());
  }
  for (const research::Requirement& requirement : terms.goal.requirements) {
    report.requirements.push_back(research::to_string(requirement));
  }
  report.facts.emplace_back("Chosen by", report.goal);
  const research::Fold& first = terms.folds.front();
  report.facts.emplace_back("Folds", std::to_string(terms.folds.size()) +
                                         (report.plan.is_anchored ? ", anchored" : ", rolling") +
                                         ": training " + std::to_string(first.train.size()) +
                                         ", test " + std::to_string(first.test.size()) + " bars");
  report.facts.emplace_back(
      "Runs", report::grouped(
                  static_cast<double>(report.points) * static_cast<double>(terms.folds.size()), 0));
  return report;
}

lab::WalkForwardResult watched_run(const Options& options, const lab::WalkForwardTerms& terms,
                                   const backtest::BacktestSpec& spec, const BacktestData& data) {
  LongWork work{{.verb = "walkforward",
                 .pieces = "runs",
                 .total = *terms.plan.points() * terms.folds.size(),
                 .resume = options.resume,
                 .is_quiet = options.backtest.quiet}};
  lab::WalkForwardResult result =
      work.run([&](const std::stop_token& stop, const LongWork::OnDone& on_done) {
        return lab::run_walk_forward(terms, spec, data.feeds, stop,
                                     [&](std::uint64_t done, std::uint64_t) { on_done(done); });
      });
  if (!result.is_complete) work.stopped();
  return result;
}

/// Notes in the ledger that every combination has been tried on these data: what a later sweep
/// finds there is the best of them too.
void count_trials(const Options& options, const lab::WalkForwardTerms& terms,
                  const backtest::BacktestSpec& spec, const std::string& data_hash,
                  WalkForwardReport& report) {
  std::uint64_t tried = 0;
  Digest key;
  for (const std::string& part : {data_hash, report::spec_json(spec), std::string{"walkforward"},
                                  research::fingerprint(terms.plan)}) {
    key.update(std::string_view{part});
  }
  for (const research::FoldOutcome& fold : report.folds) tried = std::max(tried, fold.trials);
  const auto home = store::find_home(options.backtest.home);
  const auto counted =
      home ? store::count_trials(*home, data_hash, key.hex(), tried)
           : std::expected<std::uint64_t, store::FileError>{std::unexpected{home.error()}};
  if (counted) return;
  report.warnings.push_back("these trials are not counted: " + counted.error().message);
}

WalkForwardReport walk(const Options& options) {
  const Split split = split_settings(options.backtest);
  const formats::BacktestRequest request = request_of(split.fixed);
  const research::Goal goal = goal_for(options);
  lab::WalkForwardTerms terms{.plan = plan_for(split, request.spec),
                              .goal = goal,
                              .folds = {},
                              .threads = options.threads,
                              .checkpoint = options.resume};
  const BacktestData data = load_backtest_data(request, options.backtest.home);
  terms.folds = folds_for(options, data.feeds.front().range.size());
  const auto points = terms.plan.points();
  if (!points) refuse("the ranges have more combinations than can be counted; coarsen them");

  backtest::BacktestSpec spec = request.spec;
  spec.applies_actions = data.applies_actions;
  terms.data_key = key_of_run(spec, data);
  WalkForwardReport report = describe(options, terms, request, data);
  estimate(options, terms, spec, data);
  lab::WalkForwardResult result = watched_run(options, terms, spec, data);
  report.folds = std::move(result.folds);
  report.resumed = result.resumed;
  const bool is_empty = std::ranges::all_of(
      report.folds, [](const research::FoldOutcome& fold) { return fold.values.empty(); });
  if (is_empty) {
    throw Failure{ExitCode::Failed, "no run of any fold has a defined " + report.goal +
                                        " under the requirements; loosen --require, widen the"
                                        " ranges, or lengthen --train"};
  }
  describe_drift(terms.plan, report);
  report.stitched = research::stitch(report.folds, report.periods_per_year);
  report.warnings = research::walk_forward_warnings(report);
  report.warnings.insert(report.warnings.end(), data.warnings.begin(), data.warnings.end());
  report.assumptions = backtest::assumptions_of(spec);
  count_trials(options, terms, spec, backtest::data_fingerprint(data.feeds), report);
  return report;
}

void list_splits(const Options& options) {
  std::size_t rows = options.bars;
  if (rows == 0) {
    const formats::BacktestRequest request = request_of(with_any_strategy(options.backtest));
    rows = load_backtest_data(request, options.backtest.home).feeds.front().range.size();
  }
  const std::vector<research::Fold> folds = folds_for(options, rows);
  if (options.backtest.json != "-") print(report::folds_table(folds), false);
  if (!options.backtest.json.empty()) {
    write_text(options.backtest.json, report::folds_json(folds, rows));
  }
}

void run_verb(const Options& options) {
  const BacktestFlags& flags = options.backtest;
  const std::initializer_list<Target> targets{{"--json", flags.json}, {"--report", flags.report}};
  check_targets(targets);
  check_apart(options.resume, targets);
  check_folds(options);
  if (options.splits) {
    list_splits(options);
    return;
  }
  const WalkForwardReport report = walk(options);
  if (!flags.report.empty()) write_text(flags.report, report::walk_forward_page(report));
  if (!flags.json.empty()) write_text(flags.json, report::walk_forward_json(report));
  lab::forget_kept_work(options.resume);
  if (flags.quiet || flags.json == "-") return;
  print(report::walk_forward_table(report, terminal_options(false)), false);
  if (report.resumed > 0) {
    print("\n" + std::to_string(report.resumed) + " folds were there already\n", false);
  }
  if (!flags.report.empty() && flags.report != "-")
    print("\nReport: " + flags.report + "\n", false);
}

}  // namespace

void add_walkforward(Verb root) {
  const Verb verb = root.verb("walkforward", "Choose on the past, try on what came after.");
  auto options = std::make_shared<Options>();
  add_backtest_flags(verb, options->backtest);
  const auto length = [&](const char* name, std::size_t& value, const char* help) {
    return verb.option(name, value, help).in_range(std::size_t{0}, kBarsMax).type_name("BARS");
  };
  length("--train", options->plan.train, "Length of a training; of the first when anchored")
      .shows_default();
  length("--test", options->plan.test, "Length of a test").shows_default();
  length("--step", options->plan.step, "From test to test (default: the length of a test)");
  length("--purge", options->plan.purge, "Left out at the end of each training");
  length("--embargo", options->plan.embargo, "Left out at the beginning of each test");
  verb.flag("--anchored", options->plan.is_anchored, "Trainings begin with the data and grow");
  verb.option("--folds", options->folds,
              "So many folds up to the end of the data, as scikit-learn's TimeSeriesSplit")
      .in_range(std::size_t{1}, kBarsMax);
  length("--gap", options->gap, "With --folds: left out before each test");
  length("--train-max", options->train_max, "With --folds: the longest training");
  length("--test-size", options->test_size, "With --folds: the length of a test");
  verb.option("--objective", options->objective,
              "What is chosen by: sharpe, max:final_equity, min:volatility, ...")
      .shows_default();
  verb.option("--require", options->requirements, "What a run must satisfy: trades>=5")
      .takes_one_each_time()
      .type_name("FIGURE>=BOUND");
  verb.option("--threads", options->threads, "Threads; 0 is every core")
      .in_range(0U, kThreadsMax)
      .shows_default();
  add_long_work_options(verb, options->resume, options->yes);
  verb.flag("--splits", options->splits, "List the folds and run nothing");
  verb.option("--bars", options->bars, "With --splits: so many bars, instead of data")
      .in_range(std::size_t{1}, kBarsMax);
  verb.footer(kWalkforwardFooter);
  verb.runs([options] { run_verb(*options); });
}

}  // namespace tw::app
