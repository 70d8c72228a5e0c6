#include <string>
#include <variant>

#include "analytics/figures.hpp"
#include "metrics_prices.hpp"
#include "metrics_text.hpp"
#include "report/analysis_json.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"

namespace tw::app {
namespace {

using analytics::Figured;

void write_value(report::JsonWriter& json, const analytics::Figure::Value& value) {
  if (const auto* number = std::get_if<double>(&value)) {
    json.value(*number);
  } else if (const auto* count = std::get_if<std::int64_t>(&value)) {
    json.value(*count);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    json.value(*flag);
  } else if (const auto* date = std::get_if<Date>(&value)) {
    json.value(to_string(*date));
  } else {
    json.null();
  }
}

std::string value_text(const analytics::Figure& figure) {
  if (const auto* number = std::get_if<double>(&figure.value)) {
    return figure.unit == analytics::FigureUnit::Fraction ? share_text(*number)
                                                          : number_text(*number);
  }
  if (const auto* count = std::get_if<std::int64_t>(&figure.value)) {
    return report::grouped(static_cast<double>(*count), 0);
  }
  if (const auto* flag = std::get_if<bool>(&figure.value)) return *flag ? "yes" : "no";
  if (const auto* date = std::get_if<Date>(&figure.value)) return to_string(*date);
  return report::kNotAvailable;
}

std::string drawdowns_text(const Measured& measured) {
  if (measured.drawdowns.empty()) return {};
  std::string text = "\nDeepest drawdowns\n";
  const std::vector<Date>& dates = measured.closes.dates;
  for (const analytics::Drawdown& drawdown : measured.drawdowns) {
    const std::string end = drawdown.recovery ? to_string(dates[*drawdown.recovery]) : "not yet";
    text += report::right(report::percent(drawdown.depth), 9) + "  from " +
            to_string(dates[drawdown.peak]) + ", lowest " + to_string(dates[drawdown.trough]) +
            ", back " + end + '\n';
  }
  return text;
}

std::string years_text(const Measured& measured) {
  constexpr std::size_t kPerLine = 4;
  std::string text = "\nYears\n";
  for (std::size_t i = 0; i < measured.years.size(); ++i) {
    text += "  " + std::to_string(measured.years[i].year) +
            report::right(report::percent(measured.years[i].value), 10);
    const bool ends_line = (i + 1) % kPerLine == 0 || i + 1 == measured.years.size();
    text += ends_line ? "\n" : "  ";
  }
  return text;
}

std::string slices_text(const Measured& measured) {
  std::string text;
  for (const auto* slices : {&measured.regimes, &measured.crises}) {
    for (const analytics::MarketSlice& slice : *slices) {
      text += "  " + report::left(slice.title, 38) +
              report::right(report::percent(slice.total_return), 10);
      if (slice.benchmark_return) {
        text += ", benchmark " + report::right(report::percent(*slice.benchmark_return), 9);
      }
      text += slice.is_whole ? "\n" : " (in part)\n";
    }
  }
  return text.empty() ? text : "\nMarkets\n" + text;
}

}  // namespace

std::string metrics_json(const MetricsOptions& options, const Measured& measured) {
  report::JsonWriter json;
  json.begin_object();
  json.member("symbol", measured.symbol);
  json.member("data", options.file.file);
  json.key("benchmark");
  if (measured.benchmark.empty()) {
    json.null();
  } else {
    json.value(measured.benchmark);
  }
  json.member("first", to_string(measured.closes.dates.front()));
  json.member("last", to_string(measured.closes.dates.back()));
  json.member("prices", measured.closes.size());
  json.member("rf", measured.terms.risk_free_annual);
  json.member("periods_per_year", measured.terms.periods_per_year);
  for (const analytics::Figure& figure : analytics::figures(measured.performance)) {
    json.key(figure.key);
    write_value(json, figure.value);
  }
  json.member("sharpe_floor", options.sharpe_floor).member("psr_floor", measured.psr_floor);
  report::write_drawdowns(json, measured.drawdowns, measured.closes.dates);
  report::write_periods(json, "yearly_returns", measured.years);
  report::write_periods(json, "monthly_returns", measured.months);
  report::write_slices(json, "regimes", measured.regimes);
  report::write_slices(json, "crises", measured.crises);
  if (options.rolling != 0) write_rolling(json, options.rolling, measured);
  json.end_object();
  return json.take();
}

std::string metrics_table(const Measured& measured) {
  const report::TerminalOptions plain{};
  std::string text = report::harmless(measured.symbol, plain) + ", " +
                     to_string(measured.closes.dates.front()) + " to " +
                     to_string(measured.closes.dates.back());
  if (!measured.benchmark.empty()) {
    text += ", against " + report::harmless(measured.benchmark, plain);
  }
  text += "\nrisk-free " + report::percent(measured.terms.risk_free_annual) + " a year, " +
          report::grouped(measured.terms.periods_per_year, 0) + " returns a year\n\n";
  for (const analytics::Figure& figure : analytics::figures(measured.performance)) {
    if (!figure.title.empty()) text += metric_line(figure.title, value_text(figure));
  }
  return text + drawdowns_text(measured) + years_text(measured) + slices_text(measured);
}

}  // namespace tw::app
