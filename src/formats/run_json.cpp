#include "formats/run_json.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "analytics/returns.hpp"
#include "core/date.hpp"
#include "formats/json_value.hpp"
#include "market/label_range.hpp"

namespace tw::formats {
namespace {

using Kind = JsonValue::Kind;

/// Returns the member when it is there and of that kind.
const JsonValue* member(const JsonValue& object, std::string_view name, Kind kind) {
  const JsonValue* found = object.find(name);
  return found != nullptr && found->is(kind) ? found : nullptr;
}

std::string text_of(const JsonValue& object, std::string_view name) {
  const JsonValue* text = member(object, name, Kind::Text);
  return text != nullptr ? text->text : std::string{};
}

std::optional<double> number_of(const JsonValue& object, std::string_view name) {
  const JsonValue* number = member(object, name, Kind::Number);
  return number != nullptr ? std::optional{number->number} : std::nullopt;
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
  run.equity.reserve(rows.items.size());
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
  run.trades.reserve(rows.items.size());
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

std::string title_of(const JsonValue* spec) {
  if (spec == nullptr) return "a backtest";
  const JsonValue* strategy = member(*spec, "strategy", Kind::Text);
  std::string title = strategy == nullptr ? "portfolio" : strategy->text;
  if (const JsonValue* symbols = member(*spec, "symbols", Kind::Array)) {
    for (std::size_t i = 0; i < symbols->items.size(); ++i) {
      title += (i == 0 ? " on " : ", ") + symbols->items[i].text;
    }
  }
  return title;
}

std::string currency_of(const JsonValue* spec) {
  const JsonValue* account = spec == nullptr ? nullptr : member(*spec, "account", Kind::Object);
  return account == nullptr ? std::string{} : text_of(*account, "currency");
}

/// Returns the last equity of each day.
analytics::DatedValues daily_equity(const std::vector<backtest::CurvePoint>& curve) {
  analytics::DatedValues values;
  for (const backtest::CurvePoint& point : curve) {
    if (!values.dates.empty() && point.at.session == values.dates.back()) {
      values.values.back() = point.value.as_double();
      continue;
    }
    values.dates.push_back(point.at.session);
    values.values.push_back(point.value.as_double());
  }
  return values;
}

bool has_weekends(const std::vector<Date>& dates) {
  return std::ranges::any_of(dates, [](Date date) {
    return date.weekday() == Weekday::Saturday || date.weekday() == Weekday::Sunday;
  });
}

}  // namespace

std::expected<RunJson, std::string> read_run(std::string_view text, std::string name) {
  const auto json = parse_json(text);
  if (!json) return std::unexpected{"is no JSON: " + json.error()};
  if (!json->is(Kind::Object)) return std::unexpected{std::string{"is no JSON object"}};
  const JsonValue* metrics = member(*json, "metrics", Kind::Object);
  const JsonValue* trades = member(*json, "trades", Kind::Array);
  const JsonValue* equity = member(*json, "equity", Kind::Array);
  for (const auto& [word, found] :
       {std::pair{"metrics", metrics}, {"trades", trades}, {"equity", equity}}) {
    if (found == nullptr) return std::unexpected{std::string{"has no '"} + word + "'"};
  }
  const JsonValue* spec = member(*json, "spec", Kind::Object);
  RunJson read{.run = {.name = std::move(name),
                       .run_id = text_of(*json, "run_id"),
                       .commands_hash = text_of(*json, "commands_hash"),
                       .metrics = {},
                       .trades = {},
                       .equity = {}},
               .title = title_of(spec),
               .cash = spec != nullptr ? number_of(*spec, "cash") : std::nullopt,
               .currency = currency_of(spec)};
  read.run.metrics.reserve(metrics->names.size());
  for (const std::string& key : metrics->names) {
    read.run.metrics.emplace_back(key, number_of(*metrics, key));
  }
  if (auto fault = read_trades(*trades, read.run)) return std::unexpected{std::move(*fault)};
  if (auto fault = read_equity(*equity, read.run)) return std::unexpected{std::move(*fault)};
  return read;
}

std::expected<research::TrackRecord, std::string> track_record_of(const RunJson& run) {
  if (!run.cash || *run.cash <= 0.0) {
    return std::unexpected{std::string{"has no positive 'cash' in its 'spec'"}};
  }
  const analytics::DatedValues equity = daily_equity(run.run.equity);
  if (equity.size() < 3) {
    return std::unexpected{std::string{"has fewer than three sessions in its 'equity'"}};
  }
  research::TrackRecord record{.title = run.title,
                               .run_id = run.run.run_id,
                               .first = to_string(equity.dates.front()),
                               .last = to_string(equity.dates.back()),
                               .session_returns = analytics::simple_returns(equity.values)};
  record.periods_per_year = has_weekends(equity.dates) ? analytics::kSessionsPerYearAlwaysOpen
                                                       : analytics::kSessionsPerYear;
  std::vector<const backtest::ComparedTrade*> trades;
  trades.reserve(run.run.trades.size());
  for (const backtest::ComparedTrade& trade : run.run.trades) trades.push_back(&trade);
  // ISO labels sort as times do.
  std::ranges::stable_sort(trades, {}, [](const auto* trade) { return trade->exit_at; });
  std::vector<double> pnl;
  pnl.reserve(trades.size());
  for (const backtest::ComparedTrade* trade : trades) pnl.push_back(trade->pnl);
  record.trade_returns = research::trade_returns(*run.cash, pnl);
  record.trades_per_year =
      research::trades_per_year(pnl.size(), equity.dates.front(), equity.dates.back());
  return record;
}

}  // namespace tw::formats
