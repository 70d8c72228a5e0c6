#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"
#include "research/column_runner.hpp"
#include "research/plan.hpp"
#include "research/trial.hpp"
#include "research/trial_runner.hpp"
#include "research/walk_forward.hpp"

namespace tw::lab {

/// What is walked forward.
struct WalkForwardTerms {
  research::Plan plan;
  research::Goal goal;
  std::vector<research::Fold> folds;  ///< Rows of the first feed's range, from 0.
  unsigned threads = 0;               ///< 0 is every core. No result depends on it.
  std::string checkpoint;  ///< A file to resume from and to write to (`KeptWork`); empty is none.
  std::string data_key;    ///< Names data, spec and program, so that no foreign file is resumed.
};

/// Who is told how far it is, on the caller's thread.
using OnTrials = std::function<void(std::uint64_t done, std::uint64_t total)>;

struct WalkForwardResult {
  std::vector<research::FoldOutcome> folds;
  std::uint64_t resumed = 0;  ///< Folds that a checkpoint already had.
  bool is_complete = false;   ///< False when it was stopped.
};

/// The bars of one fold's training, and the indicator columns that its trials share, where the
/// strategy has such.
///
/// Owns: what it was made of must outlive it, and it the runners.
class Training {
 public:
  Training(const research::Plan& plan, const backtest::BacktestSpec& spec,
           const std::vector<backtest::Feed>& feeds, const research::Fold& fold);
  Training(const Training&) = delete;
  Training& operator=(const Training&) = delete;

  research::RunnerSource runners() const;

 private:
  const backtest::BacktestSpec& spec_;
  std::vector<backtest::Feed> feeds_;
  std::optional<research::ColumnStudy> columns_;
};

/// Chooses on each fold's training the best point of the plan and runs it on the test, which goes
/// through the whole engine, as do trainings that have no columns. A run begins flat with the
/// spec's cash; what its indicators need comes from before its first bar, where the spec says so.
///
/// A test that a fold's training does not reach is never read for its choice.
/// Errors: throws `std::runtime_error` with one line when the checkpoint cannot be used or written,
/// or a fold holds no bar of one of the feeds.
WalkForwardResult run_walk_forward(const WalkForwardTerms& terms,
                                   const backtest::BacktestSpec& spec,
                                   const std::vector<backtest::Feed>& feeds,
                                   const std::stop_token& stop = {}, const OnTrials& watch = {});

}  // namespace tw::lab
