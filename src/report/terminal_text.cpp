#include "report/terminal_text.hpp"

#include <algorithm>
#include <array>

#include "core/assert.hpp"
#include "core/utf8.hpp"

namespace tw::report {
namespace {

/// A character that draws itself: no control of the first or the second block (U+0080 to U+009F),
/// no override of the reading direction.
bool is_harmless(std::string_view character) {
  if (character.size() == 1) {
    const auto byte = static_cast<unsigned char>(character.front());
    return byte >= 0x20 && byte != 0x7F;
  }
  if (character.size() == 2 && character[0] == '\xC2') {
    return static_cast<unsigned char>(character[1]) >= 0xA0;
  }
  return !character.starts_with("\xE2\x80") && !character.starts_with("\xE2\x81");
}

}  // namespace

std::string inked(std::string_view text, Ink ink, const TerminalOptions& options) {
  constexpr std::array<std::string_view, 6> kCodes{"", "1", "2", "32", "31", "33"};
  if (!options.use_color || ink == Ink::Plain || text.empty()) return std::string{text};
  std::string out = "\x1b[";
  out += kCodes[static_cast<std::size_t>(ink)];
  out += 'm';
  out += text;
  return out + "\x1b[0m";
}

std::string harmless(std::string_view text, const TerminalOptions& options) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
    const bool is_shown = length == 1 || (length > 1 && options.is_utf8);
    if (is_shown && is_harmless(character)) {
      out += character;
    } else {
      out += '?';
    }
    text.remove_prefix(character.size());
  }
  return out;
}

std::string left(std::string_view text, std::size_t width) {
  const std::size_t count = character_count(text);
  if (count > width) return std::string{first_characters(text, width - 1)} + '.';
  return std::string{text} + std::string(width - count, ' ');
}

std::string right(std::string_view text, std::size_t width) {
  const std::size_t count = character_count(text);
  if (count >= width) return std::string{text};
  return std::string(width - count, ' ') + std::string{text};
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  TW_ASSERT(width > 0);
  std::vector<std::string> lines;
  while (character_count(text) > width) {
    std::string_view line = first_characters(text, width + 1);
    const std::size_t blank = line.rfind(' ');
    const bool has_blank = blank != std::string_view::npos && blank > 0;
    line = has_blank ? line.substr(0, blank) : first_characters(text, width);
    lines.emplace_back(line);
    text.remove_prefix(line.size() + (has_blank ? 1 : 0));
  }
  if (!text.empty() || lines.empty()) lines.emplace_back(text);
  return lines;
}

}  // namespace tw::report
