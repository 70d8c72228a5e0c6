#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include "lab/sweep.hpp"

namespace tw::lab {

/// Returns the points that a model-based search tries: up to `trials` different ones, in order.
///
/// BOBYQA fits a quadratic to the scores around the best so far, from several starts that the seed
/// draws; places on the axes are its coordinates, rounded to the lattice. Each point is run once.
/// The same for the same seed and runners, on any number of threads: it uses one. Returns nothing
/// when `stop` ended it. With `terms.checkpoint`, each run is kept beside it (`search_file_of`),
/// and the same search goes on from there. Errors: throws `std::runtime_error` with one line when
/// that file cannot be used or written. Source: Powell (2009), as in NLopt (`NLOPT_LN_BOBYQA`).
std::optional<std::vector<std::uint64_t>> nlopt_points(
    const SweepTerms& terms, std::uint64_t trials, std::uint64_t seed,
    const research::RunnerSource& runners, const std::stop_token& stop,
    const std::function<void(std::uint64_t)>& on_progress);

}  // namespace tw::lab
