#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"

namespace date {
class time_zone;
}

namespace tw::formats {

/// An IANA time zone, such as "America/New_York": where local times of a file become UTC.
///
/// Remembers the offset last used, so that stamps in order cost two comparisons.
/// Source: the system's tzdata, by H. Hinnant's date library.
class Zone {
 public:
  /// UTC itself.
  Zone() = default;
  /// Errors: a line that names the zone and the nearest one there is.
  static std::expected<Zone, std::string> find(std::string_view name);

  /// Returns the zone of that name; for who has no use for an answer when there is none.
  static std::optional<Zone> named(std::string_view name);

  bool is_utc() const { return zone_ == nullptr; }

  /// Returns the moment at which the zone's clocks show `wall_ns`, or nothing where they skip it.
  /// Of an hour that comes twice in autumn it is the first, unless that is not after `not_before`.
  ///
  /// Units: nanoseconds since 1970-01-01 as the wall clock counts them.
  std::optional<Timestamp> to_utc(std::int64_t wall_ns, Timestamp not_before);

  /// Returns what the zone's clocks show at `at`, in nanoseconds since 1970-01-01.
  std::int64_t to_wall(Timestamp at);

 private:
  explicit Zone(const date::time_zone* zone) : zone_{zone} {}

  // Constant after construction.
  const date::time_zone* zone_ = nullptr;

  // Moves with the stamps: the offset that holds from `from_ns_` until `until_ns_`, in UTC.
  std::int64_t from_ns_ = 0;
  std::int64_t until_ns_ = 0;
  std::int64_t offset_ns_ = 0;
};

}  // namespace tw::formats
