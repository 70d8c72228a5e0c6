#include <cmath>
#include <string>
#include <vector>

#include "bench_workloads.hpp"
#include "workloads/resampling_w4.hpp"
#include "workloads/sweep_w3.hpp"
#include "workloads/w1_bars.hpp"

namespace tw::app {

namespace {

/// W3, or W3s with drawdown and Sharpe of every combination.
BenchResult measure_w3(bool with_risk) {
  const BarTable table = workloads::w3();
  const BarSeries bars = table.view({});
  BenchResult result{.workload = with_risk ? "w3s" : "w3", .unit = "combinations"};
  for (int pass = 0; pass < kBenchPasses; ++pass) {
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

}  // namespace

BenchResult measure_w3() { return measure_w3(false); }

BenchResult measure_w3s() { return measure_w3(true); }

BenchResult measure_w4() {
  const std::vector<double> returns = workloads::w4_returns();
  BenchResult result{
      .workload = "w4", .unit = "draws", .count = workloads::kW4Paths * workloads::kW4Draws};
  for (int pass = 0; pass < kBenchPasses; ++pass) {
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

BenchResult measure_w7() {
  const BarTable table = workloads::w3();
  const BarSeries bars = table.view({});
  BenchResult result{.workload = "w7", .unit = "runs"};
  for (int pass = 0; pass < kBenchPasses; ++pass) {
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

}  // namespace tw::app
