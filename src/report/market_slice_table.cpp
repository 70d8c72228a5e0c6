#include "report/market_slice_table.hpp"

#include <span>

#include "report/html_table.hpp"
#include "report/number_text.hpp"

namespace tw::report {
namespace {

using analytics::Figured;
using analytics::MarketSlice;

std::string slice_percent(Figured figure) {
  return figure ? signed_cell(*figure, percent(*figure)) : cell(kNotAvailable);
}

std::string slice_number(Figured figure) {
  return cell(figure ? grouped(*figure, 2) : kNotAvailable);
}

std::string slice_row(const MarketSlice& slice, bool is_stretch) {
  std::string html = "<tr>" + row_head(slice.title);
  if (is_stretch) {
    html += cell(to_string(slice.first)) +
            cell(to_string(slice.last) + (slice.is_whole ? "" : " (in part)"));
  }
  html += cell(grouped(static_cast<double>(slice.sessions), 0));
  html += slice_percent(slice.total_return) + slice_percent(slice.benchmark_return);
  html += slice_number(slice.sharpe);
  if (is_stretch) html += slice_percent(slice.max_drawdown);
  return html + "</tr>";
}

std::string panel(std::string_view title, std::string_view note, std::string_view caption,
                  const std::string& content) {
  return "<div class=\"panel\"><h3>" + std::string{title} + "</h3>" +
         table("rows", caption, content) + "<p class=\"note\">" + std::string{note} + "</p></div>";
}

std::string regime_panel(std::span<const MarketSlice> slices) {
  std::string content =
      table_head({"The benchmark was", "Sessions", "Return", "Benchmark", "Sharpe"}) + "<tbody>";
  for (const MarketSlice& slice : slices) content += slice_row(slice, false);
  return panel("By regime",
               "Told before each session; the wildest fifth is that of the whole run, so this "
               "describes and nothing can trade on it.",
               "Regimes", content + "</tbody>");
}

std::string crisis_panel(std::span<const MarketSlice> slices) {
  std::string content =
      table_head({"Fall", "From", "To", "Sessions", "Return", "Benchmark", "Sharpe", "Deepest"}) +
      "<tbody>";
  for (const MarketSlice& slice : slices) content += slice_row(slice, true);
  return panel("In the market's falls",
               "From the closing high to the closing low of the S&amp;P 500.", "Crises",
               content + "</tbody>");
}

}  // namespace

RunSlices run_slices(const backtest::BacktestReport& report, const SessionCurves& curves) {
  const analytics::AnnualTerms terms{.periods_per_year =
                                         static_cast<double>(report.periods_per_year)};
  const std::vector<Date> dates = curves.return_dates();
  RunSlices slices;
  if (!curves.benchmark_returns.empty()) {
    slices.regimes =
        analytics::regime_slices(curves.returns, curves.benchmark_returns, dates, terms);
  }
  slices.crises = analytics::crisis_slices(curves.returns, curves.benchmark_returns, dates, terms);
  return slices;
}

std::string market_slice_tables(const RunSlices& slices) {
  // One below the other: eight columns of crises need the whole width.
  std::string html;
  if (!slices.regimes.empty()) html += regime_panel(slices.regimes);
  if (!slices.crises.empty()) html += crisis_panel(slices.crises);
  return html;
}

}  // namespace tw::report
