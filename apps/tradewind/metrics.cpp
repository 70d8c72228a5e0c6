#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "analytics/figures.hpp"
#include "analytics/session_values.hpp"
#include "bar_file.hpp"
#include "market/session_calendar.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kHelp =
    "Examples:\n"
    "  tradewind metrics --data AAPL.csv\n"
    "  tradewind metrics --data AAPL.csv --from 2015-01-01 --benchmark SPY.csv --rf 0.02 --json -\n"
    "\n"
    "docs/metrics.md has the formula of every figure.\n";

struct MetricsOptions {
  BarFile file;
  std::string benchmark;  ///< A file like that one; empty for none.
  double risk_free_annual = 0.0;
  std::string json;  ///< Where to; empty is nowhere.
};

/// What was measured, beside the figures.
struct Measured {
  std::string symbol;
  std::string benchmark;  ///< Empty when there is none.
  analytics::DatedValues closes;
  analytics::AnnualTerms terms;
  analytics::Performance performance;
};

SelectedBars bars_of(const BarFile& file) {
  SelectedBars selected = select_bars(file);
  for (const std::string& warning : selected.bars.warnings) {
    print(std::string{"warning: "}.append(file.file).append(": ").append(warning).append("\n"),
          true);
  }
  return selected;
}

void compare_with(const analytics::DatedValues& benchmark, const std::string& path,
                  Measured& measured) {
  const analytics::Joined joined = analytics::inner_join(measured.closes, benchmark);
  if (joined.dates.size() < 3) {
    throw Failure{ExitCode::BadData,
                  "'" + path + "' shares " + std::to_string(joined.dates.size()) +
                      " sessions with the data, at least 3 are needed; give a benchmark of the"
                      " same dates"};
  }
  if (joined.dates.size() < measured.closes.size()) {
    print("warning: " + path + ": the comparison is over the " +
              std::to_string(joined.dates.size()) + " of " +
              std::to_string(measured.closes.size()) + " sessions that both have\n",
          true);
  }
  measured.performance.comparison =
      analytics::compare(analytics::simple_returns(joined.left),
                         analytics::simple_returns(joined.right), measured.terms);
}

/// Reads the benchmark's closes; the symbol and the source of the data are not its own.
analytics::DatedValues benchmark_closes(const MetricsOptions& options) {
  BarFile file = options.file;
  file.file = options.benchmark;
  file.symbol.clear();
  file.source.clear();
  return analytics::session_closes(bars_of(file).selected());
}

Measured measure(const MetricsOptions& options) {
  if (!(options.risk_free_annual > -1.0 && options.risk_free_annual < 1.0)) {
    throw Failure{ExitCode::BadUsage,
                  "--rf is a fraction a year between -1 and 1; write 0.02 for"
                  " 2 %"};
  }
  const SelectedBars source = bars_of(options.file);
  const int sessions = SessionCalendar::of(source.bars.calendar).periods_per_year();
  Measured measured{.symbol = source.bars.symbol,
                    .benchmark = options.benchmark,
                    .closes = analytics::session_closes(source.selected()),
                    .terms = {.periods_per_year = analytics::returns_per_year(
                                  source.bars.table.timeframe, sessions),
                              .risk_free_annual = options.risk_free_annual}};
  if (measured.closes.size() < 2) {
    throw Failure{ExitCode::BadData, "'" + options.file.file + "' has one session in the range, " +
                                         to_string(measured.closes.dates.front()) +
                                         "; at least two make a return"};
  }
  measured.performance = analytics::measure(analytics::simple_returns(measured.closes.values),
                                            measured.closes.dates, measured.terms);
  if (!options.benchmark.empty()) {
    compare_with(benchmark_closes(options), options.benchmark, measured);
  }
  return measured;
}

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

std::string json_text(const MetricsOptions& options, const Measured& measured) {
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
  json.end_object();
  return json.take();
}

/// Returns a fraction in per cent, with more places for what is small, as a day's mean is.
std::string fraction_text(double fraction) {
  constexpr double kSmall = 0.01;
  const bool is_small = fraction > -kSmall && fraction < kSmall && fraction != 0.0;
  return report::percent(fraction, is_small ? 4 : 2);
}

std::string value_text(const analytics::Figure& figure) {
  if (const auto* number = std::get_if<double>(&figure.value)) {
    return figure.unit == analytics::FigureUnit::Fraction ? fraction_text(*number)
                                                          : report::grouped(*number, 4);
  }
  if (const auto* count = std::get_if<std::int64_t>(&figure.value)) {
    return report::grouped(static_cast<double>(*count), 0);
  }
  if (const auto* flag = std::get_if<bool>(&figure.value)) return *flag ? "yes" : "no";
  if (const auto* date = std::get_if<Date>(&figure.value)) return to_string(*date);
  return report::kNotAvailable;
}

std::string table_text(const Measured& measured) {
  constexpr std::size_t kTitleWidth = 46;
  constexpr std::size_t kValueWidth = 16;
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
    if (figure.title.empty()) continue;
    text += report::left(figure.title, kTitleWidth) +
            report::right(value_text(figure), kValueWidth) + '\n';
  }
  return text;
}

void run(const MetricsOptions& options) {
  const Measured measured = measure(options);
  if (options.json != "-") print(table_text(measured), false);
  if (!options.json.empty()) write_text(options.json, json_text(options, measured));
}

}  // namespace

void add_metrics(CLI::App& root, Action& action) {
  CLI::App* verb = root.add_subcommand("metrics", "Measure return and risk of a file of prices");
  const auto options = std::make_shared<MetricsOptions>();
  add_bar_file_options(*verb, options->file);
  verb->get_option("--data")->required();
  verb->add_option("--benchmark", options->benchmark, "CSV file of bars to compare with")
      ->type_name("FILE");
  verb->add_option("--rf", options->risk_free_annual, "Risk-free rate a year, as a fraction")
      ->capture_default_str();
  verb->add_option("--json", options->json, "Write JSON there; - is standard output")
      ->expected(0, 1)
      ->default_str("-")
      ->type_name("[FILE|-]");
  verb->footer(kHelp);
  verb->callback([options, &action] { action = [options] { run(*options); }; });
}

}  // namespace tw::app
