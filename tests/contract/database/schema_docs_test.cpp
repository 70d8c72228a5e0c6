#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "support/schema_pages.hpp"
#include "support/temp_folder.hpp"

// The pages of docs/schema are the migrations themselves.
namespace tw {
namespace {

TEST(SchemaPages, AreTheOnesThatTheMigrationsMake) {
  const auto pages = support::schema_pages();
  ASSERT_GE(pages.size(), 40u);
  if (std::getenv("UPDATE_DOCS") != nullptr) {
    std::filesystem::create_directories("docs/schema");
    for (const auto& [name, text] : pages) std::ofstream{"docs/schema/" + name} << text;
    return;
  }
  for (const auto& [name, text] : pages) {
    EXPECT_EQ(support::read_text("docs/schema/" + name), text)
        << "run UPDATE_DOCS=1 build/release/tests/contract/database/database_contract_test from the"
           " root, then read the diff";
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator{"docs/schema"}) {
    files += entry.is_regular_file();
  }
  EXPECT_EQ(files, pages.size()) << "a page of a table that is gone";
}

TEST(SchemaPages, SayWhatEachTableIs) {
  for (const auto& [name, text] : support::schema_pages()) {
    const std::size_t second_line = text.find("\n\n") + 2;
    EXPECT_NE(text[second_line], '\n') << name << ": a comment before its CREATE TABLE says it";
  }
}

}  // namespace
}  // namespace tw
