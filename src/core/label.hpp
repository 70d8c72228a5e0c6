#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <string_view>

namespace tw::inline core {

/// Up to 23 bytes of text inside the object: tags and reasons that travel in commands.
/// Longer text is cut.
class Label {
 public:
  static constexpr std::size_t kSizeMax = 23;

  constexpr Label() = default;
  constexpr Label(
      std::string_view text) {  // NOLINT(google-explicit-constructor): a literal is one.
    size_ = static_cast<unsigned char>(text.size() < kSizeMax ? text.size() : kSizeMax);
    for (std::size_t i = 0; i < size_; ++i) bytes_[i] = text[i];
  }
  constexpr Label(const char* text) : Label{std::string_view{text}} {}  // NOLINT

  constexpr std::string_view view() const { return {bytes_.data(), size_}; }
  constexpr bool empty() const { return size_ == 0; }

  friend constexpr bool operator==(const Label& a, const Label& b) { return a.view() == b.view(); }

 private:
  std::array<char, kSizeMax> bytes_{};
  unsigned char size_ = 0;
};

}  // namespace tw::inline core
