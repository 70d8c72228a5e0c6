// `tradewind audit` as a process, on what the demo's paper session put on record.

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sql/connection.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

namespace tw::support {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

class AuditVerb : public testing::Test {
 protected:
  void SetUp() override {
    const Finished demo = tradewind({"demo", "--data-dir", "tests/data/demo", "--json", "-"});
    ASSERT_EQ(demo.exit_code, 0) << demo.err;
    demo_ = json::parse(demo.out);
  }
  Finished tradewind(std::vector<std::string> words) const {
    words.insert(words.begin(), TW_APP);
    return run_process(words, {.environment = {"TRADEWIND_HOME=" + folder_ / "home"}});
  }
  json told(std::vector<std::string> words) const {
    words.emplace_back("--json");
    return json::parse(tradewind(std::move(words)).out, nullptr, false);
  }
  std::string trail() const { return folder_ / "home/audit/trail.jsonl"; }
  std::vector<std::string> lines() const { return lines_of(read_text(trail())); }
  void overwrite(const std::vector<std::string>& lines) const {
    std::string text;
    for (const std::string& line : lines) text.append(line).append("\n");
    folder_.write("home/audit/trail.jsonl", text);
  }

  TempFolder folder_;
  json demo_;
};

TEST_F(AuditVerb, ThePaperSessionLeavesIntentsDecisionsAndOutcomesAndTheTrailIsIntact) {
  const json verified = told({"audit", "verify"});
  const json intents = told({"audit", "show", "--kind", "order_intent"})["records"];
  const json decisions = told({"audit", "show", "--kind", "risk"})["records"];
  const json outcomes = told({"audit", "show", "--kind", "order_outcome"})["records"];
  const json arming = told({"audit", "show", "--kind", "arming"})["records"];

  EXPECT_EQ(verified["is_intact"], true);
  EXPECT_EQ(verified["records"], lines().size());
  EXPECT_EQ(intents.size(), demo_["paper"]["commands"].get<std::size_t>());
  EXPECT_GE(decisions.size(), 1U);
  EXPECT_EQ(arming.size(), 1U);
  std::size_t fills = 0;
  for (const json& outcome : outcomes) fills += outcome["action"] == "filled" ? 1U : 0U;
  EXPECT_EQ(fills, demo_["paper"]["fills"].get<std::size_t>());
}

TEST_F(AuditVerb, RowsPastTheirPolicyGoWhenASessionEndsAndThatIsOnRecord) {
  const auto db = *sql::Connection::open(sql::Address::sqlite(folder_ / "home/tradewind.db"));
  ASSERT_TRUE(
      db->execute("INSERT INTO system_log (id, at, level, module, message) VALUES "
                  "('old', 1, 'info', 'm', 'past 30 days'), "
                  "('new', 4000000000000000000, 'info', 'm', 'not yet')"));
  EXPECT_THAT(told({"audit", "show", "--kind", "retention"})["records"], testing::IsEmpty());

  ASSERT_EQ(tradewind({"demo", "--data-dir", "tests/data/demo", "--once"}).exit_code, 0);

  EXPECT_EQ(db->one<std::string>("SELECT id FROM system_log"), "new");
  const json pruned = told({"audit", "show", "--kind", "retention"})["records"];
  ASSERT_EQ(pruned.size(), 1U);
  EXPECT_EQ(pruned[0]["action"], "prune");
  EXPECT_EQ(pruned[0]["detail"], "by policy: system_log 1");
  EXPECT_EQ(told({"audit", "verify"})["is_intact"], true);
}

TEST_F(AuditVerb, WhatAPersonDoesToADatabaseIsOnRecord) {
  const std::string backup = folder_ / "books.backup";
  const std::string copy = "sqlite:" + (folder_ / "copy.db");
  ASSERT_EQ(tradewind({"db", "migrate"}).exit_code, 0);
  ASSERT_EQ(tradewind({"db", "backup", backup}).exit_code, 0);
  ASSERT_EQ(tradewind({"db", "restore", backup, "--database", copy}).exit_code, 0);
  ASSERT_EQ(tradewind({"db", "prune", "--keep", "system_log=30"}).exit_code, 0);
  ASSERT_EQ(tradewind({"db", "prune", "--dry-run"}).exit_code, 0);
  ASSERT_EQ(tradewind({"db", "rebuild"}).exit_code, 0);

  const auto only = [&](const char* kind, const char* action) {
    std::vector<std::string> found;
    const json records = told({"audit", "show", "--kind", kind})["records"];
    for (const json& record : records) {
      if (record["action"].get<std::string>() != action) continue;
      found.push_back(record["subject"].get<std::string>() + " " +
                      record["detail"].get<std::string>());
    }
    return found;
  };

  EXPECT_THAT(only("migration", "migrate"), ElementsAre(HasSubstr("database:sqlite:")));
  EXPECT_THAT(only("backup", "backup"), ElementsAre(HasSubstr(backup)));
  EXPECT_THAT(only("backup", "restore"), ElementsAre("database:" + copy + " " + backup));
  EXPECT_THAT(only("retention", "prune"), ElementsAre(HasSubstr("system_log=30")));
  EXPECT_THAT(only("operator", "rebuild"),
              ElementsAre(HasSubstr("paper-"), HasSubstr(" audit_trail")));
  EXPECT_EQ(told({"audit", "verify"})["is_intact"], true);
}

TEST_F(AuditVerb, EveryRecordHasItsCopyInTheDatabaseAndTamperingThereIsLocated) {
  const std::string url = "sqlite:" + (folder_ / "home/tradewind.db");
  const auto run_sql = [&](const std::string& text) {
    const auto db = sql::Connection::open(sql::Address::parse(url).value());
    ASSERT_TRUE(db) << db.error().message;
    ASSERT_TRUE((*db)->script(text));
  };
  const json whole = told({"audit", "verify"})["database"];
  EXPECT_EQ(whole["is_same"], true);
  EXPECT_EQ(whole["records"], lines().size());
  EXPECT_EQ(whole["behind"], 0);

  run_sql("UPDATE audit_log SET actor = 'user:eve' WHERE sequence = 7");
  const Finished altered = tradewind({"audit", "verify"});
  EXPECT_EQ(altered.exit_code, 3);
  EXPECT_THAT(altered.err, HasSubstr("record 7 (row 7) was altered"));
  EXPECT_EQ(tradewind({"audit", "verify", "--file-alone"}).exit_code, 0);

  run_sql("DELETE FROM audit_log WHERE sequence > 20");
  const json findings = told({"audit", "verify"})["database"]["findings"];
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0]["kind"], "altered");
  EXPECT_EQ(findings[1]["kind"], "removed");
  EXPECT_EQ(findings[1]["first"], 21);

  ASSERT_EQ(tradewind({"db", "rebuild"}).exit_code, 0);
  EXPECT_EQ(told({"audit", "verify"})["database"]["is_same"], true);

  std::filesystem::remove(folder_ / "home/tradewind.db");
  EXPECT_EQ(tradewind({"audit", "verify"}).exit_code, 1) << "a copy that is gone is missed";
}

TEST_F(AuditVerb, AChangedPolicyAndANewDatabaseAreOnRecord) {
  ASSERT_EQ(tradewind({"db", "prune", "--keep", "system_log=14"}).exit_code, 0);
  const json config = told({"audit", "show", "--kind", "config"})["records"];
  const json made = told({"audit", "show", "--kind", "migration"})["records"];

  ASSERT_EQ(config.size(), 1U);
  EXPECT_EQ(config[0]["subject"], "retention:system_log");
  EXPECT_THAT(config[0]["detail"].get<std::string>(), HasSubstr("from 30 to 14 days"));
  ASSERT_EQ(made.size(), 1U) << "the demo made it";
  EXPECT_EQ(made[0]["detail"], "made new");
}

TEST_F(AuditVerb, OneDecisionIsFollowedByItsCorrelationId) {
  const json intents = told({"audit", "show", "--kind", "order_intent"})["records"];
  const std::string correlation = intents[0]["correlation"];

  const json all = told({"audit", "show", "--correlation", correlation})["records"];

  ASSERT_GE(all.size(), 3U);
  EXPECT_EQ(all[0]["kind"], "risk");
  EXPECT_EQ(all[1]["kind"], "order_intent");
  for (const json& one : all) EXPECT_EQ(one["correlation"], correlation);
}

TEST_F(AuditVerb, TamperingIsLocatedAndEndsWithTheCodeOfBadData) {
  const std::vector<std::string> whole = lines();
  std::vector<std::string> altered = whole;
  altered[9].replace(altered[9].find("\"actor\""), 7, "\"factor");
  overwrite(altered);
  const Finished found = tradewind({"audit", "verify"});
  EXPECT_EQ(found.exit_code, 3);
  EXPECT_THAT(found.err, HasSubstr("record 10 (line 10) was altered"));

  std::vector<std::string> removed = whole;
  removed.erase(removed.begin() + 4, removed.begin() + 6);
  overwrite(removed);
  EXPECT_THAT(tradewind({"audit", "verify"}).err, HasSubstr("records 5 to 6 were removed"));

  std::vector<std::string> cut = whole;
  cut.pop_back();
  overwrite(cut);
  EXPECT_THAT(tradewind({"audit", "verify"}).err,
              HasSubstr("record " + std::to_string(whole.size()) + " was removed"));
  EXPECT_EQ(told({"audit", "verify"})["findings"][0]["kind"], "removed");
}

TEST_F(AuditVerb, ASignedHeadShowsATrailThatWasRebuilt) {
  const std::string key = folder_ / "audit.key";
  const std::string public_key = told({"audit", "key", key})["public_key"];
  const Finished head = tradewind({"audit", "head", "--sign", key});
  ASSERT_EQ(head.exit_code, 0) << head.err;
  const std::string kept = folder_.write("head.json", head.out);

  EXPECT_EQ(tradewind({"audit", "verify", "--head", kept, "--public-key", public_key}).exit_code,
            0);

  // Somebody throws the trail away and trades again.
  std::filesystem::remove_all(folder_ / "home/audit");
  ASSERT_EQ(tradewind({"demo", "--data-dir", "tests/data/demo", "--once"}).exit_code, 0);
  EXPECT_EQ(tradewind({"audit", "verify"}).exit_code, 0);
  EXPECT_EQ(tradewind({"audit", "verify", "--head", kept}).exit_code, 3);

  const Finished other =
      tradewind({"audit", "verify", "--head", kept, "--public-key", std::string(64, 'a')});
  EXPECT_EQ(other.exit_code, 3);
  EXPECT_THAT(other.err, HasSubstr("was signed by another key"));
  folder_.write("head.json", head.out.substr(0, 20));
  EXPECT_THAT(tradewind({"audit", "verify", "--head", kept}).err, HasSubstr("no signed head"));
}

TEST_F(AuditVerb, WhatIsPrunedIsOnRecordAndTheRestVerifies) {
  const std::size_t before = lines().size();
  const json pruned = told({"audit", "prune", "--before", "2100-01-01"});
  const json verified = told({"audit", "verify"});

  EXPECT_EQ(pruned["removed"], before);
  EXPECT_EQ(verified["is_intact"], true);
  EXPECT_EQ(verified["pruned"], before);
  EXPECT_EQ(verified["records"], 1);
}

TEST_F(AuditVerb, AnExportHoldsEveryRecordInBothForms) {
  const json whole = told({"audit", "export"})["records"];
  const std::string csv = tradewind({"audit", "export", "--csv", "-"}).out;

  EXPECT_EQ(whole.size(), lines().size());
  EXPECT_EQ(lines_of(csv).size(), lines().size() + 1);
  EXPECT_EQ(told({"audit", "export", "--limit", "3"})["records"].size(), 3U);
}

TEST_F(AuditVerb, BadInputIsOneClearLine) {
  struct Case {
    std::vector<std::string> words;
    int code;
    const char* says;
  };
  for (const Case& one : std::vector<Case>{
           {{"audit", "show", "--from", "soon"}, 2, "--from 'soon' is no date"},
           {{"audit", "show", "--kind", "riks"}, 2, "riks"},
           {{"audit", "export"}, 2, "say where to"},
           {{"audit", "verify", "--head", "none.json"}, 3, "none.json"},
           {{"audit", "verify", "--public-key", "xyz"}, 2, "--public-key: 'xyz' is none"},
           {{"audit", "head", "--sign", "none.key"}, 3, "none.key"},
           {{"audit", "prune"}, 2, "--before"},
           {{"audit", "verifi"}, 2, "did you mean 'verify'?"}}) {
    const Finished ended = tradewind(one.words);
    EXPECT_EQ(ended.exit_code, one.code) << one.says << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(one.says));
    EXPECT_EQ(lines_of(ended.err).size(), 1U) << ended.err;
  }
}

}  // namespace
}  // namespace tw::support
