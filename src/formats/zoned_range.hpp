#pragma once

#include <string>

#include "formats/zone.hpp"

namespace tw::formats {

/// Returns one end of `--from` .. `--to` in UTC, as `rows_between` reads it, where it is told by
/// the clocks of a file's zone, as the labels of its intraday bars are.
///
/// A date is the whole of its day there; a time with an offset or a Z means itself, whatever the
/// zone. Other text stays as it is. `is_last` says which end.
std::string range_end_in_utc(const std::string& text, Zone& zone, bool is_last);

}  // namespace tw::formats
