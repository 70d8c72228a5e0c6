#include "report/tear_sheet_tables.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "analytics/drawdown.hpp"
#include "report/html.hpp"
#include "report/html_table.hpp"
#include "report/number_text.hpp"
#include "report/trade_groups.hpp"
#include "report/trade_text.hpp"

namespace tw::report {
namespace {

using backtest::BacktestReport;
using backtest::TradeRow;

constexpr std::size_t kDrawdownsMax = 5;
constexpr std::size_t kGroupsMax = 20;
constexpr std::size_t kRowsTogether = 30;

bool has_benchmark(const StatisticGroup& group) {
  return std::ranges::any_of(group.rows,
                             [](const Statistic& row) { return !row.benchmark.empty(); });
}

std::string statistic_row(const Statistic& row, bool with_benchmark) {
  std::string html = "<tr><th scope=\"row\"";
  if (!row.meaning.empty()) html += " class=\"told\" title=\"" + escaped(row.meaning) + '"';
  html += '>' + escaped(row.label) + "</th>" + cell(row.text);
  if (with_benchmark) html += cell(row.benchmark);
  return html + "</tr>";
}

std::string recovery_text(const analytics::Drawdown& drawdown, const SessionCurves& curves) {
  return drawdown.recovery ? to_string(curves.dates[*drawdown.recovery]) : "not yet";
}

std::string group_rows(const TradeDivision& division) {
  std::string html = "<tbody>";
  std::size_t shown = 0;
  for (const TradeGroup& group : division.groups) {
    if (shown == kGroupsMax) break;
    shown += 1;
    html += "<tr><th scope=\"row\">" + escaped(group.name) + "</th>";
    html +=
        cell(grouped(static_cast<double>(group.trades), 0)) + cell(percent(group.win_rate(), 1));
    html += signed_cell(group.mean_return, percent(group.mean_return));
    html += signed_cell(group.pnl.as_double(), money_text(group.pnl));
    html += cell(grouped(group.mean_bars, 1)) + "</tr>";
  }
  return html + "</tbody>";
}

std::string trade_row(std::size_t number, const TradeRow& row) {
  std::string html = "<tr>" + cell(std::to_string(number)) + cell(row.symbol);
  html += cell(row.is_long ? "long" : "short") + cell(quantity_of(row, "\u2192"));
  html += cell(to_string(row.entry_at)) + cell(price_text(row.entry_price));
  html += cell(to_string(row.exit_at)) + cell(price_text(row.exit_price));
  html += signed_cell(row.pnl.as_double(), money_text(row.pnl));
  html += signed_cell(row.return_, percent(row.return_));
  html += cell(money_text(row.commission)) + cell(std::to_string(row.bars_held));
  html += cell(percent(row.mae)) + cell(percent(row.mfe));
  return html + cell(row.entry_tag) + cell(row.exit_tag) + "</tr>";
}

/// A column of the trade list: its head, and the name by which the script sorts it.
struct TradeColumn {
  std::string_view key;
  std::string_view title;
  std::string_view hint;
};
constexpr std::array<TradeColumn, 16> kTradeColumns{{{"number", "#", ""},
                                                     {"symbol", "Symbol", ""},
                                                     {"side", "Side", ""},
                                                     {"quantity", "Quantity", ""},
                                                     {"entry_at", "Entry", ""},
                                                     {"entry_price", "Price", "Entry price"},
                                                     {"exit_at", "Exit", ""},
                                                     {"exit_price", "Price", "Exit price"},
                                                     {"pnl", "P&amp;L", "Net of commissions"},
                                                     {"return", "Return", "Of the entry's value"},
                                                     {"commission", "Fees", "Both sides"},
                                                     {"bars_held", "Bars", "Held for"},
                                                     {"mae", "MAE", "The worst it stood at"},
                                                     {"mfe", "MFE", "The best it stood at"},
                                                     {"entry_tag", "Entry tag", ""},
                                                     {"exit_tag", "Exit tag", ""}}};

std::string trade_head() {
  std::string html = "<thead><tr>";
  for (const TradeColumn& column : kTradeColumns) {
    html += "<th scope=\"col\" data-key=\"" + std::string{column.key} + '"';
    if (!column.hint.empty()) html += " title=\"" + std::string{column.hint} + '"';
    html += '>' + std::string{column.title} + "</th>";
  }
  return html + "</tr></thead>";
}

constexpr std::string_view kTradeTools =
    R"(<form class="trade-tools scripted" role="search">
<label>Symbol or tag <input type="search" name="text" autocomplete="off"></label>
<label>Side <select name="side"><option value="">both</option><option>long</option>
<option>short</option></select></label>
<label>Result <select name="result"><option value="">all</option>
<option value="win">winners</option><option value="loss">losers</option></select></label>
<span class="count" role="status"></span>
<span class="pages"><button type="button" data-page="-1" aria-label="Previous page">&lsaquo;</button>
<span class="page"></span>
<button type="button" data-page="1" aria-label="Next page">&rsaquo;</button></span>
<button type="button" class="csv">Download CSV</button></form>
)";

}  // namespace

std::string statistics_table(std::span<const StatisticGroup> groups) {
  std::string html = "<div class=\"columns\">";
  for (const StatisticGroup& group : groups) {
    const bool with_benchmark = has_benchmark(group);
    // One that fills more than its column goes on in the next.
    html += std::string{"<div class=\"panel"} + (group.rows.size() > kRowsTogether ? " long" : "") +
            "\"><h3>" + escaped(group.title) + "</h3>";
    std::string content = with_benchmark ? table_head({"Figure", "Strategy", "Benchmark"})
                                         : table_head({"Figure", "Strategy"});
    content += "<tbody>";
    for (const Statistic& row : group.rows) content += statistic_row(row, with_benchmark);
    html += table("figures", group.title, content + "</tbody>") + "</div>";
  }
  return html + "</div>";
}

std::string drawdown_table(const SessionCurves& curves) {
  const auto found = analytics::find_drawdowns(curves.equity);
  const auto worst = analytics::deepest(found, kDrawdownsMax);
  if (worst.empty()) return "<p class=\"empty\">Equity never fell below an earlier close.</p>";
  std::string content = table_head({"Depth", "Peak", "Trough", "Recovered", "Days"}) + "<tbody>";
  for (const analytics::Drawdown& drawdown : worst) {
    content += "<tr>" + signed_cell(drawdown.depth, percent(drawdown.depth)) +
               cell(to_string(curves.dates[drawdown.first_under - 1])) +
               cell(to_string(curves.dates[drawdown.trough])) +
               cell(recovery_text(drawdown, curves)) +
               cell(grouped(analytics::days_under(drawdown, curves.dates), 0)) + "</tr>";
  }
  return table("rows", "Deepest drawdowns", content + "</tbody>");
}

std::string division_tables(const BacktestReport& report) {
  const auto divisions = trade_divisions(report.trades);
  if (divisions.empty()) return {};
  std::string html = "<div class=\"columns wide\">";
  for (const TradeDivision& division : divisions) {
    html += "<div class=\"panel\"><h3>" + escaped(division.title) + "</h3>";
    html +=
        table("rows", division.title,
              table_head({"Part", "Trades", "Win rate", "Mean return", "P&amp;L", "Mean bars"}) +
                  group_rows(division));
    if (division.groups.size() > kGroupsMax) {
      html += "<p class=\"note\">The first " + std::to_string(kGroupsMax) + " of " +
              std::to_string(division.groups.size()) + ".</p>";
    }
    html += "</div>";
  }
  return html + "</div>";
}

std::string open_position_table(const BacktestReport& report) {
  if (report.open_positions.empty()) {
    return "<p class=\"empty\">Nothing was open when the data ended.</p>";
  }
  std::string content = table_head({"Symbol", "Quantity", "Entry", "Price", "Last price",
                                    "Unrealised", "Commission", "Entry tag"}) +
                        "<tbody>";
  for (const auto& row : report.open_positions) {
    content += "<tr><th scope=\"row\">" + escaped(row.symbol) + "</th>" +
               cell(quantity_text(row.quantity)) + cell(to_string(row.entry_at)) +
               cell(price_text(row.entry_price)) + cell(price_text(row.mark)) +
               signed_cell(row.unrealised.as_double(), money_text(row.unrealised)) +
               cell(money_text(row.commission)) + cell(row.entry_tag) + "</tr>";
  }
  return table("rows", "Open positions", content + "</tbody>");
}

std::string order_table(const BacktestReport& report) {
  if (report.orders.empty()) return "<p class=\"empty\">No order was placed.</p>";
  std::map<std::array<std::string_view, 3>, std::size_t> counts;
  for (const auto& row : report.orders) counts[{row.type, row.state, row.reason}] += 1;
  std::string content = table_head({"Type", "State", "Reason", "Orders"}) + "<tbody>";
  for (const auto& [key, count] : counts) {
    content += "<tr><th scope=\"row\">" + escaped(key[0]) + "</th>" + cell(key[1]) + cell(key[2]) +
               cell(grouped(static_cast<double>(count), 0)) + "</tr>";
  }
  return table("rows", "Orders", content + "</tbody>");
}

std::string trade_table(const ChartData& data) {
  if (data.trades.empty()) return "<p class=\"empty\">No trade was closed.</p>";
  const std::size_t shown = std::min(data.trades.size(), kPlainTradesMax);
  std::string content = trade_head() + "<tbody>";
  for (std::size_t i = 0; i < shown; ++i) content += trade_row(i + 1, *data.trades[i].row);
  std::string html{kTradeTools};
  if (shown < data.trades.size()) {
    html += "<p class=\"note\" id=\"cut\">The first " + grouped(static_cast<double>(shown), 0) +
            " of " + grouped(static_cast<double>(data.trades.size()), 0) +
            " trades. With scripting on, this list has all of them; the JSON report always "
            "does.</p>";
  }
  return html + table("trades", "Trades", content + "</tbody>");
}

}  // namespace tw::report
