#include "backtest_job.hpp"

#include <algorithm>

#include "backtest/assumptions.hpp"
#include "backtest/build_report.hpp"
#include "core/code_version.hpp"
#include "diagnosis/diagnose.hpp"
#include "diagnosis/neighbours.hpp"
#include "report/spec_json.hpp"

namespace tw::app {
namespace {

// Each costs about half a run.
constexpr int kLookaheadCuts = 2;

}  // namespace

backtest::BacktestSpec spec_of_run(const formats::BacktestRequest& request,
                                   const BacktestData& data) {
  backtest::BacktestSpec spec = request.spec;
  spec.applies_actions = data.applies_actions;
  spec.symbols.clear();
  for (const backtest::Feed& feed : data.feeds) {
    const std::string& symbol = feed.instrument.symbol;
    if (std::ranges::find(spec.symbols, symbol) == spec.symbols.end()) {
      spec.symbols.push_back(symbol);  // Several strategies may trade one symbol.
    }
  }
  return spec;
}

std::string key_of_run(const backtest::BacktestSpec& spec, const BacktestData& data) {
  return report::spec_json(spec) + backtest::data_fingerprint(data.feeds) +
         std::string{code_version()};
}

BacktestJob run_backtest_job(const formats::BacktestRequest& request, const BacktestData& data,
                             const backtest::OnProgress& on_progress, bool with_neighbours) {
  const backtest::BacktestSpec spec = spec_of_run(request, data);
  backtest::BacktestRun run = backtest::run_backtest(spec, data.feeds, on_progress);
  const backtest::BacktestRun benchmark = backtest::run_buy_and_hold(spec, data.benchmark_feeds);
  const auto lookahead = backtest::check_lookahead(spec, data.feeds, run, kLookaheadCuts);
  backtest::ReportNotes notes{.spec_json = report::spec_json(spec),
                              .benchmark_name = data.benchmark_name,
                              .assumptions = backtest::assumptions_of(spec),
                              .data_warnings = data.warnings,
                              .lookahead = lookahead};
  backtest::BacktestReport report = backtest::build_report(
      spec, data.feeds, run, data.benchmark_feeds, benchmark, std::move(notes));
  diagnosis::RunFacts facts = diagnosis::facts_of(spec, data.feeds, run, lookahead);
  if (with_neighbours) facts.neighbours = diagnosis::neighbours_of(spec, data.feeds);
  report.diagnosis = diagnosis::diagnose(diagnosis::subject_of(spec, report, std::move(facts)));
  return {.report = std::move(report), .run = std::move(run)};
}

}  // namespace tw::app
