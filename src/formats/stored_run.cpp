#include "formats/stored_run.hpp"

#include <optional>

#include "formats/json_value.hpp"
#include "market/label_range.hpp"

namespace tw::formats {
namespace {

using Kind = JsonValue::Kind;

std::string text_of(const JsonValue& object, std::string_view name) {
  const JsonValue* member = object.find(name);
  return member != nullptr && member->is(Kind::Text) ? member->text : std::string{};
}

std::optional<double> number_of(const JsonValue& object, std::string_view name) {
  const JsonValue* member = object.find(name);
  return member != nullptr && member->is(Kind::Number) ? std::optional{member->number}
                                                       : std::nullopt;
}

/// Returns the moment that a report names so: a session's date, or an instant.
std::optional<backtest::TimeLabel> label_of(std::string_view text) {
  const auto end = parse_range_end(text);
  if (!end) return std::nullopt;
  const bool is_date = !end->at.has_value();
  return backtest::TimeLabel{is_date ? end->date.midnight() : *end->at, end->date, is_date};
}

/// Returns what is wrong, or nothing.
std::optional<std::string> read_equity(const JsonValue& rows, backtest::ComparedRun& run) {
  for (const JsonValue& row : rows.items) {
    const bool is_pair = row.is(Kind::Array) && row.items.size() == 2 &&
                         row.items[0].is(Kind::Text) && row.items[1].is(Kind::Number);
    const auto at = is_pair ? label_of(row.items[0].text) : std::nullopt;
    const auto value = is_pair ? Money::from_double(row.items[1].number) : std::nullopt;
    if (!at || !value) {
      return "equity[" + std::to_string(run.equity.size()) + "] is no pair of a time and a value";
    }
    if (!run.equity.empty() && at->at < run.equity.back().at.at) {
      return "equity[" + std::to_string(run.equity.size()) + "] is earlier than the one before";
    }
    run.equity.push_back({*at, *value});
  }
  return std::nullopt;
}

std::optional<std::string> read_trades(const JsonValue& rows, backtest::ComparedRun& run) {
  for (const JsonValue& row : rows.items) {
    const auto quantity = number_of(row, "quantity");
    const auto pnl = number_of(row, "pnl");
    if (!row.is(Kind::Object) || !quantity || !pnl || text_of(row, "symbol").empty()) {
      return "trades[" + std::to_string(run.trades.size()) +
             "] lacks a symbol, a quantity or a pnl";
    }
    run.trades.push_back({.symbol = text_of(row, "symbol"),
                          .is_long = text_of(row, "side") != "short",
                          .entry_at = text_of(row, "entry_at"),
                          .exit_at = text_of(row, "exit_at"),
                          .quantity = *quantity,
                          .pnl = *pnl});
  }
  return std::nullopt;
}

}  // namespace

std::expected<backtest::ComparedRun, std::string> read_stored_run(std::string_view text,
                                                                  std::string name) {
  const auto json = parse_json(text);
  if (!json) return std::unexpected{"is no JSON: " + json.error()};
  if (!json->is(Kind::Object)) return std::unexpected{std::string{"is no JSON object"}};
  const JsonValue* metrics = json->find("metrics");
  const JsonValue* trades = json->find("trades");
  const JsonValue* equity = json->find("equity");
  const std::pair<const char*, bool> wanted[] = {
      {"metrics", metrics != nullptr && metrics->is(Kind::Object)},
      {"trades", trades != nullptr && trades->is(Kind::Array)},
      {"equity", equity != nullptr && equity->is(Kind::Array)}};
  for (const auto& [member, is_there] : wanted) {
    if (!is_there) {
      return std::unexpected{"has no '" + std::string{member} +
                             "'; give it what 'tradewind backtest --json FILE' wrote"};
    }
  }
  backtest::ComparedRun run{.name = std::move(name),
                            .run_id = text_of(*json, "run_id"),
                            .commands_hash = text_of(*json, "commands_hash"),
                            .metrics = {},
                            .trades = {},
                            .equity = {}};
  for (const std::string& key : metrics->names) {
    run.metrics.emplace_back(key, number_of(*metrics, key));
  }
  if (auto fault = read_trades(*trades, run)) return std::unexpected{std::move(*fault)};
  if (auto fault = read_equity(*equity, run)) return std::unexpected{std::move(*fault)};
  return run;
}

}  // namespace tw::formats
