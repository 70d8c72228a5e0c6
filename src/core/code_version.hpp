#pragma once

#include <string_view>

namespace tw::inline core {

/// Returns the version and, when built from a git checkout, the commit: "0.1.0+23695c3f0a12".
/// A trailing ".dirty" says that tracked files differed from that commit when it was built.
std::string_view code_version();

}  // namespace tw::inline core
