#include "tidy/tree.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>

namespace tw::tidy {
namespace {

namespace fs = std::filesystem;

bool is_identifier(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream in{std::string{text}};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string read_text(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

bool is_ours(const fs::path& top) {
  const std::string name = top.filename().string();
  return name != ".git" && name != "node_modules" && name != ".cache" && !name.starts_with("build");
}

void add_file(const fs::path& path, std::vector<TextFile>& files) {
  const std::string text = read_text(path);
  if (text.find('\0') != std::string::npos) return;
  files.push_back({path.lexically_normal().string(), split_lines(text)});
}

std::vector<TextFile> read_repository() {
  std::vector<TextFile> files;
  for (const auto& top : fs::directory_iterator{"."}) {
    if (!is_ours(top.path())) continue;
    if (top.is_regular_file()) add_file(top.path(), files);
    if (!top.is_directory()) continue;
    for (const auto& entry : fs::recursive_directory_iterator{top.path()}) {
      if (entry.is_regular_file()) add_file(entry.path(), files);
    }
  }
  std::ranges::sort(files, {}, &TextFile::path);
  return files;
}

/// Blanks one file's comments and literals, carrying what is open from line to line.
class Blanker {
 public:
  std::string blank(std::string_view line) {
    std::string code{line};
    for (std::size_t at = 0; at < line.size();) at = step(line, at, code);
    return code;
  }

 private:
  /// Handles what starts at `at`; returns where the next thing starts.
  std::size_t step(std::string_view line, std::size_t at, std::string& code) {
    if (!closing_.empty()) return skip_to_closing(line, at, code);
    const std::string_view rest = line.substr(at);
    if (rest.starts_with("//")) return erase(code, at, line.size());
    if (rest.starts_with("/*")) return open("*/", code, at, at + 2);
    const bool starts_word = at == 0 || !is_identifier(line[at - 1]);
    if (starts_word && rest.starts_with("R\"")) {
      const std::size_t paren = rest.find('(');
      return open(")" + std::string{rest.substr(2, paren - 2)} + "\"", code, at, at + paren + 1);
    }
    if (rest[0] == '"' || (rest[0] == '\'' && starts_word)) return literal(line, at, code);
    return at + 1;
  }

  static std::size_t literal(std::string_view line, std::size_t at, std::string& code) {
    std::size_t end = at + 1;
    while (end < line.size() && line[end] != line[at]) end += line[end] == '\\' ? 2U : 1U;
    end = std::min(end, line.size());
    erase(code, at + 1, end);
    return std::min(end + 1, line.size());
  }

  std::size_t open(std::string closing, std::string& code, std::size_t at, std::size_t inside) {
    closing_ = std::move(closing);
    erase(code, at, std::min(inside, code.size()));
    return inside;
  }

  std::size_t skip_to_closing(std::string_view line, std::size_t at, std::string& code) {
    const std::size_t found = line.find(closing_, at);
    const std::size_t end = found == line.npos ? line.size() : found + closing_.size();
    erase(code, at, end);
    if (found != line.npos) closing_.clear();
    return end;
  }

  static std::size_t erase(std::string& code, std::size_t from, std::size_t to) {
    std::fill(code.begin() + static_cast<std::ptrdiff_t>(from),
              code.begin() + static_cast<std::ptrdiff_t>(to), ' ');
    return to;
  }

  std::string closing_;  // What ends the comment or raw literal that is open.
};

bool ends_statement(std::string_view code) {
  const std::size_t last = code.find_last_not_of(" \t");
  return last != code.npos && (code[last] == ';' || code[last] == '{' || code[last] == '}');
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Finding& finding) {
  return out << '\n'
             << finding.path << ':' << finding.line << ": " << finding.what << ": "
             << finding.reason;
}

const std::vector<TextFile>& repository() {
  static const std::vector<TextFile> files = read_repository();
  return files;
}

std::vector<TextFile> sources_below(const std::vector<std::string>& folders) {
  std::vector<TextFile> found;
  for (const TextFile& file : repository()) {
    const bool is_cpp = file.path.ends_with(".cpp") || file.path.ends_with(".hpp");
    const bool is_below = std::ranges::any_of(
        folders, [&](const std::string& folder) { return file.path.starts_with(folder + "/"); });
    if (is_cpp && is_below) found.push_back(file);
  }
  return found;
}

const TextFile* find_file(const std::string& path) {
  const auto found = std::ranges::find(repository(), path, &TextFile::path);
  return found == repository().end() ? nullptr : &*found;
}

TextFile example(std::string path, std::string_view text) {
  return {std::move(path), split_lines(text)};
}

std::vector<std::string> code_of(const TextFile& file) {
  Blanker blanker;
  std::vector<std::string> code;
  for (const std::string& line : file.lines) code.push_back(blanker.blank(line));
  return code;
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in{line};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

bool contains_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool joins_left = at > 0 && is_identifier(text[at - 1]) && is_identifier(word.front());
    const bool joins_right =
        end < text.size() && is_identifier(text[end]) && is_identifier(word.back());
    if (!joins_left && !joins_right) return true;
  }
  return false;
}

bool opts_out(const TextFile& file, const std::vector<std::string>& code, std::size_t line) {
  constexpr std::string_view kMark = "// tidy: ";
  for (; line < file.lines.size(); ++line) {
    const std::string& text = file.lines[line];
    const std::size_t mark = text.find(kMark);
    if (mark != text.npos && text.size() > mark + kMark.size()) return true;
    if (ends_statement(code[line])) return false;
  }
  return false;
}

Layers parse_layers(std::string_view text) {
  Layers layers;
  for (std::string& line : split_lines(text)) {
    std::ranges::replace(line, ';', ' ');
    std::istringstream words{line};
    std::string kind;
    std::vector<std::string> names;
    words >> kind;
    for (std::string name; words >> name;) names.push_back(name);
    if (kind == "row:") layers.rows.push_back(names);
    if (kind == "deps:" && !names.empty()) {
      std::string module = names.front().substr(0, names.front().size() - 1);
      layers.deps[module] = {names.begin() + 1, names.end()};
    }
  }
  return layers;
}

Layers read_layers() { return parse_layers(read_text(TW_LAYERS_FILE)); }

std::vector<std::string> folders_above(const Layers& layers, std::string_view module) {
  std::vector<std::string> folders;
  for (const auto& row : layers.rows) {
    if (std::ranges::find(row, module) != row.end()) return folders;
    for (const std::string& name : row) folders.push_back("src/" + name);
  }
  return folders;
}

}  // namespace tw::tidy
