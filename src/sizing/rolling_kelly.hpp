#pragma once

#include <cstddef>
#include <vector>

namespace tw::sizing {

/// Kelly's fraction from the last trades, held back where they are few.
///
/// The fraction that they call for is mixed with a cautious one, in the proportion of their number
/// to `kPriorTrades`: ten lucky trades do not bet the account. It never falls below `kLeast`, as a
/// strategy that stopped trading would have no trades to learn better from.
class RollingKelly {
 public:
  static constexpr std::size_t kTrades = 100;    ///< How many trades are looked at.
  static constexpr double kPriorTrades = 20.0;   ///< How many trades caution is worth.
  static constexpr double kPriorFraction = 0.1;  ///< What is staked before the first trade.
  static constexpr double kLeast = 0.01;

  RollingKelly() : returns_(kTrades) {}

  /// Takes in a closed trade: what it earned, net of costs, divided by what was paid for it.
  void add(double trade_return);

  /// Returns the fraction of the account for the next trade: `multiple` (0.5 is half Kelly) of
  /// what the trades call for, from `kLeast` to `most`.
  double fraction(double multiple, double most) const;

  std::size_t trades() const { return size_; }

 private:
  /// Returns what the trades alone call for.
  double estimate(double most) const;

  std::vector<double> returns_;
  std::size_t next_ = 0;
  std::size_t size_ = 0;
};

}  // namespace tw::sizing
