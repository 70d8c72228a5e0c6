#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/tree.hpp"

// A bug that can no longer be planted proves nothing about the suite that should notice it.
namespace tw::tidy {
namespace {

using testing::Ge;
using testing::SizeIs;

struct Mutation {
  std::string name;
  std::string file;
  std::string right;  ///< The lines as they stand in the file.
  std::string wrong;
};

std::string without_mark(const std::string& line) { return line.substr(1) + '\n'; }

Mutation parse(const TextFile& text) {
  constexpr std::string_view kFile = "File: ";
  Mutation mutation{.name = text.path, .file = {}, .right = {}, .wrong = {}};
  for (const std::string& line : text.lines) {
    if (line.starts_with(kFile)) mutation.file = line.substr(kFile.size());
    if (line.starts_with('-')) mutation.right += without_mark(line);
    if (line.starts_with('+')) mutation.wrong += without_mark(line);
  }
  return mutation;
}

std::vector<Mutation> mutations() {
  std::vector<Mutation> found;
  for (const TextFile& text : repository()) {
    if (text.path.starts_with("tools/mutations/")) found.push_back(parse(text));
  }
  return found;
}

int occurrences(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) count += 1;
  return count;
}

TEST(Mutations, AreAtLeastTen) { EXPECT_THAT(mutations(), SizeIs(Ge(10U))); }

TEST(Mutations, EachStandsForLinesThatAreInItsFileOnce) {
  for (const Mutation& mutation : mutations()) {
    const TextFile* const file = find_file(mutation.file);
    ASSERT_NE(file, nullptr) << mutation.name << " names no file of ours: " << mutation.file;
    std::string text;
    for (const std::string& line : file->lines) {
      text += line;
      text += '\n';
    }
    ASSERT_FALSE(mutation.right.empty()) << mutation.name;
    EXPECT_EQ(occurrences(text, mutation.right), 1)
        << mutation.name << ": write again what stands in " << mutation.file << " now";
    EXPECT_NE(mutation.right, mutation.wrong) << mutation.name;
  }
}

}  // namespace
}  // namespace tw::tidy
