#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tw::report {

/// What the terminal at hand can show.
struct TerminalOptions {
  int width = 80;  ///< Columns; below 60 is treated as 60, above 120 as 120.
  bool use_color = false;
  bool is_utf8 = false;
};

enum class Ink : std::uint8_t { Plain, Bold, Dim, Good, Bad, Alert };

/// Returns `text` between the escape sequences of `ink`, or as it is without colours.
std::string inked(std::string_view text, Ink ink, const TerminalOptions& options);

/// Returns `text` without what would move a cursor or change colours: a name in a data file must
/// not be able to write on the user's terminal. Without UTF-8, what is not ASCII becomes '?'.
std::string harmless(std::string_view text, const TerminalOptions& options);

/// Returns `text` cut or padded to `width` characters.
std::string left(std::string_view text, std::size_t width);
std::string right(std::string_view text, std::size_t width);

/// Breaks `text` at blanks into lines of at most `width` characters; a longer word is broken too.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace tw::report
