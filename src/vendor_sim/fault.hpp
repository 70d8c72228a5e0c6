#pragma once

#include <cstdint>
#include <expected>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vendor/operation.hpp"

namespace tw::vendor_sim {

/// How a vendor can misbehave.
enum class Fault : std::uint8_t {
  RateLimit,           ///< "429": the vendor's own refusal, without saying when to come back.
  RateLimitWithWait,   ///< "429-wait": with Retry-After and the vendor's own header.
  ErrorInOk,           ///< "200-error": a refusal inside a 200.
  Unauthorized,        ///< "401"
  Forbidden,           ///< "403"
  ServerError,         ///< "500"
  Unavailable,         ///< "503"
  Html,                ///< "html": a page of a proxy, with status 200.
  Malformed,           ///< "malformed": JSON that breaks off inside, with its whole length.
  WrongType,           ///< "content-type": right body, called a picture.
  Gzip,                ///< "gzip": compressed, as it may always come.
  Slow,                ///< "slow": the body trickles.
  Truncated,           ///< "truncated": the connection ends inside the body.
  Reset,               ///< "reset": by RST inside the body, or inside a stream's frame.
  Empty,               ///< "empty": right symbol, no data.
  ClockSkew,           ///< "clock-skew": the vendor's times are an hour ahead.
  ExpiredCertificate,  ///< "expired-certificate": of the whole double, from the next connection on.
  Duplicates,          ///< "duplicates": each frame of a stream comes twice.
  Disorder,            ///< "out-of-order": two frames of a stream change places.
};
inline constexpr std::size_t kFaults = 19;

std::string_view to_string(Fault fault);

/// One switch: what goes wrong, where, and how often.
struct FaultSwitch {
  Fault fault{};
  std::string vendor;                          ///< Empty: all of them.
  std::optional<vendor::Operation> operation;  ///< Left out: all of them.
  std::int64_t times = 0;                      ///< 0: until it is switched off.

  friend bool operator==(const FaultSwitch&, const FaultSwitch&) = default;
};

/// Parses "429", "slow:polygon", "reset:yahoo:history" and, for the first two requests alone,
/// "500:polygon:quote*2".
/// Errors: one line that names the word and those there are.
std::expected<FaultSwitch, std::string> parse_fault(std::string_view text);

/// Returns a switch as it is parsed.
std::string to_string(const FaultSwitch& fault);

/// The switches that are on. Thread: any.
class FaultBoard {
 public:
  void add(FaultSwitch fault);
  void clear();
  std::vector<FaultSwitch> all() const;
  /// Returns the faults that strike a request and counts it.
  std::vector<Fault> strike(std::string_view vendor, vendor::Operation operation);
  /// Returns whether any is on.
  bool any() const;
  /// Returns whether that fault is on anywhere.
  bool has(Fault fault) const;

 private:
  mutable std::mutex mutex_;
  std::vector<FaultSwitch> switches_;
};

}  // namespace tw::vendor_sim
