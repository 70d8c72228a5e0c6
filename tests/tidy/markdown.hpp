#pragma once

#include <string>
#include <vector>

#include "tidy/tree.hpp"

namespace tw::tidy {

/// "[text](target)" in a line outside code. Lines count from 1.
struct Link {
  std::size_t line = 0;
  std::string text;
  std::string target;
};
std::vector<Link> links_of(const TextFile& page);

/// Returns the anchors that a page's headings give, as GitHub spells them: "Where threads live"
/// becomes "where-threads-live".
std::vector<std::string> anchors_of(const TextFile& page);

/// Returns the lines inside fenced code blocks, and what stands between backticks elsewhere.
std::vector<std::string> code_in(const TextFile& page);

/// Returns the lines between "<!-- NAME" and "<!-- end", without both.
std::vector<std::string> block_of(const TextFile& page, std::string_view name);

}  // namespace tw::tidy
