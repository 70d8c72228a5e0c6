#include "report/walk_forward_page.hpp"

#include <algorithm>
#include <cmath>

#include "report/html.hpp"
#include "report/number_text.hpp"
#include "report/page_frame.hpp"
#include "report/svg_chart.hpp"

namespace tw::report {
namespace {

using research::FoldOutcome;
using research::TrialMetric;
using research::WalkForwardReport;

std::string_view outcome_of(double value) {
  if (!(value < 0.0) && !(value > 0.0)) return "even";
  return value < 0.0 ? "loss" : "gain";
}

std::string header(const WalkForwardReport& report) {
  std::string html =
      "<header><p class=\"brand\">Tradewind walk-forward</p><h1>" + escaped(report.title) +
      "</h1><p>Parameters are chosen on each training and tried on the test after it; what is "
      "shown "
      "as earned was earned on bars that the choice had not seen.</p><dl class=\"facts\">";
  for (const auto& [name, value] : report.facts) html += name_and_value(name, value);
  return html + "</dl></header>\n";
}

std::string cards(const WalkForwardReport& report) {
  const research::Stitched& all = report.stitched;
  std::string html = "<dl class=\"cards\">";
  html += figure_card("Total return", percent(all.total_return), outcome_of(all.total_return));
  html += figure_card("CAGR", percent(all.cagr), outcome_of(all.cagr));
  html += figure_card("Sharpe ratio", grouped(all.sharpe, 2), outcome_of(all.sharpe));
  html += figure_card("Max. drawdown", percent(all.max_drawdown), "even");
  html += figure_card("Efficiency", percent(all.efficiency, 0), "even",
                      "mean return out of sample over that in sample",
                      "How much of what the trainings earned the tests kept.");
  html += figure_card(
      "Tests that gained",
      std::to_string(all.folds_positive) + " of " + std::to_string(report.folds.size()), "even");
  return section("key-figures", "Key figures", html + "</dl>");
}

ChartData chart_data_of(const WalkForwardReport& report) {
  ChartData data;
  for (const Date date : report.stitched.dates) {
    data.at.push_back({.at = date.midnight(), .session = date, .is_date = true});
  }
  data.curves.push_back({"wealth", "Wealth", report.stitched.wealth});
  Curve drawdown{"drawdown", "Drawdown", {}};
  double peak = 1.0;
  for (const double wealth : report.stitched.wealth) {
    peak = std::max(peak, wealth);
    drawdown.values.push_back(wealth / peak - 1.0);
  }
  data.curves.push_back(std::move(drawdown));
  for (const research::Drift& drift : report.drift) {
    Curve curve{"drift-" + drift.name, drift.name, {}};
    for (std::size_t i = 0; i < report.folds.size(); ++i) {
      curve.values.insert(curve.values.end(), report.stitched.sessions[i], drift.numbers[i]);
    }
    data.curves.push_back(std::move(curve));
  }
  return data;
}

std::string charts(const WalkForwardReport& report) {
  const ChartData data = chart_data_of(report);
  if (data.at.size() < 2) return {};
  std::string html = svg_chart({.id = "equity",
                                .title = "Stitched wealth",
                                .note = "From 1, the tests one after the other, costs included.",
                                .summary = "Wealth out of sample, total return " +
                                           percent(report.stitched.total_return) + '.',
                                .curves = {{data.find("wealth"), "strategy"}},
                                .unit = ChartUnit::Ratio,
                                .fill = Chart::Fill::BelowFirst,
                                .has_log_scale = true},
                               data);
  html += svg_chart(
      {.id = "drawdown",
       .title = "Drawdown",
       .note = "How far it lies below its highest before, across the tests.",
       .summary = "Drawdown out of sample, deepest " + percent(report.stitched.max_drawdown) + '.',
       .curves = {{data.find("drawdown"), "under"}},
       .unit = ChartUnit::Percent,
       .fill = Chart::Fill::FromTop},
      data);
  for (const research::Drift& drift : report.drift) {
    html += svg_chart(
        {.id = "drift-" + drift.name,
         .title = "Drift of " + drift.name,
         .note = "What each training chose, over its test: changed " +
                 std::to_string(drift.changes) + " times. A value that lasts stays on a level.",
         .summary = "The chosen " + drift.name + " over time.",
         .curves = {{data.find("drift-" + drift.name), "strategy"}},
         .unit = ChartUnit::Ratio},
        data);
  }
  return "<div class=\"charts\">" + html + "</div>\n";
}

std::string fold_table(const WalkForwardReport& report) {
  std::string html =
      "<div class=\"scroll\"><table class=\"rows\"><thead><tr><th scope=\"col\">Test</th><th "
      "scope=\"col\">Training</th>";
  for (const research::Drift& drift : report.drift)
    html += "<th scope=\"col\">" + escaped(drift.name) + "</th>";
  html +=
      "<th scope=\"col\">Runs</th><th scope=\"col\">Sharpe in</th><th scope=\"col\">Sharpe "
      "out</th><th scope=\"col\">Return in</th><th scope=\"col\">Return "
      "out</th><th scope=\"col\">Drawdown out</th><th scope=\"col\">Closed trades "
      "out</th></tr></thead><tbody>";
  for (std::size_t i = 0; i < report.folds.size(); ++i) {
    const FoldOutcome& fold = report.folds[i];
    const auto cell = [&](const std::string& text, std::string_view style = "even") {
      html += "<td class=\"" + std::string{style} + "\">" + escaped(text) + "</td>";
    };
    html += "<tr><th scope=\"row\" class=\"span\">" + to_string(fold.test_first) + " to " +
            to_string(fold.test_last) + "</th>";
    cell(to_string(fold.train_first) + " to " + to_string(fold.train_last));
    for (const research::Drift& drift : report.drift) {
      cell(drift.values[i].empty() ? "none" : drift.values[i]);
    }
    const double earned = fold.out_of_sample[TrialMetric::TotalReturn];
    cell(grouped(static_cast<double>(fold.trials), 0));
    cell(grouped(fold.in_sample[TrialMetric::Sharpe], 2));
    cell(grouped(fold.out_of_sample[TrialMetric::Sharpe], 2));
    cell(percent(fold.in_sample[TrialMetric::TotalReturn]));
    cell(percent(earned), outcome_of(earned));
    cell(percent(fold.out_of_sample[TrialMetric::MaxDrawdown]));
    cell(grouped(fold.out_of_sample[TrialMetric::Trades], 0));
    html += "</tr>";
  }
  return section("folds", "Folds", html + "</tbody></table></div>");
}

}  // namespace

std::string walk_forward_page(const WalkForwardReport& report) {
  return page_head(report.title) + "<body>\n<main>\n" + header(report) +
         warnings_section(report.warnings) + assumptions_section(report.assumptions) +
         cards(report) + charts(report) + fold_table(report) + "</main>\n</body>\n</html>\n";
}

}  // namespace tw::report
