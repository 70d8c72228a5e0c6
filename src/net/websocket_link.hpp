#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "net/asio_names.hpp"
#include "net/stream.hpp"
#include "net/websocket.hpp"
#include "net/websocket_frame.hpp"

namespace tw::net {

/// A WebSocket over a connection whose handshake is done: what both sides share.
class WebSocketLink : public WebSocket {
 public:
  /// Says whom to tell; before `run`.
  virtual void listen(WebSocketEvents events) = 0;
  /// Puts the answer to a handshake before everything that waits to be sent.
  virtual void greet(std::string_view head) = 0;
  /// Gives the connection back, when there is to be no WebSocket after all.
  virtual std::unique_ptr<Stream> release() = 0;
  /// As `stop`, without waiting. Thread: that of the executor.
  virtual void end_soon() = 0;
  /// Reads until the end, `first` before what comes over the connection.
  /// Thread: that of the stream's executor.
  virtual Awaitable<void> run(std::string first) = 0;
};

/// `side` is ours; `keeper` keeps what runs the executor, for as long as anybody holds the link.
std::shared_ptr<WebSocketLink> make_websocket_link(std::shared_ptr<void> keeper,
                                                   const boost::asio::any_io_executor& executor,
                                                   std::unique_ptr<Stream> stream,
                                                   WebSocketSide side, const WebSocketTerms& terms);

}  // namespace tw::net
