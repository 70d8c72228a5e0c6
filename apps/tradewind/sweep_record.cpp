#include "sweep_record.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/code_version.hpp"
#include "core/decimal.hpp"
#include "market/timeframe.hpp"
#include "report/json_writer.hpp"
#include "report/spec_json.hpp"

namespace tw::app {
namespace {

std::string one_line(report::JsonWriter& json) {
  std::string text = json.take();
  text.pop_back();
  return text;
}

std::string parameters_json(const research::Plan& plan, std::uint64_t point) {
  const std::vector<double> values = plan.values_at(point);
  report::JsonWriter json;
  json.compact(true).begin_object();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const strategy::Parameter& parameter = plan.entry->parameters[i];
    json.member(parameter.name, strategies::to_string(parameter, values[i]));
  }
  json.end_object();
  return one_line(json);
}

std::string axes_json(const research::Plan& plan) {
  report::JsonWriter json;
  json.compact(true).begin_array();
  for (const research::Axis& axis : plan.axes) {
    json.begin_object();
    json.member("parameter", plan.entry->parameters[axis.parameter].name);
    json.member("values", axis.values.size());
    json.end_object();
  }
  json.end_array();
  return one_line(json);
}

std::optional<double> defined(double value) {
  return std::isfinite(value) ? std::optional{value} : std::nullopt;
}

}  // namespace

store::SweepRecord sweep_record(const report::SweepReport& report,
                                const backtest::BacktestSpec& spec,
                                const std::vector<backtest::Feed>& feeds,
                                const std::string& search_key) {
  const backtest::Feed& feed = feeds.front();
  store::SweepRecord record{.id = search_key,
                            .data_hash = report.data_hash,
                            .symbols = report.symbols,
                            .timeframe = to_string(feed.bars.timeframe),
                            .first_at = Date{feed.bars.session[feed.range.first]}.midnight(),
                            .last_at = Date{feed.bars.session[feed.range.last - 1]}.midnight(),
                            .kind = report.search == "nlopt" ? "model" : report.search,
                            .strategy = std::string{report.plan.entry->name},
                            .spec = report::spec_json(spec),
                            .axes = axes_json(report.plan),
                            .objective = research::to_string(report.goal.objective),
                            .seed = static_cast<std::int64_t>(report.seed),
                            .trials = report.trials,
                            .is_complete = true,
                            .code_version = std::string{code_version()},
                            .best = {}};
  record.best.reserve(report.top.size());
  for (const research::Ranked& ranked : report.top) {
    const research::TrialMetrics& metrics = ranked.row.metrics;
    using enum research::TrialMetric;
    record.best.push_back(
        {.number = ranked.row.point,
         .parameters = parameters_json(report.plan, ranked.row.point),
         .score = defined(report.figure_of(ranked.score)),
         .final_equity = Money::from_double(metrics[FinalEquity]).value_or(Money{}),
         .trades = static_cast<std::uint64_t>(metrics[Trades]),
         .max_drawdown = defined(metrics[MaxDrawdown]),
         .sharpe = defined(metrics[Sharpe])});
  }
  return record;
}

}  // namespace tw::app
