#pragma once

#include <string>
#include <string_view>

#include "net/http_wire.hpp"

namespace tw::net {

/// Returns sixteen random bytes as the key of a handshake.
std::string new_websocket_key();

/// Returns what a server answers to a key. Source: RFC 6455, 1.3.
std::string websocket_accept(std::string_view key);

/// Returns whether `request` asks for a WebSocket in the one version there is.
bool wants_websocket(const HttpRequest& request);

/// Returns the answer that agrees. Requires `wants_websocket(request)`.
HttpResponse websocket_agreement(const HttpRequest& request);

/// Returns whether `response` agrees to a handshake with `key`.
bool agrees(const HttpResponse& response, std::string_view key);

/// Returns the first header of that name, whatever its case.
std::string_view header_of(const HttpHeaders& headers, std::string_view name);

}  // namespace tw::net
