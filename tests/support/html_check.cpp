#include "support/html_check.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace tw::support {
namespace {

bool is_void(std::string_view name) {
  constexpr std::array<std::string_view, 6> kVoid{"meta", "input", "br", "img", "link", "hr"};
  return std::ranges::find(kVoid, name) != kVoid.end();
}

/// Returns where the tag that begins at `from` ends, quotes honoured; npos when it does not.
std::size_t end_of_tag(std::string_view html, std::size_t from) {
  char quote = '\0';
  for (std::size_t i = from; i < html.size(); ++i) {
    if (quote != '\0') {
      if (html[i] == quote) quote = '\0';
    } else if (html[i] == '"' || html[i] == '\'') {
      quote = html[i];
    } else if (html[i] == '>') {
      return i;
    }
  }
  return std::string_view::npos;
}

std::string at(std::string_view what, std::string_view html, std::size_t place) {
  return std::string{what} + " near: " + std::string{html.substr(place, 80)};
}

}  // namespace

std::string html_fault(std::string_view html) {
  std::vector<std::string_view> open;
  std::size_t place = 0;
  while ((place = html.find('<', place)) != std::string_view::npos) {
    const std::size_t end = end_of_tag(html, place);
    if (end == std::string_view::npos) return at("unfinished tag", html, place);
    const std::string_view tag = html.substr(place + 1, end - place - 1);
    const bool is_closing = tag.starts_with('/');
    const std::string_view name = tag.substr(
        is_closing ? 1 : 0, tag.find_first_of(" />", is_closing ? 1 : 0) - (is_closing ? 1 : 0));
    if (is_closing) {
      if (open.empty() || open.back() != name) return at("unexpected closing tag", html, place);
      open.pop_back();
    } else if (!tag.starts_with('!') && !tag.ends_with('/') && !is_void(name)) {
      open.push_back(name);
      if (name == "script" || name == "style") {
        place = html.find("</" + std::string{name}, end);
        if (place == std::string_view::npos) return at("endless element", html, end);
        continue;
      }
    }
    place = end + 1;
  }
  return open.empty() ? "" : "never closed: " + std::string{open.back()};
}

}  // namespace tw::support
