#pragma once

#include <cstddef>
#include <optional>

#include "market/bar_table.hpp"

namespace tw::ingest {

/// What `adjust` met on its way.
struct AdjustTally {
  std::size_t unknown = 0;  ///< Bars without an adjusted close; left as they stood.
};

/// Moves prices onto the scale of the adjusted close: each of open, high, low and close becomes
/// `price × adjusted / close`, rounded half-even at 1e-8. Volumes stay.
///
/// Returns nothing, with the table unchanged, when it has no adjusted closes or a price would leave
/// its range.
std::optional<AdjustTally> adjust(BarTable& table);

}  // namespace tw::ingest
