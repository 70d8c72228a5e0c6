#include "store/archive_text.hpp"

#include <array>
#include <charconv>
#include <cstdint>

namespace tw::store {
namespace {

template <class Number>
void append_number(std::string& line, Number value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  line.append(digits.data(), end.ptr);
}

template <class Number>
std::optional<sql::Parameter> read_number(std::string_view text) {
  Number value{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return sql::Parameter{value};
}

void append_escaped(std::string& line, std::string_view text) {
  for (const char c : text) {
    if (c == '\t') {
      line += "\\t";
    } else if (c == '\n') {
      line += "\\n";
    } else if (c == '\\') {
      line += "\\\\";
    } else {
      line += c;
    }
  }
}

bool read_escaped(std::string_view text, std::string& into) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      into += text[i];
      continue;
    }
    if (++i == text.size()) return false;
    switch (text[i]) {
      case 't':
        into += '\t';
        break;
      case 'n':
        into += '\n';
        break;
      case '\\':
        into += '\\';
        break;
      default:
        return false;
    }
  }
  return true;
}

bool read_hex(std::string_view text, std::string& into) {
  for (std::size_t i = 0; i < text.size(); i += 2) {
    unsigned byte = 0;
    const char* const digits = text.data() + i;
    if (i + 1 >= text.size()) return false;
    if (std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) return false;
    into += static_cast<char>(byte);
  }
  return true;
}

}  // namespace

void append_hex(std::string& text, std::string_view bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += {kHex[byte >> 4], kHex[byte & 15]};
  }
}

void append_cell(std::string& line, const sql::Row& row, std::size_t column) {
  switch (row.type(column)) {
    case sql::Type::Null:
      line += '-';
      break;
    case sql::Type::Int64:
      line += 'i';
      append_number(line, row.integer(column));
      break;
    case sql::Type::Double:
      line += 'd';
      append_number(line, row.real(column));
      break;
    case sql::Type::Text:
      line += 't';
      append_escaped(line, row.text(column));
      break;
    case sql::Type::Bytes: {
      line += 'b';
      const auto bytes = row.blob(column);
      append_hex(line, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
      break;
    }
  }
}

std::vector<std::string_view> split_cells(std::string_view line) {
  std::vector<std::string_view> cells;
  while (true) {
    const std::size_t tab = line.find('\t');
    cells.push_back(line.substr(0, tab));
    if (tab == line.npos) return cells;
    line.remove_prefix(tab + 1);
  }
}

std::optional<sql::Parameter> read_cell(std::string_view cell, sql::Type column,
                                        std::string& scratch) {
  if (cell.empty()) return std::nullopt;
  const char kind = cell.front();
  cell.remove_prefix(1);
  scratch.clear();
  switch (kind) {
    case '-':
      return sql::Parameter::null_of(column);
    case 'i':
      return read_number<std::int64_t>(cell);
    case 'd':
      return read_number<double>(cell);
    case 't':
      if (!read_escaped(cell, scratch)) return std::nullopt;
      return sql::Parameter{std::string_view{scratch}};
    case 'b':
      if (!read_hex(cell, scratch)) return std::nullopt;
      return sql::Parameter{std::span<const std::byte>{
          reinterpret_cast<const std::byte*>(scratch.data()), scratch.size()}};
    default:
      return std::nullopt;
  }
}

sql::Type type_of_word(std::string_view word) {
  if (word == "TEXT") return sql::Type::Text;
  if (word == "BYTEA") return sql::Type::Bytes;
  if (word == "DOUBLE PRECISION") return sql::Type::Double;
  return sql::Type::Int64;
}

}  // namespace tw::store
