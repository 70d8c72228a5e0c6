#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"
#include "core/money.hpp"
#include "market/label_range.hpp"
#include "research/signals.hpp"

namespace tw::research {

/// One fill of the column path: an entry buys, an exit sells all.
struct ColumnFill {
  std::size_t bar = 0;  ///< Of the feed; it fills at the open.
  bool is_buy = true;
  Quantity quantity;
  Price price;
  Money commission;
  Money value;       ///< Of the fill, without commission.
  Money cash_after;  ///< What the account has left.
};

/// Trades signals by the rules of a spec, without an engine: the same fills, to the last unit.
///
/// Owns: `spec` and `feed` must outlive it.
class ColumnTrades {
 public:
  /// Returns nothing when the spec asks for more than this path knows: it fills at the next open,
  /// in full, from a cash account without carry, latency, slippage or account rules.
  static std::optional<ColumnTrades> of(const backtest::BacktestSpec& spec,
                                        const backtest::Feed& feed);

  /// Writes the fills of a run over `window`, bars of the feed; the signals are counted from bar
  /// `origin` of the feed. Returns false when the market was too thin or the account too short for
  /// this path: the engine must run that trial.
  bool trade(const Signals& signals, std::size_t origin, RowRange window,
             std::vector<ColumnFill>& fills) const;

 private:
  ColumnTrades(const backtest::BacktestSpec& spec, const backtest::Feed& feed)
      : spec_{&spec}, feed_{&feed} {}

  const backtest::BacktestSpec* spec_;
  const backtest::Feed* feed_;
};

/// Writes the account's equity at each close of `window`.
/// Units: the account's currency.
void equity_of(const backtest::Feed& feed, std::span<const ColumnFill> fills, Money cash,
               RowRange window, std::vector<double>& equity);

}  // namespace tw::research
