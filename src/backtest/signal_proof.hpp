#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "backtest/run_backtest.hpp"

namespace tw::backtest {

/// One row of what a program of the user's made of bars: cells as it wrote them, for a moment.
struct SignalRow {
  std::int64_t at = 0;  ///< As `label_at` counts; what orders rows against bars.
  std::string label;    ///< The moment as the program wrote it.
  std::vector<std::string> cells;
};

/// All rows of a program, in its order.
struct SignalRows {
  std::vector<std::string> names;  ///< Of the cells.
  std::vector<SignalRow> rows;
};

/// Runs the program on bars. Must depend on the bars alone.
using SignalProgram = std::function<SignalRows(const BarSeries& bars)>;

/// Returns the label of a bar: its start, of daily and longer bars the midnight of its session.
/// Units: nanoseconds since 1970-01-01.
std::int64_t label_at(const BarSeries& bars, std::size_t row);

/// Which bars a program is given when it is tried.
struct SignalPlan {
  std::vector<std::size_t> known;  ///< So many bars each time, ascending.
  std::size_t possible = 0;
  std::uint64_t seed = 1;  ///< Of the noise.
};

/// Returns a plan for every `every`-th number of bars from a quarter of them on: with fewer many a
/// program has nothing to say. 0 chooses twenty, at uneven distances, since a slip with weeks hides
/// from cuts at weeks' ends.
SignalPlan plan_signals(const BarSeries& bars, std::size_t every, std::uint64_t seed);

/// The first row that a program would not have written had it not known what came later.
struct SignalFault {
  std::size_t known = 0;   ///< The bars that it was given.
  std::size_t column = 0;  ///< Of `names`; their number where a whole row is missing or extra.
  std::optional<SignalRow> with_future;
  std::optional<SignalRow> without;

  std::int64_t at() const { return with_future ? with_future->at : without->at; }
};

/// Returns the first row until the last of the `known` bars in which the two differ. Numbers are
/// the same when they agree to nine digits: sums in another order are no knowledge.
std::optional<SignalFault> first_difference(const SignalRows& whole, const SignalRows& part,
                                            const BarSeries& bars, std::size_t known);

/// What one probe found.
struct SignalProbe {
  std::size_t tried = 0;
  std::size_t differing = 0;
  std::optional<SignalFault> first;  ///< The one of the earliest row.
};

struct SignalProof {
  SignalPlan plan;
  SignalRows whole;
  SignalProbe truncated;
  SignalProbe noise;
  /// Its rows after every cut stayed as they were though the bars there had changed.
  bool ignores_bars = false;

  bool looks_ahead() const { return truncated.differing + noise.differing != 0; }
};

/// Runs the program once on all bars of `feed` and twice for each of the plan's cuts: without what
/// came later, and with noise in its place.
SignalProof prove_signals(
    const Feed& feed, const SignalPlan& plan, const SignalProgram& program,
    const std::function<void(std::size_t count, const std::function<void(std::size_t)>& task)>&
        for_each);

}  // namespace tw::backtest
