#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "backtest_flags.hpp"
#include "lab/simulate.hpp"
#include "montecarlo_input.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "report/monte_carlo_json.hpp"
#include "report/monte_carlo_page.hpp"
#include "report/monte_carlo_text.hpp"
#include "report/number_text.hpp"
#include "research/monte_carlo.hpp"
#include "terminal.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

using research::MonteCarloReport;
using research::ResampleMethod;

constexpr const char* kFooter =
    "Examples:\n"
    "  tradewind montecarlo --run run.json                       bootstrap what a backtest earned\n"
    "  tradewind montecarlo --run run.json --method shuffle      the same trades, other orders\n"
    "  tradewind montecarlo --data SPY.csv --method stationary --block 20 --draws 252 --json -\n"
    "  tradewind montecarlo --data AAPL.csv --strategy sma_cross --method noise --report fan.html\n"
    "  tradewind montecarlo spec.toml --method costs\n"
    "\n"
    "With --data alone the prices themselves are resampled. docs/monte_carlo.md says how.\n";

constexpr std::uint64_t kPathsDefault = 10'000;
constexpr std::uint64_t kEngineRunsDefault = 500;
constexpr std::uint64_t kPathsMax = 100'000'000;
constexpr std::uint64_t kFanPathsMax = 20'000;
constexpr std::uint32_t kFanStops = 100;
constexpr std::uint64_t kMemoryMax = std::uint64_t{4} << 30;
constexpr std::size_t kFewTrades = 30;

struct Options {
  BacktestFlags backtest;
  std::string run;
  std::string method = "bootstrap";
  std::string of;
  std::uint64_t paths = 0;  ///< 0: the method's default.
  std::uint64_t draws = 0;  ///< 0: as many as the history has.
  std::string block = "auto";
  double skip_rate = 0.1;
  double noise = 0.1;
  std::vector<double> multiples{0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0};
  std::string indices;
  double ruin = 0.5;
  double drawdown = 0.2;
  unsigned threads = 0;
};

[[noreturn]] void refuse(const std::string& line) { throw Failure{ExitCode::BadUsage, line}; }

std::optional<ResampleMethod> resample_method(const std::string& name) {
  const auto found = std::ranges::find(research::kResampleNames, name);
  if (found == std::end(research::kResampleNames)) return std::nullopt;
  return static_cast<ResampleMethod>(found - std::begin(research::kResampleNames));
}

void check_options(const Options& options) {
  const auto between = [](const char* name, double value, double low, double high,
                          const char* example) {
    if (value >= low && value <= high) return;
    refuse(std::string{name} + " is " + report::grouped(value, 4) + "; write a number from " +
           report::grouped(low, 2) + " to " + report::grouped(high, 2) + ", such as " + example);
  };
  between("--skip-rate", options.skip_rate, 0.0, 0.99, "0.1");
  between("--noise", options.noise, 0.0, 5.0, "0.1");
  between("--ruin", options.ruin, 0.0, 1.0, "0.5");
  between("--worse-than", options.drawdown, 0.0, 1.0, "0.2");
  for (const double multiple : options.multiples) between("--costs", multiple, 0.0, 100.0, "2");
  if (options.paths > kPathsMax) {
    refuse("--paths is " + std::to_string(options.paths) + "; at most " +
           std::to_string(kPathsMax) + " are drawn");
  }
  if (!options.run.empty() && (options.method == "noise" || options.method == "costs")) {
    refuse("--method " + options.method +
           " runs the backtest again, and --run has only its result; name the strategy and its"
           " data, or the spec, instead of --run");
  }
  if (!options.run.empty() && names_a_strategy(options.backtest)) {
    refuse("--run and a strategy were both named; give one of them");
  }
}

/// Reads `text` into `number`. Returns whether all of it is one.
template <class Number>
bool is_all_of(const std::string& text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && read == end;
}

std::uint64_t seed_of(const BacktestFlags& flags) {
  const std::string* given = value_of(flags, "--seed");
  if (given == nullptr) return 1;
  const std::string& text = *given;
  std::uint64_t seed = 0;
  if (is_all_of(text, seed)) return seed;
  refuse("--seed is '" + text + "'; write a whole number such as 1");
}

/// What is multiplied up along a path.
struct Steps {
  std::vector<double> returns;
  std::string name;  ///< "sessions" or "trades".
  double periods_per_year = 0.0;
};

Steps steps_of(const Options& options, const research::TrackRecord& record) {
  const bool is_by_trade = options.method == "shuffle" || options.method == "skip";
  std::string of = options.of;
  if (of.empty()) of = is_by_trade && !record.trade_returns.empty() ? "trades" : "sessions";
  if (of == "sessions") {
    return {
        .returns = record.session_returns, .name = of, .periods_per_year = record.periods_per_year};
  }
  if (record.trade_returns.empty()) {
    throw Failure{ExitCode::BadData, record.title +
                                         " has no closed trade; write --of sessions, or name a"
                                         " run that traded"};
  }
  return {.returns = record.trade_returns, .name = of, .periods_per_year = record.trades_per_year};
}

double block_of(const Options& options, const MonteCarloReport& report) {
  if (options.block == "auto") {
    const research::BlockLength& length = *report.block_length_squared;
    return options.method == "circular" ? std::round(length.circular) : length.stationary;
  }
  const double sample = report.sample;
  double block = 0.0;
  if (!is_all_of(options.block, block) || !(block >= 1.0 && block <= sample)) {
    refuse("--block is '" + options.block + "'; write a length from 1 to the " +
           report::grouped(sample, 0) + ' ' + report.of + ", or auto");
  }
  return block;
}

MonteCarloReport report_for(const Options& options, const MonteCarloInput& input) {
  MonteCarloReport report{.title = input.record.title + ": " + options.method,
                          .method = options.method,
                          .of = "sessions",
                          .seed = seed_of(options.backtest),
                          .run_id = input.record.run_id,
                          .data = input.data,
                          .first = input.record.first,
                          .last = input.record.last};
  report.facts.emplace_back("History", report.first + " to " + report.last);
  return report;
}

/// Fills in what is asked of every method that resamples.
void describe_sample(const Options& options, const Steps& steps, MonteCarloReport& report) {
  report.of = steps.name;
  report.sample = static_cast<std::uint32_t>(steps.returns.size());
  report.draws = options.draws == 0 ? report.sample : static_cast<std::uint32_t>(options.draws);
  report.periods_per_year = steps.periods_per_year;
  std::vector<double> squares;
  squares.reserve(steps.returns.size());
  for (const double r : steps.returns) squares.push_back(r * r);
  report.block_length = research::optimal_block_length(steps.returns);
  report.block_length_squared = research::optimal_block_length(squares);
  if (steps.name == "trades" && steps.returns.size() < kFewTrades) {
    report.warnings.push_back("only " + std::to_string(steps.returns.size()) +
                              " trades: what they did not show cannot be drawn");
  }
}

research::Resampling plan_of(const Options& options, MonteCarloReport& report) {
  research::Resampling plan{.method = *resample_method(options.method),
                            .seed = report.seed,
                            .sample = report.sample,
                            .draws = report.draws,
                            .skip_rate = options.skip_rate};
  const bool is_in_order =
      plan.method == ResampleMethod::Shuffle || plan.method == ResampleMethod::Skip;
  if (is_in_order && plan.draws > plan.sample) {
    refuse("--draws is " + std::to_string(plan.draws) + ", but --method " + options.method +
           " uses each of the " + std::to_string(plan.sample) + ' ' + report.of +
           " at most once; write at most as many");
  }
  if (options.method == "stationary" || options.method == "circular") {
    plan.block = block_of(options, report);
    report.block = plan.block;
    report.facts.emplace_back("Block", report::grouped(plan.block, 1) + ' ' + report.of +
                                           (options.block == "auto" ? " (auto)" : ""));
  }
  if (options.method == "skip") {
    report.skip_rate = plan.skip_rate;
    report.facts.emplace_back("Left out", report::percent(plan.skip_rate, 1));
  }
  return plan;
}

/// Refuses what does not fit into memory, with the figure.
void check_memory(std::uint64_t paths, std::uint64_t fan_paths, std::uint32_t draws) {
  const std::uint64_t bytes =
      paths * 48 + fan_paths * sizeof(float) * std::min(kFanStops, draws) + draws * 400ULL;
  if (bytes <= kMemoryMax) return;
  refuse("this needs about " + report::grouped(static_cast<double>(bytes) / 1e9, 1) +
         " GB of memory, more than the " +
         report::grouped(static_cast<double>(kMemoryMax) / 1e9, 1) +
         " GB that it may take; lower --paths or --draws");
}

void conclude(research::PathResults& paths, const research::PathResults& observed,
              const Options& options, std::span<const std::uint32_t> stops,
              MonteCarloReport& report) {
  report.chances =
      research::chances_of(paths, {.ruin = options.ruin, .drawdown = -options.drawdown});
  report.fan = research::fan_of(paths, stops);
  if (report.fan.steps.size() > 1 && observed.fan.size() == stops.size()) {
    report.fan.observed = {1.0};
    for (const float wealth : observed.fan) report.fan.observed.push_back(double{wealth});
  }
  report.distributions = research::distributions_of(paths, observed);
}

/// Walks the history itself where the paths are as long: others cannot be laid beside it.
research::PathResults observed_of(const research::ReturnSample& sample,
                                  const research::PathQuestions& questions, std::uint32_t draws) {
  if (draws != sample.size()) return {};
  std::vector<std::uint32_t> order(sample.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  return research::walk_given(sample, order, questions);
}

void resample(const Options& options, const Steps& steps, MonteCarloReport& report) {
  const research::Resampling plan = plan_of(options, report);
  report.paths = options.paths == 0 ? kPathsDefault : options.paths;
  const std::uint64_t fan_paths = std::min(report.paths, kFanPathsMax);
  check_memory(report.paths, fan_paths, plan.draws);
  const research::ReturnSample sample{steps.returns};
  const research::PathQuestions questions{.periods_per_year = steps.periods_per_year,
                                          .stops = research::fan_stops(plan.draws, kFanStops)};
  research::PathResults paths;
  {
    Progress progress{"montecarlo", report.paths};
    paths =
        lab::simulate(sample, plan, questions,
                      {.paths = report.paths, .fan_paths = fan_paths, .threads = options.threads},
                      {}, [&](std::uint64_t done) { progress.update(done); });
  }
  if (plan.method == ResampleMethod::Bootstrap) research::add_lognormal(steps.returns, report);
  conclude(paths, observed_of(sample, questions, plan.draws), options, questions.stops, report);
}

void walk_indices(const Options& options, const Steps& steps, MonteCarloReport& report) {
  const auto rows = read_indices(options.indices, report.sample);
  report.method = "indices";
  report.paths = rows.size();
  report.draws = static_cast<std::uint32_t>(rows.front().size());
  const research::ReturnSample sample{steps.returns};
  const research::PathQuestions questions{.periods_per_year = steps.periods_per_year,
                                          .stops = research::fan_stops(report.draws, kFanStops)};
  research::PathResults paths;
  for (const auto& row : rows) paths.append(research::walk_given(sample, row, questions));
  report.given = paths;
  conclude(paths, observed_of(sample, questions, report.draws), options, questions.stops, report);
}

void rerun_with_noise(const Options& options, const research::EnginePaths& plain,
                      MonteCarloReport& report, const backtest::BacktestSpec& spec,
                      const BacktestData& data) {
  report.noise = options.noise;
  report.paths = options.paths == 0 ? kEngineRunsDefault : options.paths;
  report.draws = report.sample = plain.sessions();
  report.facts.emplace_back("Noise", report::grouped(options.noise, 3) +
                                         " of the deviation of a bar's return, each price");
  const std::vector<std::uint32_t> stops = research::fan_stops(report.draws, kFanStops);
  check_memory(report.paths, report.paths, report.draws);
  const research::EnginePaths engine{
      spec, data.feeds, {.periods_per_year = report.periods_per_year, .stops = stops}};
  research::PathResults paths;
  {
    Progress progress{"montecarlo", report.paths};
    paths = lab::simulate_noise(engine, options.noise, report.seed,
                                {.paths = report.paths, .threads = options.threads}, {},
                                [&](std::uint64_t done) { progress.update(done); });
  }
  conclude(paths, engine.plain(), options, stops, report);
}

void rerun_with_costs(const Options& options, const research::EnginePaths& engine,
                      MonteCarloReport& report) {
  std::vector<double> multiples = options.multiples;
  std::ranges::sort(multiples);
  std::vector<double> returns;
  Progress progress{"montecarlo", multiples.size()};
  for (const double multiple : multiples) {
    const research::PathResults run = engine.with_costs(multiple);
    returns.push_back(run.wealth.front() - 1.0);
    report.costs.push_back({.multiple = multiple,
                            .total_return = returns.back(),
                            .max_drawdown = run.drawdown.front(),
                            .sharpe = run.sharpe.front()});
    progress.update(returns.size());
  }
  report.paths = multiples.size();
  report.break_even_costs = research::break_even(multiples, returns);
}

MonteCarloReport rerun(const Options& options) {
  if (!names_a_strategy(options.backtest)) {
    refuse("--method " + options.method +
           " runs a backtest again, and no strategy was named; add --strategy, such as --strategy"
           " sma_cross");
  }
  const formats::BacktestRequest request = request_of(options.backtest);
  const BacktestData data = load_backtest_data(request, options.backtest.home);
  backtest::BacktestSpec spec = request.spec;
  spec.applies_actions = data.applies_actions;
  const MonteCarloInput input = input_of_backtest(request, data);
  MonteCarloReport report = report_for(options, input);
  report.periods_per_year = input.record.periods_per_year;
  const research::EnginePaths engine{
      spec, data.feeds, {.periods_per_year = report.periods_per_year, .stops = {}}};
  if (options.method == "noise") {
    rerun_with_noise(options, engine, report, spec, data);
  } else {
    rerun_with_costs(options, engine, report);
  }
  return report;
}

MonteCarloInput input_of(const Options& options) {
  if (!options.run.empty()) return input_of_run(options.run);
  if (!names_a_strategy(options.backtest)) return input_of_prices(options.backtest);
  const formats::BacktestRequest request = request_of(options.backtest);
  return input_of_backtest(request, load_backtest_data(request, options.backtest.home));
}

MonteCarloReport simulate(const Options& options) {
  if (options.method == "noise" || options.method == "costs") return rerun(options);
  const MonteCarloInput input = input_of(options);
  const Steps steps = steps_of(options, input.record);
  if (steps.returns.size() < 2) {
    throw Failure{ExitCode::BadData, input.record.title + " has " +
                                         std::to_string(steps.returns.size()) +
                                         " returns; at least two are needed to draw from"};
  }
  MonteCarloReport report = report_for(options, input);
  describe_sample(options, steps, report);
  if (options.indices.empty()) {
    resample(options, steps, report);
  } else {
    walk_indices(options, steps, report);
  }
  report.facts.emplace_back("Drawn from", report::grouped(report.sample, 0) + ' ' + report.of);
  return report;
}

void run_verb(const Options& options) {
  check_options(options);
  const BacktestFlags& flags = options.backtest;
  check_writable(flags.json);
  check_writable(flags.report);
  MonteCarloReport report = simulate(options);
  if (report.method != "costs") {
    report.facts.emplace_back("Paths", report::grouped(static_cast<double>(report.paths), 0) +
                                           " of " + report::grouped(report.draws, 0) + ' ' +
                                           report.of);
  }
  const bool is_json_on_stdout = flags.json == "-";
  if (!flags.report.empty()) write_text(flags.report, report::monte_carlo_page(report));
  if (!flags.json.empty()) write_text(flags.json, report::monte_carlo_json(report));
  if (flags.quiet || is_json_on_stdout) return;
  print(report::monte_carlo_table(report, terminal_options(false)), false);
  if (!flags.report.empty() && flags.report != "-")
    print("\nReport: " + flags.report + "\n", false);
}

}  // namespace

void add_montecarlo(CLI::App& root, Action& action) {
  auto* verb = root.add_subcommand("montecarlo", "Ask what else the same odds could have given.");
  auto options = std::make_shared<Options>();
  add_backtest_flags(*verb, options->backtest);
  verb->add_option("--run", options->run, "A finished backtest: what 'backtest --json FILE' wrote")
      ->type_name("FILE.json");
  verb->add_option("--method", options->method,
                   "bootstrap, stationary, circular, shuffle, skip; noise and costs run the "
                   "backtest again")
      ->check(CLI::IsMember(
          {"bootstrap", "stationary", "circular", "shuffle", "skip", "noise", "costs"}))
      ->capture_default_str();
  verb->add_option("--of", options->of,
                   "What is resampled (default: trades for shuffle and skip, else sessions)")
      ->check(CLI::IsMember({"sessions", "trades"}));
  verb->add_option("--paths", options->paths, "How many (default: 10000; noise: 500)")
      ->check(CLI::PositiveNumber);
  verb->add_option("--draws", options->draws, "Steps of a path (default: as the history has)")
      ->check(CLI::Range(1U, 10'000'000U));
  verb->add_option("--block", options->block,
                   "Length of a block, its mean for stationary ones; auto finds it")
      ->type_name("LENGTH")
      ->capture_default_str();
  verb->add_option("--skip-rate", options->skip_rate, "The chance that skip leaves a step out")
      ->capture_default_str();
  verb->add_option("--noise", options->noise,
                   "How far noise moves each price, in deviations of a bar's return")
      ->capture_default_str();
  verb->add_option("--costs", options->multiples, "Multiples of the costs that costs tries")
      ->delimiter(',')
      ->type_name("A,B,...");
  verb->add_option("--indices", options->indices,
                   "CSV file of indices into the returns, one path a row, instead of drawing")
      ->type_name("FILE");
  verb->add_option("--ruin", options->ruin, "Wealth at or below this part of the start is ruin")
      ->capture_default_str();
  verb->add_option("--worse-than", options->drawdown, "Drawdowns deeper than this are counted")
      ->capture_default_str();
  verb->add_option("--threads", options->threads, "Threads; 0 is every core")
      ->capture_default_str();
  verb->footer(kFooter);
  verb->callback([options, &action] { action = [options] { run_verb(*options); }; });
}

}  // namespace tw::app
