#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <vector>

#include "formats/csv_actions.hpp"
#include "ingest/load_bars.hpp"
#include "vendor/vendor.hpp"

namespace tw::ingest {

/// What an import brought into the table of corporate actions.
struct KeptActions {
  std::size_t added = 0;
  std::size_t known = 0;
  std::size_t changed = 0;  ///< The source had said something else before.
  std::string stored_at;
};

/// Returns the corporate actions kept in `home`, by symbol and date: none when there is no table.
std::expected<std::vector<formats::DatedAction>, LoadError> stored_actions(const std::string& home);

/// Adds `rows` to the table `<home>/actions.csv`, in our own form; a row that stands there already
/// is known, and of two by one source about one day the later holds. Requires a symbol in each.
/// Errors: the table is as it was.
std::expected<KeptActions, LoadError> keep_actions(const std::string& home,
                                                   std::vector<formats::DatedAction> rows);

/// Returns what a vendor said of `symbol` on `as_of` as rows of the table. Where it gives dividends
/// in the units of that day, `actions` must hold all splits until then.
std::vector<formats::DatedAction> actions_said(const std::string& symbol,
                                               const vendor::VendorFacts& facts,
                                               const std::vector<CorporateAction>& actions,
                                               Date as_of);

}  // namespace tw::ingest
