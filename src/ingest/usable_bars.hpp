#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "ingest/load_bars.hpp"
#include "market/bar_table.hpp"
#include "store/bar_file.hpp"

namespace tw::ingest {

/// Stored bars as a run may use them.
struct UsableBars {
  std::optional<BarTable> table;  ///< Those not in quarantine; nothing when that is all of them.
  std::vector<std::string> left_out;  ///< Labels, in order, of those that are.
};

/// Leaves out the bars of `key` that are in quarantine and that no person has accepted.
/// Errors: the quarantine cannot be read.
std::expected<UsableBars, LoadError> usable_bars(const std::string& home, const store::BarKey& key,
                                                 const BarSeries& bars);

}  // namespace tw::ingest
