#include "tidy/markdown.hpp"

#include <cctype>

namespace tw::tidy {
namespace {

bool is_fence(std::string_view line) {
  const std::size_t first = line.find_first_not_of(' ');
  return first != line.npos && line.substr(first).starts_with("```");
}

/// Replaces "`code`" by blanks, so that a link shown as code is no link; its text may be code.
std::string without_code_spans(std::string line) {
  for (std::size_t open = line.find('`'); open != line.npos; open = line.find('`', open)) {
    const std::size_t close = line.find('`', open + 1);
    if (close == line.npos) break;
    const bool is_link_text = open > 0 && line[open - 1] == '[';
    if (!is_link_text) line.replace(open, close - open + 1, close - open + 1, ' ');
    open = close + 1;
  }
  return line;
}

std::string slug(std::string_view heading) {
  std::string anchor;
  for (const char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_') {
      anchor += static_cast<char>(std::tolower(byte));
    } else if (c == ' ') {
      anchor += '-';
    }
  }
  return anchor;
}

}  // namespace

std::vector<Link> links_of(const TextFile& page) {
  std::vector<Link> links;
  bool is_code = false;
  for (std::size_t at = 0; at < page.lines.size(); ++at) {
    if (is_fence(page.lines[at])) is_code = !is_code;
    if (is_code) continue;
    const std::string line = without_code_spans(page.lines[at]);
    for (std::size_t middle = line.find("]("); middle != line.npos;
         middle = line.find("](", middle + 1)) {
      const std::size_t open = line.rfind('[', middle);
      const std::size_t close = line.find(')', middle);
      if (open == line.npos || close == line.npos) continue;
      links.push_back({at + 1, line.substr(open + 1, middle - open - 1),
                       line.substr(middle + 2, close - middle - 2)});
    }
  }
  return links;
}

std::vector<std::string> anchors_of(const TextFile& page) {
  std::vector<std::string> anchors;
  bool is_code = false;
  for (const std::string& line : page.lines) {
    if (is_fence(line)) is_code = !is_code;
    if (is_code || !line.starts_with("#")) continue;
    const std::size_t text = line.find_first_not_of("# ");
    if (text != line.npos) anchors.push_back(slug(line.substr(text)));
  }
  return anchors;
}

std::vector<std::string> code_in(const TextFile& page) {
  std::vector<std::string> code;
  bool is_code = false;
  for (const std::string& line : page.lines) {
    if (is_fence(line)) {
      is_code = !is_code;
      continue;
    }
    if (is_code) code.push_back(line);
    if (is_code) continue;
    for (std::size_t open = line.find('`'); open != line.npos;) {
      const std::size_t close = line.find('`', open + 1);
      if (close == line.npos) break;
      code.push_back(line.substr(open + 1, close - open - 1));
      open = line.find('`', close + 1);
    }
  }
  return code;
}

std::vector<std::string> block_of(const TextFile& page, std::string_view name) {
  std::vector<std::string> block;
  bool is_inside = false;
  for (const std::string& line : page.lines) {
    if (line.starts_with("<!-- end")) is_inside = false;
    if (is_inside) block.push_back(line);
    if (line.starts_with("<!-- " + std::string{name})) is_inside = true;
  }
  return block;
}

}  // namespace tw::tidy
