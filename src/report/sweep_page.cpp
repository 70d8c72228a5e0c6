#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

#include "report/html.hpp"
#include "report/number_text.hpp"
#include "report/sweep_report.hpp"
#include "report/tear_sheet_assets.hpp"

namespace tw::report {
namespace {

using research::TrialMetric;

std::string head(const SweepReport& report) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n"
         "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Sweep of " +
         escaped(report.plan.entry->name) + " on " + escaped(report.symbols) +
         "</title>\n<style>\n" + std::string{kTearSheetStyle} + "</style>\n</head>\n";
}

std::string fact(std::string_view name, const std::string& value) {
  return "<div><dt>" + escaped(name) + "</dt><dd>" + escaped(value) + "</dd></div>";
}

std::string number_cell(double value, int decimals) {
  return "<td>" + escaped(std::isnan(value) ? kNotAvailable : grouped(value, decimals)) + "</td>";
}

std::string part(double value) {
  return "<td>" + escaped(std::isnan(value) ? kNotAvailable : percent(value)) + "</td>";
}

std::string top_table(const SweepReport& report) {
  std::string html =
      "<div class=\"scroll\"><table><caption class=\"unseen\">The best trials</caption><thead><tr>"
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

/// Returns the map as a drawing: blue above the mean of all trials, vermilion below, the stronger
/// the farther; a cell says its values when pointed at.
std::string heat_map(const SweepReport& report) {
  const research::Heat& heat = *report.heat;
  double farthest = 0.0;
  for (std::size_t row = 0; row < heat.rows().bins; ++row) {
    for (std::size_t column = 0; column < heat.columns().bins; ++column) {
      const double gap = std::abs(heat.at(row, column) - report.mean_score);
      if (!std::isnan(gap)) farthest = std::max(farthest, gap);
    }
  }
  constexpr double kWidth = 960.0;
  constexpr double kMargin = 90.0;
  const double wide = (kWidth - kMargin) / static_cast<double>(heat.columns().bins);
  const double high = std::clamp(wide * 0.6, 10.0, 26.0);
  const double height = high * static_cast<double>(heat.rows().bins);
  const auto name = [&](const research::Heat::Side& side) {
    return escaped(report.plan.entry->parameters[report.plan.axes[side.axis].parameter].name);
  };
  std::string html = "<svg viewBox=\"0 0 " + coordinate(kWidth) + " " + coordinate(height + 44.0) +
                     "\" role=\"img\" style=\"width:100%;height:auto\" aria-label=\"Heat map of " +
                     name(heat.rows()) + " against " + name(heat.columns()) + "\">";
  for (std::size_t row = 0; row < heat.rows().bins; ++row) {
    const double y = static_cast<double>(row) * high;
    if (row % std::max<std::size_t>(1, heat.rows().bins / 16) == 0) {
      html += "<text x=\"" + coordinate(kMargin - 8.0) + "\" y=\"" + coordinate(y + high * 0.7) +
              "\" text-anchor=\"end\" font-size=\"11\" fill=\"var(--soft)\">" +
              escaped(heat.rows().labels[row]) + "</text>";
    }
    for (std::size_t column = 0; column < heat.columns().bins; ++column) {
      const double score = heat.at(row, column);
      if (std::isnan(score)) continue;
      const double gap = score - report.mean_score;
      const double strength = farthest > 0.0 ? std::abs(gap) / farthest : 0.0;
      html += "<rect x=\"" + coordinate(kMargin + static_cast<double>(column) * wide) + "\" y=\"" +
              coordinate(y) + "\" width=\"" + coordinate(wide) + "\" height=\"" + coordinate(high) +
              "\" style=\"print-color-adjust:exact\" fill=\"var(--" +
              (gap < 0.0 ? "loss" : "gain") + ")\" fill-opacity=\"" +
              coordinate(0.06 + 0.94 * strength) + "\"><title>" + name(heat.rows()) + " " +
              escaped(heat.rows().labels[row]) + ", " + name(heat.columns()) + " " +
              escaped(heat.columns().labels[column]) + ": " +
              escaped(grouped(report.figure_of(score), 4)) + "</title></rect>";
    }
  }
  const std::size_t step = std::max<std::size_t>(1, heat.columns().bins / 10);
  for (std::size_t column = 0; column < heat.columns().bins; column += step) {
    html += "<text x=\"" + coordinate(kMargin + static_cast<double>(column) * wide) + "\" y=\"" +
            coordinate(height + 16.0) + "\" font-size=\"11\" fill=\"var(--soft)\">" +
            escaped(heat.columns().labels[column]) + "</text>";
  }
  return html + "<text x=\"" + coordinate(kWidth / 2.0) + "\" y=\"" + coordinate(height + 36.0) +
         "\" font-size=\"12\" fill=\"var(--soft)\" text-anchor=\"middle\">" + name(heat.columns()) +
         " across, " + name(heat.rows()) +
         " down; blue is better than the average trial, vermilion worse</text></svg>";
}

std::string titled_section(std::string_view title, const std::string& content) {
  return "<section class=\"panel\"><h2>" + std::string{title} + "</h2>" + content + "</section>\n";
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
  std::string html = head(report) + "<body><main>\n<header><p class=\"brand\">Tradewind sweep</p>" +
                     "<h1>" + escaped(report.plan.entry->name) + " on " + escaped(report.symbols) +
                     "</h1><p>" + escaped(report.plan.entry->doc) + "</p><dl class=\"facts\">" +
                     fact("Trials", count(report.trials)) + fact("Ranked", count(report.ranked)) +
                     fact("Trials on these data", count(report.trials_on_data)) +
                     fact("Objective", research::to_string(report.goal.objective)) +
                     fact("Search", report.search) + "</dl></header>\n";
  html +=
      titled_section("Verdict", "<p>" + escaped(verdict_of(report)) + "</p>" + evidence(report));
  if (!report.warnings.empty()) {
    std::string list = "<ul>";
    for (const std::string& warning : report.warnings) list += "<li>" + escaped(warning) + "</li>";
    html += titled_section("Warnings", list + "</ul>");
  }
  if (report.heat && !report.top.empty()) html += titled_section("Heat map", heat_map(report));
  html += titled_section("Best trials", top_table(report));
  return html + "</main></body>\n</html>\n";
}

}  // namespace tw::report
