#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tidy/markdown.hpp"
#include "tidy/tree.hpp"

// The drawing in ARCHITECTURE.md is the DEPS themselves.
namespace tw::tidy {
namespace {

/// Draws the layer list as ARCHITECTURE.md shows it: a module, then what it may use.
std::vector<std::string> diagram_of(const Layers& layers) {
  std::vector<std::string> lines{"```"};
  for (std::size_t row = 0; row < layers.rows.size(); ++row) {
    for (const std::string& module : layers.rows[row]) {
      const auto deps = layers.deps.find(module);
      if (deps == layers.deps.end()) continue;
      std::string line = (row < 9 ? " " : "") + std::to_string(row + 1) + "  " + module;
      if (!deps->second.empty()) line += std::string(16 - module.size(), ' ');
      for (const std::string& dep : deps->second) line += (line.ends_with(' ') ? "" : " ") + dep;
      lines.push_back(line);
    }
  }
  lines.emplace_back("```");
  return lines;
}

void rewrite_block(const TextFile& page, std::string_view name,
                   const std::vector<std::string>& block) {
  std::ofstream out{page.path};
  bool is_inside = false;
  for (const std::string& line : page.lines) {
    if (line.starts_with("<!-- end")) is_inside = false;
    if (!is_inside) out << line << '\n';
    if (!line.starts_with("<!-- " + std::string{name})) continue;
    is_inside = true;
    for (const std::string& drawn : block) out << drawn << '\n';
  }
}

TEST(Map, OfLayersInArchitectureIsTheOneThatDepsGive) {
  const TextFile* page = find_file("ARCHITECTURE.md");
  ASSERT_NE(page, nullptr);
  const auto drawn = diagram_of(read_layers());
  if (std::getenv("UPDATE_DOCS") != nullptr) return rewrite_block(*page, "layers", drawn);

  EXPECT_EQ(block_of(*page, "layers"), drawn)
      << "run UPDATE_DOCS=1 build/release/tests/tidy/tidy_test from the root, then read the diff";
}

}  // namespace
}  // namespace tw::tidy
