#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"
#include "net/transport_fault.hpp"

namespace tw::net {

/// How a WebSocket behaves.
struct WebSocketTerms {
  std::size_t message_max = 4U << 20U;  ///< A larger message ends it with code 1009.
  std::size_t queue_max = 8U << 20U;    ///< Bytes that wait to be sent; then `send` says no.
  Duration ping_every = Duration::seconds(20);
  Duration silence_max = Duration::seconds(60);  ///< Nothing heard for so long ends it.
};

/// How a WebSocket ended: by the code and words of the other side, or by a fault.
struct WebSocketEnd {
  std::uint16_t code = 0;  ///< 1005: a goodbye without a code; 1006: no goodbye at all.
  std::string reason;
  std::optional<TransportFault> fault;  ///< Absent after a goodbye in order.
};

/// What a WebSocket tells. Thread: the network's, one call at a time; none may block.
struct WebSocketEvents {
  /// A whole message, text or binary. Owns: the view ends with the call.
  std::function<void(std::string_view)> on_message;
  /// Exactly once, and the last call.
  std::function<void(const WebSocketEnd&)> on_end;
};

/// An open WebSocket, either side of it. Thread: any.
class WebSocket {
 public:
  WebSocket() = default;
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;
  virtual ~WebSocket() = default;

  /// Queues one text message; false, and nothing queued, when it has ended or `queue_max` is full.
  virtual bool send(std::string_view text) = 0;
  /// Returns how many bytes still wait to be sent.
  virtual std::size_t queued() const = 0;
  virtual bool is_open() const = 0;
  /// Says goodbye after what is queued; ends by itself when no answer comes within two seconds.
  virtual void close(std::uint16_t code, std::string_view reason = {}) = 0;
  /// Ends it at once. No event comes after this returns, unless it is called from within one.
  virtual void stop() = 0;
  /// Sends what is queued and the first `size` bytes of the frame that would carry `text`, then
  /// ends the connection by RST: what a network does at its worst, for tests.
  virtual void cut_within(std::string_view text, std::size_t size) = 0;
};

}  // namespace tw::net
