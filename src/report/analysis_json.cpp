#include "report/analysis_json.hpp"

#include <string>

#include "report/market_slice_table.hpp"
#include "report/session_curves.hpp"
#include "report/trade_groups.hpp"

namespace tw::report {
namespace {

std::string name_of(const analytics::CalendarReturn& period) {
  if (period.month == 0) return std::to_string(period.year);
  return to_string(*Date::from_civil(period.year, period.month, 1)).substr(0, 7);
}

void write_group(JsonWriter& json, const TradeGroup& group) {
  json.begin_object();
  json.member("name", group.name).member("trades", group.trades).member("wins", group.wins);
  json.member("win_rate", group.win_rate()).member("mean_return", group.mean_return);
  json.member("profit_factor", group.profit_factor()).member("pnl", group.pnl);
  json.member("mean_bars_held", group.mean_bars);
  json.member("mean_mae", group.mean_mae).member("mean_mfe", group.mean_mfe).end_object();
}

void write_trade_groups(JsonWriter& json, const backtest::BacktestReport& report) {
  json.key("trade_groups").begin_object();
  for (const TradeDivision& division : all_trade_divisions(report.trades)) {
    json.key(division.key).begin_array().compact(true);
    for (const TradeGroup& group : division.groups) write_group(json, group);
    json.compact(false).end_array();
  }
  json.end_object();
}

}  // namespace

void write_drawdowns(JsonWriter& json, std::span<const analytics::Drawdown> drawdowns,
                     std::span<const Date> dates) {
  json.key("drawdowns").begin_array().compact(true);
  for (const analytics::Drawdown& drawdown : drawdowns) {
    const Date start = dates[drawdown.first_under];
    const Date end = dates[drawdown.recovery.value_or(dates.size() - 1)];
    json.begin_object();
    json.member("peak", to_string(dates[drawdown.peak])).member("start", to_string(start));
    json.member("trough", to_string(dates[drawdown.trough])).member("end", to_string(end));
    json.member("is_recovered", drawdown.recovery.has_value());
    json.member("length_days", end - start).member("drawdown", drawdown.depth).end_object();
  }
  json.compact(false).end_array();
}

void write_periods(JsonWriter& json, std::string_view name,
                   std::span<const analytics::CalendarReturn> periods) {
  json.key(name).begin_object();
  for (const auto& period : periods) json.member(name_of(period), period.value);
  json.end_object();
}

void write_slices(JsonWriter& json, std::string_view name,
                  std::span<const analytics::MarketSlice> slices) {
  json.key(name).begin_array().compact(true);
  for (const analytics::MarketSlice& slice : slices) {
    json.begin_object();
    json.member("key", slice.key).member("title", slice.title);
    json.member("first", to_string(slice.first)).member("last", to_string(slice.last));
    json.member("sessions", slice.sessions).member("is_whole", slice.is_whole);
    json.member("total_return", slice.total_return);
    json.member("benchmark_return", slice.benchmark_return).member("sharpe", slice.sharpe);
    json.member("max_drawdown", slice.max_drawdown).end_object();
  }
  json.compact(false).end_array();
}

void write_analysis(JsonWriter& json, const backtest::BacktestReport& report) {
  const SessionCurves curves = session_curves(report);
  const std::vector<Date> dates = curves.return_dates();
  write_trade_groups(json, report);
  const auto drawdowns = deepest(analytics::find_drawdowns(curves.equity), kDrawdownsListed);
  write_drawdowns(json, drawdowns, curves.dates);
  write_periods(json, "yearly_returns", analytics::yearly_returns(curves.returns, dates));
  write_periods(json, "monthly_returns", analytics::monthly_returns(curves.returns, dates));
  const RunSlices slices = run_slices(report, curves);
  write_slices(json, "regimes", slices.regimes);
  write_slices(json, "crises", slices.crises);
}

}  // namespace tw::report
