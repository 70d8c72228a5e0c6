#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.hpp"
#include "net/http_wire.hpp"
#include "net/url.hpp"
#include "vendor/operation.hpp"
#include "vendor_sim/catalog.hpp"

namespace tw::vendor_sim {

/// What a client asked of one vendor.
struct Question {
  net::HttpRequest request;
  std::string path;  ///< Decoded, behind the vendor's prefix: "/v8/finance/chart/^GSPC".
  net::Query query;

  /// Returns a value of the query, or `otherwise` when it is absent.
  std::string value(std::string_view name, std::string_view otherwise = {}) const;
  std::string_view header(std::string_view name) const;
  /// Returns the rest of the path behind `start`, or nothing when it begins otherwise.
  std::optional<std::string> behind(std::string_view start) const;
};

/// What the vendor answers, and to which of our operations that belongs.
struct Answered {
  vendor::Operation operation = vendor::Operation::Quote;
  net::HttpResponse response;
  bool is_errand = false;  ///< Cookies and the like, which no fault strikes.
};

net::HttpResponse json_response(std::string body, int status = 200);
net::HttpResponse text_response(std::string body, int status = 200,
                                std::string_view type = "text/plain; charset=utf-8");

/// Returns the parts of `list` between commas, without those that are empty.
std::vector<std::string> listed(std::string_view list);

/// Returns the parts of a path: "/v2/aggs" is {"v2", "aggs"}.
std::vector<std::string> segments(std::string_view path);

/// Parses a whole number; nothing for other text.
std::optional<std::int64_t> whole(std::string_view text);

/// Returns midnight of a date ("2024-01-31" or "20240131") in UTC; nothing for other text.
std::optional<Timestamp> day_in(std::string_view text);

std::int64_t seconds(Timestamp at);
std::int64_t milliseconds(Timestamp at);

/// Returns the last moment of the day that begins at `midnight`.
Timestamp end_of_day(Timestamp midnight);

/// Returns when the session of `row` began on New York's clock: 00:00 of its date.
Timestamp new_york_midnight(const Row& row);

/// Returns "2024-01-31 09:30:00" on New York's clock.
std::string new_york_text(Timestamp at);

/// Returns "2024-01-31T14:30:00.000Z" in UTC.
std::string utc_text(Timestamp at);

}  // namespace tw::vendor_sim
