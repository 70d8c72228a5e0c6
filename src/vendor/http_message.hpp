#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tw::vendor {

/// Header lines in order, as sent. Names compare without regard to case.
using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// One request as an adapter wants it sent.
///
/// A secret stands in a header or in `url` only where the vendor knows no other way; whoever logs
/// a request shows `loggable_url()`.
struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< Absolute, percent-encoded.
  HttpHeaders headers;
  std::string body;
};

/// What came back, decompressed.
struct HttpResponse {
  int status = 0;
  HttpHeaders headers;
  std::string body;

  /// Returns the first header of that name.
  std::optional<std::string_view> header(std::string_view name) const;
};

/// Returns `text` as one query value or path segment: RFC 3986's unreserved bytes stay.
std::string percent_encoded(std::string_view text);

/// Returns `url` without its query and user part: what logs and error texts may show.
std::string loggable_url(std::string_view url);

}  // namespace tw::vendor
