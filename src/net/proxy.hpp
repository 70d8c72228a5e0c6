#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/url.hpp"

namespace tw::net {

/// A way through an HTTP proxy that speaks CONNECT.
struct Proxy {
  std::string host;
  std::uint16_t port = 0;

  /// Reads it as HTTPS_PROXY has it: "http://proxy.example:3128".
  /// Errors: one line without `text`, which may hold a password.
  static std::expected<Proxy, std::string> parse(std::string_view text);
};

/// Which way leads to which host.
struct ProxyRules {
  std::optional<Proxy> via;         ///< For https and wss.
  std::vector<std::string> direct;  ///< Hosts, domains as ".example.com", or "*": as NO_PROXY.

  /// Returns the proxy on the way to `url`; none to this machine itself, whatever the rules say.
  std::optional<Proxy> proxy_for(const Url& url) const;
};

}  // namespace tw::net
