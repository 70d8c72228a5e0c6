#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tidy/markdown.hpp"
#include "tidy/tree.hpp"

// Docs that can rot are tests that do not run, so they are tests that do.
namespace tw::tidy {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<TextFile> pages() {
  std::vector<TextFile> found;
  std::ranges::copy_if(repository(), std::back_inserter(found),
                       [](const TextFile& file) { return file.path.ends_with(".md"); });
  return found;
}

struct Target {
  std::string path;
  std::string fragment;
};

Target target_of(const TextFile& page, const std::string& link) {
  const std::size_t hash = link.find('#');
  const std::string path = link.substr(0, hash);
  const fs::path folder = fs::path{page.path}.parent_path();
  return {path.empty() ? page.path : (folder / path).lexically_normal().string(),
          hash == link.npos ? "" : link.substr(hash + 1)};
}

/// Returns what is wrong with a link, or nothing.
std::string fault_of(const TextFile& page, const Link& link) {
  if (link.target.find("://") != std::string::npos) return {};
  const Target target = target_of(page, link.target);
  const bool is_itself = target.path == page.path;
  if (!is_itself && !fs::exists(target.path)) return "there is no " + target.path;
  if (target.fragment.empty()) return {};
  const TextFile* file = is_itself ? &page : find_file(target.path);
  if (file == nullptr) return target.path + " is no text file";
  if (target.fragment.starts_with("L")) {
    const auto line = static_cast<std::size_t>(std::atoi(target.fragment.c_str() + 1));
    return line >= 1 && line <= file->lines.size() ? "" : "no such line in " + target.path;
  }
  const auto anchors = anchors_of(*file);
  return std::ranges::count(anchors, target.fragment) > 0 ? ""
                                                          : "no such heading in " + target.path;
}

std::vector<Finding> broken_links(const TextFile& page) {
  std::vector<Finding> found;
  for (const Link& link : links_of(page)) {
    const std::string fault = fault_of(page, link);
    if (!fault.empty())
      found.push_back({page.path, link.line, link.target + ": " + fault, "a broken link"});
  }
  return found;
}

/// Returns the function or type that a link's text names: "`Engine::on`" gives "on".
std::string named_in(const std::string& text) {
  if (text.size() < 3 || text.front() != '`') return {};
  std::string name = text.substr(1, text.find_first_of("`(<", 1) - 1);
  const std::size_t scope = name.rfind("::");
  return scope == name.npos ? name : name.substr(scope + 2);
}

/// A walk names functions; each must still stand in the file that its step links.
std::vector<Finding> lost_functions(const TextFile& walk) {
  std::vector<Finding> found;
  for (const Link& link : links_of(walk)) {
    const std::string name = named_in(link.text);
    const TextFile* file = find_file(target_of(walk, link.target).path);
    if (name.empty() || file == nullptr) continue;
    const bool stands = std::ranges::any_of(
        file->lines, [&](const std::string& line) { return contains_word(line, name); });
    if (!stands) found.push_back({walk.path, link.line, name, "no longer in the file it links"});
  }
  return found;
}

TEST(Docs, ABrokenLinkIsFound) {
  for (const std::string_view text :
       {"[a](no/such/file.md)\n", "[a](README.md#no-such-heading)\n", "[a](README.md#L99999)\n",
        "see [`Engine::on`](src/engine/no_such.hpp) here\n"}) {
    EXPECT_THAT(broken_links(example("page.md", text)), SizeIs(1)) << text;
  }
  EXPECT_THAT(broken_links(example("page.md",
                                   "# A heading here\n[a](README.md#L1) [b](docs)\n"
                                   "[c](#a-heading-here) `[d](nowhere)`\n"
                                   "```\n[e](nowhere)\n```\n")),
              IsEmpty());
  EXPECT_THAT(broken_links(example("docs/page.md", "[a](../README.md)\n")), IsEmpty());
}

TEST(Docs, AFunctionThatLeftItsFileIsFound) {
  EXPECT_THAT(lost_functions(
                  example("docs/walks/a.md", "[`core::no_such_name`](../../src/core/date.hpp)\n")),
              SizeIs(1));
  EXPECT_THAT(lost_functions(example("docs/walks/a.md",
                                     "[`tw::parse_date(text)`](../../src/core/date.hpp)\n"
                                     "[the file](../../src/core/date.hpp)\n")),
              IsEmpty());
}

TEST(Docs, EveryRelativeLinkResolves) {
  ASSERT_THAT(pages(), SizeIs(testing::Ge(5u)));
  std::vector<Finding> found;

  for (const TextFile& page : pages()) {
    const auto more = broken_links(page);
    found.insert(found.end(), more.begin(), more.end());
  }

  EXPECT_THAT(found, IsEmpty());
}

/// The README shows a newcomer the tree, so no folder of it may be missing there.
TEST(Docs, TheReadmeMapsEveryFolderOfTheTree) {
  const TextFile* readme = find_file("README.md");
  ASSERT_NE(readme, nullptr);
  std::vector<std::string> linked;
  for (const Link& link : links_of(*readme)) linked.push_back(link.target);

  for (const std::string top : {"src", "apps"}) {
    for (const auto& entry : fs::directory_iterator{top}) {
      if (!entry.is_directory()) continue;
      EXPECT_THAT(linked, testing::Contains(entry.path().string()));
    }
  }
  for (const std::string top : {"tests", "bench", "fuzz", "examples", "docs", "tools", "scripts"}) {
    EXPECT_THAT(linked, testing::Contains(top));
  }
}

TEST(Docs, TheThreeWalksNameFunctionsThatStandInTheFilesTheyLink) {
  for (const std::string name : {"life_of_a_tick", "life_of_a_bar", "life_of_a_request"}) {
    const TextFile* walk = find_file("docs/walks/" + name + ".md");
    ASSERT_NE(walk, nullptr) << name;

    EXPECT_THAT(links_of(*walk), SizeIs(testing::Ge(5u))) << name;
    EXPECT_THAT(lost_functions(*walk), IsEmpty());
  }
}

}  // namespace
}  // namespace tw::tidy
