#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/backtest_recorder.hpp"
#include "backtest/backtest_spec.hpp"
#include "engine/order_desk.hpp"
#include "market/bar_series.hpp"
#include "market/corporate_action.hpp"
#include "market/instrument.hpp"
#include "market/label_range.hpp"
#include "market/symbol_spell.hpp"
#include "portfolio/lot.hpp"
#include "sim/violation.hpp"

namespace tw::backtest {

/// One instrument's history and the part of it that the run is about.
/// Owns: the columns behind `bars` must outlive the run.
struct Feed {
  Instrument instrument;
  BarSeries bars;
  RowRange range;
  /// What its issuer does to its holders, applied as the run comes to it; prices must be raw.
  std::vector<CorporateAction> actions = {};
  std::size_t sleeve = 0;  ///< Which of the run's strategies trades it.
  /// Its names, oldest first, where it changed them; the first is its name before that too.
  std::vector<SymbolSpell> symbols = {};

  /// Returns what it was called on `date`.
  std::string_view symbol_on(Date date) const;
};

/// A lot that the end of the data left open, with the price that it was last marked at.
struct OpenLot {
  InstrumentId instrument{};
  portfolio::Lot lot;
  Price mark;
};

/// What a run left behind: everything that a report is computed from.
struct BacktestRun {
  BacktestRecorder recorder;
  std::vector<OpenLot> open_lots;
  engine::Denials denials{};
  std::uint64_t mismatches = 0;
  Money final_equity;
  Money commissions;
  Money interest;           ///< Earned less paid.
  Money borrow_fees;        ///< Paid for shorts; never negative.
  Money dividends;          ///< Received by longs less paid by shorts.
  Money write_off;          ///< What a ruined account owed and was forgiven.
  int warmup_bars = 0;      ///< What the strategy needs.
  std::size_t lead_in = 0;  ///< How many bars before the range were fed, of the first feed.
  bool is_ruined = false;
  std::vector<sim::Violation> violations;  ///< Of the account's rules.
};

/// Told now and then how many bars of the run are done; for those who watch.
using OnProgress = std::function<void(std::uint64_t done)>;

/// Returns how many bars `run_backtest` will go through, lead-in aside.
std::uint64_t bars_of(const std::vector<Feed>& feeds);

/// Runs the strategy of `spec` over the feeds: pure, so the same inputs give the same run.
///
/// `feeds[i].instrument.id` must be i; for several strategies they are the `lines_of` the symbols.
/// Each feed gets a strategy of its own, or a group of them one; all share one account.
/// Requires a known strategy with resolved parameters and a non-empty range in every feed.
BacktestRun run_backtest(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                         const OnProgress& on_progress = {});

/// Runs it for its commands alone: everything that it asked for, in order. Requires the same.
std::vector<Asked> commands_of(const BacktestSpec& spec, const std::vector<Feed>& feeds);

/// Buys every feed's instrument at the first chance, with equal parts of the same cash under the
/// same rules and costs, and holds: the benchmark of a report.
BacktestRun run_buy_and_hold(const BacktestSpec& spec, const std::vector<Feed>& feeds);

}  // namespace tw::backtest
