#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/currency.hpp"
#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/ratio.hpp"
#include "core/timestamp.hpp"

// What the tables of a trading session hold, a struct a row; the tables' own pages say what each
// column means. Words are those of the tables.
namespace tw::store {

/// Where a row comes from: a record of the session's journal, and which of the rows that one makes.
struct RowSource {
  std::uint64_t sequence = 0;
  std::uint32_t part = 0;
};

struct RunRow {
  std::string id;  ///< The journal's name.
  std::string mode;
  std::string title;
  std::string options;  ///< One JSON object.
  std::string code_version;
  Timestamp started_at;
};

struct OrderRow {
  std::int64_t id = 0;  ///< The client order id; negative for what the venue did without an order.
  std::uint64_t correlation = 0;
  std::string strategy;
  std::string symbol;
  std::string_view side;
  std::string_view kind;
  std::string_view time_in_force;
  Quantity quantity;
  std::optional<Price> limit;
  std::optional<Price> stop;
  std::optional<Price> trail_amount;
  std::optional<Ratio> trail_percent;
  std::optional<Price> limit_offset;
  std::optional<Timestamp> expires_at;
  bool reduce_only = false;
  bool outside_hours = false;
  std::optional<std::int64_t> parent;
  std::optional<std::int64_t> oco_group;
  std::string tag;
  std::string_view state;
  Quantity filled;
  std::optional<Price> average_price;
  Money commission;
  std::string_view reason;
  Timestamp placed_at;
  std::optional<Timestamp> ended_at;
  std::uint64_t last_sequence = 0;
};

struct TransitionRow {
  RowSource source;
  std::int64_t order = 0;
  Timestamp at;
  std::string_view input;
  std::string_view from;
  std::string_view to;
  std::string_view reason;
};

struct FillRow {
  RowSource source;
  std::int64_t order = 0;
  std::string execution;
  std::string symbol;
  std::string_view side;
  Quantity quantity;
  Price price;
  Money commission;
  Timestamp event_at;
  Timestamp known_at;
};

struct TradeRow {
  RowSource source;
  std::string strategy;
  std::string symbol;
  Quantity quantity;
  std::optional<std::int64_t> entry_order;
  std::optional<std::int64_t> exit_order;
  Timestamp entry_at;
  Price entry_price;
  Timestamp exit_at;
  Price exit_price;
  Money pnl;
  Money commission;
  std::string entry_tag;
  std::string exit_tag;
};

struct PositionRow {
  std::string symbol;
  Quantity quantity;
  Price average_price;
  Money realised;
  std::optional<Price> mark;
  Timestamp updated_at;
  std::uint64_t last_sequence = 0;
};

struct PositionChangeRow {
  RowSource source;
  std::string symbol;
  Timestamp at;
  std::string_view cause;
  Quantity quantity;
  Price average_price;
  Money realised;
};

struct CashRow {
  RowSource source;
  Timestamp at;
  std::string_view kind;
  Currency currency;
  Money amount;
  Money balance;
  std::string symbol;
  std::optional<std::int64_t> order;
  std::string_view note;
};

struct RiskRow {
  RowSource source;
  Timestamp at;
  std::string_view kind;
  std::string symbol;
  std::string_view rule;
};

struct RunEnd {
  Timestamp at;
  std::string commands_hash;
};

/// What a stretch of a journal adds to the tables: rows that are new, and rows as they now stand.
struct SessionRows {
  std::optional<RunRow> run;
  std::vector<OrderRow> orders;  ///< As they stand; each once.
  std::vector<TransitionRow> transitions;
  std::vector<FillRow> fills;
  std::vector<TradeRow> trades;
  std::vector<PositionRow> positions;  ///< As they stand; each once.
  std::vector<PositionChangeRow> position_changes;
  std::vector<CashRow> cash;
  std::vector<RiskRow> risk;
  std::optional<RunEnd> end;
  std::uint64_t first_sequence = 0;  ///< Of the journal's records that these come from.
  std::uint64_t last_sequence = 0;
};

}  // namespace tw::store
