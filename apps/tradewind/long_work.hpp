#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backtest/run_backtest.hpp"
#include "interrupt.hpp"
#include "patience.hpp"
#include "progress.hpp"
#include "verb.hpp"

namespace tw::app {

/// Adds `--resume FILE` and `--yes`.
void add_long_work_options(Verb verb, std::string& resume, bool& yes);

/// Work of many pieces as a verb shows it: a bar for progress while it goes on, the first Ctrl-C
/// ends it after the piece at hand, and `--resume` goes on there.
///
/// One at a time. Thread: the caller's.
class LongWork {
 public:
  struct Terms {
    std::string_view verb;    ///< "walkforward".
    std::string_view pieces;  ///< "runs".
    std::uint64_t total = 0;  ///< Of them.
    std::string resume;       ///< What `--resume` said; may be empty.
    bool is_quiet = false;    ///< Wants no bar.
  };
  using OnDone = std::function<void(std::uint64_t done)>;

  explicit LongWork(Terms terms)
      : terms_{std::move(terms)}, progress_{terms_.verb, terms_.total, terms_.is_quiet} {}

  /// Calls `work(stop, on_done)` and returns what it returns.
  /// Errors: what it threw, as a Failure: BadData, for a checkpoint that cannot be used.
  template <class Work>
  auto run(Work&& work) {
    try {
      return work(interrupt_.token(), OnDone{[this](std::uint64_t done) { tell(done); }});
    } catch (const Failure&) {
      throw;
    } catch (const std::runtime_error& error) {
      throw Failure{ExitCode::BadData, error.what()};
    }
  }

  /// Ends the verb because somebody wanted it to.
  [[noreturn]] void stopped() const;

 private:
  void tell(std::uint64_t done);

  Terms terms_;
  Interrupt interrupt_;
  Progress progress_;
  std::uint64_t done_ = 0;
};

/// Returns what an engine holds for each of `cores` and bars, program and data included, in bytes.
double engine_bytes(std::uint64_t bars, unsigned cores);

/// Returns the time that one run of `spec` takes, in seconds, as its first bars show.
double seconds_of_run(const backtest::BacktestSpec& spec, std::vector<backtest::Feed> feeds);

/// Says or asks what so many runs of `spec` will take, with `agree`.
void agree_on_runs(std::size_t runs, const backtest::BacktestSpec& spec,
                   const std::vector<backtest::Feed>& feeds, unsigned cores,
                   const Consent& consent);

}  // namespace tw::app
