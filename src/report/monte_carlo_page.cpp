#include "report/monte_carlo_page.hpp"

#include <cmath>

#include "report/fan_chart.hpp"
#include "report/histogram.hpp"
#include "report/html.hpp"
#include "report/monte_carlo_text.hpp"
#include "report/number_text.hpp"
#include "report/page_frame.hpp"

namespace tw::report {
namespace {

using research::Distribution;
using research::MonteCarloReport;

std::string header(const MonteCarloReport& report) {
  std::string html = "<header><p class=\"brand\">Tradewind Monte Carlo</p><h1>" +
                     escaped(report.title) + "</h1><p>" + escaped(meaning_of(report)) +
                     "</p><dl class=\"facts\">";
  for (const auto& [name, value] : report.facts) html += name_and_value(name, value);
  html += name_and_value("Seed", std::to_string(report.seed));
  if (!report.run_id.empty()) {
    html += "</dl><dl class=\"facts hashes\">" + name_and_value("Run", report.run_id);
  }
  return html + "</dl></header>\n";
}

std::string cards(const MonteCarloReport& report) {
  std::string html;
  for (const Distribution& spread : report.distributions) {
    if (spread.quantiles.empty() || spread.key == "lowest_wealth") continue;
    const auto at = [&](std::size_t i) { return figure_text(spread, spread.quantiles[i].value); };
    std::string beside = "90% between " + at(2) + " and " + at(6);
    if (std::isfinite(spread.observed)) {
      beside += "; as it was " + figure_text(spread, spread.observed);
    }
    html += figure_card(std::string{spread.label} + ", median", at(4), "even", beside);
  }
  for (const research::Chance& chance : report.chances) {
    html += figure_card(chance_label(chance), percent(chance.probability), "even",
                        "\u00b1 " + percent(chance.error) + ", one standard error");
  }
  if (html.empty()) return {};
  return section("key-figures", "Key figures", "<dl class=\"cards\">" + html + "</dl>");
}

std::string quantile_table(const MonteCarloReport& report) {
  std::string html =
      "<p class=\"note\">Below each quantile its standard error: how much it would move if the "
      "simulation were run with another seed. It says nothing about how well the past stands for "
      "the future.</p><div class=\"scroll\"><table class=\"rows\"><thead><tr><th "
      "scope=\"col\">Figure</th>";
  for (const double fraction : research::kFractions) {
    html += "<th scope=\"col\">" +
            percent(fraction, fraction * 100.0 == std::floor(fraction * 100.0) ? 0 : 1) + "</th>";
  }
  html += "<th scope=\"col\">mean</th><th scope=\"col\">as it was</th></tr></thead><tbody>";
  for (const Distribution& spread : report.distributions) {
    html += "<tr><th scope=\"row\">" + escaped(spread.label) + "</th>";
    for (const auto& found : spread.quantiles) {
      html += "<td>" + figure_text(spread, found.value) + "<br><span class=\"note\">\u00b1 " +
              figure_text(spread, found.error) + "</span></td>";
    }
    if (spread.quantiles.empty()) {
      html += "<td colspan=\"" + std::to_string(std::size(research::kFractions)) + "\">n/a</td>";
    }
    html += "<td>" + figure_text(spread, spread.mean) + "</td><td>" +
            figure_text(spread, spread.observed) + "</td></tr>";
  }
  return section("quantiles", "Quantiles", html + "</tbody></table></div>");
}

std::string histograms(const MonteCarloReport& report) {
  std::string html;
  for (const Distribution& spread : report.distributions) {
    const bool is_shown = spread.key == "total_return" || spread.key == "max_drawdown";
    if (!is_shown || spread.values.size() < 2) continue;
    const std::string title = "Distribution: " + std::string{spread.label};
    const HistogramWords words{.one = "path", .many = "paths", .title = title};
    html += section(spread.key, escaped(spread.label),
                    "<div class=\"of-values\">" + histogram(spread.values, words) + "</div>");
  }
  return html.empty() ? html : "<div class=\"pair even\">" + html + "</div>\n";
}

std::string costs(const MonteCarloReport& report) {
  if (report.costs.empty()) return {};
  std::string html =
      "<p class=\"note\">The backtest again with commission, spread and slippage so many times as "
      "high; everything else as it was. " +
      escaped(break_even_text(report)) +
      "</p><div class=\"scroll\"><table class=\"rows\"><thead><tr><th scope=\"col\">Costs</th><th "
      "scope=\"col\">Total "
      "return</th><th scope=\"col\">Max. drawdown</th><th scope=\"col\">Sharpe "
      "ratio</th></tr></thead><tbody>";
  for (const research::CostRung& rung : report.costs) {
    html += "<tr><th scope=\"row\">\u00d7 " + grouped(rung.multiple, 2) + "</th><td>" +
            percent(rung.total_return) + "</td><td>" + percent(rung.max_drawdown) + "</td><td>" +
            grouped(rung.sharpe, 2) + "</td></tr>";
  }
  return section("costs", "What costs do", html + "</tbody></table></div>");
}

}  // namespace

std::string monte_carlo_page(const MonteCarloReport& report) {
  std::string html = page_head(report.title) + "<body>\n<main>\n" + header(report);
  html +=
      warnings_section(report.warnings) + assumptions_section(report.assumptions) + cards(report);
  if (report.fan.steps.size() > 1) html += fan_chart(report.fan, report.of);
  html += costs(report) + histograms(report);
  if (!report.distributions.empty()) html += quantile_table(report);
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace tw::report
