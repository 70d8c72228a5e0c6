#pragma once

#include <functional>
#include <stdexcept>
#include <string>

namespace CLI {
class App;
}

namespace tw::app {

/// What the process ends with. Documented in README.md and `tradewind --help`.
enum class ExitCode : int {
  Done = 0,
  Failed = 1,    ///< The work failed.
  BadUsage = 2,  ///< The words on the command line, or a value there, are not right.
  BadData = 3,   ///< A file or a data range cannot be used.
  Refused = 4,   ///< Risk or safety said no.
};

/// One line for a person, and the code to end with. Thrown by verbs, caught in `main` alone.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const std::string& message) : std::runtime_error{message}, code_{code} {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

/// What the chosen verb does once the whole command line has been understood.
using Action = std::function<void()>;

// Each adds one verb to `root` with its options, help and examples, and sets `action` when chosen.
void add_backtest(CLI::App& root, Action& action);
void add_bench(CLI::App& root, Action& action);
void add_compare(CLI::App& root, Action& action);
void add_data(CLI::App& root, Action& action);
void add_db(CLI::App& root, Action& action);
void add_demo(CLI::App& root, Action& action);
void add_indicators(CLI::App& root, Action& action);
void add_journal(CLI::App& root, Action& action);
void add_lookahead(CLI::App& root, Action& action);
void add_metrics(CLI::App& root, Action& action);
void add_replay(CLI::App& root, Action& action);
void add_montecarlo(CLI::App& root, Action& action);
void add_realism(CLI::App& root, Action& action);
void add_strategies(CLI::App& root, Action& action);
void add_vendor_sim(CLI::App& root, Action& action);
void add_walkforward(CLI::App& root, Action& action);

}  // namespace tw::app
