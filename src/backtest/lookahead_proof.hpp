#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "backtest/asked.hpp"
#include "backtest/run_backtest.hpp"

namespace tw::backtest {

/// How a run is tried for knowledge that it cannot have.
enum class Probe : std::uint8_t {
  Truncated,  ///< The future is taken away: end-of-data knowledge shows too.
  Noise,      ///< The future is replaced by noise of the same length.
  Rescaled,   ///< All prices, and the cash, are eight times as high: adjusted prices hold splits to
              ///< come.
};
inline constexpr std::array kProbes{Probe::Truncated, Probe::Noise, Probe::Rescaled};

/// Whether a rerun pays what the run pays.
enum class Terms : std::uint8_t {
  AsTheyAre,
  /// Without commissions, fees, ticks of slippage and account rules: they name amounts of money,
  /// which prices eight times as high are no multiple of.
  Free,
};

/// Runs a strategy over feeds and returns all that it asked for. `cash_factor` multiplies the
/// account. Must depend on its arguments alone.
using Rerun = std::function<std::vector<Asked>(const std::vector<Feed>& feeds,
                                               std::int64_t cash_factor, Terms terms)>;

/// At which moments a run is tried.
struct ProofPlan {
  std::vector<Timestamp> moments;  ///< Every `every`-th of the `possible` ones.
  std::size_t possible = 0;        ///< Moments at which bars were known and all feeds had begun.
  std::size_t every = 1;
  std::uint64_t bars = 0;   ///< To run through, of all probes.
  std::uint64_t bytes = 0;  ///< Of the noise's columns, for each thread.
  std::uint64_t seed = 1;   ///< Of the noise.
};

/// Within so many bars a plan that chooses for itself stays: some seconds of work.
inline constexpr std::uint64_t kProofBarsMax = 60'000'000;

/// Returns the plan for every `every`-th moment; 0 chooses the smallest step that stays within
/// `kProofBarsMax`. Requires non-empty ranges.
ProofPlan plan_proof(const std::vector<Feed>& feeds, std::size_t every, std::uint64_t seed);

/// The first command that a run would not have given had it not known what came later.
struct LookaheadFault {
  Timestamp cut;            ///< What came after it was changed.
  std::size_t command = 0;  ///< Counted from 0.
  std::optional<Asked> with_future;
  std::optional<Asked> without;

  /// Returns the moment of the decision.
  Timestamp at() const { return with_future ? with_future->at : without->at; }
};

/// What one kind of probe found.
struct ProbeResult {
  Probe probe = Probe::Truncated;
  std::size_t tried = 0;
  std::size_t differing = 0;
  std::optional<LookaheadFault> first;  ///< The one of the earliest command.
};

struct LookaheadProof {
  ProofPlan plan;
  std::size_t commands = 0;  ///< Of the whole run.
  std::vector<ProbeResult> probes;

  const ProbeResult& of(Probe probe) const { return probes[static_cast<std::size_t>(probe)]; }
  /// Whether the run knew its future. A decision that hangs on the price's level is no proof of it.
  bool looks_ahead() const {
    return of(Probe::Truncated).differing + of(Probe::Noise).differing != 0;
  }
};

/// The earliest moment at which a run asked for something else, once what came after a cut was
/// changed; nothing where it asked for the same.
struct CutFindings {
  std::optional<Timestamp> without_future;
  std::optional<Timestamp> with_noise;
};

/// A run that is tried at one moment of a plan after the other: everything asked for until then is
/// compared, for a pure run asks for the same whatever came later.
///
/// Owns: what it was made of must outlive it. Thread: any number may try at once.
class LookaheadTrial {
 public:
  /// Runs `rerun` once as it is.
  LookaheadTrial(const std::vector<Feed>& feeds, const ProofPlan& plan, const Rerun& rerun);

  /// Runs it without what came after the plan's moment `i`, and with noise instead.
  CutFindings at(std::size_t i) const;
  /// Runs the earliest of the faults once more, to tell them, and the last probe. Requires what
  /// `at` found, by moment.
  LookaheadProof conclude(std::span<const CutFindings> found) const;

 private:
  std::optional<LookaheadFault> fault_at(Probe probe, std::size_t i) const;
  ProbeResult concluded(Probe probe, std::span<const CutFindings> found) const;

  const std::vector<Feed>* feeds_;
  const ProofPlan* plan_;
  const Rerun* rerun_;
  std::vector<Asked> whole_;
};

/// Returns the rerun of `spec`. Owns: `spec` must outlive it.
Rerun rerun_of(const BacktestSpec& spec);

}  // namespace tw::backtest
