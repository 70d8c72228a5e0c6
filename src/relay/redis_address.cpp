#include "relay/redis_address.hpp"

#include <charconv>
#include <optional>

namespace tw::relay {
namespace {

std::unexpected<std::string> refuse(std::string_view why) {
  return std::unexpected{"REDIS_URL " + std::string{why} +
                         "; write redis://[:password@]host[:port][/number] or unix:///path"};
}

template <class Integer>
std::optional<Integer> number_of(std::string_view text) {
  Integer number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Returns text with %41 as A, or nothing where a % has no two digits.
std::optional<std::string> unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = digit_of(text[i + 1]);
    const int low = digit_of(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    plain += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return plain;
}

}  // namespace

std::string RedisAddress::shown() const {
  if (!socket.empty()) return "unix://" + socket;
  return "redis://" + host + ":" + std::to_string(port) + "/" + std::to_string(database);
}

std::expected<RedisAddress, std::string> RedisAddress::parse(std::string_view text) {
  constexpr std::string_view kUnix = "unix://";
  constexpr std::string_view kRedis = "redis://";
  RedisAddress address;
  if (text.starts_with(kUnix)) {
    address.socket = text.substr(kUnix.size());
    if (!address.socket.starts_with('/')) return refuse("names no absolute path of a socket");
    return address;
  }
  if (text.starts_with("rediss://")) {
    return refuse("asks for TLS, which is left to a tunnel or a socket (docs/redis.md)");
  }
  if (!text.starts_with(kRedis)) return refuse("has not the scheme redis:// or unix://");
  std::string_view rest = text.substr(kRedis.size());
  if (const std::size_t at = rest.rfind('@'); at != rest.npos) {
    const std::string_view who = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    const std::size_t colon = who.find(':');
    const auto user = unescaped(who.substr(0, colon));
    auto password = unescaped(colon == who.npos ? std::string_view{} : who.substr(colon + 1));
    if (!user || !password) return refuse("has a % without two hex digits in its password");
    address.user = *user;
    address.password = Secret{std::move(*password)};
  }
  if (const std::size_t slash = rest.find('/'); slash != rest.npos) {
    const std::string_view number = rest.substr(slash + 1);
    const auto database = number.empty() ? std::optional{0} : number_of<int>(number);
    if (!database || *database < 0) return refuse("ends in what is no number of a database");
    address.database = *database;
    rest = rest.substr(0, slash);
  }
  if (rest.starts_with('[')) {
    const std::size_t end = rest.find(']');
    if (end == rest.npos) return refuse("has a [ without its ]");
    address.host = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
  } else {
    const std::size_t colon = rest.find(':');
    address.host = rest.substr(0, colon);
    rest = colon == rest.npos ? std::string_view{} : rest.substr(colon);
  }
  if (address.host.empty()) return refuse("names no host");
  if (rest.empty()) return address;
  const auto port = rest.starts_with(':') ? number_of<std::uint16_t>(rest.substr(1)) : std::nullopt;
  if (!port || *port == 0) return refuse("has a port that is no number from 1 to 65535");
  address.port = *port;
  return address;
}

}  // namespace tw::relay
