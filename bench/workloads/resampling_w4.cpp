#include "workloads/resampling_w4.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <thread>

#include "core/splitmix.hpp"
#include "lab/simulate.hpp"
#include "research/quantiles.hpp"
#include "workloads/stopwatch.hpp"

namespace tw::workloads {
namespace {

constexpr std::uint64_t kReturnSeed = 4001;
constexpr std::uint64_t kDrawSeed = 5001;
constexpr std::uint64_t kGamma = 0x9E3779B97F4A7C15ULL;

/// Fills in the quantiles; `drawdown` holds positive shares. Reorders both.
void read_quantiles(std::span<double> wealth, std::span<double> drawdown, W4Pass& pass) {
  const auto of_wealth = research::quantiles(wealth, std::vector{0.05, 0.5});
  const auto of_drawdown = research::quantiles(drawdown, std::vector{0.5, 0.95});
  pass.wealth_q05 = of_wealth[0].value;
  pass.wealth_q50 = of_wealth[1].value;
  pass.drawdown_q50 = of_drawdown[0].value;
  pass.drawdown_q95 = of_drawdown[1].value;
}

void walk_bare(std::span<const double> growth, std::size_t first, std::size_t last,
               std::span<double> wealth_out, std::span<double> drawdown_out) {
  for (std::size_t path = first; path < last; ++path) {
    double wealth = 1.0;
    double share = 1.0;
    double deepest = 1.0;
    std::uint64_t state = kDrawSeed + path * kW4Draws * kGamma;
    for (std::size_t j = 0; j < kW4Draws; ++j) {
      state += kGamma;
      const double step = growth[((SplitMix::mix(state) >> 32) * growth.size()) >> 32];
      wealth *= step;
      share = std::min(share * step, 1.0);
      deepest = std::min(deepest, share);
    }
    wealth_out[path] = wealth;
    drawdown_out[path] = 1.0 - deepest;
  }
}

}  // namespace

std::vector<double> w4_returns() {
  SplitMix stream{kReturnSeed};
  std::vector<double> returns(kW4Draws);
  for (double& r : returns) {
    double sum = 0.0;
    for (int i = 0; i < 12; ++i) sum += stream.uniform();
    r = 0.001 + 0.02 * (sum - 6.0);
  }
  return returns;
}

W4Pass resample_w4(const std::vector<double>& returns, unsigned threads) {
  const Stopwatch watch;
  const research::ReturnSample sample{returns};
  research::PathResults paths =
      lab::simulate(sample, {.seed = kDrawSeed, .sample = sample.size(), .draws = kW4Draws},
                    {.wants_sharpe = false, .stops = {}}, {.paths = kW4Paths, .threads = threads});
  for (double& drawdown : paths.drawdown) drawdown = -drawdown;
  W4Pass pass;
  read_quantiles(paths.wealth, paths.drawdown, pass);
  pass.seconds = watch.seconds();
  return pass;
}

W4Pass bare_w4(const std::vector<double>& returns, unsigned threads) {
  const Stopwatch watch;
  std::vector<double> growth;
  for (const double r : returns) growth.push_back(1.0 + r);
  std::vector<double> wealth(kW4Paths);
  std::vector<double> drawdown(kW4Paths);
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 1; i < threads; ++i) {
      workers.emplace_back([&, i] {
        walk_bare(growth, kW4Paths * i / threads, kW4Paths * (i + 1) / threads, wealth, drawdown);
      });
    }
    walk_bare(growth, 0, kW4Paths / threads, wealth, drawdown);
  }
  W4Pass pass;
  read_quantiles(wealth, drawdown, pass);
  pass.seconds = watch.seconds();
  return pass;
}

}  // namespace tw::workloads
