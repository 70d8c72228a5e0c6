#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/currency.hpp"
#include "core/date.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "market/price_basis.hpp"
#include "orders/order_request.hpp"
#include "portfolio/portfolio.hpp"
#include "risk/limits.hpp"
#include "sim/sim_rules.hpp"
#include "sizing/size_rule.hpp"
#include "strategies/catalogue.hpp"

namespace tw::backtest {

/// A named set of conventions. Presets change fills, never the definition of a metric.
enum class Preset : std::uint8_t {
  Realistic,      ///< The default: costs on, a cash account, warm-up from earlier bars.
  BacktestingPy,  ///< backtesting.py 0.6.6, trade by trade.
  Backtrader,     ///< backtrader 1.9.78, order by order.
  Plain,          ///< The rules of the benchmark workloads.
};

inline constexpr std::string_view kPresetNames[] = {"realistic", "backtesting.py", "backtrader",
                                                    "plain"};

/// Where the bars come from that indicators need before the first decision.
enum class WarmupFrom : std::uint8_t {
  EarlierBars,  ///< From before the range, as far as there are any.
  Range,        ///< From the range itself: nothing before it is read.
};

/// One strategy of a portfolio of several, with its part of the account.
struct Sleeve {
  std::string name;  ///< What tells it from the others.
  std::string strategy;
  std::vector<double> parameters;    ///< One for each that the strategy declares.
  double allocation = 1.0;           ///< Its part of the equity; those of a run sum to 1 at most.
  std::vector<std::string> symbols;  ///< What it trades; empty is every symbol of the run.
};

/// A symbol for which a rate of its own holds.
struct SymbolRate {
  std::string symbol;
  Ratio annual;
};

/// How much of a symbol can be borrowed.
struct SymbolLocate {
  std::string symbol;
  Quantity quantity;
};

/// A window in which a symbol does not trade: [from, to).
struct HaltWindow {
  std::string symbol;
  Timestamp from;
  Timestamp to;
  std::string reason;
};

/// Days on which a symbol is in the universe, both inclusive. Without a first day it always was,
/// without a last one it still is.
struct MemberSpell {
  std::string symbol;
  std::optional<Date> from;
  std::optional<Date> to;
};

/// What becomes of a position whose symbol leaves the universe.
enum class LeaverRule : std::uint8_t {
  Close,  ///< It is closed at the next open.
  Hold,   ///< It stays until the strategy leaves it.
};

/// Everything that a backtest depends on besides the data: the resolved form of flags and file.
struct BacktestSpec {
  std::string strategy = "sma_cross";
  std::vector<double> parameters;   ///< One for each that the strategy declares.
  std::vector<Sleeve> sleeves;      ///< Several strategies, instead of the one above.
  Size size = Size::fraction(1.0);  ///< Of each entry; `all` is a fraction of 1.
  sizing::SizeRule size_rule;       ///< What finds it instead, within the account; none by default.
  std::vector<std::string> symbols;
  std::string timeframe;         ///< "1d"; empty takes the data's own.
  std::string from;              ///< First label, inclusive; empty is the first there is.
  std::string to;                ///< Last label, inclusive; empty is the last there is.
  bool adjusted = false;         ///< Prices were adjusted for splits and dividends.
  bool applies_actions = false;  ///< Splits, dividends and the like reach holdings and orders.
  PriceBasis basis = PriceBasis::Unknown;  ///< What was taken out of the prices before.
  Money cash = Money::whole(10'000);
  Currency currency;
  Preset preset = Preset::Realistic;
  sim::SimRules rules;                ///< The preset's, with what was overridden.
  std::vector<SymbolRate> borrow;     ///< Where the rules' rate is not that of all.
  std::vector<SymbolLocate> locates;  ///< Hard to borrow; of others there is enough.
  std::vector<HaltWindow> halts;
  std::vector<MemberSpell> universe;  ///< Who may be entered when; empty: all, always.
  LeaverRule leavers = LeaverRule::Close;
  risk::Limits limits;
  WarmupFrom warmup_from = WarmupFrom::EarlierBars;
  /// Which of several lots an exit closes first.
  portfolio::Portfolio::LotOrder lot_order = portfolio::Portfolio::LotOrder::Fifo;
};

/// Returns the spec that a preset stands for, before flags override it.
BacktestSpec spec_of(Preset preset);

}  // namespace tw::backtest
