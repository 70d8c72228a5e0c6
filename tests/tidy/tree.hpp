#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Reads this repository, so that rules about it can be tests.
namespace tw::tidy {

/// One text file: its path from the root of the repository, and its lines.
struct TextFile {
  std::string path;
  std::vector<std::string> lines;
};

/// One place where a rule does not hold. Lines count from 1; 0 means the file as a whole.
struct Finding {
  std::string path;
  std::size_t line = 0;
  std::string what;
  std::string_view reason;
};
std::ostream& operator<<(std::ostream& out, const Finding& finding);

/// Returns every text file of the checkout but git's own, what is built and what npm installs.
/// Read once, sorted by path. The suite runs from the root of the repository.
const std::vector<TextFile>& repository();

/// Returns one of them, or null.
const TextFile* find_file(const std::string& path);

/// Returns the C++ files below one of `folders` ("src/core").
std::vector<TextFile> sources_below(const std::vector<std::string>& folders);

/// Returns a file from text, for examples in tests.
TextFile example(std::string path, std::string_view text);

/// Returns the lines with comments and the insides of literals blanked, columns unchanged.
std::vector<std::string> code_of(const TextFile& file);

/// Returns what whitespace separates.
std::vector<std::string> words_of(const std::string& line);

/// Returns whether `word` stands in `text` and is not part of a longer identifier.
bool contains_word(std::string_view text, std::string_view word);

/// Returns whether the statement that starts at `line` carries `// tidy: why`, on any of its lines.
bool opts_out(const TextFile& file, const std::vector<std::string>& code, std::size_t line);

/// The rows of cmake/layers.cmake and the DEPS of each module, as CMake wrote them at configure
/// time.
struct Layers {
  std::vector<std::vector<std::string>> rows;
  std::map<std::string, std::vector<std::string>> deps;
};
Layers read_layers();
/// Parses "row: a b" and "deps: a: b;c" lines.
Layers parse_layers(std::string_view text);

/// Returns "src/<module>" of every module in rows above `module` ("net": all that is pure).
std::vector<std::string> folders_above(const Layers& layers, std::string_view module);

}  // namespace tw::tidy
