#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"
#include "log/field.hpp"
#include "log/settings.hpp"

namespace tw::log {

/// One thing to say. Owns: nothing.
struct Line {
  Timestamp at;
  Level level = Level::Info;
  std::string_view module;  ///< Who says it: "store", "redis".
  std::string_view text;
  std::span<const Field> fields;
};

/// Returns {"at":"...","level":"info","module":"store","text":"...","path":"/x"}, for machines.
std::string json_line(const Line& line);

/// Returns "2026-11-26T17:00:00Z INFO    store    opened  path=/x", for people. What could break
/// the line or steer a terminal is escaped.
std::string human_line(const Line& line);

}  // namespace tw::log
