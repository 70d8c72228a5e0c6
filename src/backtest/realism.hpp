#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/backtest_report.hpp"
#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"

namespace tw::backtest {

/// How kind the market is thought to be.
enum class Outlook : std::uint8_t { Optimistic, Usual, Pessimistic };

/// What a run came to under one set of assumptions.
struct Outcome {
  double final_equity = 0.0;
  double total_return = 0.0;
  std::optional<double> cagr;
  std::optional<double> sharpe;
  double max_drawdown = 0.0;  ///< Negative.
  std::size_t trades = 0;
  double commissions = 0.0;
};

/// One of the three runs of a band.
struct RealismRun {
  Outlook outlook = Outlook::Usual;
  Outcome outcome;
  std::vector<CurvePoint> equity;
};

/// One assumption, moved alone while all others stay as the user has them.
struct AssumptionSwing {
  std::string_view key;    ///< "commission".
  std::string_view label;  ///< "Commission".
  std::string optimistic;  ///< As the spec writes it: "none".
  std::string usual;
  std::string pessimistic;
  Outcome when_optimistic;
  Outcome when_pessimistic;
  double span = 0.0;  ///< What it is worth: from the least to the most of the three total returns.
};

/// A strategy under kind, usual and hard fills and costs.
struct Realism {
  std::string title;
  std::string currency;
  Money initial_cash;
  std::vector<RealismRun> runs;         ///< By outlook.
  std::vector<AssumptionSwing> swings;  ///< The widest first.
  bool survives = false;                ///< It earns even when everything is hard.
  std::vector<std::string> warnings;    ///< What the caller knows of the data.
  std::vector<Assumption> assumptions;  ///< Those of the usual outlook.

  const RealismRun& of(Outlook outlook) const { return runs[static_cast<std::size_t>(outlook)]; }
};

/// Returns `spec` with every assumption at its kindest or hardest; `Usual` is the spec itself.
BacktestSpec under(const BacktestSpec& spec, Outlook outlook);

/// What one run of a band came to; the curve of the first three alone, which the band shows.
struct RealismPart {
  Outcome outcome;
  std::vector<CurvePoint> equity;
};

/// How many runs a band takes: the three outlooks, then each assumption at both ends.
std::size_t realism_runs();

/// Makes run `number` of them. Requires what `run_backtest` requires.
/// Thread: any number may run at once.
RealismPart realism_part(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                         std::size_t number);

/// Returns the band of all runs, in their order.
Realism realism_of(const BacktestSpec& spec, std::vector<RealismPart> parts);

}  // namespace tw::backtest
