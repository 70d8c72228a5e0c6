#include "net/websocket_frame.hpp"

#include "core/utf8.hpp"

namespace tw::net {
namespace {

constexpr std::size_t kControlMax = 125;
// Moving what is left to the front pays once this much lies before it.
constexpr std::size_t kBehindMax = 65'536;

unsigned byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

std::uint64_t number_at(std::string_view bytes, std::size_t from, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i) number = number << 8U | byte_at(bytes, from + i);
  return number;
}

void append_number(std::string& bytes, std::uint64_t number, unsigned size) {
  for (unsigned i = size; i-- > 0;) bytes += static_cast<char>(number >> (8U * i) & 0xffU);
}

bool is_control(Opcode opcode) { return static_cast<unsigned>(opcode) >= 8; }

bool is_known(unsigned opcode) { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

void unmask(char* bytes, std::size_t size, const std::array<char, 4>& mask) {
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(bytes[i] ^ mask[i & 3U]);
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const bool is_ascii = static_cast<unsigned char>(text.front()) < 0x80;
    const std::size_t size = is_ascii ? 1 : utf8_length(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::unexpected<FrameFault> fault(std::uint16_t code, std::string what) {
  return std::unexpected{FrameFault{code, std::move(what)}};
}

}  // namespace

void FrameReader::feed(std::string_view bytes) {
  if (done_ == buffer_.size()) {
    buffer_.clear();
    done_ = 0;
  } else if (done_ > kBehindMax) {
    buffer_.erase(0, done_);
    done_ = 0;
  }
  buffer_ += bytes;
}

std::expected<std::optional<FrameReader::Head>, FrameFault> FrameReader::head() const {
  const std::string_view bytes = std::string_view{buffer_}.substr(done_);
  if (bytes.size() < 2) return std::nullopt;
  const unsigned first = byte_at(bytes, 0);
  const unsigned second = byte_at(bytes, 1);
  if ((first & 0x70U) != 0) return fault(kClosedProtocolError, "a frame of an unknown extension");
  if (!is_known(first & 0xfU)) return fault(kClosedProtocolError, "a frame of an unknown kind");
  const bool is_masked = (second & 0x80U) != 0;
  if (is_masked != (sender_ == WebSocketSide::Client)) {
    return fault(kClosedProtocolError,
                 is_masked ? "a masked frame of a server" : "a frame of a client without its mask");
  }
  const unsigned short_size = second & 0x7fU;
  const std::size_t more = short_size == 126 ? 2 : short_size == 127 ? 8 : 0;
  Head head{.is_final = (first & 0x80U) != 0, .opcode = static_cast<Opcode>(first & 0xfU)};
  head.size = 2 + more + (is_masked ? 4 : 0);
  if (bytes.size() < head.size) return std::nullopt;
  head.payload_size = more == 0 ? short_size : number_at(bytes, 2, more);
  if (is_masked) bytes.copy(head.mask.data(), 4, 2 + more);
  return head;
}

std::optional<FrameFault> FrameReader::refusal(const Head& head) const {
  if (is_control(head.opcode)) {
    if (head.is_final && head.payload_size <= kControlMax) return std::nullopt;
    return FrameFault{kClosedProtocolError, "a control frame in parts or of more than 125 bytes"};
  }
  if (joining_.has_value() != (head.opcode == Opcode::Continuation)) {
    return FrameFault{kClosedProtocolError,
                      joining_ ? "a message inside another one" : "a continuation of nothing"};
  }
  if (head.payload_size > message_max_ - joined_.size()) {
    return FrameFault{kClosedTooLarge,
                      "a message of more than " + std::to_string(message_max_) + " bytes"};
  }
  return std::nullopt;
}

std::expected<std::optional<WebSocketMessage>, FrameFault> FrameReader::next() {
  if (!joining_) joined_.clear();
  while (true) {
    const auto found = head();
    if (!found) return std::unexpected{found.error()};
    if (!*found) return std::nullopt;
    const Head& head = **found;
    if (auto refused = refusal(head)) return std::unexpected{std::move(*refused)};
    const auto size = static_cast<std::size_t>(head.payload_size);
    if (buffer_.size() - done_ - head.size < size) return std::nullopt;
    char* const start = buffer_.data() + done_ + head.size;
    if (sender_ == WebSocketSide::Client) unmask(start, size, head.mask);
    std::string_view payload{start, size};
    done_ += head.size + size;
    if (is_control(head.opcode)) return WebSocketMessage{head.opcode, payload};
    Opcode opcode = head.opcode;
    if (joining_ || !head.is_final) {
      opcode = joining_.value_or(head.opcode);
      joined_ += payload;
      joining_ = opcode;
      if (!head.is_final) continue;
      joining_.reset();
      payload = joined_;
    }
    if (opcode == Opcode::Text && !is_utf8(payload)) {
      return fault(kClosedBadText, "a text that is no UTF-8");
    }
    return WebSocketMessage{opcode, payload};
  }
}

void append_frame(std::string& bytes, Opcode opcode, std::string_view payload,
                  const std::optional<std::array<char, 4>>& mask) {
  bytes += static_cast<char>(0x80U | static_cast<unsigned>(opcode));
  const unsigned masked = mask ? 0x80U : 0U;
  const unsigned long_bytes = payload.size() <= kControlMax ? 0 : payload.size() <= 0xffff ? 2 : 8;
  const auto short_size = long_bytes == 0   ? static_cast<unsigned>(payload.size())
                          : long_bytes == 2 ? 126U
                                            : 127U;
  bytes += static_cast<char>(masked | short_size);
  append_number(bytes, payload.size(), long_bytes);
  if (mask) bytes.append(mask->data(), mask->size());
  const std::size_t start = bytes.size();
  bytes += payload;
  if (mask) unmask(bytes.data() + start, payload.size(), *mask);
}

std::string close_payload(std::uint16_t code, std::string_view reason) {
  std::string payload;
  append_number(payload, code, 2);
  return payload += reason.substr(0, kControlMax - 2);
}

std::expected<Goodbye, FrameFault> parse_goodbye(std::string_view payload) {
  if (payload.empty()) return Goodbye{};
  if (payload.size() == 1) return fault(kClosedProtocolError, "a goodbye with half a code");
  const auto code = static_cast<std::uint16_t>(number_at(payload, 0, 2));
  const bool is_sendable =
      (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
      (code >= 3000 && code <= 4999);
  if (!is_sendable) return fault(kClosedProtocolError, "a goodbye with a code that is none");
  if (!is_utf8(payload.substr(2))) return fault(kClosedBadText, "a goodbye that is no UTF-8");
  return Goodbye{.code = code, .reason = std::string{payload.substr(2)}};
}

}  // namespace tw::net
