#include <memory>
#include <string>

#include "analytics/session_values.hpp"
#include "command_line.hpp"
#include "market/session_calendar.hpp"
#include "metrics_options.hpp"
#include "metrics_prices.hpp"
#include "output.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kHelp =
    "Examples:\n"
    "  tradewind metrics --data AAPL.csv\n"
    "  tradewind metrics --data AAPL.csv --from 2015-01-01 --benchmark SPY.csv --rf 0.02 --json -\n"
    "  tradewind metrics --data AAPL.csv --benchmark SPY.csv --rolling 63 --csv -\n"
    "  tradewind metrics --data SPY.csv --correlate QQQ.csv TLT.csv GLD.csv\n"
    "  tradewind metrics --data KO.csv --pair PG.csv --json -\n"
    "  tradewind metrics --trials returns_of_each_trial.csv --json -\n"
    "\n"
    "docs/metrics.md has the formula of every figure.\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage, 3 bad data.\n";

/// Says which options cannot stand together, since each asks for another kind of answer.
void check_combination(const MetricsOptions& options) {
  const bool has_trials = !options.trials.empty();
  if (options.file.file.empty() && !has_trials) {
    throw Failure{ExitCode::BadUsage,
                  "--data is required: name a CSV file of prices, or --trials a table of returns"};
  }
  const int kinds = (has_trials ? 1 : 0) + (options.pair.empty() ? 0 : 1) +
                    (options.correlate.empty() ? 0 : 1) + (options.rolling == 0 ? 0 : 1);
  if (kinds > 1) {
    throw Failure{
        ExitCode::BadUsage,
        "--trials, --pair, --correlate and --rolling ask for different answers; give one"};
  }
  const bool is_of_one_series = !has_trials && options.pair.empty() && options.correlate.empty();
  if (!options.benchmark.empty() && !is_of_one_series) {
    throw Failure{ExitCode::BadUsage,
                  "--benchmark compares one series of prices; leave it out with --trials, --pair"
                  " and --correlate"};
  }
  if (has_trials && !options.file.file.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "--trials has its own returns and --data prices; give one of them"};
  }
  if (!options.csv.empty() && options.rolling == 0) {
    throw Failure{ExitCode::BadUsage, "--csv is for rolling figures; add --rolling 63"};
  }
  if (options.csv == "-" && options.json == "-") {
    throw Failure{ExitCode::BadUsage,
                  "--csv and --json cannot both be standard output: give one of them a file"};
  }
}

void run_prices(const MetricsOptions& options) {
  const Measured measured = measure_prices(options);
  const bool is_table_shown = options.json != "-" && options.csv != "-";
  if (is_table_shown) print(metrics_table(measured), false);
  if (!options.json.empty()) write_text(options.json, metrics_json(options, measured));
  if (!options.csv.empty()) write_text(options.csv, rolling_csv(options.rolling, measured));
}

void run(const MetricsOptions& options) {
  check_combination(options);
  check_writable(options.json);
  check_writable(options.csv);
  if (!options.trials.empty()) return run_trials(options);
  if (!options.pair.empty()) return run_pair(options);
  if (!options.correlate.empty()) return run_correlation(options);
  run_prices(options);
}

void add_kinds(Verb verb, MetricsOptions& options) {
  verb.option("--rolling", options.rolling, "Also the figures of each so many returns")
      .in_range(2, 1'000'000)
      .type_name("RETURNS");
  verb.option("--correlate", options.correlate,
              "CSV files of bars whose returns to correlate with the data's")
      .type_name("FILE...");
  verb.option("--half-life", options.half_life,
              "Of the weights of the exponential covariance, in rows")
      .shows_default();
  verb.option("--pair", options.pair, "CSV file of bars to hedge the data with").type_name("FILE");
  verb.option("--trials", options.trials,
              "CSV table of returns, a column a trial: what is the best of them worth?")
      .type_name("FILE");
  verb.option("--blocks", options.blocks, "Blocks of the cross-validation of trials")
      .shows_default();
}

}  // namespace

NamedCloses named_closes(const BarFile& file) {
  const SelectedBars source = select_bars(file);
  for (const std::string& warning : source.bars.warnings) {
    print(std::string{"warning: "}.append(file.file).append(": ").append(warning).append("\n"),
          true);
  }
  const int sessions = SessionCalendar::of(source.bars.calendar).periods_per_year();
  return {.symbol = source.bars.symbol,
          .closes = analytics::session_closes(source.selected()),
          .periods_per_year = analytics::returns_per_year(source.bars.table.timeframe, sessions)};
}

BarFile beside(const BarFile& file, const std::string& path) {
  BarFile other = file;
  other.file = path;
  other.symbol.clear();
  other.source.clear();
  return other;
}

void add_metrics(Verb root) {
  const Verb verb = root.verb("metrics", "Measure return and risk of a file of prices");
  const auto options = std::make_shared<MetricsOptions>();
  add_bar_file_options(verb, options->file);
  verb.option("--benchmark", options->benchmark, "CSV file of bars to compare with")
      .type_name("FILE");
  verb.option("--rf", options->risk_free_annual, "Risk-free rate a year, as a fraction")
      .shows_default();
  verb.option("--periods-per-year", options->periods_per_year,
              "Returns a year (default: 252 a year of sessions, 365 where it never closes)")
      .in_range(1.0, 1e6)
      .type_name("N");
  verb.option("--sharpe-floor", options->sharpe_floor,
              "Also the probability that the Sharpe ratio a year is above this")
      .shows_default();
  add_kinds(verb, *options);
  verb.option("--csv", options->csv, "Write the rolling figures there; - is standard output")
      .may_be_bare()
      .type_name("[FILE|-]");
  verb.option("--json", options->json, "Write JSON there; - is standard output")
      .may_be_bare()
      .type_name("[FILE|-]");
  verb.footer(kHelp);
  verb.runs([options] { run(*options); });
}

}  // namespace tw::app
