#include "lookahead_signals.hpp"

#include <functional>
#include <optional>
#include <utility>

#include "backtest/signal_proof.hpp"
#include "formats/csv_write.hpp"
#include "formats/signal_csv.hpp"
#include "interrupt.hpp"
#include "lab/spread.hpp"
#include "output.hpp"
#include "own_program.hpp"
#include "patience.hpp"
#include "progress.hpp"
#include "report/number_text.hpp"
#include "report/signal_report.hpp"
#include "terminal.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

using backtest::SignalRows;

constexpr double kProgramBytes = 12e6;
constexpr double kBytesPerBar = 600.0;  ///< As text on its way there and back, and as rows.

SignalRows rows_of(const std::string& command, const BarSeries& bars) {
  auto rows = formats::parse_signals(run_own_program(command, formats::to_csv(bars)));
  if (rows) return std::move(*rows);
  throw Failure{ExitCode::BadData,
                "what '" + command + "' wrote to standard output " + rows.error()};
}

/// Refuses a program that answers otherwise to the same bars: nothing could be compared.
void check_steady(const std::string& command, const SignalRows& first, const SignalRows& second,
                  const BarSeries& bars) {
  const auto fault = backtest::first_difference(first, second, bars, bars.size());
  if (!fault) return;
  const std::string where = fault->with_future ? fault->with_future->label : fault->without->label;
  throw Failure{ExitCode::BadData, "'" + command + "' wrote two things for " + where +
                                       " on the same bars; seed its random numbers and leave out"
                                       " what it reads from the clock"};
}

std::function<void(std::size_t, const std::function<void(std::size_t)>&)> on_cores(
    unsigned threads, Interrupt& interrupt, Progress& progress) {
  return
      [=, &interrupt, &progress](std::size_t count, const std::function<void(std::size_t)>& task) {
        const bool is_done = lab::spread(
            {.items = count, .chunk = 1, .threads = threads}, interrupt.token(),
            [&](const lab::Chunk& chunk, unsigned) {
              task(chunk.first);
              return true;
            },
            [&](const lab::Chunk& chunk, bool) {
              progress.update(chunk.last);
              interrupt.poll();
            });
        if (!is_done) throw Failure{ExitCode::Failed, "stopped before all moments were tried"};
      };
}

report::SignalReport report_for(const SignalQuestion& question, const backtest::Feed& feed,
                                const BarSeries& bars) {
  report::SignalReport report{
      .title = "Look-ahead of '" + question.command + "' on " + feed.instrument.symbol,
      .command = question.command,
      .symbol = feed.instrument.symbol,
      .labels = {},
      .proof = {},
      .leaks = {}};
  report.labels.reserve(bars.size());
  for (std::size_t row = 0; row < bars.size(); ++row) {
    report.labels.push_back(bars.timeframe.is_intraday() ? to_string(Timestamp{bars.start[row]})
                                                         : to_string(Date{bars.session[row]}));
  }
  return report;
}

}  // namespace

void prove_signals(const SignalQuestion& question, const backtest::Feed& feed,
                   const std::vector<report::SymbolLeak>& leaks) {
  const BarSeries bars = feed.bars.slice(feed.range.first, feed.range.size());
  const backtest::SignalPlan plan = backtest::plan_signals(bars, question.every, question.seed);
  if (plan.known.empty()) {
    throw Failure{ExitCode::BadData, "'" + feed.instrument.symbol + "' has " +
                                         std::to_string(bars.size()) +
                                         " bars; a program needs some before a cut and some after"};
  }
  SignalRows first;
  const double seconds = seconds_of([&] { first = rows_of(question.command, bars); });
  check_steady(question.command, first, rows_of(question.command, bars), bars);

  const unsigned cores = cores_of(question.threads);
  const double runs = 2.0 * static_cast<double>(plan.known.size()) + 1.0;
  agree({.work = report::grouped(runs, 0) + " runs of '" + question.command + "'",
         .seconds = seconds * runs / cores,
         .bytes = kProgramBytes + kBytesPerBar * static_cast<double>(bars.size()) * cores,
         .cores = cores},
        {.yes = question.yes,
         .quiet = question.is_quiet,
         .remedy = "try fewer moments with a larger --every"});
  report::SignalReport report = report_for(question, feed, bars);
  report.leaks = leaks;
  {
    Interrupt interrupt;
    Progress progress{"lookahead", plan.known.size(), question.is_quiet};
    report.proof = backtest::prove_signals(
        feed, plan, [&](const BarSeries& given) { return rows_of(question.command, given); },
        on_cores(question.threads, interrupt, progress));
  }
  if (report.proof.ignores_bars) {
    throw Failure{ExitCode::BadUsage, "'" + question.command +
                                          "' wrote the same whatever bars it was given; let it read"
                                          " them from standard input, as CSV"};
  }
  const bool is_json_on_stdout = question.json == "-";
  if (!question.json.empty()) write_text(question.json, signal_json(report));
  if (!question.is_quiet) {
    print(signal_table(report, terminal_options(is_json_on_stdout)), is_json_on_stdout);
  }
  if (report.has_fault()) throw Failure{ExitCode::Failed, "look-ahead found"};
}

}  // namespace tw::app
