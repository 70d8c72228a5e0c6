#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "core/assert.hpp"
#include "core/nearest.hpp"
#include "log_options.hpp"
#include "market_verbs.hpp"
#include "records.hpp"
#include "sweep.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

constexpr const char* kFooter =
    "Exit codes: 0 done, 1 the work failed, 2 bad usage, 3 bad data, 4 refused by risk or safety.\n"
    "\n"
    "Examples:\n"
    "  tradewind demo                                     first report and a paper session, "
    "offline\n"
    "  tradewind backtest --data AAPL.csv --strategy sma_cross --set fast=10 --set slow=30\n"
    "  tradewind strategies                               what can be tested, with its parameters\n"
    "  tradewind data import prices.csv --symbol AAPL     keep history in the store\n";

/// Returns the subcommand that the line had reached when it went wrong.
const CLI::App* reached(const CLI::App& root) {
  const CLI::App* app = &root;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

/// Returns the words that call `app`: "tradewind data import".
std::string call_of(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? "tradewind" : call_of(*parent) + " " + app.get_name();
}

std::vector<std::string> names_of(const CLI::App& app, bool is_option) {
  std::vector<std::string> names;
  if (is_option) {
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  } else {
    for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(verb->get_name());
    }
  }
  return names;
}

/// Returns one line for a word that nobody knows, with what was probably meant.
std::string unknown_word(const CLI::App& app, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  const bool is_option = name.starts_with("-");
  const std::vector<std::string> names = names_of(app, is_option);
  const std::vector<std::string_view> known{names.begin(), names.end()};
  std::string line = is_option ? "unknown option '" : "unknown word '";
  line += name + "'";
  if (const auto meant = nearest(name, known))
    line += "; did you mean '" + std::string{*meant} + "'?";
  else
    line += "; see '" + call_of(app) + " --help'";
  return line;
}

std::string explain(const CLI::App& root, const CLI::ParseError& error) {
  const CLI::App& app = *reached(root);
  for (const std::string& word : root.remaining(true)) {
    if (word != "--") return unknown_word(app, word);
  }
  std::string line = error.what();
  for (char& c : line) c = c == '\n' ? ' ' : c;
  return line + "; see '" + call_of(app) + " --help'";
}

int end_with(ExitCode code, std::string_view line) {
  std::fprintf(stderr, "tradewind: %.*s\n", static_cast<int>(line.size()), line.data());
  return static_cast<int>(code);
}

struct Verb {
  std::string_view name;
  void (*add)(CLI::App& root, Action& action);
};

// One verb a line, in the order in which help shows them.
constexpr Verb kVerbs[] = {
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
void add_verbs(CLI::App& root, Action& action, std::string_view first_word) {
  const bool is_named = std::ranges::find(kVerbs, first_word, &Verb::name) != std::end(kVerbs);
  for (const Verb& verb : kVerbs) {
    if (is_named && verb.name != first_word) continue;
    verb.add(root, action);
    TW_ASSERT(root.get_subcommands({}).back()->get_name() == verb.name);
  }
}

int run(int argc, char** argv) {
  CLI::App root{"Tradewind: a self-hosted trading bot that a person can trust overnight.",
                "tradewind"};
  Action action;
  root.set_version_flag("--version", TW_VERSION);
  root.footer(kFooter);
  root.require_subcommand(1);
  root.fallthrough();  // Options of the root may stand behind a verb as well.
  LogOptions log_options;
  add_log_options(root, log_options);
  add_verbs(root, action, argc > 1 ? argv[1] : "");
  try {
    root.parse(argc, argv);
    start_log(log_options);
    action();
    return static_cast<int>(ExitCode::Done);
  } catch (const CLI::Success& success) {
    return root.exit(success);
  } catch (const CLI::ParseError& error) {
    return end_with(ExitCode::BadUsage, explain(root, error));
  } catch (const Failure& failure) {
    return end_with(failure.code(), failure.what());
  } catch (const std::exception& unforeseen) {
    return end_with(ExitCode::Failed, unforeseen.what());
  }
}

}  // namespace
}  // namespace tw::app

int main(int argc, char** argv) { return tw::app::run(argc, argv); }
