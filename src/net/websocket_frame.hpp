#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace tw::net {

/// What a frame carries (RFC 6455, 5.2).
enum class Opcode : std::uint8_t {
  Continuation = 0,
  Text = 1,
  Binary = 2,
  Close = 8,
  Ping = 9,
  Pong = 10,
};

/// Whose frames are masked: those a client sends, and only those.
enum class WebSocketSide : std::uint8_t { Client, Server };

/// Codes that end a WebSocket (RFC 6455, 7.4).
inline constexpr std::uint16_t kClosedNormally = 1000;
inline constexpr std::uint16_t kClosedGoingAway = 1001;
inline constexpr std::uint16_t kClosedProtocolError = 1002;
inline constexpr std::uint16_t kClosedWithoutCode =
    1005;                                                 ///< Never sent: the other side said none.
inline constexpr std::uint16_t kClosedAbnormally = 1006;  ///< Never sent: there was no goodbye.
inline constexpr std::uint16_t kClosedBadText = 1007;
inline constexpr std::uint16_t kClosedPolicy = 1008;
inline constexpr std::uint16_t kClosedTooLarge = 1009;

/// A whole message, its fragments joined, or a control frame.
/// Owns: `payload` is valid until the reader is used again.
struct WebSocketMessage {
  Opcode opcode = Opcode::Text;
  std::string_view payload;
};

/// Why the other side's bytes cannot be followed: the code to close with, and a line.
struct FrameFault {
  std::uint16_t code = kClosedProtocolError;
  std::string what;
};

/// Takes frames out of bytes as they come, in pieces of any size.
/// Source: RFC 6455, 5; no extension is spoken, so their bits are an error.
class FrameReader {
 public:
  /// Reads what a `sender` sends; a message of more than `message_max` bytes is refused by its
  /// header, before it is kept.
  FrameReader(WebSocketSide sender, std::size_t message_max)
      : sender_{sender}, message_max_{message_max} {}

  void feed(std::string_view bytes);
  /// Returns the next message; nothing while more bytes are needed.
  /// Errors: after one the reader is of no more use.
  std::expected<std::optional<WebSocketMessage>, FrameFault> next();

 private:
  struct Head {
    bool is_final = true;
    Opcode opcode = Opcode::Text;
    std::uint64_t payload_size = 0;
    std::size_t size = 0;
    std::array<char, 4> mask{};
  };
  std::expected<std::optional<Head>, FrameFault> head() const;
  std::optional<FrameFault> refusal(const Head& head) const;

  WebSocketSide sender_;
  std::size_t message_max_;
  std::string buffer_;
  std::size_t done_ = 0;  ///< Bytes of `buffer_` that are behind us.
  std::string joined_;    ///< Fragments so far.
  std::optional<Opcode> joining_;
};

/// Appends one whole frame to `bytes`, masked when there is a mask.
void append_frame(std::string& bytes, Opcode opcode, std::string_view payload,
                  const std::optional<std::array<char, 4>>& mask);

/// Returns the payload of a close frame.
std::string close_payload(std::uint16_t code, std::string_view reason);

/// What a close frame says.
struct Goodbye {
  std::uint16_t code = kClosedWithoutCode;
  std::string reason;
};

/// Errors: a payload of one byte, a code that must not be sent, a reason that is no UTF-8.
std::expected<Goodbye, FrameFault> parse_goodbye(std::string_view payload);

}  // namespace tw::net
