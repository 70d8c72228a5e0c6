#include "long_work.hpp"

#include <algorithm>

#include "command_line.hpp"
#include "report/number_text.hpp"

namespace tw::app {
namespace {

/// So many bars show a pace, in some milliseconds.
constexpr std::size_t kTimedBars = 20'000;

// Beside the data: the program and its tables. A bar's columns, and what a run keeps of it.
constexpr double kProgramBytes = 12e6;
constexpr double kBytesPerBar = 64.0;
constexpr double kBytesPerRunBar = 130.0;

}  // namespace

void add_long_work_options(Verb verb, std::string& resume, bool& yes) {
  verb.option("--resume", resume, "Keep what is done there, and go on where an interrupted run was")
      .type_name("FILE");
  verb.flag("--yes", yes, "Run it however long it takes");
}

void LongWork::tell(std::uint64_t done) {
  done_ = done;
  progress_.update(done);
  interrupt_.poll();
}

void LongWork::stopped() const {
  const auto text = [](std::uint64_t count) {
    return report::grouped(static_cast<double>(count), 0);
  };
  std::string line = "stopped after " + text(done_) + " of " + text(terms_.total) + ' ';
  line += terms_.pieces;
  line += terms_.resume.empty() ? "; with --resume FILE the next one goes on where it was stopped"
                                : "; the same line goes on from '" + terms_.resume + "'";
  throw Failure{ExitCode::Failed, line};
}

double engine_bytes(std::uint64_t bars, unsigned cores) {
  return kProgramBytes + static_cast<double>(bars) * (kBytesPerBar + kBytesPerRunBar * cores);
}

double seconds_of_run(const backtest::BacktestSpec& spec, std::vector<backtest::Feed> feeds) {
  const std::uint64_t bars = backtest::bars_of(feeds);
  const std::size_t each = std::max<std::size_t>(1, kTimedBars / feeds.size());
  for (backtest::Feed& feed : feeds) {
    feed.range.last = std::min(feed.range.last, feed.range.first + each);
  }
  const double seconds = seconds_of([&] { backtest::run_backtest(spec, feeds); });
  return seconds * static_cast<double>(bars) / static_cast<double>(backtest::bars_of(feeds));
}

void agree_on_runs(std::size_t runs, const backtest::BacktestSpec& spec,
                   const std::vector<backtest::Feed>& feeds, unsigned cores,
                   const Consent& consent) {
  const std::uint64_t bars = backtest::bars_of(feeds);
  const auto count = static_cast<double>(runs);
  agree({.work = report::grouped(count, 0) + (runs == 1 ? " run of " : " runs of ") +
                 report::grouped(static_cast<double>(bars), 0) + " bars",
         .seconds = seconds_of_run(spec, feeds) * count / cores,
         .bytes = engine_bytes(bars, cores),
         .cores = cores},
        consent);
}

}  // namespace tw::app
