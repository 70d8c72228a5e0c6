#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/timestamp.hpp"
#include "net/http_wire.hpp"
#include "net/tls_context.hpp"
#include "net/websocket.hpp"

namespace tw::net {

/// How a response goes out. As it stands: at once, whole, and the connection lives on.
///
/// The rest is for doubles of servers that misbehave.
struct Delivery {
  Duration delay;                     ///< Before the first byte.
  std::size_t piece = 0;              ///< Bytes of the body at a time; 0: all of them.
  Duration pause;                     ///< Between pieces.
  std::optional<std::size_t> cut_at;  ///< Bytes of the body after which the connection ends,
  bool by_reset = false;              ///< by RST.
};

/// What a handler answers.
struct Reply {
  HttpResponse response;
  Delivery delivery;
};

/// Answers one request. `url` is the target of its request line.
/// Thread: one of the server's, several at once when it has several; it must not throw.
using Handler = std::function<Reply(const HttpRequest&)>;

/// Takes a WebSocket that `request` asks for, or says what answers it instead.
/// What is said at once goes out after the handshake. Thread: as Handler.
using Welcome = std::function<std::expected<WebSocketEvents, Reply>(
    const HttpRequest& request, const std::shared_ptr<WebSocket>&)>;

struct ServerTerms {
  std::string address = "127.0.0.1";  ///< Loopback only.
  std::uint16_t port = 0;             ///< 0: a free one.
  std::optional<TlsIdentity> identity;
  MessageLimits limits{.header_max = 16'384, .body_max = 1U << 20U};
  WebSocketTerms websocket;
  Duration request_max = Duration::seconds(20);  ///< For a request to come, once it has begun.
  Duration idle_max = Duration::seconds(60);     ///< Between requests.
  std::size_t connections_max = 1024;            ///< More are closed as they come.
  unsigned threads = 1;
};

/// Serves HTTP/1.1 and WebSocket on one address, plain or over TLS. Thread: any.
class Server {
 public:
  /// Listens when it returns. Without `welcome` a request for a WebSocket is one like any other.
  /// Errors: one line; the address is taken, or not of this machine, the identity is none.
  static std::expected<std::unique_ptr<Server>, std::string> start(ServerTerms terms,
                                                                   Handler handler,
                                                                   Welcome welcome = {});
  /// Ends every connection; no call of ours is under way when it returns.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  /// Returns how many connections are open.
  std::size_t connections() const;
  /// Proves itself with `identity` from the next connection on; those that are open end with their
  /// next request. Requires that it started with one. Errors: one line; nothing has changed.
  std::expected<void, std::string> prove_with(const TlsIdentity& identity);

 private:
  struct Loop;
  explicit Server(std::shared_ptr<Loop> loop);

  std::shared_ptr<Loop> loop_;
};

}  // namespace tw::net
