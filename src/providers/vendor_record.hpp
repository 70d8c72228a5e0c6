#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/timestamp.hpp"
#include "providers/budget.hpp"
#include "vendor/operation.hpp"
#include "vendor/outcome.hpp"

namespace tw::providers {

/// How well a vendor has answered lately. The averages forget: each answer weighs a fifth, and what
/// was wrong counts half after each ten minutes without a question, so that nobody is shut out.
struct Health {
  std::int64_t asked = 0;
  double success = 1.0;    ///< The share of answers, among answers and failures.
  double latency_s = 0.0;  ///< Of answers.
  double stale = 0.0;      ///< The share of quotes that were old although the market was open.
  Timestamp asked_at;      ///< Last.

  void answered(Duration latency, Timestamp now);
  void failed(Timestamp now);
  void quoted(bool is_stale);
  /// Returns 1 for a vendor that answers at once, always and up to date, 0 for one that never does:
  /// success × 1 / (1 + latency / 5 s) × (1 - stale / 2).
  double score(Timestamp now) const;
};

/// Whether a vendor that kept failing is left alone for a while.
struct Breaker {
  enum class State : std::uint8_t { Closed, Open, HalfOpen };

  std::int32_t failures = 0;  ///< One after the other.
  std::int32_t openings = 0;  ///< Since the last success: each doubles the pause.
  Timestamp open_until;
  Timestamp probe_until;  ///< Half-open: one question at a time is let through.

  /// Open until `open_until`, half-open from there to the next success.
  State state(Timestamp now) const;
};
/// Returns "closed", "open", "half-open".
std::string_view to_string(Breaker::State state);

/// Why a vendor, or one of its operations, is not asked.
struct Off {
  vendor::Outcome reason{};
  Timestamp until;  ///< `kForever`: until the operator acts.
  std::string what;
};
inline constexpr Timestamp kForever{INT64_MAX};

/// All that is remembered of one vendor and key, in this process and the next.
struct VendorRecord {
  Budget budget;
  Health health;
  Breaker breaker;
  std::optional<Off> off;
  std::array<std::optional<Off>, vendor::kOperations> operations_off;
  Timestamp throttled_until;
  std::int32_t blocks = 0;  ///< One after the other: each doubles the pause.

  struct UnknownSymbol {
    std::string symbol;
    Timestamp until;
  };
  std::vector<UnknownSymbol> unknown_symbols;  ///< Oldest first.

  std::array<std::int64_t, vendor::kOutcomes> outcomes{};
  std::int64_t malformed = 0;     ///< Among the transient.
  std::optional<Off> last_error;  ///< `until` is when it was.
};

/// Symbols that a vendor did not know; the oldest makes room.
inline constexpr std::size_t kUnknownSymbolsMax = 256;

/// Returns the record as text that `parse_record` reads back.
std::string to_text(const VendorRecord& record);

/// Errors: nothing when the text is no whole record of ours.
std::optional<VendorRecord> parse_record(std::string_view text);

}  // namespace tw::providers
