#include "sql/statement_text.hpp"

#include <cmath>
#include <cstring>

#include "core/assert.hpp"

namespace tw::sql {
namespace {

/// Returns where what starts at `at` ends: a quoted text, a comment, or one character.
std::size_t end_of_token(std::string_view sql, std::size_t at) {
  const char c = sql[at];
  if (c == '\'' || c == '"') {
    // A doubled quote is two quoted texts side by side to this eye, which does no harm.
    const std::size_t close = sql.find(c, at + 1);
    return close == sql.npos ? sql.size() : close + 1;
  }
  if (sql.substr(at, 2) == "--") {
    const std::size_t line_end = sql.find('\n', at);
    return line_end == sql.npos ? sql.size() : line_end;
  }
  if (sql.substr(at, 2) == "/*") {
    const std::size_t close = sql.find("*/", at + 2);
    return close == sql.npos ? sql.size() : close + 2;
  }
  return at + 1;
}

/// Returns the length of the UTF-8 character at `at`, 0 when there is none.
/// Source: The Unicode Standard, table 3-7, well-formed byte sequences.
std::size_t character_length(const unsigned char* at, std::size_t left) {
  const auto is_next = [&](std::size_t i, unsigned char low = 0x80, unsigned char high = 0xBF) {
    return i < left && at[i] >= low && at[i] <= high;
  };
  const unsigned char first = at[0];
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return is_next(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned char low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned char high = first == 0xED ? 0x9F : 0xBF;
    return is_next(1, low, high) && is_next(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned char low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xF4 ? 0x8F : 0xBF;
    return is_next(1, low, high) && is_next(2) && is_next(3) ? 4 : 0;
  }
  return 0;
}

Error bad_value(std::size_t position, std::string_view what) {
  return {Reason::BadValue, "value " + std::to_string(position) + " " + std::string{what}};
}

}  // namespace

NumberedStatement numbered(std::string_view sql) {
  NumberedStatement statement;
  statement.sql.reserve(sql.size() + 16);
  for (std::size_t at = 0; at < sql.size();) {
    const std::size_t end = end_of_token(sql, at);
    if (sql[at] == '?') {
      statement.parameters += 1;
      statement.sql += '$';
      statement.sql += std::to_string(statement.parameters);
    } else {
      statement.sql += sql.substr(at, end - at);
    }
    at = end;
  }
  return statement;
}

std::string filled(std::string_view sql, std::span<const std::string> literals) {
  std::string text;
  std::size_t used = 0;
  for (std::size_t at = 0; at < sql.size();) {
    const std::size_t end = end_of_token(sql, at);
    const bool is_mark = sql[at] == '?';
    TW_ASSERT(!is_mark || used < literals.size());
    text += is_mark ? std::string_view{literals[used++]} : sql.substr(at, end - at);
    at = end;
  }
  return text;
}

bool is_storable_text(std::string_view text) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t at = 0;
  while (at < text.size()) {
    // Eight plain characters at a time: none with its top bit set, none zero.
    while (at + 8 <= text.size()) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes + at, 8);
      constexpr std::uint64_t kTops = 0x8080808080808080ULL;
      constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
      if (((word | (word - kOnes)) & kTops) != 0) break;
      at += 8;
    }
    if (at == text.size()) return true;
    const std::size_t length = bytes[at] == 0 ? 0 : character_length(bytes + at, text.size() - at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::optional<Error> refuse_value(const Parameter& value, std::size_t position) {
  if (value.is_null()) return std::nullopt;
  if (value.type() == Type::Double && std::isnan(value.real())) {
    return bad_value(position, "is NaN, which SQLite would turn into null; give a null instead");
  }
  if (value.type() != Type::Text || is_storable_text(value.bytes())) return std::nullopt;
  if (value.bytes().find('\0') != std::string_view::npos) {
    return bad_value(position,
                     "is text with a NUL byte, which PostgreSQL cannot hold; keep it as a blob");
  }
  return bad_value(position,
                   "is text that is not UTF-8, which PostgreSQL cannot hold; keep it as a blob");
}

std::optional<Error> refuse_values(Parameters values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (auto refused = refuse_value(values[i], i + 1)) return refused;
  }
  return std::nullopt;
}

std::string quoted_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    quoted += c;
    if (c == '"') quoted += c;
  }
  return quoted + "\"";
}

}  // namespace tw::sql
