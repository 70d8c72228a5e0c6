#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "analytics/trials.hpp"
#include "formats/csv_series.hpp"
#include "metrics_options.hpp"
#include "metrics_text.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "store/file.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

using analytics::Overfitting;
using analytics::TrialsStudy;
using formats::NamedSeries;

NamedSeries read_trials(const std::string& path) {
  const auto text = store::FileText::read(path);
  if (!text) throw Failure{ExitCode::BadData, text.error().message};
  auto series = formats::parse_series(text->view());
  if (!series) throw Failure{ExitCode::BadData, "'" + path + "' " + series.error()};
  return std::move(*series);
}

/// Tells returns from prices and percentages, which the same arithmetic would take without a word.
bool look_like_returns(const std::vector<double>& column) {
  constexpr double kLarge = 0.5;
  const auto large =
      std::ranges::count_if(column, [](double value) { return std::abs(value) > kLarge; });
  return 2 * static_cast<std::size_t>(large) <= column.size();
}

void check(const MetricsOptions& options, const NamedSeries& series) {
  constexpr std::size_t kMost = analytics::CscvBlocks::kMost;
  if (options.blocks < 2 || options.blocks > kMost || options.blocks % 2 != 0) {
    throw Failure{ExitCode::BadUsage, "--blocks is " + std::to_string(options.blocks) +
                                          ", which is no even number from 2 to " +
                                          std::to_string(kMost) + "; 16 is usual"};
  }
  if (series.names.size() < 2) {
    throw Failure{ExitCode::BadData, "'" + options.trials +
                                         "' has one trial; at least two can be compared, a column"
                                         " each"};
  }
  for (std::size_t i = 0; i < series.names.size(); ++i) {
    if (!look_like_returns(series.columns[i])) {
      throw Failure{
          ExitCode::BadData,
          "'" + options.trials + "' column '" + series.names[i] +
              "' holds no returns, since most are beyond 50 % a period; give each trial's "
              "return a period, where 0.01 is 1 %"};
    }
  }
  if (series.rows() < 2 * options.blocks) {
    throw Failure{ExitCode::BadData,
                  "'" + options.trials + "' has " + std::to_string(series.rows()) + " rows, and " +
                      std::to_string(options.blocks) + " blocks need " +
                      std::to_string(2 * options.blocks) + "; give more rows or fewer --blocks"};
  }
}

void write_overfitting(report::JsonWriter& json, const TrialsStudy& study) {
  json.key("overfitting");
  if (!study.overfitting) {
    json.null();
    return;
  }
  const Overfitting& found = *study.overfitting;
  json.begin_object();
  json.member("S", study.cut.blocks).member("combinations", found.combinations);
  json.member("rows_used", study.cut.blocks * study.cut.rows_per_block);
  json.member("pbo", found.pbo).member("prob_oos_loss", found.loss_outside);
  json.member("logits_mean", found.logits_mean);
  json.member("slope", found.slope).member("intercept", found.intercept);
  json.member("r2", found.r_squared).end_object();
}

std::string json_text(const MetricsOptions& options, const NamedSeries& series,
                      const TrialsStudy& study) {
  report::JsonWriter json;
  json.begin_object();
  json.member("data", options.trials);
  json.key("first").value(series.labels.empty() ? "" : series.labels.front());
  json.key("last").value(series.labels.empty() ? "" : series.labels.back());
  json.member("rows", study.rows);
  json.key("trials").begin_array();
  for (const std::string& name : series.names) json.value(name);
  json.end_array();
  json.key("daily_sharpe").begin_object();
  for (std::size_t i = 0; i < series.names.size(); ++i) {
    json.member(series.names[i], study.sharpes[i]);
  }
  json.end_object();
  json.key("best");
  if (study.best) {
    json.value(series.names[*study.best]);
  } else {
    json.null();
  }
  json.member("sharpe_deviation", study.sharpe_deviation);
  json.member("average_correlation", study.average_correlation);
  json.member("num_independent_trials", study.independent_trials);
  json.member("expected_max_sr", study.expected_max_sr);
  json.member("psr", study.psr).member("dsr", study.dsr);
  json.member("dsr_all_trials", study.dsr_all_trials);
  json.member("min_track_record_95", study.min_track_record);
  write_overfitting(json, study);
  json.end_object();
  return json.take();
}

/// Says in a sentence what the two probabilities mean together.
std::string verdict(const TrialsStudy& study) {
  constexpr double kSure = 0.95;
  constexpr double kCoin = 0.5;
  if (!study.dsr) return "No trial can be judged: none of them varies.\n";
  const bool survives = *study.dsr > kSure;
  const bool holds = study.overfitting->pbo < kCoin;
  if (survives && holds) {
    return "The best trial is more than the luck of the search, and the choice holds outside.\n";
  }
  if (survives) {
    return "The trials earn, but which of them is best does not hold outside the sample: choose by"
           "\nreason or take their mean.\n";
  }
  return "The best trial is no better than luck would make the best of so many.\n";
}

std::string table_text(const MetricsOptions& options, const NamedSeries& series,
                       const TrialsStudy& study) {
  const report::TerminalOptions plain{};
  const std::string best =
      study.best ? report::harmless(series.names[*study.best], plain) : report::kNotAvailable;
  const auto of_split = [&](double Overfitting::* figure) {
    return study.overfitting ? analytics::Figured{(*study.overfitting).*figure} : std::nullopt;
  };
  std::string text = report::harmless(options.trials, plain) + ": " +
                     std::to_string(series.names.size()) + " trials of " +
                     std::to_string(study.rows) + " returns\n\n";
  text += metric_line("Best trial", best);
  text += metric_line("Its Sharpe ratio of a period",
                      number_text(study.best ? study.sharpes[*study.best] : analytics::Figured{}));
  text += metric_line("Mean correlation of the trials", number_text(study.average_correlation));
  text += metric_line("Independent trials they are worth", number_text(study.independent_trials));
  text +=
      metric_line("Best Sharpe ratio of so many without skill", number_text(study.expected_max_sr));
  text += metric_line("Probability Sharpe > 0, had it been the only trial", share_text(study.psr));
  text += metric_line("Deflated Sharpe ratio", share_text(study.dsr));
  text +=
      metric_line("Deflated, every trial counted as independent", share_text(study.dsr_all_trials));
  text += metric_line(
      "Probability of backtest overfitting (" + std::to_string(study.cut.blocks) + " blocks)",
      share_text(of_split(&Overfitting::pbo)));
  text += metric_line("The choice loses money outside",
                      share_text(of_split(&Overfitting::loss_outside)));
  return text + '\n' + verdict(study);
}

}  // namespace

void run_trials(const MetricsOptions& options) {
  const NamedSeries series = read_trials(options.trials);
  check(options, series);
  const double periods =
      options.periods_per_year > 0.0 ? options.periods_per_year : analytics::kSessionsPerYear;
  const TrialsStudy study = analytics::study_trials(series.columns, periods, options.blocks);
  if (options.json != "-") print(table_text(options, series, study), false);
  if (!options.json.empty()) write_text(options.json, json_text(options, series, study));
}

}  // namespace tw::app
