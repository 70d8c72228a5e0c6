#include "montecarlo_flags.hpp"

#include <cmath>

#include "command_line.hpp"
#include "long_work.hpp"
#include "montecarlo_input.hpp"
#include "patience.hpp"
#include "report/number_text.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr std::uint64_t kPathsMax = 100'000'000;

[[noreturn]] void refuse(const std::string& line) { throw Failure{ExitCode::BadUsage, line}; }

/// Refuses what says how to make a run, beside one that is made.
void check_run(const MonteCarloFlags& flags) {
  if (flags.run.empty()) return;
  for (const BacktestFlags::Flag& flag : flags.backtest.flags) {
    if (flag.values.empty() || flag.name == "--seed") continue;
    refuse(flag.name + " says how to run a backtest, and --run has one that is done; leave out " +
           flag.name + ", or run it anew without --run");
  }
}

/// Refuses a flag that the method does not look at: it would do nothing, unnoticed.
void check_methods(const MonteCarloFlags& flags) {
  struct Own {
    const char* flag;
    bool is_given;
    const char* methods;
    bool is_looked_at;
  };
  const MonteCarloFlags usual;
  const std::string& method = flags.method;
  const Own owns[] = {{"--block", flags.block != usual.block, "stationary or circular",
                       method == "stationary" || method == "circular"},
                      {"--skip-rate", flags.skip_rate != usual.skip_rate, "skip", method == "skip"},
                      {"--noise", flags.noise != usual.noise, "noise", method == "noise"},
                      {"--costs", flags.multiples != usual.multiples, "costs", method == "costs"}};
  for (const Own& own : owns) {
    if (!own.is_given || own.is_looked_at) continue;
    refuse(std::string{own.flag} + " does nothing with --method " + method +
           "; leave it out, or write --method " + own.methods);
  }
}

}  // namespace

void add_montecarlo_flags(Verb verb, MonteCarloFlags& flags) {
  add_backtest_flags(verb, flags.backtest);
  verb.option("--run", flags.run, "A finished backtest: what 'backtest --json FILE' wrote")
      .type_name("FILE.json");
  verb.option("--method", flags.method,
              "bootstrap, stationary, circular, shuffle, skip; noise and costs run the "
              "backtest again")
      .one_of({"bootstrap", "stationary", "circular", "shuffle", "skip", "noise", "costs"})
      .shows_default();
  verb.option("--of", flags.of,
              "What is resampled (default: trades for shuffle and skip, else sessions)")
      .one_of({"sessions", "trades"});
  verb.option("--paths", flags.paths, "How many (default: 10000; noise: 500)")
      .in_range(std::uint64_t{1}, kPathsMax);
  verb.option("--draws", flags.draws, "Steps of a path (default: as the history has)")
      .in_range(1U, 10'000'000U);
  verb.option("--block", flags.block,
              "Length of a block, its mean for stationary ones; auto finds it")
      .type_name("LENGTH")
      .shows_default();
  verb.option("--skip-rate", flags.skip_rate, "The chance that skip leaves a step out")
      .shows_default();
  verb.option("--noise", flags.noise,
              "How far noise moves each price, in deviations of a bar's return")
      .shows_default();
  verb.option("--costs", flags.multiples, "Multiples of the costs that costs tries")
      .parted_by(',')
      .type_name("A,B,...");
  verb.option("--indices", flags.indices,
              "CSV file of indices into the returns, one path a row, instead of drawing")
      .type_name("FILE");
  verb.option("--ruin", flags.ruin, "Wealth at or below this part of the start is ruin")
      .shows_default();
  verb.option("--worse-than", flags.drawdown, "Drawdowns deeper than this are counted")
      .shows_default();
  verb.option("--threads", flags.threads, "Threads; 0 is every core")
      .in_range(0U, kThreadsMax)
      .shows_default();
  add_long_work_options(verb, flags.resume, flags.yes);
}

void check_montecarlo_flags(const MonteCarloFlags& flags) {
  const auto between = [](const char* name, double value, double low, double high,
                          const char* example) {
    if (value >= low && value <= high) return;
    refuse(std::string{name} + " is " +
           (std::isfinite(value) ? report::grouped(value, 4) : "no finite number") +
           "; write a number from " + report::grouped(low, 2) + " to " + report::grouped(high, 2) +
           ", such as " + example);
  };
  between("--skip-rate", flags.skip_rate, 0.0, 0.99, "0.1");
  between("--noise", flags.noise, 0.0, 5.0, "0.1");
  between("--ruin", flags.ruin, 0.0, 1.0, "0.5");
  between("--worse-than", flags.drawdown, 0.0, 1.0, "0.2");
  for (const double multiple : flags.multiples) between("--costs", multiple, 0.0, 100.0, "2");
  const bool is_drawn = flags.method != "bootstrap" || flags.paths != 0 || flags.draws != 0;
  if (!flags.indices.empty() && is_drawn) {
    refuse(
        "--indices says what every path is, and --method, --paths and --draws say how to draw"
        " others; give one or the other");
  }
  if (!flags.run.empty() && (flags.method == "noise" || flags.method == "costs")) {
    refuse("--method " + flags.method +
           " runs the backtest again, and --run has only its result; name the strategy and its"
           " data, or the spec, instead of --run");
  }
  if (!flags.indices.empty() && !flags.resume.empty()) {
    refuse("--indices walks what it is given in a moment and keeps nothing; leave --resume out");
  }
  if (!flags.run.empty() && names_a_strategy(flags.backtest)) {
    refuse("--run and a strategy were both named; give one of them");
  }
  check_run(flags);
  check_methods(flags);
}

}  // namespace tw::app
