#include <array>
#include <cstdio>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tidy/markdown.hpp"
#include "tidy/tree.hpp"

// A command that a page shows is one that a reader will type.
namespace tw::tidy {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::SizeIs;

struct Ran {
  int status = -1;
  std::string output;
};

Ran run(const std::string& command) {
  Ran ran;
  FILE* pipe = popen((command + " 2>&1 </dev/null").c_str(), "r");
  if (pipe == nullptr) return ran;
  std::array<char, 4096> buffer{};
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    ran.output.append(buffer.data(), got);
  }
  ran.status = pclose(pipe);
  return ran;
}

/// Returns what is wrong with one line of code in a page that starts `tradewind` or a script.
std::vector<Finding> command_faults(const std::string& page, const std::string& line) {
  std::vector<std::string> words = words_of(line);
  if (!words.empty() && words.front() == "$") words.erase(words.begin());
  if (words.empty()) return {};
  const std::string& program = words.front();
  if (program.starts_with("scripts/") || program.starts_with("tools/")) {
    const auto permissions = fs::status(program).permissions();
    if ((permissions & fs::perms::owner_exec) != fs::perms::none && fs::exists(program)) return {};
    return {{page, 0, program, "is no program of ours"}};
  }
  const bool is_ours = program == "tradewind" || program.ends_with("/tradewind");
  if (!is_ours || words.size() < 2 || words[1].starts_with("-")) return {};
  std::string verb = words[1];
  if (verb == "data" && words.size() > 2) verb += " " + words[2];
  const Ran help = run(std::string{TW_APP} + " " + verb + " --help");
  const bool is_known = contains_word(help.output, "Usage: tradewind " + verb);
  if (help.status != 0 || !is_known)
    return {{page, 0, "tradewind " + verb, "the executable has no such verb"}};
  std::vector<Finding> found;
  for (std::string word : words) {
    word = word.substr(0, word.find('='));
    if (word.starts_with("--") && !contains_word(help.output, word)) {
      found.push_back({page, 0, "tradewind " + verb + " " + word, "not in the verb's --help"});
    }
  }
  return found;
}

TEST(Commands, ACommandThatDoesNotExistIsFound) {
  EXPECT_THAT(command_faults("README.md", "scripts/no_such_script --once"), SizeIs(1));
  EXPECT_THAT(command_faults("README.md", "scripts/packages"), SizeIs(1)) << "not executable";
  EXPECT_THAT(command_faults("README.md", "tradewind no_such_verb"), SizeIs(1));
  EXPECT_THAT(command_faults("README.md", "tradewind demo --no-such-flag"), SizeIs(1));
  EXPECT_THAT(command_faults("README.md", "$ build/up/apps/tradewind/tradewind demo --once"),
              IsEmpty());
  EXPECT_THAT(command_faults("README.md", "git clone"), IsEmpty());
}

TEST(Commands, ThatPagesShowExist) {
  std::size_t commands = 0;
  std::vector<Finding> found;

  for (const std::string path : {"README.md", "CONTRIBUTING.md"}) {
    const TextFile* page = find_file(path);
    ASSERT_NE(page, nullptr);
    for (const std::string& line : code_in(*page)) {
      commands += line.find("tradewind ") != line.npos || line.find("scripts/") != line.npos;
      const auto more = command_faults(path, line);
      found.insert(found.end(), more.begin(), more.end());
    }
  }

  EXPECT_GE(commands, 4u);
  EXPECT_THAT(found, IsEmpty());
}

}  // namespace
}  // namespace tw::tidy
