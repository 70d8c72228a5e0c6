#pragma once

#include <stdexcept>
#include <string>

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

class Verb;

// Each adds one verb to `root` with its options, help, examples and what it runs.
void add_backtest(Verb root);
void add_bench(Verb root);
void add_compare(Verb root);
void add_data(Verb root);
void add_db(Verb root);
void add_demo(Verb root);
void add_indicators(Verb root);
void add_journal(Verb root);
void add_lookahead(Verb root);
void add_metrics(Verb root);
void add_replay(Verb root);
void add_montecarlo(Verb root);
void add_realism(Verb root);
void add_strategies(Verb root);
void add_vendor_sim(Verb root);
void add_walkforward(Verb root);

}  // namespace tw::app
