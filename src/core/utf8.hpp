#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tw::inline core {

/// Returns how many bytes the UTF-8 character at the front of `text` takes; 0 when the bytes there
/// are not UTF-8. Requires `text` not to be empty.
std::size_t utf8_length(std::string_view text);

/// Returns how many characters `text` has; a byte that is not UTF-8 counts as one.
std::size_t character_count(std::string_view text);

/// Returns the first `count` characters of `text`.
std::string_view first_characters(std::string_view text, std::size_t count);

/// Appends the character of `code`. Requires a code point: below 0x110000 and no surrogate.
void append_utf8(std::uint32_t code, std::string& text);

/// Stands for bytes that are not UTF-8, in every text that we write.
inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

}  // namespace tw::inline core
