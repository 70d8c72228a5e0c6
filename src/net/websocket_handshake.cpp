#include "net/websocket_handshake.hpp"

#include <algorithm>
#include <array>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "core/assert.hpp"
#include "net/letters.hpp"

namespace tw::net {
namespace {

constexpr std::string_view kMagic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

bool is_same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool lists_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t size = std::min(list.find(','), list.size());
    std::string_view entry = list.substr(0, size);
    while (entry.starts_with(' ')) entry.remove_prefix(1);
    while (entry.ends_with(' ')) entry.remove_suffix(1);
    if (is_same_word(entry, word)) return true;
    list.remove_prefix(std::min(size + 1, list.size()));
  }
  return false;
}

template <std::size_t Size>
std::string base64(const std::array<unsigned char, Size>& bytes) {
  std::array<unsigned char, (Size + 2) / 3 * 4 + 1> text{};
  const int size = EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(Size));
  return {text.begin(), text.begin() + size};
}

}  // namespace

std::string new_websocket_key() {
  std::array<unsigned char, 16> key{};
  TW_ASSERT(RAND_bytes(key.data(), static_cast<int>(key.size())) == 1);
  return base64(key);
}

std::string websocket_accept(std::string_view key) {
  const std::string text = std::string{key} + std::string{kMagic};
  std::array<unsigned char, 20> digest{};
  unsigned size = 0;
  TW_ASSERT(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) == 1);
  return base64(digest);
}

std::string_view header_of(const HttpHeaders& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (is_same_word(key, name)) return value;
  }
  return {};
}

bool wants_websocket(const HttpRequest& request) {
  return request.method == "GET" &&
         is_same_word(header_of(request.headers, "Upgrade"), "websocket") &&
         lists_word(header_of(request.headers, "Connection"), "upgrade") &&
         header_of(request.headers, "Sec-WebSocket-Version") == "13" &&
         header_of(request.headers, "Sec-WebSocket-Key").size() == 24;
}

HttpResponse websocket_agreement(const HttpRequest& request) {
  return {.status = 101,
          .headers = {{"Upgrade", "websocket"},
                      {"Connection", "Upgrade"},
                      {"Sec-WebSocket-Accept",
                       websocket_accept(header_of(request.headers, "Sec-WebSocket-Key"))}},
          .body = {}};
}

bool agrees(const HttpResponse& response, std::string_view key) {
  return response.status == 101 &&
         is_same_word(header_of(response.headers, "Upgrade"), "websocket") &&
         header_of(response.headers, "Sec-WebSocket-Accept") == websocket_accept(key);
}

}  // namespace tw::net
