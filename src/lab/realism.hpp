#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "backtest/realism.hpp"

namespace tw::lab {

/// How the runs of a band are spread over cores.
struct RealismTerms {
  unsigned threads = 0;    ///< 0 is every core. No result depends on it.
  std::string checkpoint;  ///< A file to resume from and to write to (`KeptWork`); empty is none.
  std::string data_key;    ///< Names data, spec and program, so that no foreign file is resumed.
};

/// Who is told how many runs are done, on the caller's thread.
using OnRuns = std::function<void(std::uint64_t done)>;

/// Runs `spec` under kind, usual and hard assumptions, on all cores; nothing when `stop` ended it.
///
/// Errors: throws `std::runtime_error` with one line when the checkpoint cannot be used or written.
std::optional<backtest::Realism> run_realism(const backtest::BacktestSpec& spec,
                                             const std::vector<backtest::Feed>& feeds,
                                             const RealismTerms& terms,
                                             const std::stop_token& stop = {},
                                             const OnRuns& on_progress = {});

}  // namespace tw::lab
