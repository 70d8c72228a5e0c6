#include "report/backtest_table.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "analytics/monthly.hpp"
#include "core/utf8.hpp"
#include "report/number_text.hpp"
#include "report/session_curves.hpp"
#include "report/statistics.hpp"
#include "report/text_plot.hpp"
#include "report/trade_text.hpp"

namespace tw::report {
namespace {

using backtest::BacktestReport;
using backtest::TradeRow;

constexpr std::size_t kNamedTradesMax = 3;
constexpr std::size_t kPlotRows = 7;

/// The lines of one table, and how they are drawn.
class Page {
 public:
  explicit Page(const TerminalOptions& options) : options_{options} {
    options_.width = std::clamp(options_.width, 60, 120);
  }

  std::size_t width() const { return static_cast<std::size_t>(options_.width); }
  const TerminalOptions& options() const { return options_; }
  std::string clean(std::string_view text) const { return harmless(text, options_); }
  std::string ink(std::string_view text, Ink ink) const { return inked(text, ink, options_); }
  std::string_view dash() const { return options_.is_utf8 ? "\u2500" : "-"; }
  std::string_view arrow() const { return options_.is_utf8 ? "\u2192" : ">"; }

  void line(std::string_view text) {
    const std::size_t end = text.find_last_not_of(' ');
    text_ += text.substr(0, end == std::string_view::npos ? 0 : end + 1);
    text_ += '\n';
  }
  /// Writes a blank line and "Title ------".
  void title(std::string_view text) {
    line("");
    std::string rule;
    for (std::size_t i = character_count(text) + 1; i < width(); ++i) rule += dash();
    line(ink(text, Ink::Bold) + ' ' + ink(rule, Ink::Dim));
  }
  /// Writes `text` in as many lines as it needs, the first behind `lead`.
  void paragraph(std::string_view lead, std::string_view text, Ink lead_ink) {
    const std::size_t indent = character_count(lead);
    bool is_first = true;
    for (const std::string& part : wrapped(text, width() - indent)) {
      line((is_first ? ink(lead, lead_ink) : std::string(indent, ' ')) + part);
      is_first = false;
    }
  }
  std::string take() { return std::move(text_); }

 private:
  TerminalOptions options_;
  std::string text_;
};

Ink ink_of(double value) {
  if (value == 0.0) return Ink::Plain;
  return value > 0.0 ? Ink::Good : Ink::Bad;
}

void heading(Page& page, const BacktestReport& report, const SessionCurves& curves) {
  for (const std::string& part : wrapped(page.clean(report.title), page.width())) {
    page.line(page.ink(part, Ink::Bold));
  }
  std::string parameters;
  for (const auto& [name, value] : report.parameters) {
    if (!parameters.empty()) parameters += ", ";
    parameters += page.clean(name) + ' ' + page.clean(value);
  }
  if (!parameters.empty()) page.paragraph("with ", parameters, Ink::Dim);
  if (curves.dates.empty()) return;
  page.paragraph("",
                 to_string(curves.dates.front()) + " to " + to_string(curves.dates.back()) + ", " +
                     grouped(static_cast<double>(curves.dates.size()), 0) + " sessions, from " +
                     money_text(report.initial_cash) + ' ' + page.clean(report.currency),
                 Ink::Plain);
}

void warnings(Page& page, const BacktestReport& report) {
  page.title("Warnings");
  for (const std::string& warning : report.warnings) {
    page.paragraph("  ! ", page.clean(warning), Ink::Alert);
  }
  if (report.warnings.empty()) page.line("  none");
}

/// What stands out and what to try, most serious first; a note has no mark.
void diagnosis(Page& page, const BacktestReport& report) {
  if (report.diagnosis.empty()) return;
  page.title("Diagnosis");
  for (const backtest::Finding& found : report.diagnosis) {
    const bool is_note = found.severity == backtest::Finding::Severity::Note;
    const bool is_critical = found.severity == backtest::Finding::Severity::Critical;
    page.paragraph(is_critical ? "  !! " : (is_note ? "     " : "  !  "), page.clean(found.finding),
                   is_critical ? Ink::Bad : Ink::Alert);
    page.paragraph("       ", page.ink("Try: ", Ink::Dim) + page.clean(found.remedy), Ink::Dim);
  }
}

/// Two a line where both are short, else one.
void assumptions(Page& page, const BacktestReport& report) {
  if (report.assumptions.empty()) return;
  page.title("Assumptions");
  std::size_t name_width = 0;
  for (const auto& assumption : report.assumptions) {
    name_width = std::max(name_width, character_count(page.clean(assumption.name)));
  }
  name_width = std::min<std::size_t>(name_width, 28);
  for (const auto& assumption : report.assumptions) {
    page.paragraph("  " + left(page.clean(assumption.name), name_width) + "  ",
                   page.clean(assumption.value), Ink::Dim);
  }
}

/// Equal growth as equal height where the account grew or shrank many times over.
bool wants_logarithms(double low, double high) { return low > 0.0 && high / low >= 10.0; }

std::vector<double> logarithms(const std::vector<double>& values) {
  std::vector<double> result;
  result.reserve(values.size());
  for (const double value : values) result.push_back(std::log(value));
  return result;
}

void equity_plot(Page& page, const BacktestReport& report, const SessionCurves& curves) {
  constexpr std::size_t kLabelWidth = 16;
  if (curves.equity.size() < 2) return;
  const std::size_t columns = page.width() - kLabelWidth - 3;
  const auto [low, high] = std::ranges::minmax(curves.equity);
  const bool is_log = wants_logarithms(low, high);
  const auto plot = text_plot(is_log ? logarithms(curves.equity) : curves.equity, columns,
                              kPlotRows, page.options().is_utf8);
  page.title("Equity, " + page.clean(report.currency) + (is_log ? ", logarithmic" : ""));
  for (std::size_t row = 0; row < plot.size(); ++row) {
    std::string label;
    if (row == 0) label = grouped(high, 2);
    if (row + 1 == plot.size()) label = grouped(low, 2);
    page.line("  " + page.ink(plot[row], ink_of(curves.equity.back() - curves.equity.front())) +
              ' ' + right(label, kLabelWidth));
  }
  const std::string from = to_string(curves.dates.front());
  const std::string to = to_string(curves.dates.back());
  page.line("  " + page.ink(left(from, columns - to.size()) + to, Ink::Dim));
}

std::string statistic_cell(const Page& page, const Statistic& row, std::size_t width) {
  const std::size_t text_width = character_count(row.text);
  const std::size_t room = width - text_width - 1;
  const bool is_signed = row.text.ends_with('%') && row.value && row.text.starts_with('-');
  return left(row.label, room) + ' ' + page.ink(row.text, is_signed ? Ink::Bad : Ink::Plain);
}

/// Fills the left column first, so that both read downwards.
void group(Page& page, const StatisticGroup& group) {
  constexpr std::size_t kGap = 4;
  const std::size_t width = (page.width() - 2 - kGap) / 2;
  const std::size_t half = (group.rows.size() + 1) / 2;
  page.title(group.title);
  for (std::size_t i = 0; i < half; ++i) {
    std::string text = "  " + statistic_cell(page, group.rows[i], width);
    if (half + i < group.rows.size()) {
      text += std::string(kGap, ' ') + statistic_cell(page, group.rows[half + i], width);
    }
    page.line(text);
  }
}

void against_benchmark(Page& page, const BacktestReport& report,
                       std::span<const StatisticGroup> groups) {
  constexpr std::size_t kColumn = 16;
  bool is_titled = false;
  const std::string name =
      page.clean(report.benchmark_name.empty() ? "benchmark" : report.benchmark_name);
  const std::size_t label_width = page.width() - 2 - 2 * (kColumn + 1);
  for (const StatisticGroup& group : groups) {
    for (const Statistic& row : group.rows) {
      const bool is_shown = row.key == "total_return" || row.key == "cagr" ||
                            row.key == "volatility" || row.key == "sharpe" ||
                            row.key == "max_drawdown";
      if (row.benchmark.empty() || !is_shown) continue;
      if (!is_titled) {
        page.title(left("Against " + name, std::min(page.width() - 2, 8 + character_count(name))));
        page.line(
            "  " + left("", label_width) + ' ' +
            page.ink(right("strategy", kColumn) + ' ' + right("benchmark", kColumn), Ink::Dim));
        is_titled = true;
      }
      page.line("  " + left(row.label, label_width) + ' ' + right(row.text, kColumn) + ' ' +
                right(row.benchmark, kColumn));
    }
  }
}

void years(Page& page, const SessionCurves& curves) {
  const auto dates = curves.return_dates();
  const auto strategy = analytics::yearly_returns(curves.returns, dates);
  if (strategy.size() < 2) return;
  constexpr std::size_t kCell = 16;
  const std::size_t per_line = (page.width() - 2) / kCell;
  page.title("Years");
  std::string text;
  for (std::size_t i = 0; i < strategy.size(); ++i) {
    const std::string value = percent(strategy[i].value, 1);
    text += std::to_string(strategy[i].year) + ' ' +
            page.ink(right(value, 8), ink_of(strategy[i].value)) + "   ";
    if ((i + 1) % per_line == 0 || i + 1 == strategy.size()) {
      page.line("  " + text);
      text.clear();
    }
  }
}

std::string trade_line(const Page& page, const TradeRow& trade) {
  const std::string when = to_string(trade.entry_at).substr(0, 10) + ' ' +
                           std::string{page.arrow()} + ' ' + to_string(trade.exit_at).substr(0, 10);
  const std::string result = right(money_text(trade.pnl), 14) + right(percent(trade.return_), 10);
  const std::size_t room = page.width() - 2 - 24 - 24;
  const std::string what = page.clean(trade.symbol) + (trade.is_long ? " long " : " short ") +
                           quantity_of(trade, page.arrow());
  return "  " + left(when, 24) + left(what, room) + page.ink(result, ink_of(trade.return_));
}

void extreme_trades(Page& page, const BacktestReport& report) {
  const std::size_t count = std::min(kNamedTradesMax, report.trades.size() / 2);
  if (count == 0) return;
  std::vector<const TradeRow*> rows;
  rows.reserve(report.trades.size());
  for (const TradeRow& trade : report.trades) rows.push_back(&trade);
  std::ranges::stable_sort(rows, std::ranges::greater{},
                           [](const TradeRow* trade) { return trade->pnl; });
  page.title("Best and worst trades");
  for (std::size_t i = 0; i < count; ++i) page.line(trade_line(page, *rows[i]));
  for (std::size_t i = count; i > 0; --i) page.line(trade_line(page, *rows[rows.size() - i]));
}

void open_positions(Page& page, const BacktestReport& report) {
  if (report.open_positions.empty()) return;
  page.title("Still open at the end");
  for (const auto& row : report.open_positions) {
    const std::size_t room = page.width() - 2 - 14;
    page.line("  " +
              left(page.clean(row.symbol) + ' ' + quantity_text(row.quantity) + " since " +
                       to_string(row.entry_at) + " at " + price_text(row.entry_price) + ", now " +
                       price_text(row.mark),
                   room) +
              page.ink(right(money_text(row.unrealised), 14), ink_of(row.unrealised.as_double())));
  }
}

void footer(Page& page, const BacktestReport& report) {
  page.line("");
  page.line(page.ink("run_id        ", Ink::Dim) + page.clean(report.run_id));
  page.line(page.ink("commands_hash ", Ink::Dim) + page.clean(report.commands_hash));
  page.line(page.ink("code          ", Ink::Dim) + page.clean(report.code_version));
}

}  // namespace

std::string backtest_table(const BacktestReport& report, const TerminalOptions& options) {
  Page page{options};
  const SessionCurves curves = session_curves(report);
  const auto groups = statistics(report, curves, Selection::Headline);
  heading(page, report, curves);
  warnings(page, report);
  diagnosis(page, report);
  assumptions(page, report);
  equity_plot(page, report, curves);
  for (const StatisticGroup& filled : groups) group(page, filled);
  against_benchmark(page, report, groups);
  years(page, curves);
  extreme_trades(page, report);
  open_positions(page, report);
  footer(page, report);
  return page.take();
}

}  // namespace tw::report
