#include "net/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "net/letters.hpp"

namespace tw::net {
namespace {

struct Scheme {
  std::string_view name;
  std::uint16_t port;
};
constexpr std::array<Scheme, 4> kSchemes{{{"http", 80}, {"https", 443}, {"ws", 80}, {"wss", 443}}};

std::string lowered_text(std::string_view text) {
  std::string lowered{text};
  std::ranges::transform(lowered, lowered.begin(), [](char c) { return lower(c); });
  return lowered;
}

/// What may stand in a request line: no space, no control byte, nothing beyond ASCII.
bool is_sendable(char c) { return c > ' ' && c < '\x7f'; }

bool is_host_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_ipv6_byte(char c) {
  return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.';
}

/// Host and port of an authority.
struct Place {
  std::string host;
  std::string_view port;
};

std::optional<Place> place_of(std::string_view authority) {
  Place place;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    place.host = lowered_text(authority.substr(1, end - 1));
    authority.remove_prefix(end + 1);
    if (place.host.find(':') == std::string::npos || !std::ranges::all_of(place.host, is_ipv6_byte))
      return std::nullopt;
  } else {
    const std::size_t end = std::min(authority.find(':'), authority.size());
    place.host = lowered_text(authority.substr(0, end));
    authority.remove_prefix(end);
    if (place.host.empty() || !std::ranges::all_of(place.host, is_host_byte)) return std::nullopt;
  }
  if (authority.empty()) return place;
  if (!authority.starts_with(':') || authority.size() == 1) return std::nullopt;
  place.port = authority.substr(1);
  return place;
}

std::optional<std::uint16_t> port_in(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::string decoded_or_same(std::string_view text) {
  return percent_decoded(text).value_or(std::string{text});
}

}  // namespace

std::string Url::authority() const {
  std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
  for (const Scheme& known : kSchemes) {
    if (known.name == scheme && known.port == port) return text;
  }
  text += ':';
  text += std::to_string(port);
  return text;
}

std::expected<Url, std::string> Url::parse(std::string_view text) {
  if (text.size() > kUrlSizeMax) {
    return std::unexpected{"an address of " + std::to_string(text.size()) + " bytes; at most " +
                           std::to_string(kUrlSizeMax) + " are sent"};
  }
  if (!std::ranges::all_of(text, is_sendable)) {
    return std::unexpected{"an address with a space or a byte outside ASCII: percent-encode it"};
  }
  const std::size_t end = text.find("://");
  if (end == std::string_view::npos) {
    return std::unexpected{"an address without a scheme: write http://, https://, ws:// or wss://"};
  }
  Url url{.scheme = lowered_text(text.substr(0, end))};
  const auto* known = std::ranges::find(kSchemes, url.scheme, &Scheme::name);
  if (known == kSchemes.end()) {
    return std::unexpected{"an address of an unknown scheme: use http, https, ws or wss"};
  }
  text.remove_prefix(end + 3);
  const std::size_t authority_size = std::min(text.find_first_of("/?#"), text.size());
  const std::string_view authority = text.substr(0, authority_size);
  if (authority.find('@') != std::string_view::npos) {
    return std::unexpected{"an address with a user before '@': give names and keys apart from it"};
  }
  auto place = place_of(authority);
  if (!place) return std::unexpected{"an address whose host or port cannot be read"};
  const auto port = place->port.empty() ? known->port : port_in(place->port);
  if (!port) return std::unexpected{"an address whose port is not between 1 and 65535"};
  url.host = std::move(place->host);
  url.port = *port;
  text.remove_prefix(authority_size);
  text = text.substr(0, text.find('#'));
  url.target = text.starts_with('/') ? std::string{text} : "/" + std::string{text};
  return url;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded += ' ';
      continue;
    }
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

Query query_of(std::string_view target) {
  Query query;
  const std::size_t start = target.find('?');
  if (start == std::string_view::npos) return query;
  std::string_view rest = target.substr(start + 1);
  while (!rest.empty()) {
    const std::size_t size = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, size);
    rest.remove_prefix(std::min(size + 1, rest.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    query.emplace_back(decoded_or_same(pair.substr(0, equals)),
                       decoded_or_same(pair.substr(std::min(equals + 1, pair.size()))));
  }
  return query;
}

std::optional<std::string_view> value_of(const Query& query, std::string_view name) {
  const auto found = std::ranges::find(query, name, &Query::value_type::first);
  if (found == query.end()) return std::nullopt;
  return found->second;
}

}  // namespace tw::net
