#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include "command_line.hpp"
#include "core/assert.hpp"
#include "log_options.hpp"
#include "market_verbs.hpp"
#include "records.hpp"
#include "sweep.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kMainFooter =
    "Exit codes: 0 done, 1 the work failed, 2 bad usage, 3 bad data, 4 refused by risk or safety.\n"
    "\n"
    "Examples:\n"
    "  tradewind demo                                     first report and a paper session, "
    "offline\n"
    "  tradewind backtest --data AAPL.csv --strategy sma_cross --set fast=10 --set slow=30\n"
    "  tradewind strategies                               what can be tested, with its parameters\n"
    "  tradewind data import prices.csv --symbol AAPL     keep history in the store\n";

int end_with(ExitCode code, std::string_view line) {
  std::fprintf(stderr, "tradewind: %.*s\n", static_cast<int>(line.size()), line.data());
  return static_cast<int>(code);
}

struct Known {
  std::string_view name;
  void (*add)(Verb root);
};

// One verb a line, in the order in which help shows them.
constexpr Known kVerbs[] = {
    {"demo", add_demo},
    {"backtest", add_backtest},
    {"sweep", add_sweep},
    {"lookahead", add_lookahead},
    {"realism", add_realism},
    {"compare", add_compare},
    {"runs", add_runs},
    {"strategies", add_strategies},
    {"data", add_data},
    {"quote", add_quote},
    {"history", add_history},
    {"watch", add_watch},
    {"search", add_search},
    {"chain", add_chain},
    {"fundamentals", add_fundamentals},
    {"providers", add_providers},
    {"config", add_config},
    {"vendor-sim", add_vendor_sim},
    {"db", add_db},
    {"indicators", add_indicators},
    {"metrics", add_metrics},
    {"journal", add_journal},
    {"replay", add_replay},
    {"audit", add_audit},
    {"explain", add_explain},
    {"events", add_events},
    {"walkforward", add_walkforward},
    {"montecarlo", add_montecarlo},
    {"bench", add_bench},
};

/// Adds the verb that the line names, or all of them where it names none: each has dozens of
/// options to build, which cost time and a page of memory here and there.
void add_verbs(Verb root, std::string_view first_word) {
  const bool is_named = std::ranges::find(kVerbs, first_word, &Known::name) != std::end(kVerbs);
  for (const Known& verb : kVerbs) {
    if (is_named && verb.name != first_word) continue;
    verb.add(root);
    TW_ASSERT(root.verbs().back() == verb.name);
  }
}

int run(int argc, char** argv) {
  CommandLine line{
      {.name = "tradewind",
       .doc = "Tradewind: a self-hosted trading bot that a person can trust overnight.",
       .version = TW_VERSION,
       .footer = kMainFooter}};
  LogOptions log_options;
  add_log_options(line.root(), log_options);
  add_verbs(line.root(), argc > 1 ? argv[1] : "");
  try {
    const auto action = line.understand(argc, argv);
    if (action) {
      start_log(log_options);
      (*action)();
    }
    return static_cast<int>(ExitCode::Done);
  } catch (const Failure& failure) {
    return end_with(failure.code(), failure.what());
  } catch (const std::exception& unforeseen) {
    return end_with(ExitCode::Failed, unforeseen.what());
  }
}

}  // namespace
}  // namespace tw::app

int main(int argc, char** argv) { return tw::app::run(argc, argv); }
