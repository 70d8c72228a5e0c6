#include <memory>
#include <string>

#include "command_line.hpp"
#include "lab/kept_work.hpp"
#include "montecarlo_flags.hpp"
#include "montecarlo_run.hpp"
#include "output.hpp"
#include "report/monte_carlo_json.hpp"
#include "report/monte_carlo_page.hpp"
#include "report/monte_carlo_text.hpp"
#include "report/number_text.hpp"
#include "terminal.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kMontecarloFooter =
    "Examples:\n"
    "  tradewind montecarlo --run run.json                       bootstrap what a backtest earned\n"
    "  tradewind montecarlo --run run.json --method shuffle      the same trades, other orders\n"
    "  tradewind montecarlo --data SPY.csv --method stationary --block 20 --draws 252 --json -\n"
    "  tradewind montecarlo --data AAPL.csv --strategy sma_cross --method noise --report fan.html\n"
    "  tradewind montecarlo spec.toml --method costs\n"
    "\n"
    "With --data alone the prices themselves are resampled. docs/monte_carlo.md says how.\n";

void run_verb(const MonteCarloFlags& options) {
  check_montecarlo_flags(options);
  const BacktestFlags& flags = options.backtest;
  const std::initializer_list<Target> targets{{"--json", flags.json}, {"--report", flags.report}};
  check_targets(targets, {options.run, options.indices});
  check_apart(options.resume, targets);
  research::MonteCarloReport report = run_montecarlo(options);
  if (report.method != "costs") {
    report.facts.emplace_back("Paths", report::grouped(static_cast<double>(report.paths), 0) +
                                           " of " + report::grouped(report.draws, 0) + ' ' +
                                           report.of);
  }
  const bool is_json_on_stdout = flags.json == "-";
  if (!flags.report.empty()) write_text(flags.report, report::monte_carlo_page(report));
  if (!flags.json.empty()) write_text(flags.json, report::monte_carlo_json(report));
  lab::forget_kept_work(options.resume);
  if (flags.quiet || is_json_on_stdout) return;
  print(report::monte_carlo_table(report, terminal_options(false)), false);
  if (!flags.report.empty() && flags.report != "-")
    print("\nReport: " + flags.report + "\n", false);
}

}  // namespace

void add_montecarlo(Verb root) {
  const Verb verb = root.verb("montecarlo", "Ask what else the same odds could have given.");
  auto options = std::make_shared<MonteCarloFlags>();
  add_montecarlo_flags(verb, *options);
  verb.footer(kMontecarloFooter);
  verb.runs([options] { run_verb(*options); });
}

}  // namespace tw::app
