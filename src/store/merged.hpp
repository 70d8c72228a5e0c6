#pragma once

#include <cstddef>

#include "market/bar_table.hpp"

namespace tw::store {

/// What an import did to the bars that were there. Units: bars.
struct MergeTally {
  std::size_t added = 0;
  std::size_t unchanged = 0;  ///< Imported before, with the same values.
  std::size_t changed = 0;    ///< Imported before with other values; the newest import holds.
};

/// Returns the bars of both, in order; where both have a bar, the one of `latest`.
///
/// Bars are the same when their labels are: the session of bars of a day or longer, the start of
/// intraday ones. Requires both to have one timeframe.
BarTable merged(const BarSeries& stored, const BarSeries& latest, MergeTally& tally);

}  // namespace tw::store
