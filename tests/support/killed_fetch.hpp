#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/date.hpp"
#include "support/process.hpp"

namespace tw::support {

/// Returns the day that it is, in UTC.
Date today();

/// A fetch that is killed at random moments, each within the time that it takes undisturbed, and
/// goes on.
class KilledFetch {
 public:
  using Words = std::vector<std::string>;
  using Environment = std::function<Words(const std::string& home)>;

  KilledFetch(Words words, Environment environment);

  /// Kills it so often, in as many homes as that takes. After each kill no file of the home may be
  /// damaged, and each fetch must end in the bytes of one that was not killed.
  void kill_times(int kills, std::uint64_t seed);

 private:
  Finished run(const Words& what, const std::string& home) const;
  /// Fetches in one go what the others are compared with.
  void begin_day();
  /// Kills the fetch into one home until it is done; the last one of all goes on undisturbed.
  /// Returns how often it was killed.
  int finish(const std::string& home, int kills_left, std::mt19937_64& random) const;

  // Constant after construction.
  Words words_;
  Environment environment_;

  // Moves with every day.
  Date day_;
  std::map<std::string, std::string> expected_;
  std::chrono::microseconds took_{};

  int compared_ = 0;
};

}  // namespace tw::support
