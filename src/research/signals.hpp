#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "market/bar_series.hpp"
#include "research/bits.hpp"
#include "research/plan.hpp"

namespace tw::research {

/// What a strategy that is only ever long or flat says at each bar's close: when flat and `enters`
/// it buys, when long and `leaves` it sells all.
struct Signals {
  Bits enters;
  Bits leaves;

  // Scratch of whoever writes them, kept from trial to trial.
  Bits above;
  Bits below;
  std::array<std::vector<double>, 3> bands;

  explicit Signals(std::size_t bars)
      : enters(words_for(bars)),
        leaves(words_for(bars)),
        above(words_for(bars)),
        below(words_for(bars)) {}
};

/// The decisions of one strategy as a pure function of indicator columns.
///
/// Columns that several trials need are computed once and then only read: any number of threads may
/// ask at the same time, each for its own `Signals`.
class SignalColumns {
 public:
  virtual ~SignalColumns() = default;

  /// Writes the decisions under these values, the same as the strategy's own, bar for bar. No bit
  /// is set before the strategy is warm. Requires room for every bar.
  virtual void signals(std::span<const double> values, Signals& out) const = 0;
};

/// Returns the columns for the trials of `plan` over `bars`, or nothing when the strategy is no
/// such function, for any of the plan's values, or when they would take more than `memory_max`.
std::shared_ptr<const SignalColumns> signal_columns(const Plan& plan, const BarSeries& bars,
                                                    std::size_t memory_max);

}  // namespace tw::research
