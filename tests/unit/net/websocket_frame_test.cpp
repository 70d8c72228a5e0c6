#include "net/websocket_frame.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "net/websocket_handshake.hpp"

namespace tw::net {
namespace {

constexpr std::array<char, 4> kMask{1, 2, 3, 4};

std::string frame(Opcode opcode, std::string_view payload) {
  std::string bytes;
  append_frame(bytes, opcode, payload, std::nullopt);
  return bytes;
}

/// A frame that another one continues.
std::string part(Opcode opcode, std::string_view payload) {
  std::string bytes = frame(opcode, payload);
  bytes[0] = static_cast<char>(bytes[0] & 0x7f);
  return bytes;
}

struct Heard {
  std::vector<std::string> messages;
  std::optional<std::uint16_t> fault;
};

/// Reads what a server sends, in pieces of `size` bytes.
Heard heard(std::string_view bytes, std::size_t size = 1, std::size_t message_max = 100'000,
            WebSocketSide sender = WebSocketSide::Server) {
  FrameReader reader{sender, message_max};
  Heard heard;
  while (!bytes.empty()) {
    reader.feed(bytes.substr(0, size));
    bytes.remove_prefix(std::min(size, bytes.size()));
    while (true) {
      const auto message = reader.next();
      if (!message) {
        heard.fault = message.error().code;
        return heard;
      }
      if (!*message) break;
      heard.messages.push_back(std::to_string(static_cast<int>((*message)->opcode)) +
                               std::string{(*message)->payload});
    }
  }
  return heard;
}

using Messages = std::vector<std::string>;

TEST(WebSocketFrame, IsReadWhateverThePiecesItComesIn) {
  const std::string long_text(70'000, 'x');
  const std::string bytes = frame(Opcode::Text, "one") + frame(Opcode::Ping, "") +
                            frame(Opcode::Text, std::string(200, 'y')) +
                            frame(Opcode::Text, long_text);
  for (const std::size_t size : {1UL, 3UL, 1000UL, 1'000'000UL}) {
    EXPECT_EQ(heard(bytes, size).messages,
              (Messages{"1one", "9", "1" + std::string(200, 'y'), "1" + long_text}));
  }
}

TEST(WebSocketFrame, OfAClientIsMasked) {
  std::string bytes;
  append_frame(bytes, Opcode::Text, "hello", kMask);
  EXPECT_EQ(bytes.find("hello"), std::string::npos);
  EXPECT_EQ(heard(bytes, 1, 100, WebSocketSide::Client).messages, Messages{"1hello"});
  EXPECT_EQ(heard(bytes, 1, 100, WebSocketSide::Server).fault, kClosedProtocolError);
  EXPECT_EQ(heard(frame(Opcode::Text, "x"), 1, 100, WebSocketSide::Client).fault,
            kClosedProtocolError);
}

TEST(WebSocketFrame, PartsOfAMessageAreJoinedAroundAPing) {
  const std::string bytes = part(Opcode::Text, "a") + part(Opcode::Continuation, "b") +
                            frame(Opcode::Ping, "p") + frame(Opcode::Continuation, "c") +
                            frame(Opcode::Text, "d");
  for (const std::size_t size : {1UL, 100UL}) {
    EXPECT_EQ(heard(bytes, size).messages, (Messages{"9p", "1abc", "1d"}));
  }
}

TEST(WebSocketFrame, ThatBreaksTheProtocolIsRefused) {
  const auto code = [](const std::string& bytes) { return heard(bytes, 100).fault; };
  EXPECT_EQ(code(frame(Opcode::Continuation, "x")), kClosedProtocolError);
  EXPECT_EQ(code(part(Opcode::Text, "a") + frame(Opcode::Text, "b")), kClosedProtocolError);
  EXPECT_EQ(code(part(Opcode::Ping, "a")), kClosedProtocolError);
  EXPECT_EQ(code(frame(Opcode::Ping, std::string(126, 'x'))), kClosedProtocolError);
  EXPECT_EQ(code("\xC1\x01x"), kClosedProtocolError);
  EXPECT_EQ(code("\x83\x01x"), kClosedProtocolError);
  EXPECT_EQ(code(frame(Opcode::Text, "\xC3\x28")), kClosedBadText);
}

TEST(WebSocketFrame, BeyondTheLimitIsRefusedByItsHeader) {
  EXPECT_EQ(heard(frame(Opcode::Text, std::string(11, 'x')).substr(0, 2), 2, 10).fault,
            kClosedTooLarge);
  EXPECT_EQ(
      heard(part(Opcode::Text, "123456") + frame(Opcode::Continuation, "12345"), 50, 10).fault,
      kClosedTooLarge);
  EXPECT_EQ(heard(std::string{"\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10}, 10).fault,
            kClosedTooLarge);
}

TEST(WebSocketFrame, OfAGoodbyeHasACodeAndWords) {
  const auto goodbye = parse_goodbye(close_payload(kClosedPolicy, "max_connections"));
  ASSERT_TRUE(goodbye.has_value());
  EXPECT_EQ(goodbye->code, kClosedPolicy);
  EXPECT_EQ(goodbye->reason, "max_connections");
  EXPECT_EQ(parse_goodbye("")->code, kClosedWithoutCode);
  for (const std::uint16_t code :
       std::initializer_list<std::uint16_t>{0, 999, 1004, 1005, 1006, 1015, 2999, 5000}) {
    EXPECT_FALSE(parse_goodbye(close_payload(code, "")).has_value()) << code;
  }
  EXPECT_FALSE(parse_goodbye("x").has_value());
  EXPECT_FALSE(parse_goodbye(close_payload(1000, "\xFF")).has_value());
}

TEST(WebSocketHandshake, AnswersTheKeyOfTheStandard) {
  EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_EQ(new_websocket_key().size(), 24U);
  EXPECT_NE(new_websocket_key(), new_websocket_key());
}

TEST(WebSocketHandshake, IsAskedForByFourHeaders) {
  const HttpRequest asked{.headers = {{"upgrade", "WebSocket"},
                                      {"Connection", "keep-alive, Upgrade"},
                                      {"Sec-WebSocket-Version", "13"},
                                      {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}}};
  EXPECT_TRUE(wants_websocket(asked));
  EXPECT_TRUE(agrees(websocket_agreement(asked), "dGhlIHNhbXBsZSBub25jZQ=="));
  EXPECT_FALSE(agrees(websocket_agreement(asked), "another"));
  for (std::size_t i = 0; i < asked.headers.size(); ++i) {
    HttpRequest lacking = asked;
    lacking.headers.erase(lacking.headers.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(wants_websocket(lacking)) << asked.headers[i].first;
  }
}

}  // namespace
}  // namespace tw::net
