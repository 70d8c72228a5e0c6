// `tradewind journal` and `tradewind replay` as processes, on the paper session of a demo.

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "formats/journal_record.hpp"
#include "store/journal_reader.hpp"
#include "store/journal_writer.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

namespace tw::support {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class JournalVerbs : public testing::Test {
 protected:
  void SetUp() override {
    const Finished demo = tradewind({"demo", "--data-dir", "tests/data/demo", "--json", "-"});
    ASSERT_EQ(demo.exit_code, 0) << demo.err;
    demo_ = json::parse(demo.out);
    session_ = demo_["paper"]["journal"];
  }
  Finished tradewind(std::vector<std::string> words) const {
    words.insert(words.begin(), TW_APP);
    return run_process(words, {.environment = {"TRADEWIND_HOME=" + folder_ / "home"}});
  }
  std::string name() const { return std::filesystem::path{session_}.filename().string(); }
  std::string file() const { return session_ + "/000001.journal"; }

  /// Writes the session again with one command changed, as a journal without a flaw.
  std::string with_another_command() const {
    const auto journal = store::Journal::read(session_);
    const std::string other = folder_ / "home/journals/other";
    auto writer = store::JournalWriter::create(other, {.segment_bytes = 1U << 20});
    bool is_changed = false;
    for (const store::JournalRecord& record : journal->records()) {
      std::vector<std::byte> payload{record.payload.begin(), record.payload.end()};
      if (record.kind == static_cast<std::uint16_t>(formats::RecordKind::Command) && !is_changed) {
        is_changed = true;
        payload.back() ^= std::byte{1};  // The last letter of its tag.
      }
      EXPECT_TRUE((*writer)->append(record.kind, record.version, payload));
    }
    return other;
  }

  TempFolder folder_;
  json demo_;
  std::string session_;
};

TEST_F(JournalVerbs, ThePaperSessionOfTheDemoReplaysToTheSameCommands) {
  const Finished ended = tradewind({"replay", name(), "--json", "-"});

  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const json told = json::parse(ended.out);
  EXPECT_EQ(told["is_identical"], true);
  EXPECT_EQ(told["is_closed"], true);
  EXPECT_EQ(told["commands_hash"], demo_["paper"]["commands_hash"]);
  EXPECT_EQ(told["commands"], demo_["paper"]["commands"]);
  EXPECT_GT(told["events"], 250);
  EXPECT_EQ(told["difference"], nullptr);
}

TEST_F(JournalVerbs, APlantedChangeOfOneCommandIsFoundAndShown) {
  const Finished ended = tradewind({"replay", with_another_command()});

  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, HasSubstr("the session asked for 'submit 1-7 buy SPX market"));
  EXPECT_THAT(ended.err, HasSubstr("', the replay for 'submit 1-7 buy SPX market"));
}

TEST_F(JournalVerbs, ListVerifyAndShowTellWhatIsThere) {
  const json listed = json::parse(tradewind({"journal", "list", "--json"}).out);
  const json verified = json::parse(tradewind({"journal", "verify", name(), "--json"}).out);
  const json shown =
      json::parse(tradewind({"journal", "show", name(), "--kind", "command", "--json"}).out);

  ASSERT_EQ(listed["journals"].size(), 1U);
  EXPECT_EQ(listed["journals"][0]["name"], name());
  EXPECT_EQ(listed["journals"][0]["state"], "complete");
  EXPECT_EQ(verified["state"], "complete");
  EXPECT_EQ(verified["damage"], nullptr);
  EXPECT_EQ(verified["records"], listed["journals"][0]["records"]);
  EXPECT_EQ(shown["records"].size(), demo_["paper"]["commands"].get<std::size_t>());
  EXPECT_THAT(shown["records"][0]["text"].get<std::string>(), HasSubstr("submit 1-7 buy SPX"));
}

TEST_F(JournalVerbs, ADamagedFileIsRefusedWithItsPlaceByEveryVerb) {
  std::string bytes = read_text(file());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  std::ofstream{file(), std::ios::binary} << bytes;

  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"replay", session_}, {"journal", "verify", session_}}) {
    const Finished ended = tradewind(words);
    EXPECT_EQ(ended.exit_code, 3) << words[0];
    EXPECT_THAT(ended.err, HasSubstr("000001.journal' is damaged at byte "));
    EXPECT_THAT(ended.err, HasSubstr("nothing was changed"));
  }
}

TEST_F(JournalVerbs, PackedFilesShowVerifyReplayAndRebuildAsTheyDid) {
  const std::string shown = tradewind({"journal", "show", name()}).out;
  const std::string fills = tradewind({"db", "export", "fills", "--json", "-"}).out;

  const Finished packed = tradewind({"journal", "compact", "--json", "-"});

  ASSERT_EQ(packed.exit_code, 0) << packed.err;
  const json told = json::parse(packed.out)["journals"][0];
  EXPECT_EQ(told["name"], name());
  EXPECT_EQ(told["files"], 1);
  EXPECT_LT(told["bytes_to"], told["bytes_from"]);
  EXPECT_FALSE(std::filesystem::exists(file()));
  EXPECT_EQ(tradewind({"journal", "show", name()}).out, shown);
  EXPECT_THAT(tradewind({"journal", "verify", name()}).out,
              HasSubstr("1 of them packed: complete"));
  EXPECT_EQ(tradewind({"replay", name()}).exit_code, 0);
  EXPECT_EQ(tradewind({"db", "rebuild"}).exit_code, 0);
  EXPECT_EQ(tradewind({"db", "export", "fills", "--json", "-"}).out, fills);
}

TEST_F(JournalVerbs, ATornTailIsLeftOutWithAWarningAndTheRestReplays) {
  std::filesystem::resize_file(file(), std::filesystem::file_size(file()) - 9);

  const Finished verified = tradewind({"journal", "verify", session_});
  const Finished replayed = tradewind({"replay", session_});

  EXPECT_EQ(verified.exit_code, 0);
  EXPECT_THAT(verified.err, HasSubstr("were never finished, and are left out"));
  EXPECT_EQ(replayed.exit_code, 0) << replayed.err;
  EXPECT_THAT(replayed.err, HasSubstr("did not end as it should"));
  EXPECT_THAT(replayed.out, HasSubstr("commands: identical"));
}

TEST_F(JournalVerbs, ANameThatIsNoSessionSaysWhereToLook) {
  const Finished ended = tradewind({"replay", "paper-1999"});

  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.err, HasSubstr("paper-1999"));
  EXPECT_THAT(ended.err, HasSubstr("tradewind journal list"));
}

}  // namespace
}  // namespace tw::support
