#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

#include "research/engine_paths.hpp"
#include "research/resampled_paths.hpp"

namespace tw::lab {

/// Resampled paths, and how they are spread over cores.
struct Simulation {
  std::uint64_t paths = 0;
  std::uint64_t fan_paths = 0;  ///< Only so many of them, the first, are kept for the fan.
  unsigned threads = 0;         ///< 0 is every core that there is.
};

/// Walks all paths of `plan` on all cores; the result is the same for any number of threads.
///
/// Memory: 32 bytes a path, and 4 a stop of each path in the fan.
/// `on_progress` is told on the caller's thread how many paths are done. What was done when `stop`
/// was asked for is returned.
research::PathResults simulate(const research::ReturnSample& sample,
                               const research::Resampling& plan,
                               const research::PathQuestions& questions, const Simulation& how,
                               const std::stop_token& stop = {},
                               const std::function<void(std::uint64_t done)>& on_progress = {});

/// Runs the backtest again on `how.paths` noisy versions of its prices, on all cores.
///
/// As `simulate`; every path is kept for the fan. Owns: `paths` must outlive the call.
research::PathResults simulate_noise(
    const research::EnginePaths& paths, double share, std::uint64_t seed, const Simulation& how,
    const std::stop_token& stop = {},
    const std::function<void(std::uint64_t done)>& on_progress = {});

}  // namespace tw::lab
