#include "store/provider_calls.hpp"

namespace tw::store {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO provider_calls (id, at, provider, operation, symbol, outcome, is_malformed, "
    "status, duration_ns, request_count, byte_count, cost, budget_left, error) VALUES (?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";

constexpr std::string_view kSelect =
    "SELECT id, at, provider, operation, symbol, outcome, is_malformed, status, duration_ns, "
    "request_count, byte_count, cost, budget_left, error FROM provider_calls";

ProviderCall call_of(const sql::Row& row) {
  return {.id = row.get<std::string>(0),
          .at = row.timestamp(1),
          .provider = row.get<std::string>(2),
          .operation = row.get<std::string>(3),
          .symbol = row.get<std::string>(4),
          .outcome = row.get<std::string>(5),
          .is_malformed = row.integer(6) != 0,
          .status = row.integer(7),
          .latency = {row.integer(8)},
          .requests = row.integer(9),
          .bytes = row.integer(10),
          .cost = row.integer(11),
          .budget_left = row.get<std::optional<std::int64_t>>(12),
          .error = row.get<std::string>(13)};
}

}  // namespace

std::expected<void, sql::Error> save_calls(sql::Connection& db,
                                           std::span<const ProviderCall> calls) {
  std::vector<std::vector<sql::Parameter>> rows;
  rows.reserve(calls.size());
  for (const ProviderCall& call : calls) {
    rows.push_back({call.id, call.at, call.provider, call.operation, call.symbol, call.outcome,
                    call.is_malformed, call.status, call.latency.ns, call.requests, call.bytes,
                    call.cost, call.budget_left, call.error});
  }
  const auto done = db.execute_many(kInsert, rows);
  if (!done) return std::unexpected{done.error()};
  return {};
}

std::expected<std::vector<ProviderCall>, sql::Error> list_calls(sql::Connection& db,
                                                                const CallFilter& filter) {
  std::string text{kSelect};
  std::vector<sql::Parameter> values;
  const char* before = " WHERE ";
  const auto add = [&](std::string_view condition, sql::Parameter value) {
    text += before;
    text += condition;
    before = " AND ";
    values.push_back(value);
  };
  if (!filter.provider.empty()) add("provider = ?", filter.provider);
  if (!filter.symbol.empty()) add("symbol = ?", filter.symbol);
  if (!filter.outcome.empty()) add("outcome = ?", filter.outcome);
  if (filter.from) add("at >= ?", *filter.from);
  if (filter.after) {
    add("(at < ? OR (at = ?", filter.after->first);
    values.emplace_back(filter.after->first);
    text += " AND id < ?))";
    values.emplace_back(filter.after->second);
  }
  text += " ORDER BY at DESC, id DESC LIMIT ?";
  values.emplace_back(static_cast<std::int64_t>(filter.limit));
  std::vector<ProviderCall> calls;
  const auto done =
      db.each(text, values, [&](const sql::Row& row) { calls.push_back(call_of(row)); });
  if (!done) return std::unexpected{done.error()};
  return calls;
}

std::expected<std::optional<ProviderCall>, sql::Error> find_call(sql::Connection& db,
                                                                 const std::string& id) {
  std::optional<ProviderCall> call;
  const auto done = db.each(std::string{kSelect} + " WHERE id = ?", {id},
                            [&](const sql::Row& row) { call = call_of(row); });
  if (!done) return std::unexpected{done.error()};
  return call;
}

}  // namespace tw::store
