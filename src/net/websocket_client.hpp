#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "core/timestamp.hpp"
#include "net/http_wire.hpp"
#include "net/proxy.hpp"
#include "net/tls_context.hpp"
#include "net/websocket.hpp"

namespace tw::net {

struct WebSocketClientTerms {
  TlsTrust trust;
  ProxyRules proxies;
};

/// Why there is no WebSocket.
struct NoWebSocket {
  TransportFault fault;
  /// What a server said instead of agreeing: its status tells a wrong key from too many sessions.
  std::optional<HttpResponse> answer;
};

/// Opens WebSockets, plain and over TLS. Certificates are checked as HttpClient checks them.
/// Thread: any; sockets and events are on one thread of its own.
class WebSocketClient {
 public:
  /// Errors: one line; a file of `terms` cannot be read.
  static std::expected<std::unique_ptr<WebSocketClient>, std::string> make(
      WebSocketClientTerms terms = {});
  /// Ends those that are open; no event comes after it.
  ~WebSocketClient();
  WebSocketClient(const WebSocketClient&) = delete;
  WebSocketClient& operator=(const WebSocketClient&) = delete;

  /// Connects to the ws or wss address of `handshake`, with its headers, and waits at most
  /// `patience`. Events may come before it returns. Never called from an event.
  std::expected<std::shared_ptr<WebSocket>, NoWebSocket> connect(const HttpRequest& handshake,
                                                                 WebSocketEvents events,
                                                                 const WebSocketTerms& terms,
                                                                 Duration patience);
  /// Ends handshakes under way, and later ones as they come: those calls return Cancelled.
  void end();

 private:
  struct Loop;
  explicit WebSocketClient(std::shared_ptr<Loop> loop);

  std::shared_ptr<Loop> loop_;
};

}  // namespace tw::net
