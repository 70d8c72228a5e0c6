#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tw::net {

/// Why no answer came over the wire. Every kind has a test that produces it.
enum class FaultKind : std::uint8_t {
  Refused,     ///< Nobody listens there, or the network has no way to it.
  Unresolved,  ///< The host name has no address.
  Tls,         ///< The certificate or the handshake is not to be trusted.
  TimedOut,    ///< The deadline passed.
  Reset,       ///< The connection ended before the answer did.
  Malformed,   ///< What came is no HTTP (or WebSocket), or the request is none.
  TooLarge,    ///< More came than the caller allows.
  Cancelled,   ///< We stopped it.
};

/// Returns "refused", "unresolved", "tls", "timed out", "reset", "malformed", "too large",
/// "cancelled".
std::string_view to_string(FaultKind kind);

/// One line for a person: it names host and port, never a path, query, header or body, because
/// these may hold a key.
struct TransportFault {
  FaultKind kind = FaultKind::Reset;
  std::string what;
};

}  // namespace tw::net
