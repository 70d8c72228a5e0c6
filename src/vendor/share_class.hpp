#pragma once

#include <string>
#include <string_view>

namespace tw::vendor {

/// True for a symbol that ends with a share class, A to C, behind `mark`: "BRK.B". No exchange that
/// vendors mark behind a point is called like one of them.
constexpr bool names_share_class(std::string_view symbol, char mark) {
  constexpr std::string_view kClasses = "ABC";
  return symbol.size() > 2 && symbol[symbol.size() - 2] == mark && kClasses.contains(symbol.back());
}

/// Returns `symbol` with `to` before its share class instead of `from`; as it is when it names
/// none.
inline std::string with_class_mark(std::string_view symbol, char from, char to) {
  std::string spelt{symbol};
  if (names_share_class(symbol, from)) spelt[spelt.size() - 2] = to;
  return spelt;
}

}  // namespace tw::vendor
