#include "store/file.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <thread>

#include "support/temp_folder.hpp"

namespace tw::store {
namespace {

using ::testing::HasSubstr;

TEST(FileText, ReadsTheWholeFile) {
  const support::TempFolder folder;
  const std::string path = folder.write("a.csv", "one\ntwo\n");

  EXPECT_EQ(FileText::read(path)->view(), "one\ntwo\n");
  EXPECT_EQ(FileText::read(folder.write("empty", ""))->view(), "");
}

TEST(FileText, SaysWhyItCannotRead) {
  const support::TempFolder folder;

  EXPECT_THAT(FileText::read(folder / "none").error().message, HasSubstr("there is no such file"));
  EXPECT_THAT(FileText::read(folder.path()).error().message, HasSubstr("it is a directory"));
  EXPECT_THAT(FileText::read("/dev/null").error().message, HasSubstr("neither a file nor a pipe"));
  EXPECT_THAT(FileText::read(folder.write("f", "") + "/x").error().message,
              HasSubstr("is no folder"));
}

TEST(FileText, ReadsAPipeToItsEnd) {
  const support::TempFolder folder;
  const std::string path = folder / "pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const std::string sent(3'000'000, 'x');

  std::thread writer{[&] { std::ofstream{path} << sent; }};
  const auto text = FileText::read(path);
  writer.join();

  EXPECT_EQ(text->view(), sent);
}

TEST(WriteAtomically, LeavesTheFileAndNothingBesideIt) {
  const support::TempFolder folder;
  const std::string path = folder.write("a", "old");

  ASSERT_TRUE(write_atomically(path, std::array<std::string_view, 2>{"ne", "w"}));

  EXPECT_EQ(support::read_text(path), "new");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder.path()}, {}), 1);
}

TEST(WriteAtomically, SaysWhyItCannotWrite) {
  const auto written =
      write_atomically("no/such/folder/file", std::array<std::string_view, 1>{"x"});

  EXPECT_THAT(written.error().message, HasSubstr("cannot write 'no/such/folder/file'"));
}

TEST(WriteAtomically, KeepsTheOldFileWhenTheNameIsTaken) {
  const support::TempFolder folder;
  std::filesystem::create_directories(folder / "taken/inside");

  EXPECT_FALSE(write_atomically(folder / "taken", std::array<std::string_view, 1>{"x"}));

  EXPECT_TRUE(std::filesystem::is_directory(folder / "taken/inside"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder.path()}, {}), 1);
}

}  // namespace
}  // namespace tw::store
