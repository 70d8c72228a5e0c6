#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"
#include "vendor/http_message.hpp"
#include "vendor/outcome.hpp"

namespace tw::vendor {

/// Returns the refusal of that class.
Refusal refused(Outcome outcome, std::string what, std::optional<Duration> retry_after = {});

/// Returns what an HTTP status means where the vendor has no rule of its own; nothing for 2xx.
///
/// 400 and 422 are bad requests, 401 auth, 402 quota, 403 and 451 entitlement, 404 a symbol not
/// found, 410 retired, 429 throttle; all others are transient. `words` is what the vendor said,
/// already in one line. Throttle, quota and 503 carry `Retry-After` where it is in seconds.
std::optional<Refusal> http_refusal(const HttpResponse& response, std::string_view words);

/// Returns a header that is a whole number, not below zero; nothing when absent or anything else.
std::optional<std::int64_t> header_number(const HttpResponse& response, std::string_view name);

/// Returns `Retry-After` in seconds; nothing when absent or a date.
std::optional<Duration> retry_after(const HttpResponse& response);

/// Returns when the vendor answered, by the `Date` header; nothing when there is none to be read.
std::optional<Timestamp> answered_at(const HttpResponse& response);

/// Returns how long it is until the vendor's clock begins the next `window` (minute, hour, day in
/// UTC): when a limit that is counted by the clock is lifted. The whole window without a `Date`.
Duration until_next(const HttpResponse& response, Duration window);

/// Returns how long it is until the Unix second in `header`, by the vendor's own clock; until the
/// next minute when that is not told or makes no sense.
Duration until_reset(const HttpResponse& response, std::string_view header);

/// Returns true for a body that is a web page, whatever its header says: a proxy's or a wall's.
bool is_html(const HttpResponse& response);

}  // namespace tw::vendor
