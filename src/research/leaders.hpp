#pragma once

#include <cstddef>
#include <vector>

#include "research/trial.hpp"

namespace tw::research {

/// A trial with the score that ranks it: the larger the better.
struct Ranked {
  TrialRow row;
  double score = kUndefined;
};

/// Returns whether `a` comes before `b`: the better score, of equals the earlier point.
bool leads(const Ranked& a, const Ranked& b);

/// Keeps the best few of any number of trials, whatever the order in which they come.
class Leaders {
 public:
  explicit Leaders(std::size_t kept_max) : kept_max_{kept_max} {}

  /// Takes `row` in when it is among the best; an undefined score never is.
  void offer(const TrialRow& row, double score);
  /// Returns them, the best first.
  const std::vector<Ranked>& best() const { return kept_; }

 private:
  std::size_t kept_max_;
  std::vector<Ranked> kept_;
};

}  // namespace tw::research
