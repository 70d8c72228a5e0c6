#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tw::net {

/// An absolute address of HTTP or WebSocket, taken apart.
///
/// Source: RFC 3986, without user information (a password in an address ends up in logs) and
/// without a fragment, which is never sent.
struct Url {
  std::string scheme;  ///< "http", "https", "ws" or "wss".
  std::string host;    ///< Lower case; an IPv6 address without its brackets.
  std::uint16_t port = 0;
  std::string target = "/";  ///< Path and query as they are sent: never empty, no fragment.

  bool is_secure() const { return scheme == "https" || scheme == "wss"; }
  /// Returns host and port as the Host header and error texts have them: "[::1]:8443", "a.example".
  std::string authority() const;

  /// Errors: one line that shows nothing of `text`, which may hold a key.
  static std::expected<Url, std::string> parse(std::string_view text);
};

inline constexpr std::size_t kUrlSizeMax = 16'384;

/// Returns `text` with each %XX as its byte and, in a query, '+' as a space.
/// Errors: nothing when a '%' has no two hexadecimal digits behind it.
std::optional<std::string> percent_decoded(std::string_view text);

/// Returns the part of `target` before '?'.
std::string_view path_of(std::string_view target);

/// The names and values of a query, decoded, in order.
using Query = std::vector<std::pair<std::string, std::string>>;

/// Returns the query of `target`; a pair that cannot be decoded is left as it stands.
Query query_of(std::string_view target);

/// Returns the first value of that name.
std::optional<std::string_view> value_of(const Query& query, std::string_view name);

}  // namespace tw::net
