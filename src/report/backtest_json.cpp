#include "report/backtest_json.hpp"

#include <cmath>

#include "report/analysis_json.hpp"
#include "report/json_writer.hpp"
#include "report/trade_text.hpp"

namespace tw::report {
namespace {

using backtest::BacktestReport;
using backtest::Metric;
using backtest::TimeLabel;

std::string_view side_of(bool is_long) { return is_long ? "long" : "short"; }

template <class Amount>
void amount_or_null(JsonWriter& json, std::string_view name, Amount amount) {
  json.key(name);
  if (amount == Amount{}) {
    json.null();
  } else {
    json.value(amount);
  }
}

void number_or_null(JsonWriter& json, std::string_view name, std::uint64_t number) {
  json.key(name);
  if (number == 0) {
    json.null();
  } else {
    json.value(number);
  }
}

void time_or_null(JsonWriter& json, std::string_view name, const TimeLabel& label) {
  json.key(name);
  const bool is_set = label.at != Timestamp{} || label.session != Date{};
  if (is_set) {
    json.value(to_string(label));
  } else {
    json.null();
  }
}

/// Amounts are plain decimals of at most 8 places, whole counts have no point.
void metric_value(JsonWriter& json, const Metric& metric) {
  if (!metric.value) {
    json.null();
    return;
  }
  const double value = *metric.value;
  if (metric.kind == Metric::Kind::Money) {
    if (const auto money = Money::from_double(value)) {
      json.value(*money);
      return;
    }
  }
  const bool is_counted = metric.kind == Metric::Kind::Count || metric.kind == Metric::Kind::Days;
  if (is_counted && std::nearbyint(value) == value && std::abs(value) < 1e15) {
    json.value(static_cast<std::int64_t>(value));
    return;
  }
  json.value(value);
}

void assumptions(JsonWriter& json, const BacktestReport& report) {
  json.key("assumptions").begin_array();
  json.compact(true);
  for (const backtest::Assumption& assumption : report.assumptions) {
    json.begin_object();
    json.member("name", assumption.name).member("value", assumption.value).end_object();
  }
  json.compact(false).end_array();
}

void warnings(JsonWriter& json, const BacktestReport& report) {
  json.key("warnings").begin_array();
  for (const std::string& warning : report.warnings) json.value(warning);
  json.end_array();
}

void finding(JsonWriter& json, const backtest::Finding& found) {
  json.begin_object().member("rule", found.rule).member("severity", to_string(found.severity));
  json.member("finding", found.finding).key("evidence").begin_object();
  for (const backtest::Evidence& evidence : found.evidence) {
    json.key(evidence.name);
    if (evidence.text.empty()) {
      json.value(evidence.value);
    } else {
      json.value(evidence.text);
    }
  }
  json.end_object().member("remedy", found.remedy).end_object();
}

void diagnosis(JsonWriter& json, const BacktestReport& report) {
  json.key("diagnosis").begin_array();
  for (const backtest::Finding& found : report.diagnosis) finding(json, found);
  json.end_array();
}

void metrics(JsonWriter& json, const BacktestReport& report) {
  json.key("metrics").begin_object();
  for (const Metric& metric : report.metrics) {
    json.key(metric.key);
    metric_value(json, metric);
  }
  json.end_object();
}

void trade(JsonWriter& json, const backtest::TradeRow& row) {
  json.begin_object();
  json.member("symbol", row.symbol).member("side", side_of(row.is_long));
  json.member("quantity", row.quantity);
  if (is_split_between(row)) json.member("exit_quantity", row.exit_quantity);
  json.member("entry_at", to_string(row.entry_at)).member("entry_price", row.entry_price);
  json.member("exit_at", to_string(row.exit_at)).member("exit_price", row.exit_price);
  json.member("pnl", row.pnl).member("return", row.return_).member("commission", row.commission);
  json.member("entry_tag", row.entry_tag).member("exit_tag", row.exit_tag);
  json.member("bars_held", row.bars_held).member("mae", row.mae).member("mfe", row.mfe);
  json.member("strategy", row.strategy);
  json.end_object();
}

void open_position(JsonWriter& json, const backtest::OpenPositionRow& row) {
  json.begin_object();
  json.member("symbol", row.symbol).member("side", side_of(row.quantity >= Quantity{}));
  json.member("quantity", row.quantity);
  json.member("entry_at", to_string(row.entry_at)).member("entry_price", row.entry_price);
  json.member("mark", row.mark).member("unrealised", row.unrealised);
  json.member("commission", row.commission).member("entry_tag", row.entry_tag);
  json.end_object();
}

void order(JsonWriter& json, const backtest::OrderRow& row) {
  json.begin_object();
  json.member("id", row.id).member("symbol", row.symbol);
  json.member("side", row.is_buy ? "buy" : "sell");
  json.member("type", row.type).member("state", row.state).member("reason", row.reason);
  amount_or_null(json, "quantity", row.quantity);
  json.member("filled", row.filled);
  amount_or_null(json, "limit", row.limit);
  amount_or_null(json, "stop", row.stop);
  amount_or_null(json, "average_price", row.average_price);
  json.member("commission", row.commission).member("placed_at", to_string(row.placed_at));
  time_or_null(json, "ended_at", row.ended_at);
  json.member("version", std::int64_t{row.version});
  json.member("tag", row.tag).member("time_in_force", row.time_in_force);
  json.member("reduce_only", row.reduce_only).member("outside_hours", row.outside_hours);
  amount_or_null(json, "trail_amount", row.trail_amount);
  amount_or_null(json, "trail_percent", row.trail_percent);
  amount_or_null(json, "limit_offset", row.limit_offset);
  json.key("expires_at");
  if (row.expires_at == Timestamp{}) {
    json.null();
  } else {
    json.value(to_string(row.expires_at));
  }
  number_or_null(json, "parent", row.parent);
  number_or_null(json, "group", row.group);
  json.end_object();
}

/// Writes `name` as an array with one row a line.
template <class Rows, class WriteRow>
void rows(JsonWriter& json, std::string_view name, const Rows& all, WriteRow write_row) {
  json.key(name).begin_array().compact(true);
  for (const auto& row : all) write_row(json, row);
  json.compact(false).end_array();
}

void point(JsonWriter& json, const backtest::CurvePoint& row) {
  json.begin_array().value(to_string(row.at)).value(row.value).end_array();
}

}  // namespace

std::string backtest_json(const BacktestReport& report) {
  JsonWriter json;
  json.begin_object();
  json.member("run_id", report.run_id).member("commands_hash", report.commands_hash);
  json.member("code_version", report.code_version);
  json.key("spec").raw(report.spec_json.empty() ? "{}" : report.spec_json);
  assumptions(json, report);
  warnings(json, report);
  diagnosis(json, report);
  metrics(json, report);
  write_analysis(json, report);
  rows(json, "trades", report.trades, trade);
  rows(json, "open_positions", report.open_positions, open_position);
  rows(json, "orders", report.orders, order);
  rows(json, "equity", report.equity, point);
  json.end_object();
  return json.take();
}

}  // namespace tw::report
