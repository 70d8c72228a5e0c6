#include "net/proxy.hpp"

#include <algorithm>

namespace tw::net {
namespace {

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

}  // namespace

std::expected<Proxy, std::string> Proxy::parse(std::string_view text) {
  auto url = Url::parse(text);
  if (!url) return std::unexpected{"the proxy is " + url.error()};
  if (url->scheme != "http") {
    return std::unexpected{"a proxy of another kind: write it like http://proxy.example:3128"};
  }
  return Proxy{.host = std::move(url->host), .port = url->port};
}

std::optional<Proxy> ProxyRules::proxy_for(const Url& url) const {
  if (!via || !url.is_secure() || is_this_machine(url.host)) return std::nullopt;
  const bool is_direct = std::ranges::any_of(direct, [&url](const std::string& rule) {
    return rule == "*" || url.host == rule || (rule.starts_with('.') && url.host.ends_with(rule));
  });
  return is_direct ? std::nullopt : via;
}

}  // namespace tw::net
