#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "core/secret.hpp"

namespace tw::relay {

/// Where a Redis server is, as REDIS_URL says it: `redis://[[user]:password@]host[:port][/number]`,
/// or `unix:///path/to/socket` for one on this machine.
struct RedisAddress {
  std::string host;  ///< Empty for a socket.
  std::uint16_t port = 6379;
  std::string socket;
  std::string user;
  Secret password;
  int database = 0;

  /// Returns it for a person: "redis://host:6379/0", without user and password.
  std::string shown() const;

  /// Errors: one line that holds nothing of the text but its scheme, which may be a secret.
  static std::expected<RedisAddress, std::string> parse(std::string_view text);
};

}  // namespace tw::relay
