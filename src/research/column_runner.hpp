#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "research/column_trades.hpp"
#include "research/signals.hpp"
#include "research/trial_runner.hpp"

namespace tw::research {

/// The shared part of a study that needs no engine: indicator columns and trading rules.
///
/// Owns: `spec` and `feeds` must outlive it.
class ColumnStudy {
 public:
  /// How much memory shared columns may take before a study falls back to the engine.
  static constexpr std::size_t kMemoryMax = std::size_t{512} << 20;

  /// Returns nothing when the strategy is no pure function of indicators under these values, or the
  /// spec asks for what only the engine knows.
  static std::optional<ColumnStudy> of(const Plan& plan, const backtest::BacktestSpec& spec,
                                       const std::vector<backtest::Feed>& feeds);

  const SignalColumns& columns() const { return *columns_; }
  const ColumnTrades& trades() const { return trades_; }
  const backtest::Feed& feed() const { return *feed_; }
  const backtest::BacktestSpec& spec() const { return *spec_; }
  /// Returns how many bars the columns have; their first is that of the feed's range.
  std::size_t bars() const { return feed_->range.size(); }

 private:
  ColumnStudy(std::shared_ptr<const SignalColumns> columns, ColumnTrades trades,
              const backtest::BacktestSpec& spec, const backtest::Feed& feed)
      : columns_{std::move(columns)}, trades_{trades}, spec_{&spec}, feed_{&feed} {}

  std::shared_ptr<const SignalColumns> columns_;
  ColumnTrades trades_;
  const backtest::BacktestSpec* spec_;
  const backtest::Feed* feed_;
};

/// What a runner of the column path measures.
enum class Depth : std::uint8_t {
  Books,       ///< Final equity, fills, trades, commissions.
  Everything,  ///< The equity curve and what follows from it too.
};

/// Returns runners over the columns of `study`; a trial that they cannot run goes to the engine.
RunnerSource column_runners(const ColumnStudy& study, const std::vector<backtest::Feed>& feeds,
                            Depth depth = Depth::Everything);

}  // namespace tw::research
