#include "report/comparison_report.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "analytics/figures.hpp"
#include "backtest/metric_label.hpp"
#include "core/utf8.hpp"
#include "report/curve_chart.hpp"
#include "report/html.hpp"
#include "report/html_table.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "report/page_frame.hpp"

namespace tw::report {
namespace {

using backtest::ComparedRun;
using backtest::ComparedTrade;
using backtest::RunComparison;
using backtest::RunDifference;

constexpr std::size_t kTradesNamed = 20;
constexpr std::array<std::string_view, 6> kStyles{"strategy", "short", "run2",
                                                  "run3",     "run4",  "run5"};
constexpr std::array<std::string_view, 10> kHeadline{
    "total_return",     "cagr",       "sharpe",         "max_drawdown",
    "volatility",       "trades",     "trade_win_rate", "trade_profit_factor",
    "trade_expectancy", "commissions"};

/// Returns every figure that a run can have, with its name and how it is read.
const std::vector<analytics::Figure>& known_figures() {
  static const std::vector<analytics::Figure> known = [] {
    analytics::Performance performance;
    performance.comparison.emplace();
    std::vector<analytics::Figure> all = analytics::figures(performance);
    const auto of_trades = analytics::figures(analytics::TradeStatistics{});
    all.insert(all.end(), of_trades.begin(), of_trades.end());
    return all;
  }();
  return known;
}

const analytics::Figure* known_figure(std::string_view key) {
  const auto found = std::ranges::find(known_figures(), key, &analytics::Figure::key);
  return found == known_figures().end() ? nullptr : &*found;
}

bool is_fraction(std::string_view key) {
  // Those that only a backtest has.
  constexpr std::array<std::string_view, 6> kFractions{"best_day", "worst_day",        "exposure",
                                                       "win_rate", "benchmark_return", "psr_0"};
  const analytics::Figure* known = known_figure(key);
  if (known != nullptr && known->unit == analytics::FigureUnit::Fraction) return true;
  return std::ranges::find(kFractions, key) != kFractions.end();
}

/// Returns what a figure is called; nothing for the second name of one that is shown already.
std::string_view title_of(std::string_view key) {
  const std::string_view label = backtest::metric_label(key);
  const analytics::Figure* known = known_figure(key);
  return label == key && known != nullptr ? known->title : label;
}

std::string value_text(std::string_view key, std::optional<double> value) {
  if (!value) return kNotAvailable;
  return is_fraction(key) ? percent(*value) : figure_text(*value);
}

std::string change_text(std::string_view key, std::optional<double> from,
                        std::optional<double> to) {
  if (!from || !to) return kNotAvailable;
  const std::string text = value_text(key, *to - *from);
  return *to > *from ? "+" + text : text;
}

std::string correlation_text(std::optional<double> value) {
  return value ? grouped(*value, 3) : kNotAvailable;
}

std::string trades_text(const RunDifference& pair) {
  if (pair.is_same) return "the same commands and the same equity";
  const auto count = [](std::size_t n) { return grouped(static_cast<double>(n), 0); };
  return count(pair.common_trades) + " common trades (" + count(pair.resized_trades) +
         " of another size), " + count(pair.only_one.size()) + " only in the first, " +
         count(pair.only_other.size()) + " only in the second";
}

void write_trades(JsonWriter& json, std::string_view name,
                  const std::vector<ComparedTrade>& trades) {
  json.key(name).begin_array().compact(true);
  for (const ComparedTrade& trade : trades) {
    json.begin_object().member("symbol", trade.symbol);
    json.member("side", trade.is_long ? "long" : "short").member("entry_at", trade.entry_at);
    json.member("exit_at", trade.exit_at);
    json.member("quantity", Quantity::from_double(trade.quantity).value_or(Quantity{}));
    json.member("pnl", Money::from_double(trade.pnl).value_or(Money{})).end_object();
  }
  json.compact(false).end_array();
}

void write_pair(JsonWriter& json, const RunComparison& comparison, const RunDifference& pair) {
  json.begin_object().member("one", comparison.runs[pair.one].name);
  json.member("other", comparison.runs[pair.other].name).member("is_same", pair.is_same);
  json.member("common_sessions", pair.common_sessions);
  json.member("return_correlation", pair.correlation);
  json.member("common_trades", pair.common_trades).member("resized_trades", pair.resized_trades);
  json.member("common_pnl_change", Money::from_double(pair.common_pnl_change).value_or(Money{}));
  write_trades(json, "only_in_one", pair.only_one);
  write_trades(json, "only_in_other", pair.only_other);
  json.end_object();
}

std::string chart_of(const RunComparison& comparison) {
  std::vector<NamedCurve> curves;
  curves.reserve(comparison.runs.size());
  for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
    curves.push_back(
        {comparison.runs[i].name, kStyles[i % kStyles.size()], comparison.runs[i].equity});
  }
  const bool is_short =
      std::ranges::any_of(curves, [](const NamedCurve& curve) { return curve.points.size() < 2; });
  if (is_short) return section("equity", "Equity", "<p class=\"empty\">Too few bars.</p>");
  return curve_chart({.id = "equity",
                      .title = "Equity",
                      .note = "Each run's own beginning is 100.",
                      .summary = "Equity of the runs, each from 100 on.",
                      .curves = {},
                      .unit = ChartUnit::Ratio,
                      .has_log_scale = true},
                     curves, true);
}

std::string metrics_of(const RunComparison& comparison) {
  std::string html =
      "<div class=\"scroll\"><table class=\"rows\"><thead><tr><th scope=\"col\">Figure</th>";
  for (const ComparedRun& run : comparison.runs)
    html += "<th scope=\"col\">" + escaped(run.name) + "</th>";
  html += "<th scope=\"col\">Change, last from first</th></tr></thead><tbody>";
  for (const std::string& key : comparison.metric_keys) {
    const std::string_view title = title_of(key);
    if (title.empty()) continue;
    html += "<tr><th scope=\"row\">" + escaped(title) + "</th>";
    for (const ComparedRun& run : comparison.runs) html += cell(value_text(key, run.metric(key)));
    html += cell(change_text(key, comparison.runs.front().metric(key),
                             comparison.runs.back().metric(key))) +
            "</tr>";
  }
  return section("metrics", "Figures side by side", html + "</tbody></table></div>");
}

std::string trade_rows(const std::vector<ComparedTrade>& trades, std::string_view of) {
  std::string html;
  for (std::size_t i = 0; i < std::min(trades.size(), kTradesNamed); ++i) {
    const ComparedTrade& trade = trades[i];
    html += "<tr><th scope=\"row\">" + escaped(of) + "</th>" + cell(trade.symbol) +
            cell(trade.is_long ? "long" : "short") + cell(trade.entry_at) + cell(trade.exit_at) +
            cell(grouped(trade.quantity, 0)) + cell(grouped(trade.pnl, 2)) + "</tr>";
  }
  return html;
}

std::string pairs_of(const RunComparison& comparison) {
  std::string html =
      "<div class=\"scroll\"><table class=\"rows\"><thead><tr><th scope=\"col\">Runs</th>"
      "<th scope=\"col\">Correlation of returns</th><th scope=\"col\">Common sessions</th><th "
      "scope=\"col\">Common trades</th>"
      "<th scope=\"col\">Of another size</th><th scope=\"col\">Only in the first</th><th "
      "scope=\"col\">Only in the second</th>"
      "<th scope=\"col\">P&amp;L of common, change</th></tr></thead><tbody>";
  for (const RunDifference& pair : comparison.pairs) {
    const auto count = [](std::size_t n) { return cell(grouped(static_cast<double>(n), 0)); };
    html += "<tr><th scope=\"row\">" + escaped(comparison.runs[pair.one].name) + " and " +
            escaped(comparison.runs[pair.other].name) + (pair.is_same ? " (the same)" : "") +
            "</th>" + cell(correlation_text(pair.correlation)) + count(pair.common_sessions) +
            count(pair.common_trades) + count(pair.resized_trades) + count(pair.only_one.size()) +
            count(pair.only_other.size()) + cell(grouped(pair.common_pnl_change, 2)) + "</tr>";
  }
  return section("pairs", "How they differ", html + "</tbody></table></div>");
}

std::string differing_trades(const RunComparison& comparison) {
  const RunDifference& pair = comparison.pairs.front();
  const std::string rows = trade_rows(pair.only_one, comparison.runs[pair.one].name) +
                           trade_rows(pair.only_other, comparison.runs[pair.other].name);
  if (rows.empty()) return {};
  return section("trades", "Trades that only one of the first two has",
                 "<p class=\"note\">The first " + std::to_string(kTradesNamed) +
                     " of each; JSON has all.</p><div class=\"scroll\"><table class=\"rows\">"
                     "<thead><tr><th scope=\"col\">Run</th><th scope=\"col\">Symbol</th><th "
                     "scope=\"col\">Side</th>"
                     "<th scope=\"col\">Entry</th><th scope=\"col\">Exit</th><th "
                     "scope=\"col\">Quantity</th><th scope=\"col\">P&amp;L</th></tr></thead>"
                     "<tbody>" +
                     rows + "</tbody></table></div>");
}

std::string title_of(const RunComparison& comparison) {
  std::string title = "Comparison of ";
  for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
    title += (i == 0 ? "" : ", ") + comparison.runs[i].name;
  }
  return title;
}

}  // namespace

std::string comparison_table(const RunComparison& comparison, const TerminalOptions& options) {
  constexpr std::size_t kLabel = 22;
  constexpr std::size_t kColumn = 16;
  std::string text = "  " + left("", kLabel);
  for (const ComparedRun& run : comparison.runs) {
    text += ' ' + inked(right(harmless(run.name, options), kColumn), Ink::Bold, options);
  }
  text += '\n';
  for (const std::string_view key : kHeadline) {
    text += "  " + left(std::string{backtest::metric_label(key)}, kLabel);
    for (const ComparedRun& run : comparison.runs) {
      text += ' ' + right(value_text(key, run.metric(key)), kColumn);
    }
    text += '\n';
  }
  for (const RunDifference& pair : comparison.pairs) {
    text += '\n' + harmless(comparison.runs[pair.one].name, options) + " and " +
            harmless(comparison.runs[pair.other].name, options) + ": " + trades_text(pair) +
            "; correlation of returns " + correlation_text(pair.correlation) + " over " +
            grouped(static_cast<double>(pair.common_sessions), 0) + " sessions\n";
    if (!pair.only_one.empty()) {
      text +=
          "  first only in the first:  " + harmless(pair.only_one.front().key(), options) + '\n';
    }
    if (!pair.only_other.empty()) {
      text +=
          "  first only in the second: " + harmless(pair.only_other.front().key(), options) + '\n';
    }
  }
  return text;
}

std::string comparison_json(const RunComparison& comparison) {
  JsonWriter json;
  json.begin_object().key("runs").begin_array();
  for (const ComparedRun& run : comparison.runs) {
    json.begin_object().member("name", run.name).member("run_id", run.run_id);
    json.member("commands_hash", run.commands_hash).key("metrics").begin_object();
    for (const auto& [key, value] : run.metrics) json.member(key, value);
    json.end_object().end_object();
  }
  json.end_array().key("changes").begin_array();
  for (std::size_t i = 1; i < comparison.runs.size(); ++i) {
    json.begin_object().member("name", comparison.runs[i].name).key("metrics").begin_object();
    for (const std::string& key : comparison.metric_keys) {
      const auto from = comparison.runs.front().metric(key);
      const auto to = comparison.runs[i].metric(key);
      json.member(key, from && to ? std::optional{*to - *from} : std::nullopt);
    }
    json.end_object().end_object();
  }
  json.end_array().key("pairs").begin_array();
  for (const RunDifference& pair : comparison.pairs) write_pair(json, comparison, pair);
  json.end_array().end_object();
  return json.take();
}

std::string comparison_page(const RunComparison& comparison) {
  std::string html = page_head(title_of(comparison)) +
                     "<body>\n<main>\n<header><p class=\"brand\">Tradewind comparison</p><h1>" +
                     escaped(title_of(comparison)) + "</h1><dl class=\"facts hashes\">";
  for (const ComparedRun& run : comparison.runs) html += name_and_value(run.name, run.run_id);
  html += "</dl></header>\n" + chart_of(comparison) + pairs_of(comparison) +
          metrics_of(comparison) + differing_trades(comparison);
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace tw::report
