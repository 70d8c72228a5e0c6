#pragma once

#include <string>
#include <vector>

namespace tw::tidy {

/// A variable that outlives its function and can change. Lines count from 0.
struct MutableGlobal {
  std::size_t line = 0;
  std::string statement;
};

/// Finds namespace-scope variables, static members and static locals that are not constant, by
/// reading statements and braces; `code` comes from `code_of`.
std::vector<MutableGlobal> mutable_globals(const std::vector<std::string>& code);

}  // namespace tw::tidy
