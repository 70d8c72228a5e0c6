#include "lab/lookahead.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <vector>

#include "backtest/lookahead_proof.hpp"
#include "backtest_data.hpp"
#include "backtest_flags.hpp"
#include "backtest_job.hpp"
#include "command_line.hpp"
#include "ingest/load_bars.hpp"
#include "lab/kept_work.hpp"
#include "long_work.hpp"
#include "lookahead_signals.hpp"
#include "market/leak_check.hpp"
#include "output.hpp"
#include "patience.hpp"
#include "report/lookahead_report.hpp"
#include "report/number_text.hpp"
#include "terminal.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kLookaheadFooter =
    "Tries a backtest for knowledge that it cannot have: without the future, with noise for a\n"
    "future, at another price level, and the bars themselves. docs/lookahead.md\n"
    "\n"
    "Examples:\n"
    "  tradewind lookahead --data AAPL.csv --strategy sma_cross --set fast=10 --set slow=30\n"
    "  tradewind lookahead spec.toml --every 1 --json -\n"
    "  tradewind lookahead --data SPY_hours.csv --strategy momentum --against SPY_minutes.csv\n"
    "  tradewind lookahead --data AAPL.csv --signals 'python3 my_signals.py'\n"
    "\n"
    "Exit codes: 0 none found, 1 look-ahead found, 2 bad usage or spec, 3 bad data.\n";

constexpr std::size_t kEveryMax = 1'000'000;

struct LookaheadFlags {
  BacktestFlags backtest;
  std::string every = "auto";
  std::uint64_t seed = 1;
  unsigned threads = 0;
  std::string against;
  std::string signals;
  std::string resume;
  bool yes = false;
};

std::size_t every_of(const std::string& text) {
  if (text == "auto") return 0;
  std::size_t every = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), every);
  if (error != std::errc{} || end != text.data() + text.size() || every < 1 || every > kEveryMax) {
    throw Failure{ExitCode::BadUsage,
                  "--every is '" + text + "', which is no number of moments from 1 to " +
                      std::to_string(kEveryMax) + "; write 1 for each moment, or auto"};
  }
  return every;
}

std::string label_of(const BarSeries& bars, std::size_t row) {
  return bars.timeframe.is_intraday() ? to_string(Timestamp{bars.start[row]})
                                      : to_string(Date{bars.session[row]});
}

BarTable reference_of(const formats::BacktestRequest& request, const std::string& path) {
  ingest::LoadOptions options{.symbol = {}, .source = {}, .csv = request.csv, .adjusted = false};
  options.csv.timeframe = {};
  auto loaded = ingest::load_bars(path, options);
  if (!loaded) throw Failure{ExitCode::BadData, "--against: " + loaded.error().message};
  return std::move(loaded->table);
}

/// Looks at the bars themselves; each symbol once, however many strategies trade it.
std::vector<report::SymbolLeak> leaks_of(const BacktestData& data, const BarTable* reference) {
  std::vector<report::SymbolLeak> leaks;
  std::vector<std::string> seen;
  for (const backtest::Feed& feed : data.feeds) {
    if (std::ranges::find(seen, feed.instrument.symbol) != seen.end()) continue;
    seen.push_back(feed.instrument.symbol);
    auto found = check_leaks(feed.bars, SessionCalendar::of(feed.instrument.calendar));
    if (reference != nullptr) {
      if (const auto ahead = check_ahead_of(feed.bars, reference->view({}))) {
        found.push_back(*ahead);
      }
    }
    for (const LeakFinding& finding : found) {
      leaks.push_back({feed.instrument.symbol, finding, label_of(feed.bars, finding.row)});
    }
  }
  return leaks;
}

std::string title_of(const backtest::BacktestSpec& spec) {
  std::string title = "Look-ahead of " + spec.strategy + " on ";
  for (std::size_t i = 0; i < spec.symbols.size(); ++i) {
    title += (i == 0 ? "" : ", ") + spec.symbols[i];
  }
  return title;
}

/// Takes the closes around the first decision that knew its future, of the first symbol.
void add_chart(const BacktestData& data, report::LookaheadReport& report) {
  constexpr std::size_t kBefore = 90;
  constexpr std::size_t kAfter = 30;
  const backtest::LookaheadFault* fault = report.first_fault();
  if (fault == nullptr) return;
  const backtest::Feed& feed = data.feeds.front();
  const BarSeries& bars = feed.bars;
  std::size_t decided = feed.range.first;
  while (decided + 1 < feed.range.last && bars.end_at(decided + 1) <= fault->at()) decided += 1;
  const std::size_t first = decided - std::min(decided - feed.range.first, kBefore);
  const std::size_t last = std::min(decided + kAfter + 1, feed.range.last);
  report.drawn = feed.instrument.symbol;
  for (std::size_t row = first; row < last; ++row) {
    report.at.push_back({.at = bars.end_at(row),
                         .session = Date{bars.session[row]},
                         .is_date = !bars.timeframe.is_intraday()});
    report.closes.push_back(Price::from_raw(bars.close[row]).as_double());
  }
}

/// Says or asks what the proof will take.
void estimate(const LookaheadFlags& flags, const backtest::ProofPlan& plan,
              const backtest::BacktestSpec& spec, const BacktestData& data) {
  const auto text = [](double count, int digits) { return report::grouped(count, digits); };
  const unsigned cores = cores_of(flags.threads);
  const std::uint64_t bars = backtest::bars_of(data.feeds);
  const double seconds_a_bar = seconds_of_run(spec, data.feeds) / static_cast<double>(bars);
  agree({.work = text(static_cast<double>(plan.moments.size()), 0) + " of " +
                 text(static_cast<double>(plan.possible), 0) + " moments, " +
                 text(static_cast<double>(plan.bars) / 1e6, 1) + " million bars to run",
         .seconds = seconds_a_bar * static_cast<double>(plan.bars) / cores,
         .bytes = engine_bytes(bars, cores) + static_cast<double>(plan.bytes * cores),
         .cores = cores},
        {.yes = flags.yes,
         .quiet = flags.backtest.quiet,
         .remedy = "try fewer moments with a larger --every"});
}

backtest::LookaheadProof prove(const LookaheadFlags& flags, const backtest::ProofPlan& plan,
                               const backtest::BacktestSpec& spec, const BacktestData& data) {
  estimate(flags, plan, spec, data);
  LongWork work{{.verb = "lookahead",
                 .pieces = "moments",
                 .total = plan.moments.size(),
                 .resume = flags.resume,
                 .is_quiet = flags.backtest.quiet}};
  auto proof = work.run([&](const std::stop_token& stop, const LongWork::OnDone& on_done) {
    return lab::prove_lookahead(data.feeds,
                                {.plan = plan,
                                 .threads = flags.threads,
                                 .checkpoint = flags.resume,
                                 .data_key = key_of_run(spec, data)},
                                backtest::rerun_of(spec), stop, on_done);
  });
  if (!proof) work.stopped();
  return std::move(*proof);
}

/// Tries a program of the user's instead of a strategy of ours.
void run_on_signals(const LookaheadFlags& flags) {
  if (!flags.resume.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "--resume does not go with --signals, which is done in some runs; leave it out"};
  }
  if (!flags.backtest.report.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "--report does not go with --signals, whose rows are no decisions; take --json"};
  }
  const formats::BacktestRequest request = request_of(with_any_strategy(flags.backtest));
  const std::size_t every = every_of(flags.every);
  check_writable(flags.backtest.json);
  const BacktestData data = load_backtest_data(request, flags.backtest.home);
  if (data.feeds.size() != 1) {
    throw Failure{ExitCode::BadUsage, "--signals takes the bars of one symbol, and " +
                                          std::to_string(data.feeds.size()) +
                                          " were named; name one at a time"};
  }
  std::optional<BarTable> reference;
  if (!flags.against.empty()) reference = reference_of(request, flags.against);
  prove_signals({.command = flags.signals,
                 .every = every,
                 .seed = flags.seed,
                 .threads = flags.threads,
                 .json = flags.backtest.json,
                 .yes = flags.yes,
                 .is_quiet = flags.backtest.quiet},
                data.feeds.front(), leaks_of(data, reference ? &*reference : nullptr));
}

void run_verb(const LookaheadFlags& flags) {
  if (!flags.signals.empty()) {
    run_on_signals(flags);
    return;
  }
  const formats::BacktestRequest request = request_of(flags.backtest);
  const std::size_t every = every_of(flags.every);
  check_targets({{"--json", flags.backtest.json}, {"--report", flags.backtest.report}},
                {flags.against});
  check_apart(flags.resume, {{"--json", flags.backtest.json}, {"--report", flags.backtest.report}});
  const BacktestData data = load_backtest_data(request, flags.backtest.home);
  std::optional<BarTable> reference;
  if (!flags.against.empty()) reference = reference_of(request, flags.against);

  const backtest::BacktestSpec spec = spec_of_run(request, data);
  const backtest::ProofPlan plan = backtest::plan_proof(data.feeds, every, flags.seed);
  if (plan.moments.empty()) {
    throw Failure{ExitCode::BadUsage, "--every is " + flags.every + " and there are " +
                                          std::to_string(plan.possible) +
                                          " moments; give a smaller number"};
  }
  report::LookaheadReport report{.title = title_of(spec), .strategy = spec.strategy};
  for (const backtest::Feed& feed : data.feeds) report.symbols.push_back(feed.instrument.symbol);
  report.is_adjusted =
      spec.adjusted || spec.basis == PriceBasis::Split || spec.basis == PriceBasis::Total;
  report.leaks = leaks_of(data, reference ? &*reference : nullptr);
  report.proof = prove(flags, plan, spec, data);

  const bool is_json_on_stdout = flags.backtest.json == "-";
  if (!flags.backtest.report.empty()) {
    add_chart(data, report);
    write_text(flags.backtest.report, lookahead_page(report));
  }
  if (!flags.backtest.json.empty()) write_text(flags.backtest.json, lookahead_json(report));
  lab::forget_kept_work(flags.resume);
  if (!flags.backtest.quiet) {
    print(lookahead_table(report, terminal_options(is_json_on_stdout)), is_json_on_stdout);
  }
  if (report.has_fault()) {
    throw Failure{ExitCode::Failed,
                  "look-ahead found" + std::string{flags.backtest.quiet ? "; run it without "
                                                                          "--quiet to see where"
                                                                        : ""}};
  }
}

}  // namespace

void add_lookahead(Verb root) {
  const Verb verb = root.verb("lookahead", "Prove that a strategy does not know its future.");
  auto flags = std::make_shared<LookaheadFlags>();
  add_backtest_flags(verb, flags->backtest);
  verb.option("--every", flags->every, "Try every so many moments; auto stays within seconds")
      .type_name("N|auto");
  verb.option("--noise-seed", flags->seed, "Of the noise").type_name("N");
  verb.option("--threads", flags->threads, "0 is every core")
      .in_range(0U, kThreadsMax)
      .type_name("N");
  verb.option("--against", flags->against,
              "A second source of the same symbol: are our bars ahead of it?")
      .type_name("FILE");
  verb.option("--signals", flags->signals,
              "Try your own program instead of a strategy: it reads bars as CSV and writes rows as "
              "CSV, a time and what it made of it")
      .type_name("COMMAND");
  add_long_work_options(verb, flags->resume, flags->yes);
  verb.footer(kLookaheadFooter);
  verb.runs([flags] { run_verb(*flags); });
}

}  // namespace tw::app
