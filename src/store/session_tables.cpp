#include "store/session_tables.hpp"

#include <utility>
#include <vector>

namespace tw::store {
namespace {

using sql::Error;
using sql::Parameter;
using Done = std::expected<void, Error>;

/// Runs `statement` once for each row, with the parameters that `values_of` makes of it.
template <class Row, class ValuesOf>
Done put(sql::Connection& database, std::string_view statement, const std::vector<Row>& rows,
         const ValuesOf& values_of) {
  if (rows.empty()) return {};
  // Owns: nothing; the parameters look into the rows.
  std::vector<std::vector<Parameter>> values;
  values.reserve(rows.size());
  for (const Row& row : rows) values.push_back(values_of(row));
  const auto done = database.execute_many(statement, values);
  if (!done) return std::unexpected{done.error()};
  return {};
}

Parameter number(std::uint64_t value) { return Parameter{static_cast<std::int64_t>(value)}; }
Parameter flag(bool value) { return Parameter{std::int64_t{value}}; }

constexpr std::string_view kPutOrder =
    "INSERT INTO orders (run_id, client_order_id, correlation_id, strategy, symbol, side, kind, "
    "time_in_force, quantity, limit_price, stop_price, trail_amount, trail_percent, limit_offset, "
    "expires_at, reduce_only, outside_hours, parent_order_id, oco_group, tag, state, filled, "
    "average_price, commission, reason, placed_at, ended_at, last_sequence) VALUES (?, ?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (run_id, client_order_id) DO UPDATE SET quantity = excluded.quantity, "
    "limit_price = excluded.limit_price, stop_price = excluded.stop_price, "
    "trail_amount = excluded.trail_amount, trail_percent = excluded.trail_percent, "
    "limit_offset = excluded.limit_offset, "
    "state = excluded.state, filled = excluded.filled, average_price = excluded.average_price, "
    "commission = excluded.commission, reason = excluded.reason, ended_at = excluded.ended_at, "
    "last_sequence = excluded.last_sequence";

constexpr std::string_view kPutPosition =
    "INSERT INTO positions (run_id, symbol, quantity, average_price, realised_pnl, mark, "
    "updated_at, last_sequence) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (run_id, symbol) DO UPDATE SET quantity = excluded.quantity, "
    "average_price = excluded.average_price, realised_pnl = excluded.realised_pnl, "
    "mark = excluded.mark, updated_at = excluded.updated_at, "
    "last_sequence = excluded.last_sequence";

constexpr std::string_view kAddTransition =
    "INSERT INTO order_transitions (run_id, sequence, part, client_order_id, at, input, "
    "from_state, to_state, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

constexpr std::string_view kAddFill =
    "INSERT INTO fills (run_id, sequence, part, client_order_id, execution_id, symbol, side, "
    "quantity, price, commission, event_at, known_at) VALUES "
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

constexpr std::string_view kAddRiskEvent =
    "INSERT INTO risk_events (run_id, sequence, part, at, kind, symbol, rule) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)";

constexpr std::string_view kAddTrade =
    "INSERT INTO trades (run_id, sequence, part, strategy, symbol, quantity, entry_order_id, "
    "exit_order_id, entry_at, entry_price, exit_at, exit_price, pnl, commission, entry_tag, "
    "exit_tag) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

constexpr std::string_view kAddPositionChange =
    "INSERT INTO position_history (run_id, sequence, part, symbol, at, cause, quantity, "
    "average_price, realised_pnl) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

constexpr std::string_view kAddCash =
    "INSERT INTO cash_ledger (run_id, sequence, part, at, kind, currency, amount, "
    "balance, symbol, client_order_id, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

}  // namespace

std::expected<std::uint64_t, Error> SessionTables::last_sequence(std::string_view run) {
  const auto found = database_.one<std::int64_t>(
      "SELECT last_sequence FROM strategy_runs WHERE id = ?", {Parameter{run}});
  if (!found) return std::unexpected{found.error()};
  return static_cast<std::uint64_t>(found->value_or(0));
}

Done SessionTables::add(const std::string& run, const SessionRows& rows) {
  if (database_.is_in_transaction()) return add_in_transaction(run, rows);
  return sql::in_transaction(database_, [&] { return add_in_transaction(run, rows); });
}

Done SessionTables::add_in_transaction(const std::string& run, const SessionRows& rows) {
  if (auto done = advance(run, rows); !done) return done;
  if (auto done = put_states(run, rows); !done) return done;
  return add_story(run, rows);
}

/// Moves the session's own row, which is what makes each record count once.
Done SessionTables::advance(const std::string& run, const SessionRows& rows) {
  if (const auto& begun = rows.run) {
    const auto done = database_.execute(
        "INSERT INTO strategy_runs (id, mode, title, options, code_version, started_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        {Parameter{run}, Parameter{begun->mode}, Parameter{begun->title}, Parameter{begun->options},
         Parameter{begun->code_version}, Parameter{begun->started_at}});
    if (!done) return std::unexpected{done.error()};
  }
  const auto moved = database_.execute(
      "UPDATE strategy_runs SET last_sequence = ? WHERE id = ? AND last_sequence = ?",
      {number(rows.last_sequence), Parameter{run}, number(rows.first_sequence - 1)});
  if (!moved) return std::unexpected{moved.error()};
  if (*moved != 1) {
    return std::unexpected{
        Error{.reason = sql::Reason::Refused,
              .message = "the tables hold another stretch of session '" + run +
                         "' than the one before record " + std::to_string(rows.first_sequence) +
                         "; end what else writes it, or use `tradewind db rebuild`"}};
  }
  if (const auto& end = rows.end) {
    const auto done =
        database_.execute("UPDATE strategy_runs SET ended_at = ?, commands_hash = ? WHERE id = ?",
                          {Parameter{end->at}, Parameter{end->commands_hash}, Parameter{run}});
    if (!done) return std::unexpected{done.error()};
  }
  return {};
}

/// Brings up to date what changes as long as the session lives.
Done SessionTables::put_states(const std::string& run, const SessionRows& rows) {
  auto done = put(database_, kPutOrder, rows.orders, [&](const OrderRow& row) {
    return std::vector<Parameter>{run,
                                  row.id,
                                  number(row.correlation),
                                  row.strategy,
                                  row.symbol,
                                  row.side,
                                  row.kind,
                                  row.time_in_force,
                                  row.quantity,
                                  row.limit,
                                  row.stop,
                                  row.trail_amount,
                                  row.trail_percent,
                                  row.limit_offset,
                                  row.expires_at,
                                  flag(row.reduce_only),
                                  flag(row.outside_hours),
                                  row.parent,
                                  row.oco_group,
                                  row.tag,
                                  row.state,
                                  row.filled,
                                  row.average_price,
                                  row.commission,
                                  row.reason,
                                  row.placed_at,
                                  row.ended_at,
                                  number(row.last_sequence)};
  });
  if (!done) return done;
  return put(database_, kPutPosition, rows.positions, [&](const PositionRow& row) {
    return std::vector<Parameter>{
        run,          row.symbol, row.quantity,   row.average_price,
        row.realised, row.mark,   row.updated_at, number(row.last_sequence)};
  });
}

/// Adds what happened, which is never changed again: each row opens with the record that it is of.
Done SessionTables::add_story(const std::string& run, const SessionRows& rows) {
  const auto add = [&](std::string_view statement, const auto& list, const auto& rest_of) {
    return put(database_, statement, list, [&](const auto& row) {
      std::vector<Parameter> values{run, number(row.source.sequence), row.source.part};
      const std::vector<Parameter> rest = rest_of(row);
      values.insert(values.end(), rest.begin(), rest.end());
      return values;
    });
  };
  using Rest = std::vector<Parameter>;
  auto done = add(kAddTransition, rows.transitions, [](const TransitionRow& row) {
    return Rest{row.order, row.at, row.input, row.from, row.to, row.reason};
  });
  if (done) {
    done = add(kAddFill, rows.fills, [](const FillRow& row) {
      return Rest{row.order, row.execution,  row.symbol,   row.side,    row.quantity,
                  row.price, row.commission, row.event_at, row.known_at};
    });
  }
  if (done) {
    done = add(kAddRiskEvent, rows.risk,
               [](const RiskRow& row) { return Rest{row.at, row.kind, row.symbol, row.rule}; });
  }
  if (done) {
    done = add(kAddTrade, rows.trades, [](const TradeRow& row) {
      return Rest{row.strategy,   row.symbol,      row.quantity, row.entry_order, row.exit_order,
                  row.entry_at,   row.entry_price, row.exit_at,  row.exit_price,  row.pnl,
                  row.commission, row.entry_tag,   row.exit_tag};
    });
  }
  if (done) {
    done = add(kAddPositionChange, rows.position_changes, [](const PositionChangeRow& row) {
      return Rest{row.symbol, row.at, row.cause, row.quantity, row.average_price, row.realised};
    });
  }
  if (done) {
    done = add(kAddCash, rows.cash, [](const CashRow& row) {
      return Rest{row.at,      row.kind,   row.currency.view(), row.amount,
                  row.balance, row.symbol, row.order,           row.note};
    });
  }
  return done;
}

Done SessionTables::erase(std::string_view run) {
  // What hangs on the session's row goes with it.
  const auto done = database_.execute("DELETE FROM strategy_runs WHERE id = ?", {Parameter{run}});
  if (!done) return std::unexpected{done.error()};
  return {};
}

}  // namespace tw::store
