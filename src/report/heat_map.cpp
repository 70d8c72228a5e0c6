#include "report/heat_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

#include "analytics/monthly.hpp"
#include "report/html.hpp"
#include "report/number_text.hpp"

namespace tw::report {
namespace {

using analytics::CalendarReturn;

/// The return that has the full colour: the ninth decile, so that one month cannot pale the rest.
double full_colour(const std::vector<CalendarReturn>& months) {
  std::vector<double> sizes;
  sizes.reserve(months.size());
  for (const CalendarReturn& month : months) sizes.push_back(std::abs(month.value));
  std::ranges::sort(sizes);
  return sizes.empty() ? 1.0 : std::max(sizes[sizes.size() * 9 / 10], 0.005);
}

std::string share_cell(double value, double full) {
  const double strength = std::min(std::abs(value) / full, 1.0);
  return std::string{"<td class=\"heat "} + (value < 0.0 ? "loss" : "gain") +
         "\" style=\"--s:" + coordinate(strength) + "\">" + percent(value, 1) + "</td>";
}

std::string plain_cell(const std::map<int, double>& by_year, int year) {
  const auto found = by_year.find(year);
  return "<td>" + (found == by_year.end() ? std::string{} : percent(found->second, 1)) + "</td>";
}

std::map<int, double> by_year(const std::vector<CalendarReturn>& years) {
  std::map<int, double> map;
  for (const CalendarReturn& year : years) map[year.year] = year.value;
  return map;
}

}  // namespace

std::string heat_map(const SessionCurves& curves) {
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto dates = curves.return_dates();
  const auto months = analytics::monthly_returns(curves.returns, dates);
  if (months.empty()) return "<p class=\"empty\">The run is shorter than a month.</p>";
  const auto years = by_year(analytics::yearly_returns(curves.returns, dates));
  const bool has_benchmark = !curves.benchmark_returns.empty();
  const auto benchmark =
      by_year(has_benchmark ? analytics::yearly_returns(curves.benchmark_returns, dates)
                            : std::vector<CalendarReturn>{});
  std::map<std::pair<int, int>, double> value_of;
  for (const CalendarReturn& month : months) value_of[{month.year, month.month}] = month.value;

  std::string html =
      "<div class=\"scroll\"><table class=\"months\"><caption class=\"unseen\">Monthly "
      "returns</caption><thead><tr><th scope=\"col\">Year</th>";
  for (const char* month : kMonths) html += std::string{"<th scope=\"col\">"} + month + "</th>";
  html += "<th scope=\"col\">Year</th>";
  if (has_benchmark) html += "<th scope=\"col\">Benchmark</th>";
  html += "</tr></thead><tbody>";
  const double full = full_colour(months);
  for (const auto& [year, total] : years) {
    html += "<tr><th scope=\"row\">" + std::to_string(year) + "</th>";
    for (int month = 1; month <= 12; ++month) {
      const auto found = value_of.find({year, month});
      html += found == value_of.end() ? "<td></td>" : share_cell(found->second, full);
    }
    html += std::string{"<td class=\"total "} + (total < 0.0 ? "loss" : "gain") + "\">" +
            percent(total, 1) + "</td>";
    if (has_benchmark) html += plain_cell(benchmark, year);
    html += "</tr>";
  }
  return html + "</tbody></table></div>";
}

}  // namespace tw::report
