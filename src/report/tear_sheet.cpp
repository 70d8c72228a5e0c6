#include "report/tear_sheet.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "report/chart_data.hpp"
#include "report/heat_map.hpp"
#include "report/histogram.hpp"
#include "report/html.hpp"
#include "report/market_slice_table.hpp"
#include "report/number_text.hpp"
#include "report/page_data.hpp"
#include "report/page_frame.hpp"
#include "report/price_chart.hpp"
#include "report/session_curves.hpp"
#include "report/statistics.hpp"
#include "report/svg_chart.hpp"
#include "report/tear_sheet_assets.hpp"
#include "report/tear_sheet_tables.hpp"

namespace tw::report {
namespace {

using backtest::BacktestReport;
using backtest::Metric;

/// Everything that more than one section needs.
struct Sheet {
  const BacktestReport& report;
  SessionCurves sessions;
  ChartData data;
  std::vector<StatisticGroup> statistics;
};

/// Only our script may run: a name from a data file cannot know the run's hash, since the hash is
/// also of that name.
std::string nonce_of(const BacktestReport& report) {
  std::string nonce;
  for (const char c : report.run_id) {
    const bool is_digit = c >= '0' && c <= '9';
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_digit || is_letter) nonce += c;
  }
  return nonce.empty() ? "tradewind" : nonce;
}

std::string header(const Sheet& sheet) {
  const BacktestReport& report = sheet.report;
  std::string html =
      "<header><p class=\"brand\">Tradewind backtest</p><h1>" + escaped(report.title) + "</h1>";
  if (!report.strategy_doc.empty()) html += "<p>" + prose(report.strategy_doc) + "</p>";
  html += "<dl class=\"facts\">";
  if (!sheet.sessions.dates.empty()) {
    html += name_and_value("Span", to_string(sheet.sessions.dates.front()) + " to " +
                                       to_string(sheet.sessions.dates.back()));
    html +=
        name_and_value("Sessions", grouped(static_cast<double>(sheet.sessions.dates.size()), 0));
  }
  html +=
      name_and_value("Cash at the start", money_text(report.initial_cash) + ' ' + report.currency);
  for (const auto& [name, value] : report.parameters) html += name_and_value(name, value);
  html += "</dl><dl class=\"facts hashes\">" + name_and_value("Run", report.run_id) +
          name_and_value("Commands", report.commands_hash) +
          name_and_value("Code", report.code_version);
  return html + "</dl></header>\n";
}

std::string evidence_of(const backtest::Finding& found) {
  std::string text;
  for (const backtest::Evidence& one : found.evidence) {
    text += (text.empty() ? "" : ", ") + std::string{one.name} + " " +
            (one.text.empty() ? figure_text(one.value) : one.text);
  }
  return text;
}

std::string finding_item(const backtest::Finding& found) {
  const std::string severity{to_string(found.severity)};
  return "<li class=\"" + severity + "\"><span class=\"severity\">" + severity + "</span> <b>" +
         escaped(found.finding) + "</b> " + escaped(found.remedy) + "<small>" +
         escaped(found.rule) + ": " + escaped(evidence_of(found)) + "</small></li>";
}

/// What stands out, with its evidence below it, and what to try.
std::string diagnosis(const BacktestReport& report) {
  std::string html;
  for (const backtest::Finding& found : report.diagnosis) html += finding_item(found);
  if (html.empty()) return {};
  return section("diagnosis", "Diagnosis", "<ul class=\"findings\">" + html + "</ul>");
}

/// Good, bad or neither: ratios are judged against zero, a drawdown not at all.
std::string_view outcome_of(const Statistic& row) {
  constexpr std::string_view kJudged[] = {"total_return", "cagr", "sharpe", "trade_expectancy"};
  const bool is_judged = std::ranges::find(kJudged, row.key) != std::end(kJudged);
  if (!is_judged || !row.value || *row.value == 0.0) return "even";
  return *row.value < 0.0 ? "loss" : "gain";
}

std::string card(const Statistic& row) {
  const std::string beside = row.benchmark.empty() ? "" : "benchmark " + row.benchmark;
  return figure_card(row.label, row.text, outcome_of(row), beside, row.meaning);
}

std::string cards(const Sheet& sheet) {
  constexpr std::string_view kShown[] = {
      "total_return", "cagr",       "sharpe",         "max_drawdown",        "volatility",
      "final_equity", "trades",     "trade_win_rate", "trade_profit_factor", "trade_expectancy",
      "exposure",     "commissions"};
  std::string html = "<dl class=\"cards\">";
  for (const std::string_view key : kShown) {
    for (const StatisticGroup& group : sheet.statistics) {
      const auto found = std::ranges::find(group.rows, key, &Statistic::key);
      if (found != group.rows.end()) html += card(*found);
    }
  }
  return section("key-figures", "Key figures", html + "</dl>");
}

constexpr std::string_view kRangeTools =
    "<nav class=\"ranges scripted\" aria-label=\"Time range of all charts\"></nav>";

std::string text_of(const Sheet& sheet, std::string_view key) {
  const Metric* metric = find_metric(sheet.report, key);
  return metric == nullptr ? kNotAvailable : metric_text(metric->kind, metric->value);
}

std::string equity_chart(const Sheet& sheet) {
  Chart chart{.id = "equity",
              .title = "Equity",
              .note = "In " + sheet.report.currency + ", at every bar's close.",
              .summary = "Equity over time, total return " + text_of(sheet, "total_return") + '.',
              .curves = {{sheet.data.find("equity"), "strategy"}},
              .unit = ChartUnit::Money,
              .fill = Chart::Fill::BelowFirst,
              .has_log_scale = true};
  if (const Curve* benchmark = sheet.data.find("benchmark")) {
    chart.curves.push_back({benchmark, "benchmark"});
  }
  return svg_chart(chart, sheet.data);
}

std::string drawdown_chart(const Sheet& sheet) {
  return svg_chart(
      {.id = "drawdown",
       .title = "Drawdown",
       .note = "How far each session's close lies below the highest before it.",
       .summary = "Drawdown over time, deepest " + text_of(sheet, "max_drawdown") + '.',
       .curves = {{sheet.data.find("drawdown"), "under"}},
       .unit = ChartUnit::Percent,
       .fill = Chart::Fill::FromTop},
      sheet.data);
}

std::string sharpe_chart(const Sheet& sheet) {
  Chart chart{
      .id = "rolling-sharpe",
      .title = "Rolling Sharpe ratio",
      .note =
          "Of the sessions before, annualised. A strategy that works shows it in most "
          "of them.",
      .summary = "Rolling Sharpe ratio, over the whole run " + text_of(sheet, "sharpe") + '.',
      .curves = {},
      .unit = ChartUnit::Ratio,
      .has_zero_line = true};
  for (const auto& [key, style] : {std::pair{"sharpe_126", "short"}, {"sharpe_252", "strategy"}}) {
    if (const Curve* curve = sheet.data.find(key)) chart.curves.push_back({curve, style});
  }
  if (chart.curves.empty()) {
    return section("rolling-sharpe", "Rolling Sharpe ratio",
                   "<p class=\"empty\">It takes 126 returns; the run has " +
                       std::to_string(sheet.sessions.returns.size()) + ".</p>");
  }
  return svg_chart(chart, sheet.data);
}

std::string price_charts(const Sheet& sheet) {
  std::string html = "<div id=\"prices\">";
  if (sheet.data.priced_count > 1) {
    html += "<label class=\"symbol scripted\">Symbol <select>";
    for (std::size_t i = 0; i < sheet.data.priced_count; ++i) {
      html += "<option value=\"" + std::to_string(i) + "\">" + escaped(sheet.data.symbols[i]) +
              "</option>";
    }
    html += "</select></label>";
  }
  for (std::size_t i = 0; i < sheet.data.priced_count; ++i) html += price_chart(sheet.data, i);
  if (sheet.report.prices.size() > sheet.data.priced_count) {
    html += "<p class=\"note\">The " + std::to_string(sheet.data.priced_count) +
            " symbols with most trades; the list below has the trades of all.</p>";
  }
  return html + "</div>\n";
}

std::string charts(const Sheet& sheet) {
  if (sheet.data.at.size() < 2) {
    return section("equity", "Equity", "<p class=\"empty\">Too few bars for a chart.</p>");
  }
  std::string html = "<div class=\"charts\">" + std::string{kRangeTools} + equity_chart(sheet) +
                     drawdown_chart(sheet) + price_charts(sheet) + sharpe_chart(sheet);
  if (sheet.data.is_thinned) {
    html += "<p class=\"note\">Charts show " +
            grouped(static_cast<double>(sheet.data.at.size()), 0) + " of " +
            grouped(static_cast<double>(sheet.report.equity.size()), 0) +
            " moments: the lowest and the highest of each stretch, so no extreme is lost.</p>";
  }
  return html + "</div>\n";
}

std::string how_it_was_run(const BacktestReport& report) {
  return section("run", "How it was run",
                 "<p class=\"note\">The same specification, data and code give the same run and "
                 "the same hashes.</p><details><summary>Specification</summary><pre>" +
                     escaped(report.spec_json) + "</pre></details>");
}

std::string body(const Sheet& sheet) {
  const BacktestReport& report = sheet.report;
  std::string html = "<body>\n<main>\n" + header(sheet);
  html += warnings_section(report.warnings) + diagnosis(report) +
          assumptions_section(report.assumptions);
  html += cards(sheet) + charts(sheet);
  html += section("monthly-returns", "Monthly returns", heat_map(sheet.sessions));
  html += "<div class=\"pair\">";
  html += section("trade-returns", "Distribution of trade returns", trade_histogram(report.trades));
  html += section("drawdowns", "Deepest drawdowns", drawdown_table(sheet.sessions));
  html += "</div>\n";
  html += section("statistics", "Statistics", statistics_table(sheet.statistics));
  const std::string divisions = division_tables(report);
  if (!divisions.empty()) html += section("divisions", "Where the trades came from", divisions);
  const std::string slices = market_slice_tables(run_slices(report, sheet.sessions));
  if (!slices.empty()) html += section("markets", "In which markets", slices);
  html += section("open-positions", "Open positions", open_position_table(report));
  html += section("trades", "Trades", trade_table(sheet.data));
  html += section("orders", "Orders", order_table(report));
  return html + how_it_was_run(report) + "</main>\n";
}

std::string script(const Sheet& sheet) {
  return "<script type=\"application/json\" id=\"data\">" +
         script_safe(page_data(sheet.data, sheet.report.currency)) + "</script>\n<script nonce=\"" +
         nonce_of(sheet.report) + "\">\n" + std::string{kTearSheetScript} + "</script>\n";
}

}  // namespace

std::string tear_sheet(const BacktestReport& report) {
  const SessionCurves sessions = session_curves(report);
  const Sheet sheet{.report = report,
                    .sessions = sessions,
                    .data = chart_data(report, sessions),
                    .statistics = statistics(report, sessions, Selection::All)};
  return page_head(report.title, nonce_of(report)) + body(sheet) + script(sheet) +
         "</body>\n</html>\n";
}

}  // namespace tw::report
