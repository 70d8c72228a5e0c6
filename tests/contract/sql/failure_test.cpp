#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "sql/pool.hpp"
#include "support/test_database.hpp"

// Each reason why a database can fail, produced on both engines where both can.
namespace tw::sql {
namespace {

using std::chrono::milliseconds;
using support::TestDatabase;
using testing::HasSubstr;
using testing::Not;

class Failing : public testing::TestWithParam<Engine> {
 protected:
  Failing() {
    EXPECT_TRUE(db->script(
        "CREATE TABLE parents (id BIGINT PRIMARY KEY, n BIGINT NOT NULL CHECK (n > 0))"));
    EXPECT_TRUE(db->script("CREATE TABLE kept (id BIGINT PRIMARY KEY REFERENCES parents (id))"));
    EXPECT_TRUE(db->execute("INSERT INTO parents VALUES (1, 1), (2, 1)"));
  }

  /// A query that takes far longer than any test waits.
  static constexpr const char* kEndless =
      "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000000)"
      " SELECT max(n) FROM c";

  TestDatabase database{GetParam()};
  std::unique_ptr<Connection> db = database.connect();
};

INSTANTIATE_TEST_SUITE_P(Both, Failing, testing::Values(Engine::Sqlite, Engine::Postgres),
                         support::EngineName{});

TEST_P(Failing, KeysReferencesChecksAndMissingValuesAreConstraints) {
  for (const char* const sql :
       {"INSERT INTO parents VALUES (1, 5)", "INSERT INTO kept VALUES (77)",
        "INSERT INTO parents VALUES (5, 0)", "INSERT INTO parents VALUES (5, NULL)",
        "INSERT INTO parents (id) VALUES (5)"}) {
    const auto done = db->execute(sql);
    ASSERT_FALSE(done) << sql;
    EXPECT_EQ(done.error().reason, Reason::Constraint) << done.error().message;
    EXPECT_THAT(done.error().message, Not(HasSubstr("\n")));
  }
}

TEST_P(Failing, WordsAndNamesThatAreNotThereAreSyntax) {
  for (const char* const sql :
       {"SELEKT 1", "SELECT nothing FROM parents", "SELECT 1 FROM nowhere", ""}) {
    const auto done = db->execute(sql);
    ASSERT_FALSE(done) << sql;
    EXPECT_EQ(done.error().reason, Reason::Syntax) << done.error().message;
  }
}

TEST_P(Failing, AStatementThatRunsPastItsDeadlineIsStopped) {
  db->set_deadline(milliseconds{50});

  const auto late = db->one<std::int64_t>(kEndless);

  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().reason, Reason::Late) << late.error().message;
  db->set_deadline(std::nullopt);
  EXPECT_EQ(db->one<std::int64_t>("SELECT count(*) FROM parents"), 2) << "the connection goes on";
}

TEST_P(Failing, ARunningStatementCanBeCancelledFromAnotherThread) {
  const Cancel cancel = db->canceller();
  std::atomic<bool> has_ended = false;
  std::thread other{[&] {
    // A cancel before the statement began is for nothing, so it is asked until it was heard.
    while (!has_ended) {
      std::this_thread::sleep_for(milliseconds{5});
      cancel();
    }
  }};

  const auto cancelled = db->one<std::int64_t>(kEndless);
  has_ended = true;
  other.join();

  ASSERT_FALSE(cancelled);
  EXPECT_EQ(cancelled.error().reason, Reason::Cancelled) << cancelled.error().message;
  auto again = db->one<std::int64_t>("SELECT count(*) FROM parents");
  if (!again)
    again = db->one<std::int64_t>("SELECT count(*) FROM parents");  // The last cancel came late.
  EXPECT_EQ(again, 2);
  db.reset();
  cancel();  // Of a connection that is gone: nothing happens.
}

TEST_P(Failing, WhoWaitsForALockPastThePatienceIsToldBusyOrLate) {
  auto other = database.connect({.patience = milliseconds{1'000}});
  auto holder = db->begin();
  ASSERT_TRUE(holder);
  ASSERT_TRUE(db->execute("UPDATE parents SET n = 2 WHERE id = 1"));

  other->set_deadline(milliseconds{60});
  const auto waited = other->execute("UPDATE parents SET n = 3 WHERE id = 1");

  ASSERT_FALSE(waited);
  const Reason expected = GetParam() == Engine::Sqlite ? Reason::Busy : Reason::Late;
  EXPECT_EQ(waited.error().reason, expected) << waited.error().message;
  ASSERT_TRUE(holder->commit());
  other->set_deadline(std::nullopt);
  EXPECT_EQ(other->execute("UPDATE parents SET n = 3 WHERE id = 1"), 1);
}

TEST_P(Failing, ARetriedTransactionOutlivesConflicts) {
  ASSERT_TRUE(db->execute("UPDATE parents SET n = 1 WHERE id = 1"));
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      const auto connection = database.connect();
      for (int i = 0; i < 20; ++i) {
        const auto done = in_transaction(
            *connection,
            [&]() -> std::expected<void, Error> {
              const auto n = connection->one<std::int64_t>("SELECT n FROM parents WHERE id = 1");
              if (!n) return std::unexpected{n.error()};
              const auto set =
                  connection->execute("UPDATE parents SET n = ? WHERE id = 1", {**n + 1});
              if (!set) return std::unexpected{set.error()};
              return {};
            },
            1'000);
        ASSERT_TRUE(done) << done.error().message;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(db->one<std::int64_t>("SELECT n FROM parents WHERE id = 1"), 81);
}

TEST_P(Failing, AReconnectedConnectionWorksAndRemembersNoTransaction) {
  auto transaction = db->begin();
  ASSERT_TRUE(transaction);
  ASSERT_TRUE(db->execute("INSERT INTO parents VALUES (9, 9)"));

  ASSERT_TRUE(db->reconnect());

  EXPECT_FALSE(db->is_in_transaction());
  EXPECT_EQ(db->one<std::int64_t>("SELECT count(*) FROM parents"), 2);
}

// --- What only one engine can do ----------------------------------------------------------------

TEST(FailingServer, TwoWritersOfOneRowConflict) {
  const TestDatabase database{Engine::Postgres};
  const auto one = database.connect();
  const auto two = database.connect();
  ASSERT_TRUE(one->script(
      "CREATE TABLE kept (id BIGINT PRIMARY KEY, n BIGINT);INSERT INTO kept VALUES (1, 1)"));
  auto first = one->begin();
  auto second = two->begin();
  ASSERT_TRUE(two->one<std::int64_t>("SELECT n FROM kept"));
  ASSERT_TRUE(one->execute("UPDATE kept SET n = 2"));
  ASSERT_TRUE(first->commit());

  const auto done = two->execute("UPDATE kept SET n = 3");

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, Reason::Conflict);
}

TEST(FailingServer, AKilledServerIsLostAndFoundAgain) {
  support::PostgresServer server;
  const auto address = Address::parse(server.url("postgres"));
  auto pool = Pool::open(*address, {.patience = milliseconds{3'000}});
  ASSERT_TRUE(pool) << pool.error().message;
  {
    auto lease = (*pool)->lease(Access::Write);
    ASSERT_TRUE(lease);
    ASSERT_TRUE((*lease)->script("CREATE TABLE kept (id BIGINT)"));
    auto transaction = (*lease)->begin();
    ASSERT_TRUE(transaction);
    ASSERT_TRUE((*lease)->execute("INSERT INTO kept VALUES (1)"));
    server.kill();
    const auto lost = (*lease)->execute("INSERT INTO kept VALUES (2)");
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().reason, Reason::Lost) << lost.error().message;
    EXPECT_EQ(transaction->commit().error().reason, Reason::Lost);
    EXPECT_TRUE((*lease)->is_lost());
  }
  const auto away = (*pool)->lease(Access::Write);
  ASSERT_FALSE(away);
  EXPECT_EQ(away.error().reason, Reason::Lost) << away.error().message;
  EXPECT_THAT(away.error().message, Not(HasSubstr(support::PostgresServer::kPassword)));

  server.start();
  {
    auto back = (*pool)->lease(Access::Write);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ((*back)->one<std::int64_t>("SELECT count(*) FROM kept"), 0);
  }
  server.kill();
  server.start();
  const auto idle = (*pool)->lease(Access::Write);
  ASSERT_TRUE(idle) << "a connection that died while idle is made anew: " << idle.error().message;
  EXPECT_EQ((*idle)->one<std::int64_t>("SELECT count(*) FROM kept"), 0);
}

TEST(FailingServer, AWrongPasswordIsDeniedAndNotRepeated) {
  for (const std::string secret : {"wr%ng/s3cret", "tru*st0"}) {
    const auto address = Address::parse(TestDatabase::server().url("postgres", "owner", secret));
    ASSERT_TRUE(address);
    const auto opened = Connection::open(*address);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().reason, Reason::Denied) << opened.error().message;
    EXPECT_THAT(opened.error().message, Not(HasSubstr(secret)));
    EXPECT_THAT(opened.error().message, Not(HasSubstr("LOCATION")));
  }
}

TEST(FailingServer, AnUnknownUserOrDatabaseIsNamed) {
  const auto user =
      Connection::open(*Address::parse(TestDatabase::server().url("postgres", "nobody1", "x")));
  ASSERT_FALSE(user);
  EXPECT_EQ(user.error().reason, Reason::Denied) << user.error().message;
  const auto name = Connection::open(*Address::parse(TestDatabase::server().url("nowhere")));
  ASSERT_FALSE(name);
  EXPECT_EQ(name.error().reason, Reason::Refused) << name.error().message;
  EXPECT_THAT(name.error().message, HasSubstr("nowhere"));
}

TEST(FailingServer, NobodyAtThePortIsLostAtOnce) {
  const auto opened = Connection::open(*Address::parse("postgresql://u:hush@127.0.0.1:1/x"));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, Reason::Lost) << opened.error().message;
  EXPECT_THAT(opened.error().message, Not(HasSubstr("hush")));
}

TEST(FailingFile, WhatIsNoDatabaseIsDamagedAndStaysAsItIs) {
  const support::TempFolder folder;
  const std::string text = "this is a letter, " + std::string(5'000, '.');
  const std::string path = folder.write("letter.db", text);

  const auto opened = Connection::open(Address::sqlite(path));

  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, Reason::Damaged) << opened.error().message;
  EXPECT_THAT(opened.error().message, HasSubstr(path));
  EXPECT_EQ(support::read_text(path), text);
}

TEST(FailingFile, APathThatCannotBeIsDenied) {
  const support::TempFolder folder;
  for (const std::string& path : {folder / "no/such/folder/x.db", folder.path()}) {
    const auto opened = Connection::open(Address::sqlite(path));
    ASSERT_FALSE(opened) << path;
    EXPECT_EQ(opened.error().reason, Reason::Denied) << opened.error().message;
  }
  const auto missing = Connection::open(Address::sqlite(folder / "missing.db"), {.create = false});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("there is no such file"));
}

TEST(FailingFile, AFullDatabaseIsFull) {
  const TestDatabase database{Engine::Sqlite};
  const auto db = database.connect();
  ASSERT_TRUE(db->script("CREATE TABLE kept (bytes BYTEA); PRAGMA max_page_count = 10"));

  const auto done = db->execute("INSERT INTO kept VALUES (?)", {Blob(100'000)});

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, Reason::Full) << done.error().message;
}

TEST(Addresses, AreChosenByTheirSchemeAlone) {
  EXPECT_EQ(Address::parse("sqlite:data/x.db")->path(), "data/x.db");
  EXPECT_EQ(Address::parse("sqlite:///var/x.db")->path(), "/var/x.db");
  const auto server = Address::parse("postgres://trader:s%40crt@db.example.com:6432/books");
  ASSERT_TRUE(server);
  EXPECT_EQ(server->engine(), Engine::Postgres);
  EXPECT_EQ(server->shown(), "postgresql://trader@db.example.com:6432/books");
  EXPECT_EQ(server->redacted("'s@crt' and s%40crt"), "'***' and ***");
}

TEST(Addresses, ThatCannotBeAreRefusedWithoutRepeatingTheirSecrets) {
  for (const std::string text :
       {"", "hunter2", "mysql://u:hunter2@h/x", "sqlite:", "postgresql://u:hunter2%zz@h/x",
        "postgresql://u:hunter2@h:port/x?nonsense=hunter2", "hunter2:hunter2"}) {
    const auto address = Address::parse(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().reason, Reason::Refused);
    if (!text.starts_with("hunter2:")) {
      EXPECT_THAT(address.error().message, Not(HasSubstr("hunter2")));
    }
  }
}

}  // namespace
}  // namespace tw::sql
