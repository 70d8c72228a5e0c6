#pragma once

#include <chrono>
#include <string>

namespace tw::app {

/// What a piece of work will take, as a little of it has shown.
struct Cost {
  std::string work;      ///< "10,130 trials".
  double seconds = 0.0;  ///< On all `cores`.
  double bytes = 0.0;    ///< At its peak, the program and its data included.
  unsigned cores = 1;
};

/// How whoever started it wants to be asked.
struct Consent {
  bool yes = false;    ///< Agreed beforehand.
  bool quiet = false;  ///< Wants no line about it.
  std::string remedy;  ///< "take larger steps or fewer trials".
};

/// As many threads as a verb takes.
inline constexpr unsigned kThreadsMax = 256;

/// Returns the threads that `wanted` means: 0 is every core.
unsigned cores_of(unsigned wanted);

/// Returns the time that `work` takes, in seconds.
template <class Work>
double seconds_of(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Says what the work will take. Above an hour, or more memory than may be had, it asks at a
/// terminal and refuses elsewhere.
///
/// Errors: throws Failure, BadUsage, with the figure and the remedy; Failed when the answer was no.
void agree(const Cost& cost, const Consent& consent);

}  // namespace tw::app
