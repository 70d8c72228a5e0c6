#include "store/archive.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "store/database.hpp"
#include "store/migration.hpp"
#include "store/retention.hpp"
#include "store/schema.hpp"
#include "support/test_database.hpp"

// A backup that was never restored is a hope, so each one here is.
namespace tw::store {
namespace {

using sql::Engine;
using sql::Reason;
using support::TestDatabase;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Timestamp kNow{1'764'000'000'000'000'000};

/// Returns all rows of all tables, in order, as text.
std::string everything(sql::Connection& db) {
  std::string text;
  const std::vector<SchemaTable> tables = read_schema(db).value();
  for (const SchemaTable& table : tables) {
    text += table.name + "\n";
    std::vector<std::string> lines;
    EXPECT_TRUE(db.each("SELECT * FROM " + table.name, {}, [&](const sql::Row& row) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        line += row.name(i);
        if (row.type(i) == sql::Type::Int64) line += "=" + std::to_string(row.integer(i));
        if (row.type(i) == sql::Type::Double) line += "~" + std::to_string(row.real(i));
        if (row.type(i) == sql::Type::Text) line += "'" + std::string{row.text(i)} + "'";
        if (row.type(i) == sql::Type::Bytes) line += "#" + std::to_string(row.blob(i).size());
        line += "|";
      }
      lines.push_back(line);
    }));
    std::ranges::sort(lines);
    for (const std::string& line : lines) text += line + "\n";
  }
  return text;
}

void fill(sql::Connection& db) {
  const sql::Blob bytes{std::byte{0}, std::byte{9}, std::byte{10}, std::byte{255}};
  ASSERT_TRUE(
      db.execute("INSERT INTO users (id, name, totp_secret, created_at, updated_at) VALUES"
                 " ('u1', ?, ?, 1, 2)",
                 {"tab\there, line\nthere, slash\\n, \u20ac", bytes}));
  ASSERT_TRUE(db.execute(
      "INSERT INTO users (id, name, created_at, updated_at) VALUES ('u2', 'bob',"
      " ?, ?)",
      {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}));
  ASSERT_TRUE(
      db.execute("INSERT INTO user_sessions VALUES ('s', 'u1', ?, '', 1, 1, 1, NULL)", {bytes}));
  ASSERT_TRUE(
      db.execute("INSERT INTO observations VALUES ('able x', 1, 2, 'v', '', ?, '')", {0.1}));
  ASSERT_TRUE(db.execute("INSERT INTO observations VALUES ('s', 1, 3, 'v', '', NULL, '')"));
  std::vector<std::vector<sql::Parameter>> rows;
  std::vector<std::string> ids(3'000);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    ids[i] = "id" + std::to_string(i);
    rows.push_back({ids[i], kNow - Duration::hours(static_cast<std::int64_t>(i))});
  }
  ASSERT_TRUE(
      db.execute_many("INSERT INTO system_log (id, at, level, module, message) VALUES (?, ?,"
                      " 'info', 'm', 'hello')",
                      rows));
}

class Archive : public testing::TestWithParam<Engine> {
 protected:
  Archive() {
    EXPECT_TRUE(migrate(*db, kNow));
    fill(*db);
  }

  TestDatabase database{GetParam()};
  std::unique_ptr<sql::Connection> db = database.connect();
  support::TempFolder folder;
  std::string file = folder / "books.backup";
};

INSTANTIATE_TEST_SUITE_P(Both, Archive, testing::Values(Engine::Sqlite, Engine::Postgres),
                         support::EngineName{});

TEST_P(Archive, RestoresTheSameRowsOnEitherEngine) {
  ASSERT_TRUE(set_retention(*db, *find_retention(*db, "system_log", kNow), 77, kNow));
  const auto written = back_up(*db, file, kNow);
  ASSERT_TRUE(written) << written.error().message;

  for (const Engine engine : {Engine::Sqlite, Engine::Postgres}) {
    const TestDatabase other{engine};
    const auto restored = other.connect();
    const auto rows = restore(*restored, file, kNow);
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(everything(*restored), everything(*db));
    EXPECT_THAT(*check_database(*restored), IsEmpty());
    EXPECT_TRUE(read_schema_state(*restored)->is_current());
  }
}

TEST_P(Archive, OfAnEarlierVersionIsBroughtUpToThisBuild) {
  const TestDatabase earlier{GetParam()};
  const auto old = earlier.connect();
  ASSERT_TRUE(migrate(*old, kNow, migrations().first(4)));
  ASSERT_TRUE(
      old->execute("INSERT INTO users (id, name, created_at, updated_at) VALUES ('u', 'ann',"
                   " 1, 1)"));
  ASSERT_TRUE(back_up(*old, file, kNow));
  const TestDatabase other{GetParam()};
  const auto restored = other.connect();

  const auto rows = restore(*restored, file, kNow);

  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_TRUE(read_schema_state(*restored)->is_current());
  EXPECT_EQ(restored->one<std::string>("SELECT name FROM users"), "ann");
}

TEST_P(Archive, ADatabaseWithRowsIsNotOverwritten) {
  ASSERT_TRUE(back_up(*db, file, kNow));
  const std::string before = everything(*db);

  const auto refused = restore(*db, file, kNow);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::Refused);
  EXPECT_THAT(refused.error().message, HasSubstr("restore into an empty one"));
  EXPECT_EQ(everything(*db), before);
}

TEST_P(Archive, WhatWasCutOrFlippedIsFoundBeforeTheDatabaseIsTouched) {
  ASSERT_TRUE(back_up(*db, file, kNow));
  const std::string whole = support::read_text(file);
  std::string flipped = whole;
  flipped[whole.find("hello")] = 'j';
  const TestDatabase other{GetParam()};
  const auto target = other.connect();

  for (const std::string& text :
       {flipped, whole.substr(0, whole.size() / 2), whole.substr(0, whole.size() - 3),
        whole + "x\n", std::string{"letter\n"}, std::string{}}) {
    const auto refused = restore(*target, folder.write("bad.backup", text), kNow);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, Reason::Damaged) << refused.error().message;
  }
  EXPECT_THAT(*read_schema(*target), IsEmpty());
}

TEST_P(Archive, GoesOnWhileOthersWriteAndShowsOneState) {
  const auto writer = database.connect();
  const auto before = everything(*db);
  {
    const auto transaction = writer->begin();
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(
        writer->execute("INSERT INTO users (id, name, created_at, updated_at) VALUES ('u9',"
                        " 'zoe', 1, 1)"));
    const auto written = back_up(*db, file, kNow);
    ASSERT_TRUE(written) << written.error().message;
  }
  const TestDatabase other{Engine::Sqlite};
  const auto restored = other.connect();
  ASSERT_TRUE(restore(*restored, file, kNow));
  EXPECT_EQ(everything(*restored), before);
}

TEST_P(Archive, AFolderThatIsNotThereIsNamedAndNothingIsLeft) {
  const auto refused = back_up(*db, folder / "no/such/x.backup", kNow);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::Denied);
  EXPECT_THAT(refused.error().message, HasSubstr("its folder does not exist"));
}

TEST_P(Archive, PruningDeletesWhatIsPastItsPolicyAndNothingElse) {
  const auto count = [&] {
    return db->one<std::int64_t>("SELECT count(*) FROM system_log")->value();
  };
  EXPECT_EQ(count(), 3'000);
  const auto seen = read_retention(*db, kNow);
  ASSERT_TRUE(seen);
  EXPECT_EQ(count(), 3'000) << "looking deletes nothing";

  const auto pruned = prune(*db, kNow);

  ASSERT_TRUE(pruned) << pruned.error().message;
  const auto log = std::ranges::find(*pruned, "system_log", &RetentionPolicy::table);
  EXPECT_EQ(log->expired, 3'000 - 30 * 24 - 1) << "one an hour, kept for 30 days";
  EXPECT_EQ(std::ranges::find(*seen, "system_log", &RetentionPolicy::table)->expired, log->expired);
  EXPECT_EQ(count(), 30 * 24 + 1);
  ASSERT_TRUE(set_retention(*db, *find_retention(*db, "system_log", kNow), 1, kNow));
  ASSERT_TRUE(prune(*db, kNow));
  EXPECT_EQ(count(), 25);
  EXPECT_EQ(db->one<std::int64_t>("SELECT count(*) FROM users"), 2);
}

TEST_P(Archive, WhatIsKeptForEverCannotBeGivenAPolicy) {
  for (const char* table : {"fills", "audit_log", "users", "nowhere"}) {
    const auto refused = find_retention(*db, table, kNow);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("is kept for ever; a policy can have: "));
  }
  const RetentionPolicy policy = find_retention(*db, "system_log", kNow).value();
  EXPECT_FALSE(set_retention(*db, policy, 0, kNow));
  EXPECT_FALSE(set_retention(*db, policy, 36'501, kNow));
}

TEST_P(Archive, OfTwoWhoChangeAPolicyThatTheyReadAtOnceTheSecondIsTold) {
  const RetentionPolicy seen_by_both = find_retention(*db, "alerts", kNow).value();
  const auto other = database.connect();

  ASSERT_TRUE(set_retention(*db, seen_by_both, 10, kNow));
  const auto second = set_retention(*other, seen_by_both, 20, kNow);

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().reason, sql::Reason::Conflict);
  EXPECT_THAT(second.error().message, HasSubstr("the policy of 'alerts' was changed by somebody"));
  const RetentionPolicy now = find_retention(*other, "alerts", kNow).value();
  EXPECT_EQ(now.keep_days, 10);
  EXPECT_EQ(now.version, seen_by_both.version + 1);
  EXPECT_TRUE(set_retention(*other, now, 20, kNow)) << "who looks again may change it";
}

}  // namespace
}  // namespace tw::store
