#include "formats/zone.hpp"

#include <algorithm>
#include <chrono>  // tidy: the durations of the zone library; no clock is read
#include <date/tz.h>
#include <stdexcept>
#include <vector>

#include "core/nearest.hpp"

namespace tw::formats {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kDayNs = 86'400 * kSecondNs;

std::int64_t floor_seconds(std::int64_t ns) {
  return ns >= 0 ? ns / kSecondNs : -((-ns + kSecondNs - 1) / kSecondNs);
}

/// Returns `at` in nanoseconds; the ends of time of the zone data do not fit and are cut.
std::int64_t clamped_ns(date::sys_seconds at) {
  constexpr std::int64_t kMax = INT64_MAX / kSecondNs;
  return std::clamp<std::int64_t>(at.time_since_epoch().count(), -kMax, kMax) * kSecondNs;
}

std::string unknown(std::string_view name) {
  std::string line = "there is no time zone '" + std::string{name} + "'";
  const auto& zones = date::get_tzdb().zones;
  std::vector<std::string_view> known;
  std::vector<std::string> cities;  // "New_York" for whoever leaves the continent off.
  known.reserve(zones.size());
  cities.reserve(zones.size());
  for (const date::time_zone& zone : zones) known.emplace_back(zone.name());
  for (const std::string_view each : known) cities.emplace_back(each.substr(each.rfind('/') + 1));
  std::optional<std::string_view> meant = nearest(name, known);
  if (!meant) {
    const std::vector<std::string_view> last_words{cities.begin(), cities.end()};
    if (const auto city = nearest(name, last_words)) {
      meant = known[static_cast<std::size_t>(std::ranges::find(last_words, *city) -
                                             last_words.begin())];
    }
  }
  line += meant ? "; did you mean '" + std::string{*meant} + "'?"
                : "; give an IANA name such as America/New_York";
  return line;
}

}  // namespace

std::optional<Zone> Zone::named(std::string_view name) {
  constexpr std::size_t kNameMax = 64;
  if (name == "UTC" || name == "Z" || name == "utc") return Zone{};
  if (name.size() > kNameMax) return std::nullopt;
  try {
    return Zone{date::locate_zone(std::string{name})};
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

std::expected<Zone, std::string> Zone::find(std::string_view name) {
  if (const auto zone = named(name)) return *zone;
  return std::unexpected{unknown(name)};
}

std::optional<Timestamp> Zone::to_utc(std::int64_t wall_ns, Timestamp not_before) {
  if (is_utc()) return Timestamp{wall_ns};
  // A day away from either change, one offset holds whatever the clocks did there.
  if (wall_ns - kDayNs >= from_ns_ && wall_ns + kDayNs < until_ns_) {
    return Timestamp{wall_ns - offset_ns_};
  }
  const date::local_info info =
      zone_->get_info(date::local_seconds{std::chrono::seconds{floor_seconds(wall_ns)}});
  if (info.result == date::local_info::nonexistent) return std::nullopt;
  from_ns_ = clamped_ns(info.first.begin);
  until_ns_ = clamped_ns(info.first.end);
  offset_ns_ = info.first.offset.count() * kSecondNs;
  const Timestamp first{wall_ns - offset_ns_};
  if (info.result == date::local_info::ambiguous && first <= not_before) {
    return Timestamp{wall_ns - info.second.offset.count() * kSecondNs};
  }
  return first;
}

std::int64_t Zone::to_wall(Timestamp at) {
  if (is_utc()) return at.unix_ns;
  if (at.unix_ns < from_ns_ || at.unix_ns >= until_ns_) {
    const date::sys_info info =
        zone_->get_info(date::sys_seconds{std::chrono::seconds{floor_seconds(at.unix_ns)}});
    from_ns_ = clamped_ns(info.begin);
    until_ns_ = clamped_ns(info.end);
    offset_ns_ = info.offset.count() * kSecondNs;
  }
  return at.unix_ns + offset_ns_;
}

}  // namespace tw::formats
