#include "formats/zoned_range.hpp"

#include <cstdint>
#include <limits>

#include "formats/csv_stamp.hpp"

namespace tw::formats {
namespace {

/// Returns the moment at which the zone's clocks show `wall_ns`: in an hour that they skip, its
/// end; of an hour that comes twice, the second for the end of a range.
Timestamp moment_of(Zone& zone, std::int64_t wall_ns, bool is_last) {
  constexpr std::int64_t kHour = 3'600'000'000'000;
  constexpr Timestamp kLongAgo{std::numeric_limits<std::int64_t>::min()};
  const auto first = zone.to_utc(wall_ns, kLongAgo);
  if (!first) return zone.to_utc(wall_ns + kHour, kLongAgo).value_or(Timestamp{wall_ns});
  return is_last ? zone.to_utc(wall_ns, *first).value_or(*first) : *first;
}

}  // namespace

std::string range_end_in_utc(const std::string& text, Zone& zone, bool is_last) {
  constexpr std::int64_t kLastSecond = 86'399'000'000'000;
  const auto stamp = parse_stamp(text, DateOrder::Unknown);
  if (!stamp || stamp->is_unix) return text;
  if (stamp->offset_seconds) {
    const Timestamp wall{stamp->wall_ns};
    return to_string(wall - Duration::seconds(*stamp->offset_seconds));
  }
  if (zone.is_utc()) return text;
  const bool is_whole_day = is_last && !stamp->has_time;
  return to_string(moment_of(zone, stamp->wall_ns + (is_whole_day ? kLastSecond : 0), is_last));
}

}  // namespace tw::formats
