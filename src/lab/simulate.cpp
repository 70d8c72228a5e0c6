#include "lab/simulate.hpp"

#include <algorithm>

#include "lab/spread.hpp"

namespace tw::lab {
namespace {

// A million draws or so: long against what it costs to hand a chunk out.
constexpr std::uint64_t kDrawsOfAChunk = 1 << 19;

std::uint64_t chunk_of(std::uint32_t draws) {
  const std::uint64_t paths = std::max<std::uint64_t>(1, kDrawsOfAChunk / draws);
  return (paths + research::kLanes - 1) / research::kLanes * research::kLanes;
}

}  // namespace

research::PathResults simulate(const research::ReturnSample& sample,
                               const research::Resampling& plan,
                               const research::PathQuestions& questions, const Simulation& how,
                               const std::stop_token& stop,
                               const std::function<void(std::uint64_t done)>& on_progress) {
  research::PathQuestions without_fan = questions;
  without_fan.stops.clear();
  const auto walk = [&](std::uint64_t first, std::uint64_t last, bool has_fan) {
    return research::walk_paths(sample, plan, has_fan ? questions : without_fan, first,
                                last - first);
  };
  research::PathResults all;
  all.wealth.reserve(how.paths);
  all.drawdown.reserve(how.paths);
  all.lowest.reserve(how.paths);
  if (questions.wants_sharpe) all.sharpe.reserve(how.paths);

  const Spread spread_of{.items = how.paths, .chunk = chunk_of(plan.draws), .threads = how.threads};
  spread(
      spread_of, stop,
      [&](const Chunk& chunk, unsigned) {
        const std::uint64_t fan_end = std::clamp(how.fan_paths, chunk.first, chunk.last);
        research::PathResults part = walk(chunk.first, fan_end, true);
        part.append(walk(fan_end, chunk.last, false));
        return part;
      },
      [&](const Chunk& chunk, const research::PathResults& part) {
        all.append(part);
        if (on_progress) on_progress(chunk.last);
      });
  return all;
}

research::PathResults simulate_noise(const research::EnginePaths& paths, double share,
                                     std::uint64_t seed, const Simulation& how,
                                     const std::stop_token& stop,
                                     const std::function<void(std::uint64_t done)>& on_progress) {
  research::PathResults all;
  spread(
      {.items = how.paths, .chunk = 1, .threads = how.threads}, stop,
      [&](const Chunk& chunk, unsigned) { return paths.noisy(share, seed, chunk.first); },
      [&](const Chunk& chunk, const research::PathResults& part) {
        all.append(part);
        if (on_progress) on_progress(chunk.last);
      });
  return all;
}

}  // namespace tw::lab
