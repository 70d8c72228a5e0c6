#include "store/audit_table.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

#include "store/migration.hpp"
#include "support/temp_folder.hpp"
#include "support/test_database.hpp"

// The audit trail's copy in a database, on both engines: whole, once, and held against the file.
namespace tw::store {
namespace {

using formats::AuditEntry;
using formats::AuditFinding;
using formats::AuditKind;
using sql::Engine;
using sql::Reason;
using support::read_text;
using support::TempFolder;
using support::TestDatabase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Timestamp kNow{1'764'000'000'000'000'000};

class AuditTable : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override { ASSERT_TRUE(migrate(*db_, kNow)); }
  /// Adds records 1, 2, ... of which each says its number.
  void add(int count) {
    std::vector<AuditEntry> entries;
    for (int i = 0; i < count; ++i) {
      entries.push_back({.at = Timestamp::from_seconds(1'000 + ++added_),
                         .kind = AuditKind::OrderIntent,
                         .action = "submit",
                         .actor = "strategy:sma \"cross\"",
                         .subject = "order:1-" + std::to_string(added_),
                         .correlation = "paper-1/" + std::to_string(added_),
                         .detail = "told"});
    }
    ASSERT_TRUE(trail_.append(entries));
  }
  AuditCopy copy() {
    const auto done = copy_audit(trail_, *db_, database_.address(), kNow);
    EXPECT_TRUE(done) << done.error().message;
    return done.value_or(AuditCopy{});
  }
  AuditComparison compare() {
    const auto done = compare_audit(trail_, *db_, database_.address());
    EXPECT_TRUE(done) << done.error().message;
    return done.value_or(AuditComparison{});
  }
  std::vector<std::string> findings() {
    std::vector<std::string> told;
    for (const AuditFinding& finding : compare().findings) told.push_back(describe(finding, "row"));
    return told;
  }
  void sql(const std::string& text) {
    const auto done = db_->script(text);
    ASSERT_TRUE(done) << done.error().message;
  }
  std::int64_t rows(const std::string& table = "audit_log") {
    return db_->one<std::int64_t>("SELECT COUNT(*) FROM " + table)->value_or(-1);
  }

  TempFolder folder_;
  AuditTrail trail_{folder_.path()};
  TestDatabase database_{GetParam()};
  std::unique_ptr<sql::Connection> db_ = database_.connect();
  int added_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Both, AuditTable, testing::Values(Engine::Sqlite, Engine::Postgres),
                         support::EngineName{});

TEST_P(AuditTable, EveryRecordComesOnceAndIsTheFilesOwn) {
  EXPECT_EQ(copy().added, 0U) << "there is no trail yet";
  add(5);

  EXPECT_EQ(copy().added, 5U);
  EXPECT_EQ(copy().added, 0U);
  add(2);
  EXPECT_EQ(compare().behind, 2U);
  EXPECT_TRUE(compare().is_same()) << "what is still to come is no difference";
  EXPECT_EQ(copy().added, 2U);

  EXPECT_EQ(rows(), 7);
  EXPECT_TRUE(compare().is_same());
  EXPECT_EQ(compare().records, 7U);
  EXPECT_EQ(db_->one<std::string>("SELECT subject FROM audit_log WHERE correlation = 'paper-1/6'"),
            "order:1-6");
}

TEST_P(AuditTable, ManyWhoBringTheSameRecordsBringEachOnce) {
  add(300);
  std::vector<std::jthread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&] {
      const auto db = database_.connect();
      const auto done = copy_audit(AuditTrail{folder_.path()}, *db, database_.address(), kNow);
      EXPECT_TRUE(done) << done.error().message;
    });
  }
  writers.clear();

  EXPECT_EQ(rows(), 300);
  EXPECT_TRUE(compare().is_same());
}

TEST_P(AuditTable, TwoHomesShareADatabaseAndNeitherSeesTheOthersRecords) {
  const TempFolder other_home;
  AuditTrail other{other_home.path()};
  const std::vector one{AuditEntry{.at = kNow, .action = "flatten", .actor = "user:bob"}};
  ASSERT_TRUE(other.append(one));
  add(3);
  copy();
  ASSERT_TRUE(copy_audit(other, *db_, database_.address(), kNow));

  EXPECT_EQ(rows(), 4);
  EXPECT_EQ(compare().records, 3U);
  EXPECT_TRUE(compare().is_same());
  EXPECT_TRUE(compare_audit(other, *db_, database_.address())->is_same());
}

TEST_P(AuditTable, TextThatNoColumnHoldsIsWholeInTheContent) {
  const std::vector odd{AuditEntry{.at = kNow,
                                   .action = "odd",
                                   .actor = std::string{"user:\0\xFF\n", 8},
                                   .subject = "\"",
                                   .detail = std::string{"\0", 1}}};
  ASSERT_TRUE(trail_.append(odd));

  EXPECT_EQ(copy().added, 1U);
  EXPECT_TRUE(compare().is_same());
}

TEST_P(AuditTable, EachKindOfTamperingIsFoundAndLocated) {
  struct Case {
    const char* done;
    std::string told;
  };
  const std::string second = "UPDATE audit_log SET sequence = 102 WHERE sequence = 2;";
  const std::vector<Case> cases{
      {"UPDATE audit_log SET content = replace(content, 'told', 'tolt') WHERE sequence = 4",
       "record 4 (row 4) was altered: the content does not match its hash"},
      {"UPDATE audit_log SET actor = 'user:eve' WHERE sequence = 4",
       "record 4 (row 4) was altered: the content does not match its hash"},
      {"UPDATE audit_log SET at = at + 1 WHERE sequence = 4",
       "record 4 (row 4) was altered: the content does not match its hash"},
      {"UPDATE audit_log SET hash = 'x' WHERE sequence = 4",
       "row 4 was overwritten: it is no audit record"},
      {"DELETE FROM audit_log WHERE sequence = 4",
       "record 4 was removed: the numbers go on without it"},
      {"DELETE FROM audit_log WHERE sequence < 3",
       "records 1 to 2 were removed: the numbers go on without them"},
      {"DELETE FROM audit_log WHERE sequence >= 7",
       "records 7 to 8 were removed: the numbers go on without them"},
      {"DELETE FROM audit_log", "records 1 to 8 were removed: the numbers go on without them"},
      {"UPDATE audit_log SET sequence = 100 WHERE sequence = 3;"
       "UPDATE audit_log SET sequence = 3 WHERE sequence = 6;"
       "UPDATE audit_log SET sequence = 6 WHERE sequence = 100",
       "was moved"},
      {"INSERT INTO audit_log SELECT trail, 9, at, kind, action, actor, subject, correlation, "
       "content, previous_hash, 'h' FROM audit_log WHERE sequence = 8",
       "row 9 was overwritten: it is no audit record"},
  };
  add(8);
  for (const Case& one : cases) {
    ASSERT_TRUE(copy_audit_anew(trail_, *db_, database_.address(), kNow));
    ASSERT_TRUE(compare().is_same());

    sql(one.done);

    const auto told = findings();
    ASSERT_FALSE(told.empty()) << one.done;
    EXPECT_THAT(told, testing::Contains(HasSubstr(one.told))) << one.done;
  }
}

TEST_P(AuditTable, ARowThatWasMadeToFitTheChainIsNotTheFiles) {
  add(4);
  copy();
  const auto head = trail_.append({});
  std::string line;
  const AuditEntry forged{.at = kNow, .action = "approve", .actor = "risk"};
  const auto hash = formats::append_sealed(line, forged, 5, head->hash);
  line.pop_back();
  const auto done = db_->execute(
      "INSERT INTO audit_log (trail, sequence, at, kind, action, actor, content, previous_hash, "
      "hash) VALUES (?, 5, ?, 'operator', 'approve', 'risk', ?, ?, ?)",
      {*trail_.name(), kNow, formats::content_of(line), formats::to_hex(head->hash),
       formats::to_hex(hash)});
  ASSERT_TRUE(done) << done.error().message;

  EXPECT_THAT(findings(), ElementsAre(HasSubstr("record 5 (row 5) was inserted")));
  add(1);
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("record 5 (row 5) was replaced")));
  const auto refused = copy_audit(trail_, *db_, database_.address(), kNow);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::Damaged);
  EXPECT_THAT(refused.error().message, HasSubstr("holds another record 5"));
}

TEST_P(AuditTable, RowsThatWentMissingAreNotQuietlyPutBack) {
  add(5);
  copy();
  sql("DELETE FROM audit_log WHERE sequence > 3");
  add(1);

  const auto refused = copy_audit(trail_, *db_, database_.address(), kNow);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::Damaged);
  EXPECT_THAT(refused.error().message, HasSubstr("has lost records 4 to 5"));
  EXPECT_EQ(rows(), 3);
  ASSERT_TRUE(copy_audit_anew(trail_, *db_, database_.address(), kNow));
  EXPECT_TRUE(compare().is_same());
  EXPECT_EQ(rows(), 6);
}

TEST_P(AuditTable, AnAlteredFileIsNoFaultOfTheTableWhichStillHasTheRecord) {
  add(5);
  copy();
  std::string text = read_text(trail_.path());
  text.replace(text.find("order:1-3"), 9, "order:1-9");
  std::ofstream{trail_.path(), std::ios::binary} << text;

  EXPECT_THAT(findings(), IsEmpty());
  EXPECT_FALSE(trail_.verify()->is_intact());
  EXPECT_EQ(db_->one<std::string>("SELECT subject FROM audit_log WHERE sequence = 3"), "order:1-3");
}

TEST_P(AuditTable, PruningLeavesAnAnchorBehindWhichTheRestVerifies) {
  add(10);
  copy();
  for (const int before : {4, 7}) {
    ASSERT_TRUE(trail_.prune(Timestamp::from_seconds(1'000 + before), kNow, "user:anna"));
    EXPECT_TRUE(compare().is_same()) << "rows that are still to go are no difference";

    EXPECT_EQ(copy().pruned, 3U);
    EXPECT_TRUE(compare().is_same());
  }
  EXPECT_TRUE(trail_.verify()->is_intact());
  EXPECT_EQ(rows(), 6) << "four of ten, and two that tell of the pruning";
  EXPECT_EQ(rows("audit_anchors"), 2);

  sql("UPDATE audit_anchors SET hash = 'x' WHERE sequence = 6");
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("record 6 was altered")));
  ASSERT_TRUE(copy_audit_anew(trail_, *db_, database_.address(), kNow));
  EXPECT_TRUE(compare().is_same());
}

TEST_P(AuditTable, ATableThatStartsAfterAPruningIsAnchoredToo) {
  add(6);
  ASSERT_TRUE(trail_.prune(Timestamp::from_seconds(1'004), kNow, "user:anna"));

  EXPECT_EQ(copy().added, 4U);
  EXPECT_EQ(rows("audit_anchors"), 1);
  EXPECT_TRUE(compare().is_same());
  sql("DELETE FROM audit_log WHERE sequence = 4");
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("record 4 was removed")));
}

}  // namespace
}  // namespace tw::store
