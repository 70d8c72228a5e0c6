#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "research/engine_paths.hpp"
#include "research/resampled_paths.hpp"

namespace tw::lab {

/// Resampled paths, and how they are spread over cores.
struct Simulation {
  std::uint64_t paths = 0;
  std::uint64_t fan_paths = 0;  ///< Only so many of them, the first, are kept for the fan.
  unsigned threads = 0;         ///< 0 is every core that there is.
  std::string checkpoint;       ///< A file to resume from and to write to (`KeptWork`); or none.
  std::string data_key;  ///< With `checkpoint`: names what the paths are made of, and the program.
};

/// Who is told how many paths are done, on the caller's thread.
using OnPaths = std::function<void(std::uint64_t done)>;

/// Walks all paths of `plan` on all cores; the result is the same for any number of threads.
///
/// Memory: 32 bytes a path, and 4 a stop of each path in the fan.
/// What was done when `stop` was asked for is returned: fewer paths than asked for.
/// Errors: throws `std::runtime_error` with one line when the checkpoint cannot be used or written.
research::PathResults simulate(const research::ReturnSample& sample,
                               const research::Resampling& plan,
                               const research::PathQuestions& questions, const Simulation& how,
                               const std::stop_token& stop = {}, const OnPaths& on_progress = {});

/// Runs the backtest again on `how.paths` noisy versions of its prices, on all cores.
///
/// As `simulate`; every path is kept for the fan. Owns: `paths` must outlive the call.
research::PathResults simulate_noise(const research::EnginePaths& paths, double share,
                                     std::uint64_t seed, const Simulation& how,
                                     const std::stop_token& stop = {},
                                     const OnPaths& on_progress = {});

/// Runs the backtest again with costs so many times as high, one path a multiple, on all cores.
///
/// As `simulate_noise`. Requires `how.paths` to be the number of `multiples`.
research::PathResults simulate_costs(const research::EnginePaths& paths,
                                     const std::vector<double>& multiples, const Simulation& how,
                                     const std::stop_token& stop = {},
                                     const OnPaths& on_progress = {});

}  // namespace tw::lab
