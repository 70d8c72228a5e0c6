#include "report/walk_forward_json.hpp"

#include "report/json_writer.hpp"

namespace tw::report {
namespace {

using research::FoldOutcome;
using research::WalkForwardReport;

/// Writes [first, last], both included.
void write_rows(JsonWriter& json, std::string_view name, RowRange rows) {
  json.key(name).compact(true).begin_array();
  json.value(rows.first).value(rows.last - 1);
  json.end_array().compact(false);
}

void write_metrics(JsonWriter& json, std::string_view name, const research::TrialMetrics& metrics) {
  json.key(name).compact(true).begin_object();
  for (std::size_t i = 0; i < research::kTrialMetrics; ++i) {
    json.member(research::kTrialMetricKeys[i], metrics.values[i]);
  }
  json.end_object().compact(false);
}

void write_fold(JsonWriter& json, const WalkForwardReport& report, std::size_t i) {
  const FoldOutcome& fold = report.folds[i];
  json.begin_object();
  write_rows(json, "train", fold.fold.train);
  write_rows(json, "test", fold.fold.test);
  json.member("train_first", to_string(fold.train_first));
  json.member("train_last", to_string(fold.train_last));
  json.member("test_first", to_string(fold.test_first));
  json.member("test_last", to_string(fold.test_last));
  json.member("trials", fold.trials);
  json.member("ranked", fold.ranked);
  json.key("best").compact(true);
  if (fold.values.empty()) {
    json.null().compact(false);
  } else {
    json.begin_object();
    for (const research::Drift& drift : report.drift) json.member(drift.name, drift.values[i]);
    json.end_object().compact(false);
  }
  json.member("score", fold.score);
  write_metrics(json, "in_sample", fold.in_sample);
  write_metrics(json, "out_of_sample", fold.out_of_sample);
  json.end_object();
}

void write_stitched(JsonWriter& json, const research::Stitched& all) {
  json.member("oos_days", all.returns.size());
  json.member("oos_total_return", all.total_return);
  json.member("oos_cagr", all.cagr);
  json.member("oos_volatility", all.volatility);
  json.member("oos_sharpe", all.sharpe);
  json.member("oos_max_drawdown", all.max_drawdown);
  json.member("oos_folds_positive", all.folds_positive);
  json.member("wf_efficiency", all.efficiency);
  json.member("wf_efficiency_cagr", all.efficiency_cagr);
}

void write_curve(JsonWriter& json, const research::Stitched& all) {
  json.key("oos_wealth").begin_array();
  json.compact(true);
  for (std::size_t i = 0; i < all.dates.size(); ++i) {
    json.begin_array();
    json.value(to_string(all.dates[i])).value(all.wealth[i]);
    json.end_array();
  }
  json.compact(false).end_array();
}

}  // namespace

std::string walk_forward_json(const WalkForwardReport& report) {
  JsonWriter json;
  json.begin_object();
  json.member("title", report.title);
  json.member("strategy", report.strategy);
  json.member("data", report.data);
  json.member("kind", report.plan.is_anchored ? "anchored" : "rolling");
  json.member("train", report.plan.train);
  json.member("test", report.plan.test);
  json.member("step", report.plan.step == 0 ? report.plan.test : report.plan.step);
  json.member("purge", report.plan.purge);
  json.member("embargo", report.plan.embargo);
  json.member("rows", report.rows);
  json.member("objective", report.goal);
  const auto write_texts = [&](std::string_view name, const std::vector<std::string>& texts) {
    json.key(name).compact(true).begin_array();
    for (const std::string& text : texts) json.value(text);
    json.end_array().compact(false);
  };
  write_texts("requirements", report.requirements);
  write_texts("axes", report.axes);
  json.member("points", report.points);
  json.member("periods_per_year", report.periods_per_year);
  write_texts("warnings", report.warnings);
  write_stitched(json, report.stitched);
  json.key("windows").begin_array();
  for (std::size_t i = 0; i < report.folds.size(); ++i) write_fold(json, report, i);
  json.end_array();
  write_curve(json, report.stitched);
  json.end_object();
  return json.take();
}

std::string folds_json(std::span<const research::Fold> folds, std::size_t rows) {
  JsonWriter json;
  json.begin_object();
  json.member("rows", rows);
  json.key("splits").begin_array();
  for (const research::Fold& fold : folds) {
    json.begin_object();
    write_rows(json, "train", fold.train);
    write_rows(json, "test", fold.test);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace tw::report
