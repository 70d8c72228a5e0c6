#pragma once

namespace tw::net {

/// Returns the small letter of an ASCII capital, and any other byte as it is: names on the wire
/// know no other letters, whatever the locale.
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace tw::net
