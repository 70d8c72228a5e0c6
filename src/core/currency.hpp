#pragma once

#include <array>
#include <compare>
#include <string_view>

namespace tw::inline core {

/// An ISO 4217 code, such as USD.
class Currency {
 public:
  constexpr Currency() = default;
  /// Takes the first three letters of `code`.
  explicit constexpr Currency(std::string_view code) {
    for (std::size_t i = 0; i < 3 && i < code.size(); ++i) code_[i] = code[i];
  }
  constexpr std::string_view view() const { return {code_.data(), 3}; }
  friend constexpr auto operator<=>(Currency, Currency) = default;

 private:
  std::array<char, 3> code_{'U', 'S', 'D'};
};

inline constexpr Currency kUsd{};

}  // namespace tw::inline core
