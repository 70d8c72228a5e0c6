#include "report/monte_carlo_json.hpp"

#include <charconv>

#include "report/json_writer.hpp"

namespace tw::report {
namespace {

using research::MonteCarloReport;

std::string name_of(double fraction) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, fraction);
  return {text, end};
}

void write_quantiles(JsonWriter& json, const std::vector<research::QuantileEstimate>& quantiles,
                     bool has_errors) {
  json.key("quantiles").begin_object();
  for (const auto& found : quantiles) json.member(name_of(found.fraction), found.value);
  json.end_object();
  if (!has_errors) return;
  json.key("quantile_se").begin_object();
  for (const auto& found : quantiles) json.member(name_of(found.fraction), found.error);
  json.end_object();
}

void write_inputs(JsonWriter& json, const MonteCarloReport& report) {
  const auto text_or_null = [&](std::string_view name, const std::string& text) {
    json.key(name);
    if (text.empty()) {
      json.null();
    } else {
      json.value(text);
    }
  };
  json.member("method", report.method);
  json.member("of", report.of);
  json.member("title", report.title);
  text_or_null("run_id", report.run_id);
  text_or_null("data", report.data);
  text_or_null("first", report.first);
  text_or_null("last", report.last);
  json.member("seed", report.seed);
  json.member("paths", report.paths);
  json.member("draws", report.draws);
  json.member("sample", report.sample);
  json.member("block", report.block);
  json.member("skip_rate", report.skip_rate);
  json.member("noise", report.noise);
  json.member("periods_per_year", report.periods_per_year);
}

void write_distributions(JsonWriter& json, const MonteCarloReport& report) {
  json.key("distributions").begin_object();
  for (const research::Distribution& spread : report.distributions) {
    json.key(spread.key).begin_object();
    json.member("observed", spread.observed);
    json.member("mean", spread.mean);
    json.member("std", spread.deviation);
    json.member("undefined", spread.undefined);
    json.compact(true);
    write_quantiles(json, spread.quantiles, true);
    json.compact(false);
    json.end_object();
  }
  json.end_object();
  json.key("probabilities").begin_object();
  for (const research::Chance& chance : report.chances) {
    json.key(chance.key).compact(true).begin_object();
    json.member("bound", chance.bound);
    json.member("probability", chance.probability);
    json.member("se", chance.error);
    json.end_object().compact(false);
  }
  json.end_object();
}

void write_list(JsonWriter& json, std::string_view name, const std::vector<double>& values) {
  json.key(name).compact(true).begin_array();
  for (const double value : values) json.value(value);
  json.end_array().compact(false);
}

void write_fan(JsonWriter& json, const research::Fan& fan) {
  if (fan.steps.empty()) return;
  json.key("fan").begin_object();
  json.member("paths", fan.paths);
  json.key("steps").compact(true).begin_array();
  for (const std::uint32_t step : fan.steps) json.value(step);
  json.end_array().compact(false);
  json.key("quantiles").begin_object();
  for (std::size_t i = 0; i < fan.quantiles.size(); ++i) {
    write_list(json, name_of(research::kFanFractions[i]), fan.quantiles[i]);
  }
  json.end_object();
  json.end_object();
}

void write_costs(JsonWriter& json, const MonteCarloReport& report) {
  if (report.costs.empty()) return;
  json.key("costs").begin_array();
  for (const research::CostRung& rung : report.costs) {
    json.compact(true).begin_object();
    json.member("multiple", rung.multiple);
    json.member("total_return", rung.total_return);
    json.member("max_drawdown", rung.max_drawdown);
    json.member("sharpe", rung.sharpe);
    json.end_object().compact(false);
  }
  json.end_array();
  json.member("break_even_costs", report.break_even_costs);
}

void write_references(JsonWriter& json, const MonteCarloReport& report) {
  if (!report.lognormal.empty()) {
    json.key("gbm_closed_form").begin_object();
    json.member("mu_log", report.log_mean);
    json.member("sigma_log", report.log_deviation);
    json.key("total_return_quantiles").compact(true).begin_object();
    for (const auto& found : report.lognormal) json.member(name_of(found.fraction), found.value);
    json.end_object().compact(false);
    json.end_object();
  }
  const auto lengths = [&](std::string_view name, const std::optional<research::BlockLength>& of) {
    if (!of) return;
    json.key(name).compact(true).begin_object();
    json.member("stationary", of->stationary);
    json.member("circular", of->circular);
    json.end_object().compact(false);
  };
  lengths("optimal_block_length", report.block_length);
  lengths("optimal_block_length_squared_returns", report.block_length_squared);
}

void write_given(JsonWriter& json, const research::PathResults& given) {
  if (given.size() == 0) return;
  json.key("path_results").begin_array();
  for (std::size_t i = 0; i < given.size(); ++i) {
    json.compact(true).begin_object();
    json.member("path", i);
    json.member("total_return", given.wealth[i] - 1.0);
    json.member("max_drawdown", given.drawdown[i]);
    json.member("sharpe", given.sharpe[i]);
    json.end_object().compact(false);
  }
  json.end_array();
}

}  // namespace

std::string monte_carlo_json(const MonteCarloReport& report) {
  JsonWriter json;
  json.begin_object();
  write_inputs(json, report);
  json.key("warnings").begin_array();
  for (const std::string& warning : report.warnings) json.value(warning);
  json.end_array();
  write_distributions(json, report);
  write_fan(json, report.fan);
  write_costs(json, report);
  write_references(json, report);
  write_given(json, report.given);
  json.end_object();
  return json.take();
}

}  // namespace tw::report
