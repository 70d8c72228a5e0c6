#include "log/line.hpp"

#include <utility>

#include "core/json_text.hpp"

namespace tw::log {
namespace {

constexpr std::size_t kLevelWidth = 8;
constexpr std::size_t kModuleWidth = 9;

struct NumberText {
  std::string operator()(std::string_view) const { return {}; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  std::string operator()(double number) const {
    std::string text;
    append_json_number(text, number);
    return text;
  }
};

void append_value(std::string& out, const Field::Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    append_json_text(out, *text);
  } else {
    out += std::visit(NumberText{}, value);
  }
}

/// Returns whether a word can stand without quotes and be read as one word again.
bool is_plain(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7F || c == '"' || c == '=' || c == '\\') return false;
  }
  return !text.empty();
}

/// Appends text as it may stand in a line: escaped as JSON has it, without the quotes.
void append_escaped(std::string& out, std::string_view text) {
  std::string quoted;
  append_json_text(quoted, text);
  for (const char c : std::string_view{quoted}.substr(1, quoted.size() - 2)) {
    if (c == 0x7F)
      out += "\\u007f";
    else
      out += c;
  }
}

void pad_to(std::string& out, std::size_t size) {
  if (out.size() < size) out.append(size - out.size(), ' ');
  out += ' ';
}

}  // namespace

std::string json_line(const Line& line) {
  std::string out = R"({"at":")" + tw::to_string(line.at) + R"(","level":")";
  out += to_string(line.level);
  out += R"(","module":)";
  append_json_text(out, line.module);
  out += R"(,"text":)";
  append_json_text(out, line.text);
  for (const Field& field : line.fields) {
    out += ',';
    append_json_text(out, field.name());
    out += ':';
    append_value(out, field.value());
  }
  return out + '}';
}

std::string human_line(const Line& line) {
  std::string out = tw::to_string(line.at) + ' ';
  std::size_t size = out.size() + kLevelWidth;
  for (const char c : to_string(line.level)) out += static_cast<char>(c - 'a' + 'A');
  pad_to(out, size);
  size = out.size() + kModuleWidth;
  append_escaped(out, line.module);
  pad_to(out, size);
  append_escaped(out, line.text);
  for (const Field& field : line.fields) {
    out += ' ';
    append_escaped(out, field.name());
    out += '=';
    const auto* text = std::get_if<std::string_view>(&field.value());
    if (text != nullptr && is_plain(*text))
      append_escaped(out, *text);
    else
      append_value(out, field.value());
  }
  return out;
}

}  // namespace tw::log
