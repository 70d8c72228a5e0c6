#include "sql/postgres_error.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include "sql/libpq.hpp"

namespace tw::sql {
namespace {

std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::ranges::replace(text, '\n', ' ');
  std::ranges::replace(text, '\t', ' ');
  return text;
}

std::string_view field(const pg_result* result, int code) {
  const char* const text = libpq().resultErrorField(result, code);
  return text == nullptr ? std::string_view{} : std::string_view{text};
}

/// Returns where in a verbose message ": 28P01: " stands, or npos.
std::size_t find_state(std::string_view message) {
  for (std::size_t at = message.find(": "); at != message.npos; at = message.find(": ", at + 1)) {
    std::size_t state = message.find_first_not_of(' ', at + 2);
    if (state == message.npos || message.substr(state).size() < 7) return message.npos;
    const std::string_view word = message.substr(state, 5);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const bool is_state =
        std::ranges::any_of(word, is_digit) && std::ranges::all_of(word, [](char c) {
          return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
        });
    if (is_state && message.substr(state + 5, 2) == ": ") return state;
  }
  return message.npos;
}

}  // namespace

Reason reason_of_sqlstate(std::string_view state) {
  const auto is_class = [&](std::string_view first) { return state.starts_with(first); };
  if (is_class("23")) return Reason::Constraint;
  if (state == "40001" || state == "40P01" || state == "0A000") return Reason::Conflict;
  if (state == "55P03" || state == "53300" || state == "57P03" || state == "55006") {
    return Reason::Busy;
  }
  if (state == "57014") return Reason::Cancelled;
  if (is_class("08") || is_class("57")) return Reason::Lost;
  if (is_class("28") || state == "42501" || state == "25006") return Reason::Denied;
  if (is_class("22")) return Reason::BadValue;
  if (is_class("53")) return Reason::Full;
  if (is_class("XX") || is_class("58")) return Reason::Damaged;
  if (state == "3D000") return Reason::Refused;
  return Reason::Syntax;
}

Error postgres_error(const pg_result* result, const Address& address) {
  std::string words{field(result, PG_DIAG_MESSAGE_PRIMARY)};
  if (words.empty()) words = libpq().resultErrorMessage(result);
  if (const auto detail = field(result, PG_DIAG_MESSAGE_DETAIL); !detail.empty()) {
    words.append(": ").append(detail);
  }
  return {reason_of_sqlstate(field(result, PG_DIAG_SQLSTATE)),
          address.redacted(address.shown() + ": " + one_line(std::move(words)))};
}

Error connection_error(const pg_conn* connection, const Address& address) {
  std::string words = libpq().errorMessage(connection);
  Reason reason = Reason::Lost;
  // The state is told in verbose messages alone; the line of the server's source is of no use.
  if (const std::size_t at = find_state(words); at != words.npos) {
    reason = reason_of_sqlstate(std::string_view{words}.substr(at, 5));
    words.erase(at, 7);
    words.erase(std::min(words.size(), words.find("\nLOCATION:")));
  }
  if (words.empty()) words = "the server closed the connection";
  return {reason, address.redacted(address.shown() + ": " + one_line(std::move(words)))};
}

}  // namespace tw::sql
