#pragma once

#include <stop_token>

#include "core/timestamp.hpp"

namespace tw::providers {

/// What the order of providers takes from outside: time, waiting and chance. Real in the product,
/// scripted in tests, so that nothing there waits or differs from run to run.
/// Thread: any.
class Surroundings {
 public:
  Surroundings() = default;
  Surroundings(const Surroundings&) = delete;
  Surroundings& operator=(const Surroundings&) = delete;
  virtual ~Surroundings() = default;

  virtual Timestamp now() = 0;
  /// Returns earlier when `stop` is asked for.
  virtual void sleep(Duration span, const std::stop_token& stop) = 0;
  /// Returns a uniform in [0, 1).
  virtual double chance() = 0;
};

/// Returns the clock, the scheduler and the randomness of this machine.
Surroundings& this_machine();

}  // namespace tw::providers
