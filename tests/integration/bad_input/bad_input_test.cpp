#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "core/date.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

// Whatever is wrong, `tradewind backtest` answers in one line that names the thing and the remedy,
// ends with the documented code and leaves nothing behind.
namespace tw {
namespace {

using support::Finished;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kBadUsage = 2;
constexpr int kBadData = 3;

/// Returns 80 weekdays from 2024-01-01 of a price that swings, so that averages cross.
std::string bars() {
  std::string text = "date,open,high,low,close,volume\n";
  const Date first = *parse_date("2024-01-01");
  for (int i = 0; i < 112; ++i) {
    if (i % 7 > 4) continue;
    const int price = 100 + (i / 10 % 2 == 0 ? i % 10 : 10 - i % 10);
    const std::string cell = "," + std::to_string(price);
    text += to_string(first + i) + cell + "," + std::to_string(price + 1) + "," +
            std::to_string(price - 1) + cell + ",1000000\n";
  }
  return text;
}

class BadInput : public testing::Test {
 protected:
  BadInput() {
    folder_.write("bars.csv", bars());
    before_ = names();
  }

  /// Runs `tradewind backtest` with these words in a home of its own.
  Finished backtest(std::vector<std::string> words) const {
    words.insert(words.begin(), {TW_APP, "backtest"});
    return support::run_process(words, {.environment = {"TRADEWIND_HOME=" + (folder_ / "home")}});
  }

  /// The words of a run that would work, and `more`.
  std::vector<std::string> good(std::vector<std::string> more = {}) const {
    std::vector<std::string> words{
        "--data", folder_ / "bars.csv", "--strategy", "sma_cross", "--set", "fast=3", "--set",
        "slow=8"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  /// Writes a file that the test gives to the program.
  std::string given(const std::string& name, const std::string& text) {
    const std::string path = folder_.write(name, text);
    before_ = names();
    return path;
  }

  void expect_refused(const Finished& run, int exit_code, const std::string& line) const {
    EXPECT_EQ(run.exit_code, exit_code) << run.err;
    EXPECT_THAT(support::lines_of(run.err), ElementsAre("tradewind: " + line));
    EXPECT_EQ(run.out, "");
    EXPECT_EQ(names(), before_);
  }

  /// The same for a line of which only parts are ours to fix.
  void expect_refused_with(const Finished& run, int exit_code,
                           const std::vector<std::string>& parts) const {
    EXPECT_EQ(run.exit_code, exit_code) << run.err;
    EXPECT_EQ(support::lines_of(run.err).size(), 1U) << run.err;
    for (const std::string& part : parts) EXPECT_THAT(run.err, HasSubstr(part));
    EXPECT_EQ(run.out, "");
    EXPECT_EQ(names(), before_);
  }

  /// Returns everything that stands in the folder.
  std::set<std::string> names() const {
    std::set<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder_.path()}) {
      found.insert(entry.path().string());
    }
    return found;
  }

  support::TempFolder folder_;
  std::set<std::string> before_;
};

TEST_F(BadInput, IsWhatTheseTestsAreAboutSoGoodInputWorks) {
  const Finished run = backtest(good());

  EXPECT_EQ(run.exit_code, kDone) << run.err;
  EXPECT_THAT(run.out, HasSubstr("sma_cross on bars, 2024-01-01 to 2024-04-19"));
}

TEST_F(BadInput, AnUnknownStrategy) {
  expect_refused(backtest({"--data", folder_ / "bars.csv", "--strategy", "sma_crss"}), kBadUsage,
                 "--strategy: unknown strategy 'sma_crss'; did you mean 'sma_cross'? (see "
                 "'tradewind strategies')");
}

TEST_F(BadInput, AParameterOutOfRange) {
  expect_refused(backtest(good({"--set", "stop=2"})), kBadUsage,
                 "--set: parameter 'stop' is '2', which is out of range; give one from 0 to 0.99");
}

TEST_F(BadInput, AParameterThatTheStrategyDoesNotHave) {
  expect_refused(backtest(good({"--set", "stp=0.1"})), kBadUsage,
                 "--set: strategy 'sma_cross' has no parameter 'stp'; did you mean 'stop'?");
}

TEST_F(BadInput, AParameterWithoutAValue) {
  expect_refused(backtest(good({"--set", "stop"})), kBadUsage,
                 "--set is 'stop', which is no parameter with a value; write, say, --set fast=10");
}

TEST_F(BadInput, ParametersThatContradictEachOther) {
  expect_refused(
      backtest({"--data", folder_ / "bars.csv", "--strategy", "sma_cross", "--set", "fast=40"}),
      kBadUsage, "strategy 'sma_cross': fast must be below slow (fast=40, slow=30)");
}

TEST_F(BadInput, AnUnknownSymbol) {
  expect_refused_with(backtest({"--symbols", "NOPE", "--strategy", "sma_cross"}), kBadData,
                      {"'NOPE'", "tradewind data import"});
}

TEST_F(BadInput, NothingToTest) {
  expect_refused(backtest({"--strategy", "sma_cross"}), kBadUsage,
                 "nothing to test; name symbols with --symbols AAPL, or a CSV file with --data "
                 "FILE.csv");
}

TEST_F(BadInput, AnEmptyFile) {
  const std::string path = given("empty.csv", "");

  expect_refused_with(backtest({"--data", path, "--strategy", "sma_cross"}), kBadData,
                      {path, "is empty", "header"});
}

TEST_F(BadInput, AHeaderWithoutRows) {
  const std::string path = given("header.csv", "date,open,high,low,close\n");

  expect_refused_with(backtest({"--data", path, "--strategy", "sma_cross"}), kBadData,
                      {path, "no rows"});
}

TEST_F(BadInput, ADirectory) {
  expect_refused_with(backtest({"--data", folder_.path(), "--strategy", "sma_cross"}), kBadData,
                      {folder_.path(), "directory"});
}

TEST_F(BadInput, AFileThatIsNotThere) {
  expect_refused_with(backtest({"--data", folder_ / "no.csv", "--strategy", "sma_cross"}), kBadData,
                      {folder_ / "no.csv", "no such file"});
}

TEST_F(BadInput, BinaryJunk) {
  std::string junk;
  for (int i = 0; i < 5000; ++i) junk += static_cast<char>(i * 37 % 256);
  const std::string path = given("junk.csv", junk);

  expect_refused_with(backtest({"--data", path, "--strategy", "sma_cross"}), kBadData,
                      {path, "not text"});
}

TEST_F(BadInput, DatesReversed) {
  expect_refused(backtest(good({"--from", "2024-03-01", "--to", "2024-02-01"})), kBadUsage,
                 "--from is '2024-03-01', which is after --to '2024-02-01'; swap them");
}

TEST_F(BadInput, ADateThatIsNone) {
  expect_refused_with(backtest(good({"--from", "2024-02-30"})), kBadUsage,
                      {"--from is '2024-02-30'", "write 2020-01-31"});
}

TEST_F(BadInput, ARangeWithoutBars) {
  expect_refused(backtest(good({"--from", "2030-01-01", "--to", "2030-02-01"})), kBadData,
                 "'" + (folder_ / "bars.csv") +
                     "' has no bars from 2030-01-01 to 2030-02-01; it holds 2024-01-01 to "
                     "2024-04-19");
}

TEST_F(BadInput, ASpecWithAMisspeltKey) {
  const std::string spec = given("spec.toml", "strategy = \"sma_cross\"\nsymbls = [\"AAPL\"]\n");

  expect_refused(backtest({spec}), kBadUsage,
                 spec + ":2: unknown key 'symbls'; did you mean 'symbols'?");
}

TEST_F(BadInput, ASpecWithAWrongValueAndItsLine) {
  const std::string spec = given("spec.toml", "strategy = \"sma_cross\"\ndata = \"" +
                                                  (folder_ / "bars.csv") + "\"\ncash = -5\n");

  expect_refused(backtest({spec}), kBadUsage,
                 spec +
                     ":3: cash is '-5', which is not positive; give an amount above 0 and up to "
                     "1000000000, such as 10000");
}

TEST_F(BadInput, ASpecThatIsNotToml) {
  const std::string spec = given("spec.toml", "strategy = sma_cross\n");

  expect_refused_with(backtest({spec}), kBadData, {spec + ":1: ", "; correct that line"});
}

TEST_F(BadInput, ASpecOfBinaryJunk) {
  const std::string spec = given("spec.toml", std::string("\x7f\0ELF\x01\xff", 7));

  expect_refused(backtest({spec}), kBadData,
                 spec + " is not text; give a TOML file such as examples/backtest.toml");
}

TEST_F(BadInput, ASpecThatIsNotThere) {
  expect_refused(backtest({folder_ / "no.toml"}), kBadData,
                 "cannot read the spec '" + (folder_ / "no.toml") +
                     "': No such file or directory; name a TOML file such as "
                     "examples/backtest.toml");
}

TEST_F(BadInput, AStrategyWhereASpecIsExpected) {
  expect_refused(backtest({"sma_cross"}), kBadData,
                 "cannot read the spec 'sma_cross': No such file or directory; did you mean "
                 "--strategy sma_cross?");
}

TEST_F(BadInput, AnUnknownFlag) {
  expect_refused(backtest(good({"--comission", "none"})), kBadUsage,
                 "unknown option '--comission'; did you mean '--commission'?");
}

TEST_F(BadInput, AnUnknownVerb) {
  const Finished run = support::run_process({TW_APP, "backtst"});

  expect_refused(run, kBadUsage, "unknown word 'backtst'; did you mean 'backtest'?");
}

TEST_F(BadInput, AFlagWithoutItsValue) {
  expect_refused(backtest({"--strategy", "sma_cross", "--data", "--quiet"}), kBadUsage,
                 "--data has no value, '--quiet' follows it; give it one");
  expect_refused_with(backtest(good({"--cash"})), kBadUsage, {"--cash", "missing"});
}

TEST_F(BadInput, AFlagGivenTwice) {
  expect_refused(backtest(good({"--cash", "1000", "--cash", "2000"})), kBadUsage,
                 "--cash is '2000', which is a second value for it; give it once");
}

TEST_F(BadInput, AValueOfEachModelFlag) {
  const std::vector<std::vector<std::string>> cases{
      {"--cash", "-5"},          {"--commission", "0.002"},  {"--spread", "wide"},
      {"--margin", "20"},        {"--fill-timing", "later"}, {"--participation", "2"},
      {"--size", "100"},         {"--preset", "best"},       {"--timeframe", "fortnight"},
      {"--zone", "Mars/Base"},   {"--calendar", "lunar"},    {"--date-order", "ymd"},
      {"--to", "the other day"},
  };
  for (const auto& words : cases) {
    SCOPED_TRACE(words[0]);
    expect_refused_with(backtest(good(words)), kBadUsage,
                        {"tradewind: " + words[0] + " is '" + words[1] + "', which ", "; "});
  }
}

TEST_F(BadInput, AZeroOrNegativeSize) {
  for (const std::string size : {"units:0", "units:-5", "fraction:0", "fraction:-0.5",
                                 "fraction:1.5", "risk:0", "risk:-0.01", "vol:0", "kelly:0"}) {
    SCOPED_TRACE(size);
    expect_refused_with(backtest(good({"--size", size})), kBadUsage,
                        {"tradewind: --size is '" + size + "', which ", "; "});
  }
}

TEST_F(BadInput, AnUnknownModelOfACost) {
  const std::vector<std::vector<std::string>> cases{
      {"--commission", "ibkr_tired"}, {"--spread", "wide:0.1"},     {"--slippage", "slow"},
      {"--borrow", "dear"},           {"--interest", "simple:1"},   {"--latency", "poisson:5ms"},
      {"--regulatory-fees", "eu"},    {"--commission", "fixed:-1"},
  };
  for (const auto& words : cases) {
    SCOPED_TRACE(words[0]);
    expect_refused_with(backtest(good(words)), kBadUsage,
                        {"tradewind: " + words[0] + " is '" + words[1] + "', which ", "; "});
  }
}

TEST_F(BadInput, AUniverseWithASymbolThatLacksData) {
  const std::string path = given("members.csv",
                                 "symbol,from,to\nbars,,2024-02-29\nGONE,2024-03-01,\n"
                                 "LONG_GONE,2001-01-02,2004-01-02\n");

  expect_refused(backtest(good({"--universe", path})), kBadData,
                 "universe: 'GONE' is a member from 2024-03-01 on and has no data in this run; "
                 "name it with --symbols or --data, or take its row out");
}

TEST_F(BadInput, AUniverseThatIsNone) {
  const std::string not_there = folder_ / "no.csv";
  const std::string wrong = given("wrong.csv", "symbol,from,to\nbars,2024-02-30,\n");
  const std::string later = given("later.csv", "symbol,from,to\nbars,2030-01-01,\n");

  expect_refused(backtest(good({"--universe", not_there})), kBadData,
                 "cannot read the universe '" + not_there +
                     "': No such file or directory; name a CSV file of symbol,from,to");
  expect_refused(backtest(good({"--universe", wrong})), kBadData,
                 wrong +
                     ":2: from is '2024-02-30', which is no date; write 2020-03-18, or nothing "
                     "when it always was a member");
  expect_refused(backtest({"--universe", later, "--to", "2024-12-31", "--strategy", "sma_cross"}),
                 kBadData, later + ": nobody is a member to 2024-12-31; give another range");
  expect_refused(backtest(good({"--leavers", "hold"})), kBadUsage,
                 "--leavers is 'hold', which says what becomes of who leaves a universe, and there "
                 "is none; give --universe FILE, or leave it out");
  expect_refused(backtest(good({"--universe", later, "--leavers", "sell"})), kBadUsage,
                 "--leavers is 'sell', which is neither; write close or hold");
}

TEST_F(BadInput, AUniverseIsNoneThough) {
  const std::string path = given("members.csv", "symbol,from,to\nbars,2024-02-01,2024-03-15\n");

  const Finished run = backtest(good({"--universe", path, "--json", "-"}));

  EXPECT_EQ(run.exit_code, kDone) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\"universe\":[{\"symbol\":\"bars\",\"from\":\"2024-02-01\""));
  EXPECT_THAT(run.out, HasSubstr("1 symbol in 1 spell: entered only while a member"));
}

TEST_F(BadInput, EveryMistakeIsALineOfItsOwn) {
  const Finished run = backtest(good({"--cash", "-5", "--margin", "20"}));

  EXPECT_EQ(run.exit_code, kBadUsage);
  EXPECT_EQ(support::lines_of(run.err).size(), 2U) << run.err;
}

TEST_F(BadInput, AJsonTargetThatCannotBeWritten) {
  const std::string path = folder_ / "no/such/folder/x.json";

  expect_refused(backtest(good({"--json", path})), kFailed,
                 "cannot write '" + path +
                     "': No such file or directory; name a file in a folder that exists and is "
                     "writable");
}

TEST_F(BadInput, AReportTargetThatCannotBeWrittenLeavesNoJsonEither) {
  const std::string path = folder_ / "no/such/folder/x.html";

  expect_refused_with(backtest(good({"--json", folder_ / "x.json", "--report", path})), kFailed,
                      {"cannot write '" + path + "'", "name a file in a folder that exists"});
}

TEST_F(BadInput, AFolderAsATarget) {
  expect_refused_with(backtest(good({"--report", folder_.path()})), kFailed,
                      {"cannot write '" + folder_.path() + "'", "Is a directory"});
}

TEST_F(BadInput, AnOutputThatWouldReplaceAnInput) {
  const std::string spec = given("spec.toml", "strategy = \"sma_cross\"\n");

  expect_refused(backtest(good({"--json", spec})), kBadUsage,
                 "--json would write over '" + spec +
                     "'; give it a file of its own, or put the spec before it");
  expect_refused(backtest(good({"--report", folder_ / "bars.csv"})), kBadUsage,
                 "--report would write over '" + (folder_ / "bars.csv") +
                     "'; give it a file of its own, or put the spec before it");
  expect_refused(
      backtest(good({"--json", folder_ / "x", "--report", folder_ / "x"})), kBadUsage,
      "--json and --report both name '" + (folder_ / "x") + "'; give each a file of its own");
}

TEST_F(BadInput, NeverReplacesADeviceByAFile) {
  const std::string link = folder_ / "nowhere";
  std::filesystem::create_symlink("/dev/null", link);

  const Finished run = backtest(good({"--quiet", "--json", link}));

  EXPECT_EQ(run.exit_code, kDone) << run.err;
  EXPECT_TRUE(std::filesystem::is_symlink(link));
}

TEST_F(BadInput, AnAccountInEurosIsNoneThough) {
  const std::string spec = given("spec.toml", "[account]\ncurrency = \"EUR\"\n");

  const Finished run = backtest(good({"--json", "-", spec}));

  EXPECT_EQ(run.exit_code, kDone) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\"currency\":\"EUR\""));
}

TEST_F(BadInput, TheExampleSpecRunsOnAnyBarsOfItsRange) {
  const Finished run = backtest({"examples/backtest.toml", "--data", folder_ / "bars.csv", "--from",
                                 "2024-01-01", "--to", "2024-12-31", "--quiet"});

  EXPECT_EQ(run.exit_code, kDone) << run.err;
  EXPECT_THAT(run.err, IsEmpty());
}

}  // namespace
}  // namespace tw
