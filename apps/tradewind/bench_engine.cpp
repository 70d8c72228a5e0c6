#include <cmath>
#include <vector>

#include "bench_workloads.hpp"
#include "core/decimal.hpp"
#include "workloads/engine_w1.hpp"
#include "workloads/engine_w2.hpp"
#include "workloads/rotation.hpp"
#include "workloads/w1_bars.hpp"

namespace tw::app {

BenchResult measure_w1() {
  const BarTable table = workloads::w1();
  const BarSeries bars = table.view({});
  BenchResult result{.workload = "w1", .unit = "bars", .count = bars.size()};
  for (int pass = 0; pass < kBenchPasses; ++pass) {
    const workloads::W1Pass bare = workloads::bare_w1(bars);
    const workloads::W1EnginePass engine = workloads::engine_w1(bars);
    result.bare_seconds.push_back(bare.seconds);
    result.seconds.push_back(engine.pass.seconds);
    if (pass + 1 < kBenchPasses) continue;
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

BenchResult measure_w2() {
  const std::vector<BarTable> tables = workloads::w2_tables();
  BenchResult result{.workload = "w2", .unit = "bars"};
  for (const BarTable& table : tables) result.count += table.view({}).size();
  for (int pass = 0; pass < kBenchPasses; ++pass) {
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

BenchResult measure_rotation() {
  const std::vector<BarTable> tables = workloads::rotation_tables();
  BenchResult result{.workload = "rotation", .unit = "bars"};
  for (const BarTable& table : tables) result.count += table.size();
  for (int pass = 0; pass < kBenchPasses; ++pass) {
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

}  // namespace tw::app
