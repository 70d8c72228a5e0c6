#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tidy/tree.hpp"

// cmake refuses a target that points up. One include root would still let a header slip past the
// linker, so the includes are read too.
namespace tw::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Returns `x/y.hpp` of `#include "x/y.hpp"`, or nothing.
std::string_view quoted_include(std::string_view line) {
  constexpr std::string_view kStart = "#include \"";
  if (!line.starts_with(kStart)) return {};
  line.remove_prefix(kStart.size());
  return line.substr(0, line.find('"'));
}

/// Returns the module of a path below src/ ("src/adapters/ibkr/parse.cpp": "adapters/ibkr").
std::string module_of(const Layers& layers, std::string_view path) {
  path.remove_prefix(std::string_view{"src/"}.size());
  const std::size_t slash = path.find('/');
  const std::size_t second = path.find('/', slash + 1);
  std::string nested{path.substr(0, second)};
  return layers.deps.contains(nested) ? nested : std::string{path.substr(0, slash)};
}

std::vector<Finding> undeclared_includes(const Layers& layers, const TextFile& file) {
  std::vector<Finding> found;
  const std::string module = module_of(layers, file.path);
  const auto declared = layers.deps.find(module);
  if (declared == layers.deps.end()) {
    return {{file.path, 0, module, "this folder is no tw_library: give it a CMakeLists.txt"}};
  }
  for (std::size_t line = 0; line < file.lines.size(); ++line) {
    const std::string_view include = quoted_include(file.lines[line]);
    if (include.empty()) continue;
    const std::string used = module_of(layers, "src/" + std::string{include});
    const bool is_declared = used == module || std::ranges::count(declared->second, used) > 0;
    if (!is_declared) {
      found.push_back({file.path, line + 1, std::string{include},
                       "not in this module's DEPS (its CMakeLists.txt)"});
    }
  }
  return found;
}

Layers small() {
  return parse_layers(
      "row: core\nrow: market\nrow: risk sim\ndeps: core: \n"
      "deps: market: core\ndeps: risk: core;market\n");
}

TEST(Layers, AreReadAsCMakeWroteThem) {
  EXPECT_THAT(small().rows, SizeIs(3));
  EXPECT_THAT(small().deps.at("risk"), ElementsAre("core", "market"));
  EXPECT_THAT(folders_above(small(), "risk"), ElementsAre("src/core", "src/market"));
}

TEST(Layers, AnIncludeOfAModuleOutsideDepsIsFound) {
  const TextFile up = example("src/market/bar.hpp", "#pragma once\n#include \"risk/limits.hpp\"\n");
  const TextFile undeclared = example("src/core/money.hpp", "#include \"market/bar.hpp\"\n");
  const TextFile homeless = example("src/sim/fees.hpp", "#include \"core/money.hpp\"\n");
  const TextFile fine = example("src/risk/limits.hpp",
                                "#include <vector>\n#include \"risk/halt.hpp\"\n"
                                "#include \"market/bar.hpp\"\n");

  EXPECT_THAT(undeclared_includes(small(), up), SizeIs(1));
  EXPECT_THAT(undeclared_includes(small(), undeclared), SizeIs(1));
  EXPECT_THAT(undeclared_includes(small(), homeless), SizeIs(1));
  EXPECT_THAT(undeclared_includes(small(), fine), IsEmpty());
}

TEST(Layers, EveryIncludeIsOfADeclaredDependency) {
  const Layers layers = read_layers();
  ASSERT_THAT(layers.rows, SizeIs(testing::Ge(18u)));
  ASSERT_TRUE(layers.deps.contains("core"));
  std::vector<Finding> found;

  for (const TextFile& file : sources_below({"src"})) {
    const auto more = undeclared_includes(layers, file);
    found.insert(found.end(), more.begin(), more.end());
  }

  EXPECT_THAT(found, IsEmpty());
}

}  // namespace
}  // namespace tw::tidy
