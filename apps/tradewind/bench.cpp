#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <utility>
#include <vector>

#include "output.hpp"
#include "report/json_writer.hpp"
#include "verb.hpp"
#include "workloads/csv_w6.hpp"
#include "workloads/engine_w1.hpp"
#include "workloads/engine_w2.hpp"
#include "workloads/indicators_w5.hpp"
#include "workloads/journal_rate.hpp"
#include "workloads/resampling_w4.hpp"
#include "workloads/rotation.hpp"
#include "workloads/sweep_w3.hpp"
#include "workloads/w1_bars.hpp"

namespace tw::app {
namespace {

constexpr int kPasses = 5;  // Odd, so that the median is one of them.

struct Options {
  std::string workload;
  std::string json;
};

/// One exact result that a workload must show.
struct Check {
  std::string name;
  bool holds = false;
};

/// One indicator of W5: medians over the passes.
/// Units: nanoseconds of CPU an element.
struct IndicatorTimes {
  std::string name;
  double plain_ns = 0.0;
  double batch_ns = 0.0;
  double streaming_ns = 0.0;

  double ratio() const { return batch_ns / plain_ns; }
};

/// What a workload measured, in the terms of the interface contract.
struct Result {
  std::string workload;
  std::string unit;  ///< What `count` counts: "bars" or "bytes".
  std::uint64_t count = 0;
  std::optional<std::uint64_t> fills;
  std::optional<std::uint64_t> trades;
  std::optional<double> equity;
  std::optional<std::string> commands_hash;
  std::optional<std::uint64_t> allocations_steady;
  std::vector<double> seconds;
  std::vector<double> bare_seconds;
  std::vector<Check> checks;
  std::vector<IndicatorTimes> indicators;
  std::vector<std::pair<std::string, double>> values;  ///< Results with a name of their own.

  static double median(std::vector<double> sample) {
    std::sort(sample.begin(), sample.end());
    return sample[sample.size() / 2];
  }
  double per_second() const { return static_cast<double>(count) / median(seconds); }
  bool is_exact() const {
    return std::ranges::all_of(checks, [](const Check& check) { return check.holds; });
  }
};

std::uint64_t peak_rss_bytes() {
  // The kernel's figure for this program alone: that of getrusage may still be the parent's.
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::strtoull(line.c_str() + 6, nullptr, 10) * 1024;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

Result measure_w1() {
  const BarTable table = workloads::w1();
  const BarSeries bars = table.view({});
  Result result{.workload = "w1", .unit = "bars", .count = bars.size()};
  for (int pass = 0; pass < kPasses; ++pass) {
    const workloads::W1Pass bare = workloads::bare_w1(bars);
    const workloads::W1EnginePass engine = workloads::engine_w1(bars);
    result.bare_seconds.push_back(bare.seconds);
    result.seconds.push_back(engine.pass.seconds);
    if (pass + 1 < kPasses) continue;
    result.fills = engine.pass.fills;
    result.equity = engine.pass.equity;
    result.commands_hash = engine.commands_hash;
    result.allocations_steady = engine.allocations_steady;
    result.checks = {{"fills = 39051", engine.pass.fills == 39'051},
                     {"equity = 9352171.82829", to_string(engine.equity) == "9352171.82829"},
                     {"bare loop agrees", bare.fills == engine.pass.fills &&
                                              std::abs(bare.equity - engine.pass.equity) < 1e-5},
                     {"no allocation in steady state", engine.allocations_steady == 0}};
  }
  return result;
}

Result measure_w2() {
  const std::vector<BarTable> tables = workloads::w2_tables();
  Result result{.workload = "w2", .unit = "bars"};
  for (const BarTable& table : tables) result.count += table.view({}).size();
  for (int pass = 0; pass < kPasses; ++pass) {
    const workloads::W1Pass bare = workloads::bare_w2(tables);
    const workloads::W1EnginePass engine = workloads::engine_w2(tables);
    result.bare_seconds.push_back(bare.seconds);
    result.seconds.push_back(engine.pass.seconds);
    result.fills = engine.pass.fills;
    result.equity = engine.pass.equity;
    result.commands_hash = engine.commands_hash;
    result.checks = {{"fills = 96473", engine.pass.fills == 96'473},
                     {"equity = 48803794.00505", to_string(engine.equity) == "48803794.00505"},
                     {"bare loop agrees", bare.fills == engine.pass.fills &&
                                              std::abs(bare.equity - engine.pass.equity) < 1e-3}};
  }
  return result;
}

Result measure_w4() {
  const std::vector<double> returns = workloads::w4_returns();
  Result result{
      .workload = "w4", .unit = "draws", .count = workloads::kW4Paths * workloads::kW4Draws};
  for (int pass = 0; pass < kPasses; ++pass) {
    const workloads::W4Pass bare = workloads::bare_w4(returns, 0);
    const workloads::W4Pass paths = workloads::resample_w4(returns, 0);
    result.bare_seconds.push_back(bare.seconds);
    result.seconds.push_back(paths.seconds);
    const auto is = [](double value, double exact) { return std::abs(value - exact) < 5e-10; };
    result.checks = {{"wealth q05 = 0.732852902", is(paths.wealth_q05, 0.732852902)},
                     {"wealth q50 = 2.156630576", is(paths.wealth_q50, 2.156630576)},
                     {"drawdown q50 = 0.398905914", is(paths.drawdown_q50, 0.398905914)},
                     {"drawdown q95 = 0.623784032", is(paths.drawdown_q95, 0.623784032)},
                     {"bare loop agrees", is(bare.wealth_q50, paths.wealth_q50) &&
                                              is(bare.drawdown_q95, paths.drawdown_q95)}};
    result.values = {{"wealth_q05", paths.wealth_q05},
                     {"wealth_q50", paths.wealth_q50},
                     {"drawdown_q50", paths.drawdown_q50},
                     {"drawdown_q95", paths.drawdown_q95}};
  }
  return result;
}

/// W3, or W3s with drawdown and Sharpe of every combination.
Result measure_w3(bool with_risk) {
  const BarTable table = workloads::w3();
  const BarSeries bars = table.view({});
  Result result{.workload = with_risk ? "w3s" : "w3", .unit = "combinations"};
  for (int pass = 0; pass < kPasses; ++pass) {
    const workloads::W3Pass bare = workloads::bare_w3(bars, 0, with_risk);
    const workloads::W3Pass sweep = workloads::sweep_w3(bars, 0, with_risk);
    result.bare_seconds.push_back(bare.seconds);
    result.seconds.push_back(sweep.seconds);
    result.count = sweep.trials;
    result.fills = sweep.fills;
    result.equity = sweep.equity;
    const bool is_best = sweep.best_fast == 34 && sweep.best_slow == 88;
    const auto is = [](double value, double exact, double within) {
      return std::abs(value - exact) < within;
    };
    result.checks = {
        {"10130 combinations", sweep.trials == 10'130},
        {"sum of fills = 758088", sweep.fills == 758'088},
        {"sum of equity = 10088700163.80", is(sweep.equity, 10'088'700'163.80, 5e-3)},
        {"best = 34/88, 1006271.35, 66 fills",
         is_best && is(sweep.best_equity, 1'006'271.35, 5e-3) && sweep.best_fills == 66},
        {"bare loop agrees", bare.fills == sweep.fills && is(bare.equity, sweep.equity, 1e-2) &&
                                 bare.best_fast == sweep.best_fast &&
                                 bare.best_slow == sweep.best_slow}};
    if (!with_risk) continue;
    result.checks.push_back(
        {"best max drawdown = 0.00880505", is(-sweep.best_drawdown, 0.00880505, 5e-9)});
    result.checks.push_back({"best Sharpe = 0.15322", is(sweep.best_sharpe, 0.15322, 5e-6)});
    result.values = {{"best_max_drawdown", sweep.best_drawdown},
                     {"best_sharpe", sweep.best_sharpe}};
  }
  return result;
}

Result measure_w7() {
  const BarTable table = workloads::w3();
  const BarSeries bars = table.view({});
  Result result{.workload = "w7", .unit = "runs"};
  for (int pass = 0; pass < kPasses; ++pass) {
    const workloads::W7Pass bare = workloads::bare_w7(bars);
    const workloads::W7Pass walk = workloads::walk_w7(bars);
    result.bare_seconds.push_back(bare.seconds);
    result.seconds.push_back(walk.seconds);
    result.count = walk.runs;
    result.fills = walk.fills;
    std::string picks;
    bool agrees = bare.fills == walk.fills && std::abs(bare.pnl - walk.pnl) < 1e-3;
    for (std::size_t i = 0; i < walk.folds.size(); ++i) {
      const workloads::W7Fold& fold = walk.folds[i];
      picks += (i == 0 ? "" : " ") + std::to_string(fold.fast) + "/" + std::to_string(fold.slow);
      agrees = agrees && bare.folds[i].fast == fold.fast && bare.folds[i].slow == fold.slow;
    }
    constexpr const char* kPicks = "50/100 25/90 20/60 50/80 50/190 50/80 25/110 50/70 45/210 5/60";
    result.checks = {{"2010 runs", walk.runs == 2'010},
                     {std::string{"picks "} + kPicks, picks == kPicks},
                     {"out-of-sample P&L = -11608.39", std::abs(walk.pnl + 11'608.39) < 5e-3},
                     {"58 fills out of sample", walk.fills == 58},
                     {"bare loop agrees", agrees}};
    result.values = {{"out_of_sample_pnl", walk.pnl}};
  }
  return result;
}

Result measure_rotation() {
  const std::vector<BarTable> tables = workloads::rotation_tables();
  Result result{.workload = "rotation", .unit = "bars"};
  for (const BarTable& table : tables) result.count += table.size();
  for (int pass = 0; pass < kPasses; ++pass) {
    const workloads::RotationPass bare = workloads::bare_rotation(tables);
    const workloads::RotationEnginePass run = workloads::engine_rotation(tables);
    const workloads::RotationPass& engine = run.pass;
    result.bare_seconds.push_back(bare.seconds);
    result.seconds.push_back(engine.seconds);
    result.fills = engine.fills;
    result.trades = engine.trips;
    result.equity = engine.equity.as_double();
    result.commands_hash = run.commands_hash;
    result.checks = {
        {"trades = 226211", engine.trips == 226'211},
        {"fills = 440693", engine.fills == 440'693},
        {"equity = 46864090.95365686", to_string(engine.equity) == "46864090.95365686"},
        {"bare loop agrees",
         bare.fills == engine.fills && bare.trips == engine.trips && bare.equity == engine.equity}};
  }
  return result;
}

Result measure_journal() {
  constexpr std::uint64_t kTimed = 1'000'000;
  constexpr std::uint64_t kSynced = 500;
  Result result{
      .workload = "journal", .unit = "records", .count = workloads::kJournalRecords, .values = {}};
  std::vector<double> p50;
  std::vector<double> p99;
  std::vector<double> cpu_ns;
  std::uint64_t allocations = 0;
  bool is_whole = true;
  for (int pass = 0; pass < kPasses; ++pass) {
    result.bare_seconds.push_back(workloads::bare_journal(workloads::kJournalRecords));
    const auto sustained = workloads::write_journal(workloads::kJournalRecords, false);
    const auto timed = workloads::write_journal(kTimed, true);
    result.seconds.push_back(sustained.seconds);
    cpu_ns.push_back(sustained.cpu_seconds * 1e9 / static_cast<double>(workloads::kJournalRecords));
    p50.push_back(timed.p50_ns);
    p99.push_back(timed.p99_ns);
    allocations += sustained.allocations;
    is_whole =
        is_whole && sustained.records == workloads::kJournalRecords && timed.records == kTimed;
  }
  const auto synced = workloads::write_synced(kSynced);
  result.allocations_steady = allocations;
  result.checks = {{"every record is read back", is_whole && synced.records == kSynced},
                   {"no allocation by who writes", allocations == 0}};
  result.values = {{"record_cpu_ns", Result::median(cpu_ns)},
                   {"record_p50_ns", Result::median(p50)},
                   {"record_p99_ns", Result::median(p99)},
                   {"power_p50_ms", synced.p50_ns * 1e-6},
                   {"power_p99_ms", synced.p99_ns * 1e-6}};
  return result;
}

Result measure_w6() {
  std::string text;
  {
    const BarTable table = workloads::w1();
    text = workloads::to_csv(table.view({}));
  }
  Result result{.workload = "w6", .unit = "bytes", .count = text.size()};
  for (int pass = 0; pass < kPasses; ++pass) {
    const workloads::W6Pass bare = workloads::bare_w6(text);
    const workloads::W6Pass parsed = workloads::parse_w6(text);
    result.bare_seconds.push_back(bare.seconds);
    result.seconds.push_back(parsed.seconds);
    constexpr double kSum = 5'719'893'808.933;
    result.checks = {{"60585570 bytes", text.size() == 60'585'570},
                     {"values = 5000000", parsed.values == 5'000'000},
                     {"sum = 5719893808.933", std::abs(parsed.sum - kSum) < 5e-4},
                     {"bare loop agrees", std::abs(bare.sum - parsed.sum) < 5e-4},
                     {"nothing set aside", parsed.quarantined == 0}};
  }
  return result;
}

/// Runs one indicator's passes; adds what they took to the result's.
void measure_w5(const workloads::W5Indicator& indicator, const workloads::W5Input& input,
                workloads::W5Buffers& buffers, Result& result) {
  const double per_element = 1e9 / static_cast<double>(input.close.size());
  std::vector<double> plain;
  std::vector<double> batch;
  std::vector<double> streaming;
  bool is_same = true;
  bool agrees = true;
  for (std::size_t pass = 0; pass < kPasses; ++pass) {
    const workloads::W5Pass once = indicator.pass(input, buffers);
    plain.push_back(once.plain * per_element);
    batch.push_back(once.batch * per_element);
    streaming.push_back(once.streaming * per_element);
    result.seconds[pass] += once.batch;
    result.bare_seconds[pass] += once.plain;
    is_same = is_same && once.streaming_equals_batch;
    agrees = agrees && once.plain_agrees;
  }
  const std::string name{indicator.name};
  result.indicators.push_back({.name = name,
                               .plain_ns = Result::median(plain),
                               .batch_ns = Result::median(batch),
                               .streaming_ns = Result::median(streaming)});
  result.checks.push_back({name + " streaming = batch", is_same});
  result.checks.push_back({name + " = plain loop to 1e-8", agrees});
}

Result measure_w5() {
  const workloads::W5Input input = workloads::w5_input(10'000'000);
  const std::vector<workloads::W5Indicator>& all = workloads::w5_indicators();
  Result result{.workload = "w5", .unit = "elements", .count = input.close.size() * all.size()};
  result.seconds.assign(kPasses, 0.0);
  result.bare_seconds.assign(kPasses, 0.0);
  workloads::W5Buffers buffers{input.close.size()};
  for (const workloads::W5Indicator& indicator : all) {
    measure_w5(indicator, input, buffers, result);
  }
  return result;
}

void write_indicators(report::JsonWriter& json, const std::vector<IndicatorTimes>& indicators) {
  if (indicators.empty()) return;
  json.key("indicators").begin_object();
  for (const IndicatorTimes& times : indicators) {
    json.key(times.name).compact(true).begin_object();
    json.member("plain_loop_ns", times.plain_ns);
    json.member("batch_ns", times.batch_ns);
    json.member("streaming_ns", times.streaming_ns);
    json.member("ratio", times.ratio());
    json.end_object().compact(false);
  }
  json.end_object();
}

std::string json_of(const Result& result) {
  report::JsonWriter json;
  json.begin_object();
  json.member("workload", result.workload);
  json.member("fills", result.fills);
  if (result.trades) json.member("trades", result.trades);
  json.member("equity", result.equity);
  for (const auto& [name, value] : result.values) json.member(name, value);
  json.member("seconds", Result::median(result.seconds));
  json.member(result.unit + "_per_second", result.per_second());
  json.member("peak_rss_bytes", peak_rss_bytes());
  json.member("allocations_steady", result.allocations_steady);
  json.member("bare_loop_seconds", Result::median(result.bare_seconds));
  json.member("commands_hash", result.commands_hash);
  json.key("passes").compact(true).begin_array();
  for (const double seconds : result.seconds) json.value(seconds);
  json.end_array().compact(false);
  write_indicators(json, result.indicators);
  json.key("checks").begin_object();
  for (const Check& check : result.checks) json.member(check.name, check.holds);
  json.end_object();
  json.end_object();
  return json.take();
}

std::string table_of(const Result& result) {
  std::string text;
  const auto line = [&](const char* name, double value, const char* unit) {
    char buffer[128];
    std::snprintf(buffer, sizeof buffer, "  %-22s %14.6g %s\n", name, value, unit);
    text += buffer;
  };
  text += result.workload + ", median of " + std::to_string(kPasses) + "\n";
  line("time", Result::median(result.seconds) * 1e3, "ms");
  line("speed", result.per_second() / 1e6,
       result.unit == "bytes" ? "MB/s" : ("million " + result.unit + "/s").c_str());
  line("bare loop", Result::median(result.bare_seconds) * 1e3, "ms");
  line("ratio to it", Result::median(result.seconds) / Result::median(result.bare_seconds), "");
  line("peak memory", static_cast<double>(peak_rss_bytes()) / 1e6, "MB");
  if (result.allocations_steady) {
    line("steady allocations", static_cast<double>(*result.allocations_steady), "");
  }
  if (result.indicators.empty()) {
    for (const auto& [name, value] : result.values) line(name.c_str(), value, "");
  }
  for (const IndicatorTimes& times : result.indicators) {
    char buffer[128];
    std::snprintf(buffer, sizeof buffer,
                  "  %-13s batch %5.2f ns, plain loop %5.2f ns, ratio %4.2f, streaming %5.2f ns\n",
                  times.name.c_str(), times.batch_ns, times.plain_ns, times.ratio(),
                  times.streaming_ns);
    text += buffer;
  }
  for (const Check& check : result.checks) {
    text += std::string{"  "} + (check.holds ? "exact  " : "WRONG  ") + check.name + "\n";
  }
  return text;
}

Result measure(const std::string& workload) {
  if (workload == "w1") return measure_w1();
  if (workload == "w2") return measure_w2();
  if (workload == "w3") return measure_w3(false);
  if (workload == "w3s") return measure_w3(true);
  if (workload == "w4") return measure_w4();
  if (workload == "w5") return measure_w5();
  if (workload == "w7") return measure_w7();
  if (workload == "rotation") return measure_rotation();
  if (workload == "journal") return measure_journal();
  return measure_w6();
}

void bench(const Options& options) {
  const Result result = measure(options.workload);
  print(table_of(result), options.json == "-");
  if (!options.json.empty()) write_text(options.json, json_of(result));
  if (!result.is_exact()) {
    throw Failure{ExitCode::Failed,
                  "workload " + options.workload + " did not give its exact result"};
  }
}

}  // namespace

void add_bench(CLI::App& root, Action& action) {
  auto* verb = root.add_subcommand("bench", "Measure a workload whose exact result is known.");
  auto options = std::make_shared<Options>();
  verb->add_option("workload", options->workload,
                   "w1: a million bars through the whole engine; w2: 500 symbols in one account; "
                   "w3: a sweep of 10,130 combinations; w3s: with drawdown and Sharpe of each; "
                   "w4: a hundred million resampled returns; "
                   "w5: six indicators over ten million bars; "
                   "w6: 60.6 MB of CSV; w7: a walk-forward of 2,010 runs; "
                   "rotation: 250 symbols long and short, rebalanced daily; "
                   "journal: three million records of a session put on disk")
      ->required()
      ->check(
          CLI::IsMember({"w1", "w2", "w3", "w3s", "w4", "w5", "w6", "w7", "rotation", "journal"}));
  verb->add_option("--json", options->json, "write the figures as JSON to FILE, or to - (default)")
      ->expected(0, 1)
      ->default_str("-");
  verb->footer(
      "Examples:\n  tradewind bench w1\n  tradewind bench rotation\n  tradewind bench w6 --json "
      "-\n\n"
      "Exit codes: 0 done, 1 a result is not exact or cannot be written, 2 bad usage.\n");
  verb->callback([options, &action] { action = [options] { bench(*options); }; });
}

}  // namespace tw::app
