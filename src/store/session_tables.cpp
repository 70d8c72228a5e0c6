#include "store/session_tables.hpp"

#include <utility>
#include <vector>

namespace tw::store {
namespace {

using sql::Error;
using sql::Parameter;
using Done = std::expected<void, Error>;

/// The rows of one statement. Owns: nothing; what the parameters look at must outlive it.
using Values = std::vector<std::vector<Parameter>>;

Done run_many(sql::Connection& database, std::string_view statement, const Values& rows) {
  if (rows.empty()) return {};
  const auto done = database.execute_many(statement, rows);
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
  if (auto done = put_orders(run, rows); !done) return done;
  if (auto done = put_story(run, rows); !done) return done;
  if (auto done = put_books(run, rows); !done) return done;
  return put_positions(run, rows);
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

Done SessionTables::put_orders(const std::string& run, const SessionRows& rows) {
  Values values;
  values.reserve(rows.orders.size());
  for (const OrderRow& row : rows.orders) {
    values.push_back({run,
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
                      number(row.last_sequence)});
  }
  return run_many(database_, kPutOrder, values);
}

Done SessionTables::put_positions(const std::string& run, const SessionRows& rows) {
  Values values;
  values.reserve(rows.positions.size());
  for (const PositionRow& row : rows.positions) {
    values.push_back({run, row.symbol, row.quantity, row.average_price, row.realised, row.mark,
                      row.updated_at, number(row.last_sequence)});
  }
  return run_many(database_, kPutPosition, values);
}

/// Adds what happened to orders, which is never changed again.
Done SessionTables::put_story(const std::string& run, const SessionRows& rows) {
  Values transitions;
  transitions.reserve(rows.transitions.size());
  for (const TransitionRow& row : rows.transitions) {
    transitions.push_back({run, number(row.source.sequence), row.source.part, row.order, row.at,
                           row.input, row.from, row.to, row.reason});
  }
  Values fills;
  fills.reserve(rows.fills.size());
  for (const FillRow& row : rows.fills) {
    fills.push_back({run, number(row.source.sequence), row.source.part, row.order, row.execution,
                     row.symbol, row.side, row.quantity, row.price, row.commission, row.event_at,
                     row.known_at});
  }
  Values risk;
  risk.reserve(rows.risk.size());
  for (const RiskRow& row : rows.risk) {
    risk.push_back({run, number(row.source.sequence), row.source.part, row.at, row.kind, row.symbol,
                    row.rule});
  }
  if (auto done = run_many(
          database_,
          "INSERT INTO order_transitions (run_id, sequence, part, client_order_id, at, input, "
          "from_state, to_state, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          transitions);
      !done) {
    return done;
  }
  if (auto done = run_many(
          database_,
          "INSERT INTO fills (run_id, sequence, part, client_order_id, execution_id, symbol, side, "
          "quantity, price, commission, event_at, known_at) VALUES "
          "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          fills);
      !done) {
    return done;
  }
  return run_many(database_,
                  "INSERT INTO risk_events (run_id, sequence, part, at, kind, symbol, rule) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?)",
                  risk);
}

/// Adds what that did to the books, likewise.
Done SessionTables::put_books(const std::string& run, const SessionRows& rows) {
  Values trades;
  trades.reserve(rows.trades.size());
  for (const TradeRow& row : rows.trades) {
    trades.push_back({run, number(row.source.sequence), row.source.part, row.strategy, row.symbol,
                      row.quantity, row.entry_order, row.exit_order, row.entry_at, row.entry_price,
                      row.exit_at, row.exit_price, row.pnl, row.commission, row.entry_tag,
                      row.exit_tag});
  }
  Values changes;
  changes.reserve(rows.position_changes.size());
  for (const PositionChangeRow& row : rows.position_changes) {
    changes.push_back({run, number(row.source.sequence), row.source.part, row.symbol, row.at,
                       row.cause, row.quantity, row.average_price, row.realised});
  }
  Values cash;
  cash.reserve(rows.cash.size());
  for (const CashRow& row : rows.cash) {
    cash.push_back({run, number(row.source.sequence), row.source.part, row.at, row.kind,
                    row.currency.view(), row.amount, row.balance, row.symbol, row.order, row.note});
  }
  if (auto done = run_many(
          database_,
          "INSERT INTO trades (run_id, sequence, part, strategy, symbol, quantity, entry_order_id, "
          "exit_order_id, entry_at, entry_price, exit_at, exit_price, pnl, commission, entry_tag, "
          "exit_tag) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          trades);
      !done) {
    return done;
  }
  if (auto done = run_many(
          database_,
          "INSERT INTO position_history (run_id, sequence, part, symbol, at, cause, quantity, "
          "average_price, realised_pnl) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          changes);
      !done) {
    return done;
  }
  return run_many(
      database_,
      "INSERT INTO cash_ledger (run_id, sequence, part, at, kind, currency, amount, "
      "balance, symbol, client_order_id, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      cash);
}

Done SessionTables::erase(std::string_view run) {
  // What hangs on the session's row goes with it.
  const auto done = database_.execute("DELETE FROM strategy_runs WHERE id = ?", {Parameter{run}});
  if (!done) return std::unexpected{done.error()};
  return {};
}

}  // namespace tw::store
