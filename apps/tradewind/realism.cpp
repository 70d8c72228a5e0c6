#include "backtest/realism.hpp"

#include <memory>
#include <string>

#include "backtest_data.hpp"
#include "backtest_flags.hpp"
#include "backtest_job.hpp"
#include "command_line.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "report/realism_report.hpp"
#include "terminal.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kFooter =
    "Runs a backtest under kind, usual and hard fills and costs, then moves each assumption\n"
    "alone to see which one the result hangs on. docs/realism.md\n"
    "\n"
    "Examples:\n"
    "  tradewind realism --data AAPL.csv --strategy sma_cross --set fast=10 --set slow=30\n"
    "  tradewind realism spec.toml --report band.html --json band.json\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage or spec, 3 bad data.\n";

void run_verb(const BacktestFlags& flags) {
  const formats::BacktestRequest request = request_of(flags);
  check_writable(flags.json);
  check_writable(flags.report);
  const BacktestData data = load_backtest_data(request, flags.home);
  const backtest::BacktestSpec spec = spec_of_run(request, data);
  backtest::Realism realism = [&] {
    Progress progress{"realism", backtest::realism_runs()};
    return backtest::run_realism(spec, data.feeds,
                                 [&](std::size_t done) { progress.update(done); });
  }();
  realism.title = "Realism of " + spec.strategy + " on ";
  for (std::size_t i = 0; i < spec.symbols.size(); ++i) {
    realism.title += (i == 0 ? "" : ", ") + spec.symbols[i];
  }
  const bool is_json_on_stdout = flags.json == "-";
  if (!flags.report.empty()) write_text(flags.report, report::realism_page(realism));
  if (!flags.json.empty()) write_text(flags.json, report::realism_json(realism));
  if (flags.quiet) return;
  print(report::realism_table(realism, terminal_options(is_json_on_stdout)), is_json_on_stdout);
}

}  // namespace

void add_realism(Verb root) {
  const Verb verb = root.verb("realism", "Test a strategy under kind, usual and hard assumptions.");
  auto flags = std::make_shared<BacktestFlags>();
  add_backtest_flags(verb, *flags);
  verb.footer(kFooter);
  verb.runs([flags] { run_verb(*flags); });
}

}  // namespace tw::app
