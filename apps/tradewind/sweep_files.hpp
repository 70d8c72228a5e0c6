#pragma once

#include <cstdio>
#include <string>

#include "lab/sweep.hpp"
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

/// Writes the session returns of the best trials: a column each, a row a return. An empty path
/// writes none.
void write_returns(const std::string& path, const research::Plan& plan,
                   const research::RunnerSource& runners, const lab::SweepResult& result);

}  // namespace tw::app
