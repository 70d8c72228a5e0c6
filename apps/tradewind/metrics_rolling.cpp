#include <string>
#include <utility>
#include <vector>

#include "analytics/rolling.hpp"
#include "metrics_prices.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"

namespace tw::app {
namespace {

using analytics::Figured;

/// The rolling figures under the names of their columns.
struct RollingSheet {
  std::vector<Date> dates;
  std::vector<double> returns;
  std::vector<std::pair<std::string, std::vector<Figured>>> columns;
};

RollingSheet rolling_sheet(std::size_t window, const Measured& measured) {
  const bool has_benchmark = !measured.joined.dates.empty();
  const std::vector<Date>& dates = has_benchmark ? measured.joined.dates : measured.closes.dates;
  RollingSheet sheet{
      .dates = {dates.begin() + 1, dates.end()},
      .returns = has_benchmark ? analytics::simple_returns(measured.joined.left) : measured.returns,
      .columns = {}};
  const std::vector<double>& r = sheet.returns;
  const analytics::AnnualTerms& terms = measured.terms;
  const auto add = [&](const char* name, std::vector<Figured> values) {
    sheet.columns.emplace_back("roll" + std::to_string(window) + "_" + name, std::move(values));
  };
  add("sharpe", analytics::rolling_sharpe(r, window, terms));
  add("vol", analytics::rolling_volatility(r, window, terms));
  add("sortino", analytics::rolling_sortino(r, window, terms));
  add("max_drawdown", analytics::rolling_max_drawdown(r, window));
  if (!has_benchmark) return sheet;
  const auto benchmark = analytics::simple_returns(measured.joined.right);
  add("beta", analytics::rolling_beta(r, benchmark, window));
  add("alpha", analytics::rolling_alpha(r, benchmark, window, terms));
  return sheet;
}

}  // namespace

std::string rolling_csv(std::size_t window, const Measured& measured) {
  const RollingSheet sheet = rolling_sheet(window, measured);
  std::string text = "date,ret";
  for (const auto& [name, values] : sheet.columns) text += ',' + name;
  text += '\n';
  for (std::size_t row = 0; row < sheet.returns.size(); ++row) {
    text += to_string(sheet.dates[row]) + ',';
    append_csv_number(text, sheet.returns[row]);
    for (const auto& [name, values] : sheet.columns) {
      text += ',';
      if (values[row]) append_csv_number(text, *values[row]);
    }
    text += '\n';
  }
  return text;
}

void write_rolling(report::JsonWriter& json, std::size_t window, const Measured& measured) {
  const RollingSheet sheet = rolling_sheet(window, measured);
  json.key("rolling").begin_object();
  json.member("window", window).compact(true);
  json.key("dates").begin_array();
  for (const Date date : sheet.dates) json.value(to_string(date));
  json.end_array();
  for (const auto& [name, values] : sheet.columns) {
    json.key(name).begin_array();
    for (const Figured value : values) json.value(value);
    json.end_array();
  }
  json.compact(false).end_object();
}

}  // namespace tw::app
