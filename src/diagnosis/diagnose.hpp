#pragma once

#include <vector>

#include "backtest/finding.hpp"
#include "diagnosis/subject.hpp"

namespace tw::diagnosis {

/// Asks every rule about a run and returns what they found, most serious first, otherwise in the
/// order of the rules. Pure: the same run gives the same findings.
std::vector<backtest::Finding> diagnose(const Subject& subject);

}  // namespace tw::diagnosis
