#include "lab/realism.hpp"

#include <memory>
#include <string>

#include "backtest/assumptions.hpp"
#include "backtest_data.hpp"
#include "backtest_flags.hpp"
#include "backtest_job.hpp"
#include "command_line.hpp"
#include "lab/kept_work.hpp"
#include "long_work.hpp"
#include "output.hpp"
#include "patience.hpp"
#include "report/realism_report.hpp"
#include "terminal.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kRealismFooter =
    "Runs a backtest under kind, usual and hard fills and costs, then moves each assumption\n"
    "alone to see which one the result hangs on. docs/realism.md\n"
    "\n"
    "Examples:\n"
    "  tradewind realism --data AAPL.csv --strategy sma_cross --set fast=10 --set slow=30\n"
    "  tradewind realism spec.toml --report band.html --json band.json\n"
    "\n"
    "Exit codes: 0 done, 1 cannot write, 2 bad usage or spec, 3 bad data.\n";

struct RealismFlags {
  BacktestFlags backtest;
  unsigned threads = 0;
  std::string resume;
  bool yes = false;
};

backtest::Realism run(const RealismFlags& flags, const backtest::BacktestSpec& spec,
                      const BacktestData& data) {
  agree_on_runs(backtest::realism_runs(), spec, data.feeds, cores_of(flags.threads),
                {.yes = flags.yes,
                 .quiet = flags.backtest.quiet,
                 .remedy = "take a shorter range or fewer symbols"});
  LongWork work{{.verb = "realism",
                 .pieces = "runs",
                 .total = backtest::realism_runs(),
                 .resume = flags.resume,
                 .is_quiet = flags.backtest.quiet}};
  auto realism = work.run([&](const std::stop_token& stop, const LongWork::OnDone& on_done) {
    return lab::run_realism(
        spec, data.feeds,
        {.threads = flags.threads, .checkpoint = flags.resume, .data_key = key_of_run(spec, data)},
        stop, on_done);
  });
  if (!realism) work.stopped();
  return std::move(*realism);
}

void run_verb(const RealismFlags& all) {
  const BacktestFlags& flags = all.backtest;
  const formats::BacktestRequest request = request_of(flags);
  const std::initializer_list<Target> targets{{"--json", flags.json}, {"--report", flags.report}};
  check_targets(targets);
  check_apart(all.resume, targets);
  const BacktestData data = load_backtest_data(request, flags.home);
  const backtest::BacktestSpec spec = spec_of_run(request, data);
  backtest::Realism realism = run(all, spec, data);
  realism.title = "Realism of " + spec.strategy + " on ";
  for (std::size_t i = 0; i < spec.symbols.size(); ++i) {
    realism.title += (i == 0 ? "" : ", ") + spec.symbols[i];
  }
  realism.warnings = data.warnings;
  realism.assumptions = backtest::assumptions_of(spec);
  const bool is_json_on_stdout = flags.json == "-";
  if (!flags.report.empty()) write_text(flags.report, report::realism_page(realism));
  if (!flags.json.empty()) write_text(flags.json, report::realism_json(realism));
  lab::forget_kept_work(all.resume);
  if (flags.quiet) return;
  print(report::realism_table(realism, terminal_options(is_json_on_stdout)), is_json_on_stdout);
}

}  // namespace

void add_realism(Verb root) {
  const Verb verb = root.verb("realism", "Test a strategy under kind, usual and hard assumptions.");
  auto flags = std::make_shared<RealismFlags>();
  add_backtest_flags(verb, flags->backtest);
  verb.option("--threads", flags->threads, "0 is every core; no result depends on it")
      .in_range(0U, kThreadsMax)
      .type_name("N");
  add_long_work_options(verb, flags->resume, flags->yes);
  verb.footer(kRealismFooter);
  verb.runs([flags] { run_verb(*flags); });
}

}  // namespace tw::app
