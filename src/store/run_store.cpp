#include "store/run_store.hpp"

#include <array>
#include <utility>

#include "core/date.hpp"
#include "core/json_text.hpp"
#include "formats/json_value.hpp"
#include "sql/bulk.hpp"
#include "store/versioned.hpp"

namespace tw::store {
namespace {

using backtest::BacktestReport;
using sql::Connection;

template <class T>
using Result = std::expected<T, sql::Error>;

constexpr std::array<std::string_view, 3> kKinds{"backtest", "sweep", "session"};

Timestamp moment(const backtest::TimeLabel& label) {
  return label.is_date ? label.session.midnight() : label.at;
}

/// Returns a moment as reports name it: what is midnight stands for a session's date.
backtest::TimeLabel label_of(Timestamp at) {
  const Date date = Date::of(at);
  return {.at = at, .session = date, .is_date = date.midnight() == at};
}

std::string json_array(const std::vector<std::string>& texts) {
  std::string json = "[";
  for (const std::string& text : texts) {
    if (json.size() > 1) json += ',';
    append_json_text(json, text);
  }
  return json + "]";
}

std::string json_object(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string json = "{";
  for (const auto& [name, value] : members) {
    if (json.size() > 1) json += ',';
    append_json_text(json, name);
    json += ':';
    append_json_text(json, value);
  }
  return json + "}";
}

std::string_view word_of(backtest::Metric::Kind kind) {
  constexpr std::array<std::string_view, 5> kWords{"ratio", "percent", "money", "count", "days"};
  return kWords[std::to_underlying(kind)];
}

/// Returns a value that both engines hold: neither takes NaN.
std::optional<double> storable(std::optional<double> value) {
  return value && *value == *value ? value : std::nullopt;
}

std::string json_pairs(const RunOptions& options) {
  std::string json = "[";
  for (const auto& [key, value] : options) {
    if (json.size() > 1) json += ',';
    json += '[';
    append_json_text(json, key);
    json += ',';
    append_json_text(json, value);
    json += ']';
  }
  return json + "]";
}

RunOptions pairs_of(std::string_view json) {
  RunOptions options;
  const auto parsed = formats::parse_json(json);
  if (!parsed) return options;
  for (const formats::JsonValue& pair : parsed->items) {
    if (pair.items.size() == 2) options.emplace_back(pair.items[0].text, pair.items[1].text);
  }
  return options;
}

Result<void> insert_backtest(Connection& db, const BacktestReport& report, Timestamp now,
                             const RunOptions& options) {
  std::vector<std::pair<std::string, std::string>> assumptions;
  assumptions.reserve(report.assumptions.size());
  for (const auto& one : report.assumptions) assumptions.emplace_back(one.name, one.value);
  const Money last = report.equity.empty() ? report.initial_cash : report.equity.back().value;
  const Timestamp first_at = report.equity.empty() ? Timestamp{} : moment(report.equity.front().at);
  const Timestamp last_at = report.equity.empty() ? Timestamp{} : moment(report.equity.back().at);
  const std::string parameters = json_object(report.parameters);
  const std::string symbols = json_array(report.symbols);
  const std::string assumed = json_object(assumptions);
  const std::string warnings = json_array(report.warnings);
  const auto done = db.execute(
      "INSERT INTO backtests (id, title, strategy, parameters, symbols, spec, assumptions, "
      "warnings, first_at, last_at, initial_cash, final_equity, currency, trade_count, "
      "code_version, commands_hash, created_at, options) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?, ?, ?, ?, ?)",
      {report.run_id, report.title, report.strategy, parameters, symbols, report.spec_json, assumed,
       warnings, first_at, last_at, report.initial_cash, last, report.currency,
       static_cast<std::int64_t>(report.trades.size()), report.code_version, report.commands_hash,
       now, json_pairs(options)});
  if (!done) return std::unexpected{done.error()};
  return {};
}

Result<void> insert_trades(Connection& db, const BacktestReport& report) {
  auto rows = db.bulk("backtest_trades",
                      {"backtest_id", "number", "strategy", "symbol", "quantity", "entry_at",
                       "entry_price", "exit_at", "exit_price", "pnl", "trade_return", "commission",
                       "bars_held", "mae", "mfe", "entry_tag", "exit_tag"});
  if (!rows) return std::unexpected{rows.error()};
  std::int64_t number = 0;
  for (const backtest::TradeRow& trade : report.trades) {
    number += 1;
    rows->row(report.run_id, number, trade.strategy, trade.symbol, trade.quantity,
              moment(trade.entry_at), trade.entry_price, moment(trade.exit_at), trade.exit_price,
              trade.pnl, storable(trade.return_).value_or(0.0), trade.commission, trade.bars_held,
              trade.mae, trade.mfe, trade.entry_tag, trade.exit_tag);
  }
  const auto done = rows->finish();
  if (!done) return std::unexpected{done.error()};
  return {};
}

Result<void> insert_equity(Connection& db, const BacktestReport& report) {
  auto rows = db.bulk("equity_points", {"subject_id", "at", "equity", "benchmark"});
  if (!rows) return std::unexpected{rows.error()};
  for (std::size_t i = 0; i < report.equity.size(); ++i) {
    const Timestamp at = moment(report.equity[i].at);
    const bool is_last_of_day =
        i + 1 == report.equity.size() || Date::of(at) != Date::of(moment(report.equity[i + 1].at));
    if (!is_last_of_day) continue;
    const auto benchmark =
        i < report.benchmark.size() ? storable(report.benchmark[i]) : std::optional<double>{};
    rows->row(report.run_id, at, report.equity[i].value, benchmark);
  }
  const auto done = rows->finish();
  if (!done) return std::unexpected{done.error()};
  return {};
}

Result<void> insert_metrics(Connection& db, const BacktestReport& report) {
  auto rows = db.bulk("performance_metrics", {"subject_id", "name", "kind", "value"});
  if (!rows) return std::unexpected{rows.error()};
  for (const backtest::Metric& metric : report.metrics) {
    rows->row(report.run_id, metric.key, word_of(metric.kind), storable(metric.value));
  }
  const auto done = rows->finish();
  if (!done) return std::unexpected{done.error()};
  return {};
}

/// Returns whether a row with that id is there.
Result<bool> has(Connection& db, std::string_view table, const std::string& id) {
  const auto found =
      db.one<std::int64_t>("SELECT 1 FROM " + std::string{table} + " WHERE id = ?", {id});
  if (!found) return std::unexpected{found.error()};
  return found->has_value();
}

/// What all three kinds of runs have, as one list. Of a session the score is not kept here.
constexpr std::string_view kAllRuns =
    "SELECT 0 AS kind, b.id AS id, b.title AS title, b.strategy AS strategy, b.created_at AS at, "
    "m.value AS score, b.trade_count AS count, b.commands_hash AS hash, b.note AS note, "
    "b.version AS version FROM backtests b "
    "LEFT JOIN performance_metrics m ON m.subject_id = b.id AND m.name = 'total_return' "
    "UNION ALL SELECT 1, s.id, s.kind || ' search of ' || s.strategy, s.strategy, s.created_at, "
    "(SELECT MAX(t.objective) FROM trials t WHERE t.sweep_id = s.id), s.trial_count, '', "
    "s.note, s.version FROM sweeps s "
    "UNION ALL SELECT 2, r.id, r.title, '', r.started_at, NULL, "
    "(SELECT COUNT(*) FROM trades x WHERE x.run_id = r.id), COALESCE(r.commands_hash, ''), "
    "'', 1 FROM strategy_runs r";

RunSummary summary_of(const sql::Row& row) {
  return {.kind = static_cast<RunKind>(row.integer(0)),
          .id = row.get<std::string>(1),
          .title = row.get<std::string>(2),
          .strategy = row.get<std::string>(3),
          .created_at = row.timestamp(4),
          .total_return = row.get<std::optional<double>>(5),
          .count = row.integer(6),
          .commands_hash = row.get<std::string>(7),
          .note = row.get<std::string>(8),
          .version = row.integer(9)};
}

}  // namespace

std::string_view to_string(RunKind kind) { return kKinds[std::to_underlying(kind)]; }

std::optional<RunKind> parse_run_kind(std::string_view text) {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds[i] == text) return static_cast<RunKind>(i);
  }
  return std::nullopt;
}

Result<bool> save_backtest(Connection& db, const BacktestReport& report, Timestamp now,
                           const RunOptions& options) {
  bool is_new = false;
  const auto saved = sql::in_transaction(db, [&]() -> Result<void> {
    const auto is_there = has(db, "backtests", report.run_id);
    if (!is_there) return std::unexpected{is_there.error()};
    is_new = !*is_there;
    if (!is_new) return {};
    if (auto done = insert_backtest(db, report, now, options); !done) return done;
    if (auto done = insert_trades(db, report); !done) return done;
    if (auto done = insert_equity(db, report); !done) return done;
    return insert_metrics(db, report);
  });
  if (!saved) return std::unexpected{saved.error()};
  return is_new;
}

Result<bool> save_sweep(Connection& db, const SweepRecord& sweep, Timestamp now) {
  bool is_new = false;
  const auto saved = sql::in_transaction(db, [&]() -> Result<void> {
    const auto is_there = has(db, "sweeps", sweep.id);
    if (!is_there) return std::unexpected{is_there.error()};
    is_new = !*is_there;
    if (!is_new) return {};
    const std::string description = sweep.symbols + " " + sweep.timeframe;
    const std::string symbols = json_array({sweep.symbols});
    // Two searches on one set of data at once add up: the count is made by the database.
    auto done = db.execute(
        "INSERT INTO data_sets (id, description, symbols, timeframe, first_at, last_at, "
        "trial_count, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "trial_count = data_sets.trial_count + excluded.trial_count, version = data_sets.version + "
        "1",
        {sweep.data_hash, description, symbols, sweep.timeframe, sweep.first_at, sweep.last_at,
         static_cast<std::int64_t>(sweep.trials), now});
    if (!done) return std::unexpected{done.error()};
    done = db.execute(
        "INSERT INTO sweeps (id, data_set_id, kind, strategy, spec, axes, objective, seed, "
        "trial_count, state, code_version, created_at, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?, ?)",
        {sweep.id, sweep.data_hash, sweep.kind, sweep.strategy, sweep.spec, sweep.axes,
         sweep.objective, sweep.seed, static_cast<std::int64_t>(sweep.trials),
         sweep.is_complete ? "done" : "cancelled", sweep.code_version, now, now});
    if (!done) return std::unexpected{done.error()};
    auto rows = db.bulk("trials", {"sweep_id", "number", "parameters", "objective", "final_equity",
                                   "trade_count", "max_drawdown", "sharpe"});
    if (!rows) return std::unexpected{rows.error()};
    for (const SweepRecord::Trial& trial : sweep.best) {
      rows->row(sweep.id, static_cast<std::int64_t>(trial.number), trial.parameters,
                storable(trial.score), trial.final_equity, static_cast<std::int64_t>(trial.trades),
                storable(trial.max_drawdown), storable(trial.sharpe));
    }
    const auto filled = rows->finish();
    if (!filled) return std::unexpected{filled.error()};
    return {};
  });
  if (!saved) return std::unexpected{saved.error()};
  return is_new;
}

Result<std::vector<RunSummary>> list_runs(Connection& db, const RunFilter& filter) {
  std::string sql = "SELECT * FROM (" + std::string{kAllRuns} + ") runs WHERE 1 = 1";
  std::vector<sql::Parameter> values;
  if (filter.kind) {
    sql += " AND kind = ?";
    values.emplace_back(static_cast<std::int64_t>(*filter.kind));
  }
  if (!filter.strategy.empty()) {
    sql += " AND strategy = ?";
    values.emplace_back(filter.strategy);
  }
  if (filter.after) {
    sql += " AND (at < ? OR (at = ? AND id < ?))";
    values.emplace_back(filter.after->first);
    values.emplace_back(filter.after->first);
    values.emplace_back(filter.after->second);
  }
  sql += " ORDER BY at DESC, id DESC LIMIT ?";
  values.emplace_back(static_cast<std::int64_t>(filter.limit));
  std::vector<RunSummary> runs;
  const auto done =
      db.each(sql, values, [&](const sql::Row& row) { runs.push_back(summary_of(row)); });
  if (!done) return std::unexpected{done.error()};
  return runs;
}

Result<std::vector<RunSummary>> find_runs(Connection& db, std::string_view prefix) {
  std::vector<RunSummary> runs;
  const auto done = db.each(
      "SELECT * FROM (" + std::string{kAllRuns} +
          ") runs WHERE substr(id, 1, CAST(? AS INTEGER)) = ? ORDER BY at DESC, id DESC LIMIT 10",
      {static_cast<std::int64_t>(prefix.size()), prefix},
      [&](const sql::Row& row) { runs.push_back(summary_of(row)); });
  if (!done) return std::unexpected{done.error()};
  return runs;
}

Result<std::optional<backtest::ComparedRun>> load_backtest(Connection& db, const std::string& id) {
  backtest::ComparedRun run;
  auto done = db.each("SELECT id, title, commands_hash FROM backtests WHERE id = ?", {id},
                      [&](const sql::Row& row) {
                        run.run_id = row.get<std::string>(0);
                        run.name = row.get<std::string>(1);
                        run.commands_hash = row.get<std::string>(2);
                      });
  if (!done) return std::unexpected{done.error()};
  if (run.run_id.empty()) return std::nullopt;
  done = db.each("SELECT name, value FROM performance_metrics WHERE subject_id = ? ORDER BY name",
                 {id}, [&](const sql::Row& row) {
                   run.metrics.emplace_back(row.get<std::string>(0),
                                            row.get<std::optional<double>>(1));
                 });
  if (!done) return std::unexpected{done.error()};
  done = db.each(
      "SELECT symbol, quantity, entry_at, exit_at, pnl FROM backtest_trades WHERE backtest_id = ? "
      "ORDER BY number",
      {id}, [&](const sql::Row& row) {
        const auto quantity = row.amount<Quantity>(1);
        run.trades.push_back({.symbol = row.get<std::string>(0),
                              .is_long = quantity.raw() > 0,
                              .entry_at = to_string(label_of(row.timestamp(2))),
                              .exit_at = to_string(label_of(row.timestamp(3))),
                              .quantity = quantity.as_double(),
                              .pnl = row.amount<Money>(4).as_double()});
      });
  if (!done) return std::unexpected{done.error()};
  done = db.each(
      "SELECT at, equity FROM equity_points WHERE subject_id = ? ORDER BY at", {id},
      [&](const sql::Row& row) {
        run.equity.push_back({.at = label_of(row.timestamp(0)), .value = row.amount<Money>(1)});
      });
  if (!done) return std::unexpected{done.error()};
  return run;
}

Result<std::optional<RunOrigin>> load_origin(Connection& db, const std::string& id) {
  std::optional<RunOrigin> origin;
  const auto done =
      db.each("SELECT options, commands_hash, code_version FROM backtests WHERE id = ?", {id},
              [&](const sql::Row& row) {
                origin = {.options = pairs_of(row.text(0)),
                          .commands_hash = row.get<std::string>(1),
                          .code_version = row.get<std::string>(2)};
              });
  if (!done) return std::unexpected{done.error()};
  return origin;
}

Result<void> label_run(Connection& db, const RunSummary& run, const std::string& note) {
  if (run.kind == RunKind::Session) {
    return std::unexpected{sql::Error{sql::Reason::Refused,
                                      "a session takes no label: its tables are made from its "
                                      "journal; label a backtest or a search"}};
  }
  const std::string table = run.kind == RunKind::Backtest ? "backtests" : "sweeps";
  return changed_once(db.execute("UPDATE " + table +
                                     " SET note = ?, version = version + 1 WHERE "
                                     "id = ? AND version = ?",
                                 {note, run.id, run.version}),
                      "the label of run '" + run.id + "'");
}

Result<std::vector<SweepRecord::Trial>> load_trials(Connection& db, const std::string& id) {
  std::vector<SweepRecord::Trial> trials;
  const auto done = db.each(
      "SELECT number, parameters, objective, final_equity, trade_count, max_drawdown, sharpe FROM "
      "trials WHERE sweep_id = ? ORDER BY objective DESC, number",
      {id}, [&](const sql::Row& row) {
        trials.push_back({.number = static_cast<std::uint64_t>(row.integer(0)),
                          .parameters = row.get<std::string>(1),
                          .score = row.get<std::optional<double>>(2),
                          .final_equity = row.amount<Money>(3),
                          .trades = static_cast<std::uint64_t>(row.integer(4)),
                          .max_drawdown = row.get<std::optional<double>>(5),
                          .sharpe = row.get<std::optional<double>>(6)});
      });
  if (!done) return std::unexpected{done.error()};
  return trials;
}

Result<bool> delete_run(Connection& db, const RunSummary& run) {
  constexpr std::array<std::string_view, 3> kTables{"backtests", "sweeps", "strategy_runs"};
  bool is_gone = false;
  const auto done = sql::in_transaction(db, [&]() -> Result<void> {
    // What hangs on a subject by name alone is not removed by the keys.
    for (const std::string_view table : {"equity_points", "performance_metrics"}) {
      const auto removed =
          db.execute("DELETE FROM " + std::string{table} + " WHERE subject_id = ?", {run.id});
      if (!removed) return std::unexpected{removed.error()};
    }
    const auto removed = db.execute(
        "DELETE FROM " + std::string{kTables[std::to_underlying(run.kind)]} + " WHERE id = ?",
        {run.id});
    if (!removed) return std::unexpected{removed.error()};
    is_gone = *removed != 0;
    return {};
  });
  if (!done) return std::unexpected{done.error()};
  return is_gone;
}

}  // namespace tw::store
