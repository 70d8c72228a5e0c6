#include "core/digest.hpp"

#define XXH_INLINE_ALL
#include <algorithm>
#include <array>
#include <bit>
#include <xxhash.h>

namespace tw::inline core {

/// Short pieces are gathered first: the library's own step costs more than their bytes.
struct Digest::State {
  XXH3_state_t xxh;
  std::array<std::byte, 2048> waiting;
  std::size_t waits = 0;
};

Digest::Digest() : state_{std::make_unique<State>()} { reset(); }
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::reset() {
  XXH3_128bits_reset(&state_->xxh);
  state_->waits = 0;
}

void Digest::update(std::span<const std::byte> bytes) {
  State& state = *state_;
  if (bytes.size() > state.waiting.size() - state.waits) {
    XXH3_128bits_update(&state.xxh, state.waiting.data(), state.waits);
    state.waits = 0;
    if (bytes.size() > state.waiting.size()) {
      XXH3_128bits_update(&state.xxh, bytes.data(), bytes.size());
      return;
    }
  }
  std::copy_n(bytes.data(), bytes.size(), state.waiting.data() + state.waits);
  state.waits += bytes.size();
}

void Digest::update(std::string_view text) {
  update(static_cast<std::int64_t>(text.size()));  // So that ("ab","c") is not ("a","bc").
  update(std::as_bytes(std::span{text}));
}

void Digest::update(std::int64_t value) {
  static_assert(std::endian::native == std::endian::little);
  update(std::as_bytes(std::span{&value, 1}));
}

std::string Digest::hex() const {
  XXH3_state_t rest = state_->xxh;
  XXH3_128bits_update(&rest, state_->waiting.data(), state_->waits);
  const XXH128_hash_t hash = XXH3_128bits_digest(&rest);
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, hash);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : canonical.digest) {
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text;
}

}  // namespace tw::inline core
