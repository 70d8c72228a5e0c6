#include "report/json_writer.hpp"
#include "report/sweep_report.hpp"

namespace tw::report {
namespace {

void write_parameters(JsonWriter& json, const research::Plan& plan, std::uint64_t point) {
  const std::vector<double> values = plan.values_at(point);
  json.key("parameters").begin_object();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const strategy::Parameter& parameter = plan.entry->parameters[i];
    if (parameter.kind == strategy::Parameter::Kind::Choice) {
      json.member(parameter.name, strategies::to_string(parameter, values[i]));
    } else {
      json.member(parameter.name, values[i]);
    }
  }
  json.end_object();
}

void write_trial(JsonWriter& json, const SweepReport& report, const research::Ranked& ranked) {
  json.compact(true).begin_object();
  write_parameters(json, report.plan, ranked.row.point);
  json.member("score", report.figure_of(ranked.score));
  json.key("metrics").begin_object();
  for (std::size_t i = 0; i < research::kTrialMetrics; ++i) {
    json.member(research::kTrialMetricKeys[i], ranked.row.metrics.values[i]);
  }
  json.end_object().end_object().compact(false);
}

void write_side(JsonWriter& json, const char* key, const research::Plan& plan,
                const research::Heat::Side& side) {
  json.key(key).compact(true).begin_object();
  json.member("parameter", plan.entry->parameters[plan.axes[side.axis].parameter].name);
  json.key("values").begin_array();
  for (const std::string& label : side.labels) json.value(label);
  json.end_array().end_object().compact(false);
}

void write_heat(JsonWriter& json, const SweepReport& report) {
  json.key("heat_map");
  if (!report.heat) {
    json.null();
    return;
  }
  const research::Heat& heat = *report.heat;
  json.begin_object();
  write_side(json, "rows", report.plan, heat.rows());
  write_side(json, "columns", report.plan, heat.columns());
  json.key("scores").begin_array();
  for (std::size_t row = 0; row < heat.rows().bins; ++row) {
    json.compact(true).begin_array();
    for (std::size_t column = 0; column < heat.columns().bins; ++column) {
      json.value(report.figure_of(heat.at(row, column)));
    }
    json.end_array().compact(false);
  }
  json.end_array().end_object();
}

}  // namespace

std::string sweep_json(const SweepReport& report) {
  JsonWriter json;
  json.begin_object();
  json.member("strategy", report.plan.entry->name);
  json.member("symbols", report.symbols);
  json.member("data_hash", report.data_hash);
  json.member("search", report.search);
  json.member("seed", report.seed);
  json.member("path", report.path);
  json.member("objective", research::to_string(report.goal.objective));
  json.key("requirements").begin_array();
  for (const research::Requirement& requirement : report.goal.requirements) {
    json.value(research::to_string(requirement));
  }
  json.end_array();
  json.key("ranges").begin_array();
  for (const research::Axis& axis : report.plan.axes) {
    json.value(research::to_string(*report.plan.entry, axis));
  }
  json.end_array();
  json.member("points", report.points);
  json.member("trials", report.trials);
  json.member("ranked", report.ranked);
  json.member("resumed", report.resumed);
  json.member("trials_on_data", report.trials_on_data);
  json.member("seconds", report.seconds);
  json.key("best");
  if (report.top.empty()) {
    json.null();
  } else {
    write_trial(json, report, report.top.front());
  }
  json.key("top").begin_array();
  for (const research::Ranked& ranked : report.top) write_trial(json, report, ranked);
  json.end_array();
  json.member("mean_score", report.figure_of(report.mean_score));
  json.member("plateau_score", report.plateau);
  json.key("overfitting").begin_object();
  json.member("verdict", report.is_noise ? "noise" : report.is_edge ? "edge" : "overfit");
  json.member("reason", verdict_of(report));
  json.member("returns", report.returns);
  json.member("periods_per_year", report.periods_per_year);
  json.member("sharpe_mean", report.sharpe_mean);
  json.member("sharpe_variance", report.sharpe_variance);
  for (const auto& [key, value] : report.evidence) json.member(key, value);
  json.end_object();
  write_heat(json, report);
  json.key("warnings").begin_array();
  for (const std::string& warning : report.warnings) json.value(warning);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace tw::report
