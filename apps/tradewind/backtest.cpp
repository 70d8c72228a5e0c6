#include <memory>
#include <string>

#include "backtest_data.hpp"
#include "backtest_flags.hpp"
#include "backtest_job.hpp"
#include "command_line.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "report/backtest_json.hpp"
#include "report/backtest_table.hpp"
#include "report/tear_sheet.hpp"
#include "run_keeping.hpp"
#include "terminal.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kBacktestFooter =
    "Examples:\n"
    "  tradewind backtest --data AAPL.csv --strategy sma_cross --set fast=10 --set slow=30\n"
    "  tradewind backtest --symbols AAPL,SPX --strategy donchian_breakout --from 2014-01-01\n"
    "  tradewind backtest spec.toml --report report.html\n"
    "  tradewind backtest spec.toml --preset backtesting.py --commission percent:0.001 --json -\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage or spec, 3 bad data.\n";

BacktestJob watched_job(const formats::BacktestRequest& request, const BacktestData& data,
                        const BacktestFlags& flags) {
  Progress progress{"backtest", backtest::bars_of(data.feeds), flags.quiet};
  return run_backtest_job(
      request, data, [&](std::uint64_t done) { progress.update(done); }, flags.neighbours);
}

void run_verb(const BacktestFlags& flags, bool is_kept) {
  const formats::BacktestRequest request = request_of(flags);
  // All targets before any work: of two outputs there must not be one.
  check_writable(flags.json);
  check_writable(flags.report);
  const BacktestData data = load_backtest_data(request, flags.home);
  const BacktestJob job = watched_job(request, data, flags);
  const bool is_json_on_stdout = flags.json == "-";
  keep_backtest({.home = flags.home, .is_off = !is_kept}, request, job.report);
  // Files first: a report that cannot be written must not look like one that was.
  if (!flags.report.empty()) write_text(flags.report, report::tear_sheet(job.report));
  if (!flags.json.empty()) write_text(flags.json, report::backtest_json(job.report));
  if (flags.quiet) return;
  print(report::backtest_table(job.report, terminal_options(is_json_on_stdout)), is_json_on_stdout);
  if (!flags.report.empty() && flags.report != "-") {
    print("\nReport: " + flags.report + "\n", is_json_on_stdout);
  }
}

}  // namespace

void add_backtest(Verb root) {
  const Verb verb = root.verb("backtest", "Test a strategy on history.");
  auto flags = std::make_shared<BacktestFlags>();
  add_backtest_flags(verb, *flags);
  verb.flag("--neighbours", flags->neighbours,
            "Run the parameters next to these too, and say whether they stand on a cliff");
  auto no_store = std::make_shared<bool>(false);
  verb.flag("--no-store", *no_store, "Do not keep the run; `tradewind runs` lists what is kept");
  verb.footer(kBacktestFooter);
  verb.runs([flags, no_store] { run_verb(*flags, !*no_store); });
}

}  // namespace tw::app
