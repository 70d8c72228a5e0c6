#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"

namespace tw::vendor {

/// What became of one request: the classes that decide what is done next.
enum class Outcome : std::uint8_t {
  Ok,
  NoData,          ///< Right symbol, empty window: no retry, not an error.
  SymbolNotFound,  ///< This vendor does not know it: remembered for a day, another is tried.
  BadRequest,      ///< Our parameters: never sent again as they are.
  Auth,            ///< The key is wrong: the vendor is off until the operator acts.
  Entitlement,     ///< The plan lacks it: this operation is off at this vendor.
  Throttle,        ///< A short window is used up: wait as told, ask another meanwhile.
  Quota,           ///< An hour's or a day's limit: the vendor is off until its reset.
  Blocked,         ///< By address or TLS fingerprint: off for 15 minutes and more.
  Transient,       ///< Network, 5xx, HTML, cut short, malformed: retry with jitter, then another.
  Retired,         ///< The service is gone: off for good.
};
inline constexpr std::size_t kOutcomes = 11;

/// Returns "ok", "no-data", "symbol-not-found", ... as `docs/providers.md` and JSON spell them.
std::string_view to_string(Outcome outcome);
std::optional<Outcome> parse_outcome(std::string_view text);

/// Why a vendor gave no answer.
struct Refusal {
  Outcome outcome = Outcome::Transient;  ///< Never Ok.
  std::string what;  ///< The vendor's own words where there are some, keys redacted; one line.
  std::optional<Duration> retry_after;  ///< As the vendor says, or as its clock window implies.
  bool is_malformed = false;  ///< Transient because the body made no sense: counted apart.
};

/// An answer, or why there is none.
template <class T>
using Answer = std::expected<T, Refusal>;

/// Returns a transient refusal of a body that made no sense.
Refusal malformed(std::string what);

/// Returns `text` as one line of at most 200 bytes, with each occurrence of `secret` as "***":
/// what a vendor said, fit to be shown. An empty `secret` redacts nothing.
std::string one_line(std::string_view text, std::string_view secret = {});

}  // namespace tw::vendor
