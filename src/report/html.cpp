#include "report/html.hpp"

#include <array>
#include <charconv>

#include "core/utf8.hpp"

namespace tw::report {
namespace {

std::string_view entity_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view entity = entity_of(text.front());
    if (!entity.empty()) {
      out += entity;
    } else if (length == 0 || is_control(text.front())) {
      out += kReplacement;
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

std::string prose(std::string_view text) {
  std::string out;
  for (std::size_t open = text.find('`'); open != std::string_view::npos; open = text.find('`')) {
    const std::size_t close = text.find('`', open + 1);
    if (close == std::string_view::npos) break;
    out += escaped(text.substr(0, open)) + "<code>" +
           escaped(text.substr(open + 1, close - open - 1)) + "</code>";
    text.remove_prefix(close + 1);
  }
  return out + escaped(text);
}

std::string script_safe(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}

std::string coordinate(double number) {
  std::array<char, 352> buffer{};
  char* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                            std::chars_format::fixed, 2)
                  .ptr;
  while (end[-1] == '0') --end;
  if (end[-1] == '.') --end;
  const std::string_view text{buffer.data(), static_cast<std::size_t>(end - buffer.data())};
  return text == "-0" ? "0" : std::string{text};
}

}  // namespace tw::report
