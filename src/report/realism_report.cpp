#include "report/realism_report.hpp"

#include <algorithm>
#include <cmath>

#include "core/utf8.hpp"
#include "report/curve_chart.hpp"
#include "report/html.hpp"
#include "report/html_table.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "report/page_frame.hpp"

namespace tw::report {
namespace {

using backtest::AssumptionSwing;
using backtest::Outcome;
using backtest::Outlook;
using backtest::Realism;
using backtest::RealismRun;

constexpr std::string_view kNames[] = {"optimistic", "default", "pessimistic"};
constexpr std::string_view kOutlookStyles[] = {"gain", "strategy", "loss"};

std::string_view name_of(Outlook outlook) { return kNames[static_cast<std::size_t>(outlook)]; }

std::string ratio_text(std::optional<double> value) {
  return value ? grouped(*value, 2) : kNotAvailable;
}
std::string percent_or_na(std::optional<double> value) {
  return value ? percent(*value) : kNotAvailable;
}

std::string verdict_of(const Realism& realism) {
  const double usual = realism.of(Outlook::Usual).outcome.total_return;
  if (realism.survives) return "It earns even when everything is hard.";
  if (usual > 0.0)
    return "It earns as assumed, and loses when everything is hard: the assumptions "
           "decide, not the strategy.";
  if (realism.of(Outlook::Optimistic).outcome.total_return > 0.0) {
    return "It earns only when everything is kind.";
  }
  return "It loses even when everything is kind.";
}

/// Returns the change of the total return, in points of a hundred: "+1.23", "-0.40".
std::string points_text(double change) {
  const std::string text = grouped(change * 100.0, 2);
  return change > 0.0 && text != "0.00" ? "+" + text : text;
}

void write_outcome(JsonWriter& json, const Outcome& outcome) {
  json.member("total_return", outcome.total_return).member("cagr", outcome.cagr);
  json.member("sharpe", outcome.sharpe).member("max_drawdown", outcome.max_drawdown);
  json.member("trades", outcome.trades);
  json.member("final_equity", Money::from_double(outcome.final_equity).value_or(Money{}));
  json.member("commissions", Money::from_double(outcome.commissions).value_or(Money{}));
}

std::string runs_table(const Realism& realism) {
  std::string html =
      "<div class=\"scroll\"><table class=\"rows\"><thead><tr><th scope=\"col\">Fills and costs"
      "</th><th scope=\"col\">Total return</th><th scope=\"col\">A year</th><th "
      "scope=\"col\">Sharpe</th><th scope=\"col\">Max drawdown</th><th scope=\"col\">Trades</th>"
      "<th scope=\"col\">Commissions</th><th scope=\"col\">Final equity</th></tr></thead><tbody>";
  for (const RealismRun& run : realism.runs) {
    const Outcome& o = run.outcome;
    html += "<tr><th scope=\"row\">" + std::string{name_of(run.outlook)} + "</th>" +
            cell(percent(o.total_return)) + cell(percent_or_na(o.cagr)) +
            cell(ratio_text(o.sharpe)) + cell(percent(o.max_drawdown)) +
            cell(grouped(static_cast<double>(o.trades), 0)) + cell(grouped(o.commissions, 2)) +
            cell(grouped(o.final_equity, 2)) + "</tr>";
  }
  return section("outlooks", "Three outlooks", html + "</tbody></table></div>");
}

std::string bar(double change, double most) {
  const double width = most == 0.0 ? 0.0 : std::abs(change) / most * 100.0;
  return "<span class=\"swing " + std::string{change < 0.0 ? "loss" : "gain"} +
         "\"><i style=\"width:" + coordinate(width) + "%\"></i></span>";
}

std::string swings_table(const Realism& realism) {
  const double usual = realism.of(Outlook::Usual).outcome.total_return;
  double most = 0.0;
  for (const AssumptionSwing& swing : realism.swings) {
    most = std::max({most, std::abs(swing.when_optimistic.total_return - usual),
                     std::abs(swing.when_pessimistic.total_return - usual)});
  }
  std::string html =
      "<p class=\"note\">Each moved alone, all others as they are; points of total return. A "
      "change "
      "of fill timing can go either way: it is a bar of other prices.</p><div class=\"scroll\">"
      "<table class=\"rows swings\"><thead><tr><th scope=\"col\">Assumption</th><th "
      "scope=\"col\">Default</th>"
      "<th scope=\"col\">Optimistic</th><th scope=\"col\">Points</th><th scope=\"col\"><span "
      "class=\"unseen\">Drawn</span></th><th scope=\"col\">Pessimistic</th><th "
      "scope=\"col\">Points</th><th scope=\"col\"><span class=\"unseen\">Drawn</span></th></tr>"
      "</thead><tbody>";
  for (const AssumptionSwing& swing : realism.swings) {
    const double kind = swing.when_optimistic.total_return - usual;
    const double hard = swing.when_pessimistic.total_return - usual;
    html += "<tr><th scope=\"row\">" + std::string{swing.label} + "</th>" + cell(swing.usual) +
            cell(swing.optimistic) + cell(points_text(kind)) + "<td>" + bar(kind, most) + "</td>" +
            cell(swing.pessimistic) + cell(points_text(hard)) + "<td>" + bar(hard, most) +
            "</td></tr>";
  }
  return section("assumptions-apart", "What each assumption is worth",
                 html + "</tbody></table></div>");
}

std::string band_chart(const Realism& realism) {
  std::vector<NamedCurve> curves;
  for (const std::size_t i : {1U, 0U, 2U}) {
    const RealismRun& run = realism.runs[i];
    curves.push_back({std::string{kNames[i]}, kOutlookStyles[i], run.equity});
  }
  if (curves.front().points.size() < 2) {
    return section("equity", "Equity", "<p class=\"empty\">Too few bars for a chart.</p>");
  }
  Chart chart{.id = "equity",
              .title = "Equity",
              .note = "In " + realism.currency +
                      ". What the truth will be lies inside the band, if the outlooks are fair.",
              .summary = "Equity under three outlooks: " + verdict_of(realism),
              .curves = {},
              .unit = ChartUnit::Money,
              .fill = Chart::Fill::Band,
              .has_log_scale = true};
  return curve_chart(std::move(chart), curves, false);
}

std::string cards(const Realism& realism) {
  std::string html;
  for (const RealismRun& run : realism.runs) {
    const Outcome& o = run.outcome;
    html += figure_card("Total return, " + std::string{name_of(run.outlook)},
                        percent(o.total_return), o.total_return < 0.0 ? "loss" : "gain",
                        "Sharpe " + ratio_text(o.sharpe) + ", drawdown " + percent(o.max_drawdown));
  }
  return section("key-figures", "Key figures", "<dl class=\"cards three\">" + html + "</dl>");
}

}  // namespace

std::string realism_table(const Realism& realism, const TerminalOptions& options) {
  const double usual = realism.of(Outlook::Usual).outcome.total_return;
  std::string text = inked(harmless(realism.title, options), Ink::Bold, options) + "\n\n  ";
  text += left("fills and costs", 16) + right("return", 12) + right("a year", 11) +
          right("Sharpe", 9) + right("drawdown", 11) + right("trades", 9) + '\n';
  for (const RealismRun& run : realism.runs) {
    const Outcome& o = run.outcome;
    text += "  " + left(name_of(run.outlook), 16) +
            inked(right(percent(o.total_return), 12), o.total_return < 0.0 ? Ink::Bad : Ink::Good,
                  options) +
            right(percent_or_na(o.cagr), 11) + right(ratio_text(o.sharpe), 9) +
            right(percent(o.max_drawdown), 11) +
            right(grouped(static_cast<double>(o.trades), 0), 9) + '\n';
  }
  text += "\n" + inked("Each assumption moved alone, points of return", Ink::Bold, options) + "\n";
  for (const AssumptionSwing& swing : realism.swings) {
    const double kind = swing.when_optimistic.total_return - usual;
    const double hard = swing.when_pessimistic.total_return - usual;
    text += "  " + left(swing.label, 24) + right(points_text(kind), 9) + "  " +
            left(swing.optimistic, 14) + right(points_text(hard), 9) + "  " + swing.pessimistic +
            '\n';
  }
  return text + '\n' +
         inked(verdict_of(realism), realism.survives ? Ink::Good : Ink::Alert, options) + '\n';
}

std::string realism_json(const Realism& realism) {
  const double usual = realism.of(Outlook::Usual).outcome.total_return;
  JsonWriter json;
  json.begin_object().member("title", realism.title).member("currency", realism.currency);
  json.member("initial_cash", realism.initial_cash).member("survives", realism.survives);
  json.member("conclusion", verdict_of(realism));
  json.key("warnings").begin_array();
  for (const std::string& warning : realism.warnings) json.value(warning);
  json.end_array().key("runs").begin_array();
  for (const RealismRun& run : realism.runs) {
    json.begin_object().member("name", name_of(run.outlook));
    write_outcome(json, run.outcome);
    json.end_object();
  }
  json.end_array().key("assumptions").begin_array();
  for (const AssumptionSwing& swing : realism.swings) {
    json.begin_object().member("assumption", swing.key).member("default", swing.usual);
    const auto end = [&](std::string_view name, std::string_view value, const Outcome& outcome) {
      json.key(name).begin_object().member("value", value);
      json.member("return_change", outcome.total_return - usual);
      write_outcome(json, outcome);
      json.end_object();
    };
    end("optimistic", swing.optimistic, swing.when_optimistic);
    end("pessimistic", swing.pessimistic, swing.when_pessimistic);
    json.end_object();
  }
  json.end_array();
  for (const RealismRun& run : realism.runs) {
    json.key("equity_" + std::string{name_of(run.outlook)}).begin_array().compact(true);
    for (const backtest::CurvePoint& point : run.equity) {
      json.begin_array().value(to_string(point.at)).value(point.value).end_array();
    }
    json.compact(false).end_array();
  }
  json.end_object();
  return json.take();
}

std::string realism_page(const Realism& realism) {
  std::string html = page_head(realism.title) +
                     "<body>\n<main>\n<header><p class=\"brand\">"
                     "Tradewind realism</p><h1>" +
                     escaped(realism.title) + "</h1><p>" + escaped(verdict_of(realism)) +
                     "</p><dl class=\"facts\">" +
                     name_and_value("Cash at the start",
                                    money_text(realism.initial_cash) + ' ' + realism.currency) +
                     "</dl></header>\n";
  html += warnings_section(realism.warnings) + assumptions_section(realism.assumptions);
  html += cards(realism) + band_chart(realism) + runs_table(realism) + swings_table(realism);
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace tw::report
