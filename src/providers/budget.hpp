#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/timestamp.hpp"
#include "vendor/vendor.hpp"

namespace tw::providers {

/// The tokens of one limit. One that is spent comes back a whole window later, so that no span of
/// `limit.window` ever holds more than `limit.count`, wherever the vendor's own clock begins.
///
/// Kept as counts in sixty slots of the window, so a token is back at most a sixtieth late.
class Bucket {
 public:
  static constexpr std::int64_t kSlots = 60;

  Bucket() = default;
  /// Requires a positive count and window.
  explicit Bucket(const vendor::RateLimit& limit) : limit_{limit} {}

  const vendor::RateLimit& limit() const { return limit_; }
  std::int64_t left(Timestamp now) const;
  /// Returns how long until `cost` tokens are there; nothing when the limit is smaller than that.
  std::optional<Duration> wait(std::int64_t cost, Timestamp now) const;
  void take(std::int64_t cost, Timestamp now);

  /// Takes over what `other`, of the same window, has spent.
  void adopt(const Bucket& other) {
    newest_ = other.newest_;
    spent_ = other.spent_;
  }

  /// Slots, as they are kept in a file: spent in `newest() - i`, i from 0 to kSlots.
  std::int64_t newest() const { return newest_; }
  const std::array<std::int64_t, kSlots + 1>& spent() const { return spent_; }
  void restore(std::int64_t newest, const std::array<std::int64_t, kSlots + 1>& spent) {
    newest_ = newest;
    spent_ = spent;
  }

 private:
  std::int64_t slot_ns() const { return (limit_.window.ns + kSlots - 1) / kSlots; }
  std::int64_t slot_of(Timestamp at) const { return at.unix_ns / slot_ns(); }
  /// Returns what was spent in slots that still count at slot `now`.
  std::int64_t counted(std::int64_t now) const;

  vendor::RateLimit limit_{.count = 1, .window = Duration::seconds(1)};
  std::int64_t newest_ = 0;
  std::array<std::int64_t, kSlots + 1> spent_{};
};

/// All that bounds how often one vendor may be asked with one key: its limits as documented or
/// configured, and what its last answers said.
class Budget {
 public:
  /// Follows `limits` from now on, keeping what was spent on limits of the same window.
  void set_limits(const std::vector<vendor::RateLimit>& limits);

  /// Returns how long until `cost` may be spent; nothing when no wait is long enough.
  std::optional<Duration> wait(std::int64_t cost, Timestamp now) const;
  void take(std::int64_t cost, Timestamp now);
  /// Takes the vendor's word about what is left.
  void hear(const vendor::BudgetNews& news, Timestamp now);
  /// Returns the fewest requests that any limit leaves; nothing when there is no limit.
  std::optional<std::int64_t> left(Timestamp now) const;

  /// What the vendor said, until when it holds.
  struct Told {
    std::int64_t left = 0;
    Timestamp until;
  };

  std::vector<Bucket> buckets;
  std::optional<Told> told;
};

}  // namespace tw::providers
