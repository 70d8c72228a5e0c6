#pragma once

#include <expected>
#include <initializer_list>
#include <string>
#include <string_view>

#include "log/field.hpp"
#include "log/settings.hpp"

// What the edges of the program say about themselves while they work. Nothing here may decide
// anything, and nothing that must be kept is only here: that is the journal and the audit trail.
//
//     log::info("store", "database opened", {{"path", path}, {"tables", 12}});
//
// Thread: any, but the core's: a line takes a lock and may wait for a disk.
namespace tw::log {

/// Begins to write lines as `settings` say; before it, and after `stop`, warnings and errors go to
/// standard error for people.
/// Errors: one line: the file cannot be opened. Nothing has changed then.
std::expected<void, std::string> start(const Settings& settings);

/// Writes what is still held, and forgets the settings.
void stop();

/// Returns whether a line of that level would be written, for those whose text is costly to make.
bool is_on(std::string_view module, Level level);

void write(Level level, std::string_view module, std::string_view text,
           std::initializer_list<Field> fields = {});

inline void debug(std::string_view module, std::string_view text,
                  std::initializer_list<Field> fields = {}) {
  write(Level::Debug, module, text, fields);
}
inline void info(std::string_view module, std::string_view text,
                 std::initializer_list<Field> fields = {}) {
  write(Level::Info, module, text, fields);
}
inline void warning(std::string_view module, std::string_view text,
                    std::initializer_list<Field> fields = {}) {
  write(Level::Warning, module, text, fields);
}
inline void error(std::string_view module, std::string_view text,
                  std::initializer_list<Field> fields = {}) {
  write(Level::Error, module, text, fields);
}

}  // namespace tw::log
