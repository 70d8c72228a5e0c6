#pragma once

#include <string>
#include <string_view>

namespace tw::inline core {

/// Appends `text` as a JSON string, quotes and all. What is not UTF-8 becomes U+FFFD.
///
/// One text has one form, byte for byte: hashes are taken of it.
void append_json_text(std::string& out, std::string_view text);

/// Appends the shortest number that is read back as `number`; null where it is none.
void append_json_number(std::string& out, double number);

}  // namespace tw::inline core
