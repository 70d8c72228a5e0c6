#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "sql/bulk.hpp"
#include "sql/pool.hpp"
#include "support/test_database.hpp"

// Statements, transactions, bulk and pool: one manner on both engines.
namespace tw::sql {
namespace {

using support::TestDatabase;
using testing::ElementsAre;

class Sql : public testing::TestWithParam<Engine> {
 protected:
  Sql() {
    EXPECT_TRUE(db->script("CREATE TABLE kept (id BIGINT PRIMARY KEY, words TEXT NOT NULL)"));
  }

  std::int64_t count(Connection& connection) const {
    return connection.one<std::int64_t>("SELECT count(*) FROM kept")->value();
  }
  std::int64_t count() const { return count(*db); }

  TestDatabase database{GetParam()};
  std::unique_ptr<Connection> db = database.connect();
};

INSTANTIATE_TEST_SUITE_P(Both, Sql, testing::Values(Engine::Sqlite, Engine::Postgres),
                         support::EngineName{});

// --- Statements -------------------------------------------------------------------------------

TEST_P(Sql, AStatementTellsHowManyRowsItChanged) {
  EXPECT_EQ(db->execute("INSERT INTO kept VALUES (1, 'a'), (2, 'b'), (3, 'c')"), 3);
  EXPECT_EQ(db->execute("UPDATE kept SET words = ? WHERE id > ?", {"x", 1}), 2);
  EXPECT_EQ(db->execute("UPDATE kept SET words = 'y' WHERE id > 9"), 0);
  EXPECT_EQ(db->execute("CREATE INDEX by_words ON kept (words)"), 0);
  EXPECT_EQ(db->execute("SELECT * FROM kept"), 0);
  EXPECT_EQ(db->execute("DELETE FROM kept"), 3);
}

TEST_P(Sql, AQuestionMarkInTextOrACommentIsNoValue) {
  const auto found = db->rows<std::string, std::string>(
      "SELECT '?' || CAST(? AS TEXT), \"a?\" /* ? */ FROM (SELECT 'b?' AS \"a?\") AS t -- ?\n",
      {"!"});

  ASSERT_TRUE(found) << found.error().message;
  EXPECT_THAT(*found, ElementsAre(std::tuple{"?!", "b?"}));
}

TEST_P(Sql, TheWrongNumberOfValuesIsRefused) {
  for (const auto& done : {db->execute("INSERT INTO kept VALUES (?, ?)", {1}),
                           db->execute("INSERT INTO kept VALUES (?, ?)", {1, "a", "b"})}) {
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().reason, Reason::Syntax);
    EXPECT_THAT(done.error().message, testing::HasSubstr("takes 2 values"));
  }
}

TEST_P(Sql, TwoStatementsInOneAreRefused) {
  const auto done = db->execute("INSERT INTO kept VALUES (1, 'a'); DELETE FROM kept");

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, Reason::Syntax);
  EXPECT_EQ(count(), 0);
}

TEST_P(Sql, MoreStatementsThanAreKeptPreparedStillRun) {
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 300; ++i) {
      const auto found = db->one<std::int64_t>("SELECT ? + " + std::to_string(i), {i});
      ASSERT_TRUE(found) << found.error().message;
      ASSERT_EQ(**found, 2 * i);
    }
  }
}

TEST_P(Sql, AStatementKeptPreparedOutlivesAChangeOfItsTable) {
  ASSERT_TRUE(db->execute("INSERT INTO kept VALUES (1, 'a')"));
  ASSERT_TRUE(
      db->each("SELECT * FROM kept", {}, [](const Row& row) { EXPECT_EQ(row.size(), 2u); }));

  auto other = database.connect();
  ASSERT_TRUE(other->script("ALTER TABLE kept ADD COLUMN more BIGINT"));

  std::size_t width = 0;
  const auto read = [&] {
    return db->each("SELECT * FROM kept", {}, [&](const Row& row) { width = row.size(); });
  };
  auto done = read();
  if (!done && done.error().reason == Reason::Conflict) done = read();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(width, 3u);
}

// --- Transactions -----------------------------------------------------------------------------

TEST_P(Sql, ATransactionThatIsNotCommittedLeavesNothing) {
  {
    auto transaction = db->begin();
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(db->execute("INSERT INTO kept VALUES (1, 'a')"));
    EXPECT_EQ(count(), 1);
  }
  EXPECT_EQ(count(), 0);
  EXPECT_FALSE(db->is_in_transaction());
}

TEST_P(Sql, WhatIsCommittedIsSeenByOthers) {
  auto other = database.connect();
  auto transaction = db->begin();
  ASSERT_TRUE(transaction);
  ASSERT_TRUE(db->execute("INSERT INTO kept VALUES (1, 'a')"));
  EXPECT_EQ(count(*other), 0);

  ASSERT_TRUE(transaction->commit());

  EXPECT_EQ(count(*other), 1);
}

TEST_P(Sql, AReadingTransactionSeesOneStateAndCannotWrite) {
  auto other = database.connect();
  {
    auto transaction = db->begin(Access::Read);
    ASSERT_TRUE(transaction);
    EXPECT_EQ(count(), 0);
    ASSERT_TRUE(other->execute("INSERT INTO kept VALUES (1, 'a')"));
    EXPECT_EQ(count(), 0);
    const auto written = db->execute("INSERT INTO kept VALUES (2, 'b')");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().reason, Reason::Denied);
  }
  EXPECT_EQ(count(), 1);
  EXPECT_TRUE(db->execute("INSERT INTO kept VALUES (2, 'b')")) << "writing is back afterwards";
}

TEST_P(Sql, TransactionsDoNotNest) {
  auto outer = db->begin();
  ASSERT_TRUE(outer);

  const auto inner = db->begin();

  ASSERT_FALSE(inner);
  EXPECT_EQ(inner.error().reason, Reason::Syntax);
}

TEST_P(Sql, AStatementThatFailsDoomsItsTransaction) {
  auto transaction = db->begin();
  ASSERT_TRUE(transaction);
  ASSERT_TRUE(db->execute("INSERT INTO kept VALUES (1, 'a')"));
  ASSERT_FALSE(db->execute("INSERT INTO kept VALUES (1, 'b')"));

  const auto more = db->execute("INSERT INTO kept VALUES (2, 'c')");
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().reason, Reason::Syntax);
  EXPECT_FALSE(transaction->commit());

  EXPECT_EQ(count(), 0);
  EXPECT_TRUE(db->execute("INSERT INTO kept VALUES (3, 'd')"));
}

TEST_P(Sql, ASavepointIsUndoneAloneAndSavesADoomedTransaction) {
  auto transaction = db->begin();
  ASSERT_TRUE(transaction);
  ASSERT_TRUE(db->execute("INSERT INTO kept VALUES (1, 'a')"));
  {
    auto savepoint = transaction->savepoint();
    ASSERT_TRUE(savepoint);
    ASSERT_TRUE(db->execute("INSERT INTO kept VALUES (2, 'b')"));
    ASSERT_FALSE(db->execute("INSERT INTO kept VALUES (2, 'c')"));
  }
  auto kept = transaction->savepoint();
  ASSERT_TRUE(kept);
  ASSERT_TRUE(db->execute("INSERT INTO kept VALUES (3, 'd')"));
  ASSERT_TRUE(kept->release());
  ASSERT_TRUE(transaction->commit());

  const auto ids = db->rows<std::int64_t>("SELECT id FROM kept ORDER BY id");
  EXPECT_THAT(*ids, ElementsAre(std::tuple{1}, std::tuple{3}));
}

TEST_P(Sql, AValueThatIsRefusedBeforeItTravelsDoomsNothing) {
  auto transaction = db->begin();
  ASSERT_TRUE(transaction);
  ASSERT_FALSE(db->execute("INSERT INTO kept VALUES (?, ?)", {1, "\xFF"}));
  ASSERT_TRUE(db->execute("INSERT INTO kept VALUES (?, ?)", {1, "a"}));

  EXPECT_TRUE(transaction->commit());
  EXPECT_EQ(count(), 1);
}

// --- Many rows --------------------------------------------------------------------------------

TEST_P(Sql, ManyRowsOfOneStatementAreAllOrNothing) {
  std::vector<std::vector<Parameter>> rows;
  for (int i = 0; i < 2'500; ++i) {
    rows.push_back({i, i % 7 == 0 ? Parameter{"seven"} : Parameter{"word"}});
  }
  EXPECT_EQ(db->execute_many("INSERT INTO kept VALUES (?, ?)", rows), 2'500);

  EXPECT_EQ(db->execute_many("INSERT INTO kept VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET words ="
                             " excluded.words",
                             rows),
            2'500);
  rows.resize(1'200);
  for (auto& row : rows) row[0] = Parameter{row[0].integer() + 5'000};
  rows.back()[0] = Parameter{3};
  const auto failed = db->execute_many("INSERT INTO kept VALUES (?, ?)", rows);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reason, Reason::Constraint);
  EXPECT_EQ(count(), 2'500);
}

TEST_P(Sql, ABulkFillsATableAndItsRowsStreamBack) {
  constexpr std::int64_t kRows = 30'000;
  {
    auto bulk = db->bulk("kept", {"words", "id"});
    ASSERT_TRUE(bulk) << bulk.error().message;
    for (std::int64_t i = 0; i < kRows; ++i) bulk->row("row " + std::to_string(i), i);
    EXPECT_EQ(bulk->finish(), kRows);
  }

  std::int64_t next = 100;
  const auto done = db->stream("SELECT id, words FROM kept WHERE id >= ? ORDER BY id", {next},
                               [&](const Row& row) {
                                 ASSERT_EQ(row.integer(0), next);
                                 ASSERT_EQ(row.text(1), "row " + std::to_string(next));
                                 next += 1;
                               });
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(next, kRows);
}

TEST_P(Sql, ABulkThatFailsOrIsGivenUpLeavesNothing) {
  ASSERT_TRUE(db->execute("INSERT INTO kept VALUES (7, 'there')"));
  {
    auto given_up = db->bulk("kept", {"id", "words"});
    ASSERT_TRUE(given_up);
    given_up->row(1, "a");
  }
  EXPECT_EQ(count(), 1);
  auto doubled = db->bulk("kept", {"id", "words"});
  ASSERT_TRUE(doubled);
  for (int i = 0; i < 20; ++i) doubled->row(i, "b");
  const auto failed = doubled->finish();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reason, Reason::Constraint);
  auto half = db->bulk("kept", {"id", "words"});
  ASSERT_TRUE(half);
  half->add(9);
  EXPECT_FALSE(half->finish());
  EXPECT_EQ(count(), 1);
}

TEST_P(Sql, ACellOfABulkMayBeGoneBeforeItsRowIsWhole) {
  auto bulk = db->bulk("kept", {"words", "id"});
  ASSERT_TRUE(bulk);
  for (int i = 0; i < 3; ++i) {
    std::string word(40, static_cast<char>('a' + i));
    bulk->add(word);
    word.assign(40, '!');
    bulk->add(i);
  }
  ASSERT_EQ(bulk->finish(), 3);

  EXPECT_EQ(db->one<std::string>("SELECT words FROM kept WHERE id = 1"), std::string(40, 'b'));
}

TEST_P(Sql, ABulkInsideATransactionIsPartOfIt) {
  {
    auto transaction = db->begin();
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(db->execute("INSERT INTO kept VALUES (1, 'a')"));
    {
      auto given_up = db->bulk("kept", {"id", "words"});
      ASSERT_TRUE(given_up);
      given_up->row(5, "b");
    }
    auto bulk = db->bulk("kept", {"id", "words"});
    ASSERT_TRUE(bulk);
    bulk->row(2, "c");
    ASSERT_EQ(bulk->finish(), 1);
    EXPECT_EQ(count(), 2);
  }
  EXPECT_EQ(count(), 0);
}

// --- Pool -------------------------------------------------------------------------------------

TEST_P(Sql, APoolHandsAConnectionToOneAtATime) {
  auto pool = Pool::open(database.address(), {}, {.readers = 2, .writers = 1});
  ASSERT_TRUE(pool) << pool.error().message;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 25; ++i) {
        {
          auto writer = (*pool)->lease(Access::Write);
          ASSERT_TRUE(writer) << writer.error().message;
          const auto done =
              (*writer)->execute("INSERT INTO kept VALUES (?, 'x')", {thread * 100 + i});
          ASSERT_TRUE(done) << done.error().message;
        }
        auto reader = (*pool)->lease(Access::Read);
        ASSERT_TRUE(reader) << reader.error().message;
        ASSERT_GT(count(**reader), 0);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count(), 100);
}

TEST_P(Sql, APoolThatIsEmptyForTooLongSaysBusy) {
  auto pool = Pool::open(database.address(), {},
                         {.readers = 1, .writers = 1, .wait = std::chrono::milliseconds{20}});
  ASSERT_TRUE(pool);
  const auto held = (*pool)->lease(Access::Write);
  ASSERT_TRUE(held);

  const auto refused = (*pool)->lease(Access::Write);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::Busy);
  EXPECT_TRUE((*pool)->lease(Access::Read)) << "readers are others";
}

TEST_P(Sql, AReadersConnectionCannotWrite) {
  auto pool = Pool::open(database.address());
  ASSERT_TRUE(pool);
  auto reader = (*pool)->lease(Access::Read);
  ASSERT_TRUE(reader);

  const auto done = (*reader)->execute("INSERT INTO kept VALUES (1, 'a')");

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, Reason::Denied);
}

}  // namespace
}  // namespace tw::sql
