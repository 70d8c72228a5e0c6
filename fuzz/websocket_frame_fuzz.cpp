#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/assert.hpp"
#include "net/websocket_frame.hpp"

namespace tw::net {
namespace {

constexpr std::size_t kMessageMax = 4096;

struct Heard {
  std::vector<std::string> messages;
  bool is_refused = false;

  friend bool operator==(const Heard&, const Heard&) = default;
};

Heard heard(std::string_view bytes, std::size_t piece, WebSocketSide sender) {
  FrameReader reader{sender, kMessageMax};
  Heard heard;
  while (!bytes.empty() && !heard.is_refused) {
    reader.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    while (true) {
      const auto message = reader.next();
      heard.is_refused = !message;
      if (!message || !*message) break;
      TW_ASSERT((*message)->payload.size() <= kMessageMax);
      heard.messages.emplace_back((*message)->payload);
      if ((*message)->opcode == Opcode::Close) {
        static_cast<void>(parse_goodbye((*message)->payload));
      }
    }
  }
  return heard;
}

/// The pieces that bytes come in must not matter.
void fuzz(std::uint8_t choice, std::string_view bytes) {
  const auto side = (choice & 1U) != 0 ? WebSocketSide::Client : WebSocketSide::Server;
  TW_ASSERT(heard(bytes, bytes.size() + 1, side) == heard(bytes, 1U + (choice >> 1U) % 13, side));
}

}  // namespace
}  // namespace tw::net

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  tw::net::fuzz(data[0], {reinterpret_cast<const char*>(data + 1), size - 1});
  return 0;
}
