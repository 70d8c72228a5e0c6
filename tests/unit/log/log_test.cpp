#include "log/log.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "core/secret.hpp"
#include "log/line.hpp"
#include "support/temp_folder.hpp"

namespace tw::log {
namespace {

using nlohmann::json;
using support::read_text;
using support::TempFolder;
using testing::HasSubstr;
using testing::Not;

static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_constructible_v<std::string, Secret>);

std::string text_of(const std::string& path) {
  stop();
  return read_text(path);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(Secret, PrintsAsStarsAndGivesItsTextOnlyWhenAsked) {
  const Secret secret{"hunter2"};
  std::ostringstream out;
  out << secret;

  EXPECT_EQ(out.str(), "***");
  EXPECT_EQ(to_string(secret), "***");
  EXPECT_EQ(secret.reveal(), "hunter2");
}

TEST(Secret, LeavesNothingBehindWhenItIsMoved) {
  Secret secret{"a secret that is longer than any small buffer of a string"};
  const Secret moved{std::move(secret)};

  EXPECT_TRUE(secret.is_empty());  // NOLINT(bugprone-use-after-move): that is what is tested.
  EXPECT_FALSE(moved.is_empty());
}

TEST(LogLevels, AreOneForAllAndOthersForSingleModules) {
  const auto levels = parse_levels("info,store=debug,redis=off", Level::Warning);

  ASSERT_TRUE(levels) << levels.error();
  EXPECT_EQ(levels->of("store"), Level::Debug);
  EXPECT_EQ(levels->of("redis"), Level::Off);
  EXPECT_EQ(levels->of("session"), Level::Info);
  EXPECT_EQ(parse_levels("store=trace", Level::Warning)->all, Level::Warning);
  EXPECT_EQ(parse_levels("", Level::Error)->all, Level::Error);
}

TEST(LogLevels, AWordThatIsNoneIsRefusedWithWhatWasMeant) {
  EXPECT_EQ(parse_levels("inof", Level::Info).error(),
            "log level 'inof' is none; did you mean 'info'?");
  EXPECT_THAT(parse_levels("store=loud", Level::Info).error(), HasSubstr("'loud' is none"));
  EXPECT_FALSE(parse_levels("=info", Level::Info));
  EXPECT_FALSE(parse_levels("info,,debug", Level::Info));
}

TEST(LogLine, IsJsonForMachinesWithEveryKindOfValue) {
  const std::vector<Field> fields{{"path", "/x \"y\"\n"},
                                  {"rows", 12},
                                  {"ratio", 0.5},
                                  {"ok", true},
                                  {"key", Secret{"hunter2"}}};
  const json read = json::parse(json_line({.at = Timestamp::from_seconds(0),
                                           .level = Level::Info,
                                           .module = "store",
                                           .text = "opened",
                                           .fields = fields}));

  EXPECT_EQ(read["at"], "1970-01-01T00:00:00Z");
  EXPECT_EQ(read["level"], "info");
  EXPECT_EQ(read["module"], "store");
  EXPECT_EQ(read["text"], "opened");
  EXPECT_EQ(read["path"], "/x \"y\"\n");
  EXPECT_EQ(read["rows"], 12);
  EXPECT_EQ(read["ratio"], 0.5);
  EXPECT_EQ(read["ok"], true);
  EXPECT_EQ(read["key"], "***");
}

TEST(LogLine, ForPeopleIsOneLineThatNothingInItCanBreak) {
  const std::vector<Field> fields{
      {"path", "/x"}, {"odd", "a b\nINFO fake"}, {"empty", ""}, {"key", Secret{"hunter2"}}};
  const std::string line = human_line({.at = Timestamp::from_seconds(0),
                                       .level = Level::Warning,
                                       .module = "store",
                                       .text = "said \x1B[2J\nand more\x7F",
                                       .fields = fields});

  EXPECT_EQ(line,
            "1970-01-01T00:00:00Z WARNING  store     said \\u001b[2J\\nand more\\u007f path=/x "
            "odd=\"a b\\nINFO fake\" empty=\"\" key=***");
}

TEST(Log, WritesFromTheLevelOfItsModuleOn) {
  const TempFolder folder;
  ASSERT_TRUE(
      start({.levels = *parse_levels("warning,store=debug", Level::Info), .file = folder / "log"}));
  EXPECT_TRUE(is_on("store", Level::Debug));
  EXPECT_FALSE(is_on("redis", Level::Info));
  debug("store", "one");
  info("redis", "two");
  warning("redis", "three");

  const std::string text = text_of(folder / "log");
  EXPECT_THAT(text, HasSubstr("one"));
  EXPECT_THAT(text, Not(HasSubstr("two")));
  EXPECT_THAT(text, HasSubstr("three"));
}

TEST(Log, AFileTurnsOverAtItsSizeAndTheOldestGoes) {
  const TempFolder folder;
  ASSERT_TRUE(start({.levels = {.all = Level::Info, .modules = {}},
                     .is_json = true,
                     .file = folder / "tw.log",
                     .file_bytes_max = 2000,
                     .files_max = 2}));
  for (int i = 0; i < 100; ++i) info("store", "a line", {{"i", i}});

  const std::string newest = text_of(folder / "tw.log");
  EXPECT_TRUE(std::filesystem::exists(folder / "tw.1.log"));
  EXPECT_TRUE(std::filesystem::exists(folder / "tw.2.log"));
  EXPECT_FALSE(std::filesystem::exists(folder / "tw.3.log"));
  EXPECT_LE(newest.size(), 2000U);
  EXPECT_EQ(json::parse(lines_of(newest).back())["i"], 99);
}

TEST(Log, ManyThreadsWriteWholeLines) {
  const TempFolder folder;
  ASSERT_TRUE(start(
      {.levels = {.all = Level::Info, .modules = {}}, .is_json = true, .file = folder / "log"}));
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([] {
        for (int i = 0; i < 250; ++i) info("store", std::string(200, 'x'), {{"i", i}});
      });
    }
  }
  const auto lines = lines_of(text_of(folder / "log"));
  ASSERT_EQ(lines.size(), 1000U);
  for (const std::string& line : lines) EXPECT_TRUE(json::accept(line)) << line;
}

TEST(Log, AFileThatCannotBeOpenedIsRefusedAndTheOldLogGoesOn) {
  const TempFolder folder;
  ASSERT_TRUE(start({.levels = {.all = Level::Info, .modules = {}}, .file = folder / "log"}));

  const auto refused = start({.levels = {}, .file = folder.path()});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error(), HasSubstr("cannot write the log '" + folder.path() + "'"));
  info("store", "still here");
  EXPECT_THAT(text_of(folder / "log"), HasSubstr("still here"));
}

}  // namespace
}  // namespace tw::log
