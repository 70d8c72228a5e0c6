#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/asio_names.hpp"
#include "net/proxy.hpp"
#include "net/tls_context.hpp"
#include "net/transport_fault.hpp"
#include "net/url.hpp"

namespace tw::net {

/// Bytes both ways over one connection, plain or TLS. Thread: that of its executor.
class Stream {
 public:
  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  virtual ~Stream() = default;

  /// Reads what is there, at least a byte; 0 is the other side's end in order.
  /// Owns: `into` outlives the call.
  virtual Awaitable<std::expected<std::size_t, TransportFault>> read_some(std::span<char> into) = 0;
  /// Writes all of `bytes`, which outlive the call.
  virtual Awaitable<std::optional<TransportFault>> write(std::string_view bytes) = 0;
  /// Says goodbye as the protocol wants it (close_notify), without waiting for the answer.
  virtual Awaitable<void> finish() = 0;
  /// Ends the connection at once; whatever waits on it returns with a fault.
  virtual void close() = 0;
  /// As `close`, by RST: the other side sees a reset and loses what it has not read.
  virtual void reset() = 0;
  /// True while the connection is open and nothing has come that nobody asked for.
  virtual bool is_quiet() = 0;
};

using Opened = std::expected<std::unique_ptr<Stream>, TransportFault>;

/// A call that may be ended from outside: whoever waits sets how, the clock or the owner calls it.
/// Thread: that of the executor.
class Abort {
 public:
  /// Ends what is under way, once; the reason is what the caller is told.
  void end(FaultKind reason);
  /// Says how what is under way now can be ended; at once when it has been ended before.
  void on_end(std::function<void()> how);
  std::optional<FaultKind> reason() const { return reason_; }

 private:
  std::optional<FaultKind> reason_;
  std::function<void()> how_;
};

/// Connects to the host of `url`, through `proxy` when there is one, and shakes hands over TLS
/// where its scheme asks for that: SNI, chain and host name are checked.
Awaitable<Opened> open_stream(const Url& url, const std::optional<Proxy>& proxy, TlsContext tls,
                              Abort& abort);

/// Returns an accepted connection; with `tls` after the handshake.
Awaitable<Opened> accepted_stream(Socket socket, TlsContext tls, Abort& abort);

}  // namespace tw::net
