#pragma once

#include <optional>
#include <string>

#include "providers/vendor_record.hpp"
#include "vendor/vendor.hpp"

// What each class of outcome does to the vendor that gave it, and whether a vendor may be asked.
// Both are pure: the record in, the record out.
namespace tw::providers {

/// One question to one vendor, as far as its record cares.
struct Asking {
  vendor::Operation operation{};
  std::string symbol;  ///< Empty where it is about none, or several.
  std::int64_t cost = 1;
  Duration patience;
};

/// Why a vendor is not asked now.
struct Skipped {
  vendor::Refusal refusal;
  std::optional<Timestamp> ready_at;  ///< Worth waiting for, when soon enough.
};

/// Returns why the vendor is not to be asked at `now`, or nothing: then the question is paid for,
/// and a half-open breaker has its one probe.
std::optional<Skipped> admit(VendorRecord& record, const Asking& asking, Timestamp now);

/// How a question went.
struct Settlement {
  std::optional<vendor::Refusal> refusal;  ///< Nothing: answered.
  Duration latency;
  vendor::BudgetNews news;
};

/// Draws the consequences for the vendor.
void settle(VendorRecord& record, const Asking& asking, const Settlement& went, Timestamp now);

/// Ends what time has ended: switches that are over, symbols that may be known by now.
void expire(VendorRecord& record, Timestamp now);

/// Failures in a row that open the breaker, and its first and longest pause.
inline constexpr std::int32_t kFailuresMax = 5;
inline constexpr Duration kBreakerPause = Duration::seconds(30);
inline constexpr Duration kBreakerPauseMax = Duration::minutes(15);
/// A throttle that names no time.
inline constexpr Duration kThrottlePause = Duration::minutes(1);
inline constexpr Duration kBlockPause = Duration::minutes(15);
inline constexpr Duration kBlockPauseMax = Duration::hours(6);
/// A symbol is asked for again a day later, and so is what the plan lacked: plans change.
inline constexpr Duration kForgets = Duration::days(1);

}  // namespace tw::providers
