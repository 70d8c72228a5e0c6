#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/finding.hpp"
#include "core/date.hpp"
#include "core/money.hpp"
#include "core/ratio.hpp"
#include "core/timestamp.hpp"

namespace tw::backtest {

/// A moment as a report names it: the session's date on daily bars, else the instant.
struct TimeLabel {
  Timestamp at;
  Date session;
  bool is_date = false;
};

/// Returns "2013-10-07" or "2013-10-07T13:30:00Z".
std::string to_string(const TimeLabel& label);

/// One statistic of a run.
struct Metric {
  enum class Kind : std::uint8_t { Ratio, Percent, Money, Count, Days };
  std::string_view key;     ///< "max_drawdown", as in JSON.
  std::string_view label;   ///< "Max. drawdown", as in tables.
  Kind kind = Kind::Ratio;  ///< Percent: a fraction that people read in per cent.
  std::optional<double> value;
};

/// A convention that the numbers rest on: ("fill timing", "next open").
struct Assumption {
  std::string name;
  std::string value;
};

/// A closed lot, from its entry to its exit.
struct TradeRow {
  std::string symbol;    ///< As of the exit.
  std::string strategy;  ///< Which of the run's strategies traded it.
  bool is_long = true;
  Quantity quantity;       ///< Signed; in the units of the entry's day, as its price is.
  Quantity exit_quantity;  ///< The same in the units of the exit's day: a split tells them apart.
  TimeLabel entry_at;
  Price entry_price;
  TimeLabel exit_at;
  Price exit_price;
  Money pnl;           ///< Net of both commissions.
  double return_ = 0;  ///< pnl / |entry value|.
  Money commission;
  std::string entry_tag;
  std::string exit_tag;
  std::int64_t bars_held = 0;
  double mae =
      0;  ///< The worst the trade stood at, as a fraction of the entry price; never positive.
  double mfe = 0;  ///< The best it stood at; never negative.
};

/// A lot that the end of the data left open.
struct OpenPositionRow {
  std::string symbol;
  Quantity quantity;
  TimeLabel entry_at;
  Price entry_price;
  Price mark;
  Money unrealised;
  Money commission;
  std::string entry_tag;
};

/// An order and what became of it.
struct OrderRow {
  std::uint64_t id = 0;
  std::string symbol;
  bool is_buy = true;
  std::string_view type;    ///< "market", "limit", "trailing_stop", ...
  std::string_view state;   ///< "filled", "cancelled", ...
  std::string_view reason;  ///< Why it was refused or ended; empty when there is nothing to say.
  Quantity quantity;        ///< Zero when a fraction was never resolved.
  Quantity filled;
  Price limit;  ///< Zero when it has none.
  Price stop;
  Price average_price;  ///< Of what filled.
  Money commission;
  TimeLabel placed_at;
  TimeLabel ended_at;
  std::string tag;
  std::uint32_t version = 1;  ///< Of its terms: 1 as it was sent, one more with each change.
  std::string_view time_in_force = "gtc";
  bool reduce_only = false;
  bool outside_hours = false;
  Price trail_amount;  ///< Zero when it does not trail by one; the next two likewise.
  Ratio trail_percent;
  Price limit_offset;
  Timestamp expires_at;      ///< Zero when no time was set.
  std::uint64_t parent = 0;  ///< The id of the order that woke it, or zero.
  std::uint64_t group = 0;   ///< Orders of one group cancel each other; zero is none.
};

/// A value at a bar's close.
struct CurvePoint {
  TimeLabel at;
  Money value;
};

/// The bars that a chart of the run shows, one symbol.
struct PriceCurve {
  std::string symbol;
  std::vector<TimeLabel> at;
  std::vector<double> close;
};

/// Everything a run says about itself: the one source of terminal table, HTML and JSON.
struct BacktestReport {
  std::string run_id;
  std::string commands_hash;
  std::string code_version;
  std::string title;  ///< "sma_cross on AAPL, 2013-05-13 to 2018-05-11".
  std::string strategy;
  std::string strategy_doc;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::vector<std::string> symbols;
  std::string spec_json;  ///< The resolved spec as one JSON object.
  std::vector<Assumption> assumptions;
  std::vector<std::string> warnings;
  std::vector<Finding> diagnosis;  ///< Most serious first.
  std::vector<Metric> metrics;
  std::vector<TradeRow> trades;
  std::vector<OpenPositionRow> open_positions;
  std::vector<OrderRow> orders;
  std::vector<CurvePoint> equity;
  /// Buying and holding the same symbols with the same cash, costs included; as long as `equity`.
  std::vector<double> benchmark;
  std::string benchmark_name;
  std::vector<PriceCurve> prices;
  int periods_per_year = 252;
  Money initial_cash;
  std::string currency = "USD";  ///< Of every amount.
};

}  // namespace tw::backtest
