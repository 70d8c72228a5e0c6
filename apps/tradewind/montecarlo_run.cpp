#include "montecarlo_run.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include "backtest/build_report.hpp"
#include "core/code_version.hpp"
#include "lab/simulate.hpp"
#include "long_work.hpp"
#include "montecarlo_input.hpp"
#include "patience.hpp"
#include "report/number_text.hpp"
#include "report/spec_json.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

using research::MonteCarloReport;
using research::ResampleMethod;

constexpr std::uint64_t kPathsDefault = 10'000;
constexpr std::uint64_t kEngineRunsDefault = 500;
constexpr std::uint64_t kFanPathsMax = 20'000;
constexpr std::uint32_t kFanStops = 100;
constexpr std::size_t kFewTrades = 30;

// What memory goes to, beside the fan.
constexpr double kProgramBytes = 12e6;
constexpr double kBytesPerPath = 48.0;
constexpr double kBytesPerDraw = 400.0;      ///< Indices and tables, a core.
constexpr double kBytesPerNoisyBar = 200.0;  ///< Its own prices and what the engine keeps, a core.

[[noreturn]] void refuse_usage(const std::string& line) { throw Failure{ExitCode::BadUsage, line}; }

std::optional<ResampleMethod> resample_method(const std::string& name) {
  const auto found = std::ranges::find(research::kResampleNames, name);
  if (found == std::end(research::kResampleNames)) return std::nullopt;
  return static_cast<ResampleMethod>(found - std::begin(research::kResampleNames));
}

/// Reads `text` into `number`. Returns whether all of it is one.
template <class Number>
bool is_all_of(const std::string& text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && read == end;
}

/// What is multiplied up along a path.
struct Steps {
  std::vector<double> returns;
  std::string name;  ///< "sessions" or "trades".
  double periods_per_year = 0.0;
};

Steps steps_of(const MonteCarloFlags& options, const research::TrackRecord& record) {
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

double block_of(const MonteCarloFlags& options, const MonteCarloReport& report) {
  if (options.block == "auto") {
    const research::BlockLength& length = *report.block_length_squared;
    const double optimal =
        options.method == "circular" ? std::round(length.circular) : length.stationary;
    return std::max(1.0, optimal);
  }
  const double sample = report.sample;
  double block = 0.0;
  if (!is_all_of(options.block, block) || !(block >= 1.0 && block <= sample)) {
    refuse_usage("--block is '" + options.block + "'; write a length from 1 to the " +
                 report::grouped(sample, 0) + ' ' + report.of + ", or auto");
  }
  return block;
}

MonteCarloReport report_for(const MonteCarloFlags& options, const MonteCarloInput& input) {
  MonteCarloReport report{.title = input.record.title + ": " + options.method,
                          .method = options.method,
                          .of = "sessions",
                          .seed = seed_of(options.backtest),
                          .run_id = input.record.run_id,
                          .data = input.data,
                          .first = input.record.first,
                          .last = input.record.last};
  report.warnings = input.record.warnings;
  report.assumptions = input.record.assumptions;
  report.facts.emplace_back("History", report.first + " to " + report.last);
  return report;
}

/// Fills in what is asked of every method that resamples.
void describe_sample(const MonteCarloFlags& options, const Steps& steps, MonteCarloReport& report) {
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

research::Resampling plan_of(const MonteCarloFlags& options, MonteCarloReport& report) {
  research::Resampling plan{.method = *resample_method(options.method),
                            .seed = report.seed,
                            .sample = report.sample,
                            .draws = report.draws,
                            .skip_rate = options.skip_rate};
  const bool is_in_order =
      plan.method == ResampleMethod::Shuffle || plan.method == ResampleMethod::Skip;
  if (is_in_order && plan.draws > plan.sample) {
    refuse_usage("--draws is " + std::to_string(plan.draws) + ", but --method " + options.method +
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

void conclude(research::PathResults& paths, const research::PathResults& observed,
              const MonteCarloFlags& options, std::span<const std::uint32_t> stops,
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

/// Says or asks what the paths will take, one of which takes `seconds`.
void agree_on_paths(const MonteCarloFlags& options, const MonteCarloReport& report,
                    std::uint64_t fan_paths, double seconds, double bytes_per_core) {
  const unsigned cores = cores_of(options.threads);
  const double paths = static_cast<double>(report.paths);
  const double fan =
      static_cast<double>(fan_paths) * sizeof(float) * std::min<double>(kFanStops, report.draws);
  agree(
      {.work = report::grouped(paths, 0) + " paths of " +
               report::grouped(static_cast<double>(report.draws), 0) + ' ' + report.of,
       .seconds = seconds * paths / cores,
       .bytes = kProgramBytes + paths * kBytesPerPath + fan + bytes_per_core * cores,
       .cores = cores},
      {.yes = options.yes, .quiet = options.backtest.quiet, .remedy = "lower --paths or --draws"});
}

lab::Simulation simulation_of(const MonteCarloFlags& options, const MonteCarloReport& report,
                              std::uint64_t fan_paths) {
  return {.paths = report.paths,
          .fan_paths = fan_paths,
          .threads = options.threads,
          .checkpoint = options.resume,
          .data_key = std::string{code_version()}};
}

/// As `simulation_of`, where each path is the backtest once more.
lab::Simulation rerun_of(const MonteCarloFlags& options, const MonteCarloReport& report,
                         const backtest::BacktestSpec& spec, const BacktestData& data,
                         std::uint64_t fan_paths) {
  lab::Simulation how = simulation_of(options, report, fan_paths);
  how.data_key += report::spec_json(spec) + backtest::data_fingerprint(data.feeds) +
                  std::to_string(report.periods_per_year);
  return how;
}

/// Walks the paths with a bar for progress, until they are done or somebody wants an end.
template <class Walk>
research::PathResults watched(const MonteCarloFlags& options, std::uint64_t count, Walk walk) {
  LongWork work{{.verb = "montecarlo",
                 .pieces = "paths",
                 .total = count,
                 .resume = options.resume,
                 .is_quiet = options.backtest.quiet}};
  research::PathResults paths = work.run(walk);
  if (paths.size() != count) work.stopped();
  return paths;
}

void resample(const MonteCarloFlags& options, const Steps& steps, MonteCarloReport& report) {
  const research::Resampling plan = plan_of(options, report);
  report.paths = options.paths == 0 ? kPathsDefault : options.paths;
  const std::uint64_t fan_paths = std::min(report.paths, kFanPathsMax);
  const research::ReturnSample sample{steps.returns};
  const research::PathQuestions questions{.periods_per_year = steps.periods_per_year,
                                          .stops = research::fan_stops(plan.draws, kFanStops)};
  const double lanes =
      seconds_of([&] { research::walk_paths(sample, plan, questions, 0, research::kLanes); });
  agree_on_paths(options, report, fan_paths, lanes / static_cast<double>(research::kLanes),
                 plan.draws * kBytesPerDraw);
  research::PathResults paths = watched(
      options, report.paths, [&](const std::stop_token& stop, const lab::OnPaths& on_paths) {
        return lab::simulate(sample, plan, questions, simulation_of(options, report, fan_paths),
                             stop, on_paths);
      });
  if (plan.method == ResampleMethod::Bootstrap) research::add_lognormal(steps.returns, report);
  conclude(paths, observed_of(sample, questions, plan.draws), options, questions.stops, report);
}

void walk_indices(const MonteCarloFlags& options, const Steps& steps, MonteCarloReport& report) {
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

void rerun_with_noise(const MonteCarloFlags& options, const research::EnginePaths& plain,
                      MonteCarloReport& report, const backtest::BacktestSpec& spec,
                      const BacktestData& data) {
  report.noise = options.noise;
  report.paths = options.paths == 0 ? kEngineRunsDefault : options.paths;
  report.draws = report.sample = plain.sessions();
  report.facts.emplace_back("Noise", report::grouped(options.noise, 3) +
                                         " of the deviation of a bar's return, each price");
  const std::vector<std::uint32_t> stops = research::fan_stops(report.draws, kFanStops);
  const research::EnginePaths engine{
      spec, data.feeds, {.periods_per_year = report.periods_per_year, .stops = stops}};
  const double bars = static_cast<double>(backtest::bars_of(data.feeds));
  const double run = seconds_of([&] { engine.noisy(options.noise, report.seed, 0); });
  agree_on_paths(options, report, report.paths, run, bars * kBytesPerNoisyBar);
  const lab::Simulation how = rerun_of(options, report, spec, data, report.paths);
  research::PathResults paths = watched(
      options, report.paths, [&](const std::stop_token& stop, const lab::OnPaths& on_paths) {
        return lab::simulate_noise(engine, options.noise, report.seed, how, stop, on_paths);
      });
  conclude(paths, engine.plain(), options, stops, report);
}

void rerun_with_costs(const MonteCarloFlags& options, const research::EnginePaths& engine,
                      MonteCarloReport& report, const backtest::BacktestSpec& spec,
                      const BacktestData& data) {
  std::vector<double> multiples = options.multiples;
  std::ranges::sort(multiples);
  report.paths = multiples.size();
  agree_on_runs(multiples.size(), spec, data.feeds, cores_of(options.threads),
                {.yes = options.yes,
                 .quiet = options.backtest.quiet,
                 .remedy = "take a shorter range or fewer --costs"});
  const research::PathResults runs = watched(
      options, report.paths, [&](const std::stop_token& stop, const lab::OnPaths& on_paths) {
        return lab::simulate_costs(engine, multiples, rerun_of(options, report, spec, data, 0),
                                   stop, on_paths);
      });
  std::vector<double> returns;
  returns.reserve(multiples.size());
  for (std::size_t i = 0; i < multiples.size(); ++i) {
    returns.push_back(runs.wealth[i] - 1.0);
    report.costs.push_back({.multiple = multiples[i],
                            .total_return = returns.back(),
                            .max_drawdown = runs.drawdown[i],
                            .sharpe = runs.sharpe[i]});
  }
  report.break_even_costs = research::break_even(multiples, returns);
}

MonteCarloReport rerun(const MonteCarloFlags& options) {
  if (!names_a_strategy(options.backtest)) {
    refuse_usage(
        "--method " + options.method +
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
    rerun_with_costs(options, engine, report, spec, data);
  }
  return report;
}

MonteCarloInput input_of(const MonteCarloFlags& options) {
  if (!options.run.empty()) return input_of_run(options.run);
  if (!names_a_strategy(options.backtest)) return input_of_prices(options.backtest);
  const formats::BacktestRequest request = request_of(options.backtest);
  return input_of_backtest(request, load_backtest_data(request, options.backtest.home));
}

}  // namespace

research::MonteCarloReport run_montecarlo(const MonteCarloFlags& options) {
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

}  // namespace tw::app
