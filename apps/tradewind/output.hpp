#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tw::app {

class Verb;

/// Adds `--json [FILE|-]` to `verb`.
void add_json_option(Verb verb, std::string& json,
                     const std::string& doc = "Write JSON there; - is standard output");

/// Where a verb writes: `--json [FILE|-]` and the like. "-" is standard output.
///
/// Writes the whole text or nothing: a file appears under its name only when complete. Devices and
/// pipes are written to as they stand.
/// Errors: throws Failure naming the file and what the system said.
void write_text(std::string_view target, std::string_view text);

/// Refuses at once what `write_text` would refuse after the work; empty is nowhere.
///
/// Leaves nothing behind. Errors: as `write_text`.
void check_writable(std::string_view target);

/// An option that names where something is written, and what it was given; empty is nowhere.
struct Target {
  std::string_view option;
  std::string_view path;
};

/// Refuses two options that write to one place, one that would write over one of the files that are
/// read, `inputs`, and each that `check_writable` refuses.
void check_targets(std::initializer_list<Target> targets,
                   const std::vector<std::string>& inputs = {});
/// Refuses `--resume FILE` with the FILE of another option: one would write over the other.
void check_apart(std::string_view resume, std::initializer_list<Target> targets);

/// Appends a number of a CSV file in 12 significant digits; nothing for NaN, which is a blank.
void append_csv_number(std::string& text, double value);

/// Prints to standard output, or to standard error when standard output belongs to JSON.
void print(std::string_view text, bool is_json_on_stdout);

}  // namespace tw::app
