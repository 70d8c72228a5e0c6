#include "research/resampled_paths.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/assert.hpp"

namespace tw::research {
namespace {

constexpr std::size_t kTileSteps =
    128;  // A tile of indices and both tables stay in the first cache.

// A variance below this share of the mean square is rounding and not variation.
constexpr double kSpreadNoise = 1e-24;

double sharpe_of(double sum, double squares, double steps, double centre, double periods) {
  if (steps < 2.0) return std::numeric_limits<double>::quiet_NaN();
  const double offset = sum / steps;
  const double variance = (squares - sum * offset) / (steps - 1.0);
  const double mean = centre + offset;
  const double scale = squares / steps + mean * mean;
  if (!(variance > kSpreadNoise * scale)) return std::numeric_limits<double>::quiet_NaN();
  return mean / std::sqrt(variance) * std::sqrt(periods);
}

/// Walks the lanes and reads them off.
class LaneWalk {
 public:
  LaneWalk(const ReturnSample& sample, const PathQuestions& questions, const LaneKernels& kernels,
           std::uint32_t draws)
      : tables_{sample.tables()},
        questions_{&questions},
        walk_{questions.wants_sharpe ? kernels.walk_with_sums : kernels.walk},
        centre_{sample.mean()},
        draws_{draws} {}

  /// Walks `count` (1 to kLanes) paths whose tiles `fill` gives, and adds what came of them.
  template <class Fill>
  void run(std::size_t count, Fill fill, PathResults& results) {
    PathLanes lanes;
    std::array<std::uint32_t, kTileSteps * kLanes> tile;
    const std::size_t width = questions_->stops.size();
    const std::size_t row = results.fan.size();
    results.fan.resize(row + width * count);
    std::size_t stop = 0;
    for (std::uint32_t step = 0; step < draws_;) {
      std::uint32_t end = draws_;
      if (stop < width) end = std::min(end, questions_->stops[stop]);
      const std::size_t steps = std::min<std::size_t>(kTileSteps, end - step);
      fill(std::span{tile}.first(steps * kLanes));
      walk_(tables_, tile.data(), steps, lanes);
      step += static_cast<std::uint32_t>(steps);
      for (; stop < width && questions_->stops[stop] == step; ++stop) {
        for (std::size_t lane = 0; lane < count; ++lane) {
          results.fan[row + lane * width + stop] = static_cast<float>(lanes.wealth[lane]);
        }
      }
    }
    read_off(lanes, count, results);
  }

 private:
  void read_off(const PathLanes& lanes, std::size_t count, PathResults& results) const {
    for (std::size_t lane = 0; lane < count; ++lane) {
      results.wealth.push_back(lanes.wealth[lane]);
      results.lowest.push_back(lanes.lowest[lane]);
      results.drawdown.push_back(lanes.deepest[lane] - 1.0);
      if (!questions_->wants_sharpe) continue;
      results.sharpe.push_back(sharpe_of(lanes.sum[lane], lanes.squares[lane], draws_, centre_,
                                         questions_->periods_per_year));
    }
  }

  ReturnTables tables_;
  const PathQuestions* questions_;
  void (*walk_)(const ReturnTables&, const std::uint32_t*, std::size_t, PathLanes&);
  double centre_;
  std::uint32_t draws_;
};

}  // namespace

ReturnSample::ReturnSample(std::span<const double> returns) {
  TW_ASSERT(!returns.empty() && returns.size() < std::numeric_limits<std::uint32_t>::max());
  double total = 0.0;
  for (const double r : returns) total += r;
  mean_ = total / static_cast<double>(returns.size());
  growth_.reserve(returns.size() + 1);
  centred_.reserve(returns.size() + 1);
  for (const double r : returns) {
    growth_.push_back(std::max(0.0, 1.0 + r));
    centred_.push_back(r - mean_);
  }
  growth_.push_back(1.0);
  centred_.push_back(-mean_);
}

void PathResults::append(const PathResults& more) {
  wealth.insert(wealth.end(), more.wealth.begin(), more.wealth.end());
  drawdown.insert(drawdown.end(), more.drawdown.begin(), more.drawdown.end());
  lowest.insert(lowest.end(), more.lowest.begin(), more.lowest.end());
  sharpe.insert(sharpe.end(), more.sharpe.begin(), more.sharpe.end());
  fan.insert(fan.end(), more.fan.begin(), more.fan.end());
}

PathResults walk_paths(const ReturnSample& sample, const Resampling& plan,
                       const PathQuestions& questions, std::uint64_t first, std::uint64_t count,
                       const LaneKernels& kernels) {
  TW_ASSERT(plan.sample == sample.size());
  IndexStream stream{plan, kernels};
  LaneWalk walk{sample, questions, kernels, plan.draws};
  PathResults results;
  for (std::uint64_t done = 0; done < count; done += kLanes) {
    stream.begin(first + done);
    walk.run(
        static_cast<std::size_t>(std::min<std::uint64_t>(kLanes, count - done)),
        [&](std::span<std::uint32_t> tile) { stream.next(tile); }, results);
  }
  return results;
}

PathResults walk_given(const ReturnSample& sample, std::span<const std::uint32_t> indices,
                       const PathQuestions& questions) {
  LaneWalk walk{sample, questions, portable_kernels(), static_cast<std::uint32_t>(indices.size())};
  PathResults results;
  std::size_t step = 0;
  const auto repeat = [&](std::span<std::uint32_t> tile) {
    for (std::size_t i = 0; i < tile.size(); ++i) tile[i] = indices[step + i / kLanes];
    step += tile.size() / kLanes;
  };
  walk.run(1, repeat, results);
  return results;
}

}  // namespace tw::research
