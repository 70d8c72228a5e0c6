#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "research/plan.hpp"
#include "research/trial.hpp"
#include "research/trial_runner.hpp"

namespace tw::app {

/// A CSV file with a line for each trial, written as they come; an empty path writes none.
///
/// Owns: `plan` must outlive it. Errors: throws Failure when it cannot be written.
class TrialFile {
 public:
  TrialFile(const std::string& path, const research::Plan& plan);
  ~TrialFile();
  TrialFile(const TrialFile&) = delete;
  TrialFile& operator=(const TrialFile&) = delete;

  void add(const research::TrialRow& row);

 private:
  const research::Plan& plan_;
  std::string path_;
  std::FILE* file_ = nullptr;
};

/// Runs the trials of `points` again and writes their session returns: a column each under its
/// parameters, a row a return, as `metrics --trials` reads them. An empty path writes none.
///
/// Memory: 8 bytes a return of each.
void write_returns(const std::string& path, const research::Plan& plan,
                   const research::RunnerSource& runners, const std::vector<std::uint64_t>& points);

}  // namespace tw::app
