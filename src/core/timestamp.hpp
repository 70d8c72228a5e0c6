#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace tw::inline core {

/// A span of time. Units: nanoseconds.
struct Duration {
  std::int64_t ns = 0;

  static constexpr Duration seconds(std::int64_t count) { return {count * 1'000'000'000}; }
  static constexpr Duration minutes(std::int64_t count) { return seconds(count * 60); }
  static constexpr Duration hours(std::int64_t count) { return minutes(count * 60); }
  static constexpr Duration days(std::int64_t count) { return hours(count * 24); }

  friend constexpr auto operator<=>(Duration, Duration) = default;
};

/// A moment. Units: UTC nanoseconds since 1970-01-01, so 1677 to 2262.
struct Timestamp {
  std::int64_t unix_ns = 0;

  static constexpr Timestamp from_seconds(std::int64_t unix_s) { return {unix_s * 1'000'000'000}; }

  friend constexpr auto operator<=>(Timestamp, Timestamp) = default;
  friend constexpr Timestamp operator+(Timestamp at, Duration by) { return {at.unix_ns + by.ns}; }
  friend constexpr Timestamp operator-(Timestamp at, Duration by) { return {at.unix_ns - by.ns}; }
  friend constexpr Duration operator-(Timestamp a, Timestamp b) { return {a.unix_ns - b.unix_ns}; }
};

/// Returns ISO 8601 UTC: "2013-10-07T13:30:00Z", with a fraction only when there is one.
std::string to_string(Timestamp at);

}  // namespace tw::inline core
