#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "sql/connection.hpp"

namespace tw::support {

/// Returns everything that the tables of sessions hold, a line a row, in the order of their keys.
inline std::string dump_sessions(sql::Connection& database) {
  constexpr std::string_view kQueries[] = {
      "SELECT * FROM strategy_runs ORDER BY id",
      "SELECT * FROM orders ORDER BY run_id, client_order_id",
      "SELECT * FROM order_transitions ORDER BY run_id, sequence, part",
      "SELECT * FROM fills ORDER BY run_id, sequence, part",
      "SELECT * FROM trades ORDER BY run_id, sequence, part",
      "SELECT * FROM positions ORDER BY run_id, symbol",
      "SELECT * FROM position_history ORDER BY run_id, sequence, part",
      "SELECT * FROM cash_ledger ORDER BY run_id, sequence, part",
      "SELECT * FROM risk_events ORDER BY run_id, sequence, part"};
  std::string dump;
  for (const std::string_view query : kQueries) {
    dump.append(query).append("\n");
    const auto done = database.each(query, {}, [&](const sql::Row& row) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        dump.append(row.name(i)).append("=");
        if (row.type(i) == sql::Type::Int64) dump.append(std::to_string(row.integer(i)));
        if (row.type(i) == sql::Type::Text) dump.append(row.text(i));
        if (row.type(i) == sql::Type::Double) dump.append(std::to_string(row.real(i)));
        dump.append(" ");
      }
      dump.append("\n");
    });
    if (!done) throw std::runtime_error{done.error().message};
  }
  return dump;
}

}  // namespace tw::support
