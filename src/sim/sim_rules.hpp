#pragma once

#include <cstdint>

#include "core/money.hpp"
#include "core/ratio.hpp"
#include "sim/carry.hpp"
#include "sim/latency.hpp"
#include "sim/regulatory_fees.hpp"
#include "sim/slippage.hpp"

namespace tw::sim {

/// When a market order that a bar's close decided is filled.
enum class FillTiming : std::uint8_t {
  NextOpen,   ///< At the next bar's open. The default.
  ThisClose,  ///< At the deciding bar's close: flattering, since the close was needed to decide.
  NextClose,  ///< At the next bar's close.
  Intrabar,   ///< At the mean of the next bar's open, high, low and close.
};

/// What a fill costs. Amounts are in the instrument's currency.
struct CommissionModel {
  enum class Kind : std::uint8_t {
    FixedPlusPercent,  ///< `fixed` an order, plus `percent` of its value.
    PerShare,          ///< `per_share`, at least `minimum`, at most `maximum` of the value.
  };
  Kind kind = Kind::FixedPlusPercent;
  Money fixed;
  Ratio percent;
  Price per_share;
  Money minimum;
  Ratio maximum;  ///< Zero when there is none.
  /// `per_share` is of the first shares of a month; IBKR's further tiers follow.
  bool has_ibkr_tiers = false;
};

/// How much worse than the bar's price a market or stop order trades.
struct SpreadModel {
  Ratio rate;
  /// Entries alone pay it, as in backtesting.py; otherwise both sides do.
  bool entries_only = false;
};

/// When a fraction becomes a quantity.
enum class SizeAt : std::uint8_t { Decision, Fill };

/// Which price of a bar a trailing stop follows, once the bar has not touched it.
enum class TrailFrom : std::uint8_t {
  Extreme,  ///< The high for a sell, the low for a buy. The default.
  Close,
};

/// What happens to positions when the data end.
enum class EndRule : std::uint8_t {
  MarkOpen,        ///< They stay open and are valued at the last close.
  CloseAtLastOpen  ///< Nothing is decided from the last bar but one on; it closes everything.
};

/// Which US rules an account is held to; docs/concepts/account-rules.md names the paragraphs.
struct AccountRules {
  bool settlement = false;  ///< Of a cash account: good-faith violations and free-riding.
  bool reg_t = false;       ///< Of a margin account: maintenance, calls and forced reduction.
  bool day_trader = false;  ///< Of a margin account: pattern day traders below 25,000.

  bool any() const { return settlement || reg_t || day_trader; }
  friend bool operator==(const AccountRules&, const AccountRules&) = default;
};

/// The conventions of a simulated venue and the account that it keeps: one value a preset.
struct SimRules {
  FillTiming fill_timing = FillTiming::NextOpen;
  CommissionModel commission;
  RegulatoryFees regulatory_fees = RegulatoryFees::None;
  SpreadModel spread;
  SlippageModel slippage;
  CarryRates carry;
  LatencyModel latency;
  std::uint64_t seed = 1;  ///< Of what is drawn: the latency.
  /// The part of a bar's volume that our orders may take; zero is no limit.
  Ratio participation;
  /// backtesting.py: an entry at a limit, too, is so much dearer than its limit.
  bool limit_entries_pay_spread = false;
  /// A limit must be passed, not only touched.
  bool limit_needs_trade_through = true;
  TrailFrom trail_from = TrailFrom::Extreme;
  /// Orders without the outside-hours flag meet nothing before the open and after the close.
  bool keeps_hours = false;
  /// Attached exits work inside the bar whose open filled the entry.
  bool exits_work_in_fill_bar = true;
  /// backtesting.py: those of an entry that rested wait for the next bar even where it filled at
  /// the open; only a stop entry whose own bar reached its target and not its stop takes the
  /// target.
  bool exits_of_resting_entries_wait = false;
  /// An order that the account cannot pay in full trades what it can pay; otherwise it is dropped.
  bool trims_to_funds = true;
  /// The fraction of a position's value that must be covered: 1 is a cash account.
  Ratio margin = Ratio::whole(1);
  bool can_short = false;
  AccountRules account;
  /// A cash account whose broker waits for the payment until settlement: it buys for up to its
  /// equity more than it has.
  bool pays_by_settlement = false;
  bool whole_units = true;
  SizeAt size_at = SizeAt::Decision;
  /// Kept back when a fraction is resolved at the decision, since the fill may cost more.
  Ratio cash_buffer;
  /// backtesting.py's sizing: the whole fixed commission is reckoned into the cost of each unit.
  bool sizes_with_fixed_fee_per_unit = false;
  /// A dividend lowers buy limits and sell stops that rest, as US brokers must; see
  /// `is_lowered_by`.
  bool dividends_lower_orders = false;
  /// What a split leaves of a lot is paid in cash at the next open, as brokers do.
  bool pays_fractions = false;
  /// backtesting.py: what the account can pay for is reckoned with holdings at the close of the
  /// very bar whose open fills. It matters where margin is used while something is held.
  bool funds_look_at_close = false;
  /// backtrader: a cancel that is asked for is carried out as the next bar begins.
  bool cancels_at_next_bar = false;
  /// backtrader: an entry that the account could not pay for at its own price, or at the close that
  /// decided it, is dropped as the next bar begins, before its price is looked for.
  bool checks_funds_on_arrival = false;
  /// backtesting.py: an exit of several lots is as many trades, each with a commission of its own.
  bool charges_each_lot = false;
  /// Equity at or below zero at a close closes everything there and writes the rest off.
  bool ruin_ends_run = true;
  EndRule end_rule = EndRule::MarkOpen;
};

}  // namespace tw::sim
