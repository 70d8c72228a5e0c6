#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

#include "report/html.hpp"
#include "report/number_text.hpp"
#include "report/page_frame.hpp"
#include "report/sweep_heat_map.hpp"
#include "report/sweep_report.hpp"

namespace tw::report {
namespace {

using research::TrialMetric;

std::string number_cell(double value, int decimals) {
  return "<td>" + escaped(std::isnan(value) ? kNotAvailable : grouped(value, decimals)) + "</td>";
}

std::string part(double value) {
  return "<td>" + escaped(std::isnan(value) ? kNotAvailable : percent(value)) + "</td>";
}

std::string top_table(const SweepReport& report) {
  std::string html =
      "<div class=\"scroll\"><table class=\"rows\"><caption class=\"unseen\">The best "
      "trials</caption><thead><tr>"
      "<th scope=\"col\">Parameters</th><th scope=\"col\">Score</th><th scope=\"col\">Return</th>"
      "<th scope=\"col\">Sharpe</th><th scope=\"col\">Max drawdown</th><th scope=\"col\">Trades"
      "</th><th scope=\"col\">Profit factor</th></tr></thead><tbody>";
  for (const research::Ranked& ranked : report.top) {
    const research::TrialMetrics& metrics = ranked.row.metrics;
    html += "<tr><th scope=\"row\">" + escaped(point_text(report.plan, ranked.row.point)) +
            "</th>" + number_cell(report.figure_of(ranked.score), 4) +
            part(metrics[TrialMetric::TotalReturn]) + number_cell(metrics[TrialMetric::Sharpe], 3) +
            part(metrics[TrialMetric::MaxDrawdown]) + number_cell(metrics[TrialMetric::Trades], 0) +
            number_cell(metrics[TrialMetric::TradeProfitFactor], 2) + "</tr>";
  }
  return html + "</tbody></table></div>";
}

/// How a person reads a key of the evidence.
struct Reading {
  std::string_view key;
  std::string_view label;
  std::string_view meaning;
};

constexpr Reading kReadings[] = {
    {"best_sharpe_period", "Sharpe ratio of the best", "Of one session, not annualised."},
    {"sharpe_deviation_period", "Spread of the Sharpe ratios", "Deviation over all trials."},
    {"average_correlation", "Correlation of the trials", "1 would be one trial tried many times."},
    {"independent_trials", "Independent trials", "As many as the correlated ones count for."},
    {"expected_max_sharpe_period", "What luck alone reaches",
     "The best Sharpe ratio expected of so many trials without skill."},
    {"psr", "Sure, had it been the only trial", "Probability that the true ratio is above 0."},
    {"dsr", "Sure, all trials counted", "The deflated Sharpe ratio; an edge needs 95 %."},
    {"dsr_all_trials", "Sure, if none were alike", "The same with every trial independent."},
    {"pbo", "Probability of overfitting",
     "How often the best of one half of the sessions is below the median on the other."},
    {"prob_oos_loss", "The choice loses outside",
     "How often the best of one half has a Sharpe ratio below 0 on the other."},
    {"logits_mean", "Mean logit of its rank outside", "0 is luck, below it worse than luck."},
    {"trials_sampled", "Trials looked at", "For the correlation and the overfitting."},
};

std::string reading_row(std::string_view label, const std::string& value,
                        std::string_view meaning) {
  return "<tr><th scope=\"row\">" + escaped(label) + "</th><td>" + escaped(value) +
         "</td><td class=\"told-so\">" + escaped(meaning) + "</td></tr>";
}

std::string evidence(const SweepReport& report) {
  std::string html =
      "<div class=\"scroll\"><table class=\"rows readings\"><caption class=\"unseen\">The "
      "evidence</caption><tbody>";
  for (const auto& [key, value] : report.evidence) {
    const auto* reading = std::ranges::find(kReadings, key, &Reading::key);
    const bool is_read = reading != std::end(kReadings);
    html += reading_row(is_read ? reading->label : std::string_view{key}, evidence_text(value),
                        is_read ? reading->meaning : std::string_view{});
  }
  html += reading_row("Plateau score",
                      std::isnan(report.plateau) ? kNotAvailable : grouped(report.plateau, 3),
                      "1: the neighbours do as well; 0: they are average; below: a cliff.");
  return html + "</tbody></table></div>";
}

}  // namespace

std::string sweep_page(const SweepReport& report) {
  const auto count = [](std::uint64_t value) { return grouped(static_cast<double>(value), 0); };
  const std::string title =
      "Sweep of " + std::string{report.plan.entry->name} + " on " + report.symbols;
  std::string html = page_head(title) +
                     "<body>\n<main>\n<header><p class=\"brand\">Tradewind sweep</p><h1>" +
                     escaped(report.plan.entry->name) + " on " + escaped(report.symbols) +
                     "</h1><p>" + prose(report.plan.entry->doc) + "</p><dl class=\"facts\">" +
                     name_and_value("Trials", count(report.trials)) +
                     name_and_value("Ranked", count(report.ranked)) +
                     name_and_value("Trials on these data", count(report.trials_on_data)) +
                     name_and_value("Objective", research::to_string(report.goal.objective)) +
                     name_and_value("Search", report.search);
  for (const research::Requirement& requirement : report.goal.requirements) {
    html += name_and_value("Required", research::to_string(requirement));
  }
  html += "</dl></header>\n" + warnings_section(report.warnings);
  html += section("verdict", "Verdict",
                  "<p>" + escaped(verdict_of(report)) + "</p>" + evidence(report));
  html += assumptions_section(report.assumptions);
  if (report.heat && !report.top.empty()) html += sweep_heat_map(report);
  html += section("best-trials", "Best trials", top_table(report));
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace tw::report
