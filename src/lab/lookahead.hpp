#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "backtest/lookahead_proof.hpp"

namespace tw::lab {

/// How a proof is spread over cores.
struct LookaheadTerms {
  backtest::ProofPlan plan;
  unsigned threads = 0;    ///< 0 is every core. No result depends on it.
  std::string checkpoint;  ///< A file to resume from and to write to (`KeptWork`); empty is none.
  std::string data_key;    ///< Names data, spec and program, so that no foreign file is resumed.
};

/// Who is told how many moments are done, on the caller's thread.
using OnMoments = std::function<void(std::uint64_t done)>;

/// Tries `rerun` at every moment of the plan, on all cores; nothing when `stop` ended it.
///
/// Errors: throws `std::runtime_error` with one line when the checkpoint cannot be used or written,
/// and whatever a rerun throws.
std::optional<backtest::LookaheadProof> prove_lookahead(const std::vector<backtest::Feed>& feeds,
                                                        const LookaheadTerms& terms,
                                                        const backtest::Rerun& rerun,
                                                        const std::stop_token& stop = {},
                                                        const OnMoments& on_progress = {});

}  // namespace tw::lab
