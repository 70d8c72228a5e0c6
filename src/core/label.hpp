#pragma once

#include <algorithm>
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
  [[gnu::always_inline]] constexpr Label(
      std::string_view text) {  // NOLINT(google-explicit-constructor)
    size_ = static_cast<unsigned char>(text.size() < kSizeMax ? text.size() : kSizeMax);
    std::copy_n(text.data(), size_, bytes_.data());  // NOLINT(bugprone-suspicious-stringview-*)
  }
  /// Always inlined, so that a literal is a label before the program runs: each order has a few.
  [[gnu::always_inline]] constexpr Label(const char* text)  // NOLINT(google-explicit-constructor)
      : Label{std::string_view{text}} {}

  constexpr std::string_view view() const { return {bytes_.data(), size_}; }
  constexpr bool empty() const { return size_ == 0; }

  friend constexpr bool operator==(const Label& a, const Label& b) { return a.view() == b.view(); }

 private:
  std::array<char, kSizeMax> bytes_{};
  unsigned char size_ = 0;
};

}  // namespace tw::inline core
