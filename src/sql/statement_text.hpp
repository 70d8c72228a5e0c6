#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sql/error.hpp"
#include "sql/parameter.hpp"

namespace tw::sql {

/// A statement as PostgreSQL reads it: `?` has become `$1`, `$2`, ...
struct NumberedStatement {
  std::string sql;
  std::size_t parameters = 0;
};

/// Numbers the `?` of a statement; those in quotes and comments are text and stay.
NumberedStatement numbered(std::string_view sql);

/// Returns the statement with its `?` replaced by the literals, in order; there must be as many.
std::string filled(std::string_view sql, std::span<const std::string> literals);

/// Returns whether `text` is UTF-8 without NUL, which is what both engines can hold.
bool is_storable_text(std::string_view text);

/// Returns why the values cannot be given to either engine, or nothing.
std::optional<Error> refuse_values(Parameters values);

/// Returns why one value cannot be, `position` from 1.
std::optional<Error> refuse_value(const Parameter& value, std::size_t position);

/// Returns `name` in double quotes, as both engines read identifiers.
std::string quoted_name(std::string_view name);

}  // namespace tw::sql
