#include <atomic>
#include <chrono>
#include <cstdlib>
#include <gtest/gtest.h>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "sql/pool.hpp"
#include "support/test_database.hpp"

// Many readers and writers of one database at once. TW_SQL_SECONDS says for how long.
namespace tw::sql {
namespace {

using support::TestDatabase;

std::chrono::milliseconds how_long() {
  const char* const seconds = std::getenv("TW_SQL_SECONDS");
  return seconds == nullptr ? std::chrono::milliseconds{1'500}
                            : std::chrono::seconds{std::atoi(seconds)};
}

class Locks : public testing::TestWithParam<Engine> {};

INSTANTIATE_TEST_SUITE_P(Both, Locks, testing::Values(Engine::Sqlite, Engine::Postgres),
                         support::EngineName{});

TEST_P(Locks, EightReadersAndTheWriterNeverSeeALockedDatabase) {
  const TestDatabase database{GetParam()};
  {
    const auto db = database.connect();
    ASSERT_TRUE(
        db->script("CREATE TABLE sides (id BIGINT NOT NULL PRIMARY KEY, n BIGINT NOT NULL)"));
    ASSERT_TRUE(db->execute("INSERT INTO sides VALUES (1, 0), (2, 0)"));
  }
  const auto pool = Pool::open(database.address(), {}, {.readers = 8, .writers = 1});
  ASSERT_TRUE(pool) << pool.error().message;
  std::atomic<bool> is_over = false;
  std::atomic<std::int64_t> reads = 0;
  std::int64_t writes = 0;
  std::vector<std::string> complaints(10);
  std::vector<std::thread> readers;
  for (std::size_t reader = 0; reader < 8; ++reader) {
    readers.emplace_back([&, reader] {
      while (!is_over) {
        const auto lease = (*pool)->lease(Access::Read);
        if (!lease) {
          complaints[reader] = lease.error().message;
          return;
        }
        // One state: both sides of a transfer, or neither.
        const auto sum = (*lease)->one<std::int64_t>("SELECT sum(n) FROM sides");
        if (!sum || **sum != 0) {
          complaints[reader] = sum ? "a half transfer was seen" : sum.error().message;
          return;
        }
        reads += 1;
      }
    });
  }
  // Another process would come without our pool, so one writer does too.
  std::thread stranger{[&] {
    const auto db = database.connect();
    while (!is_over) {
      const auto done = in_transaction(
          *db,
          [&]() -> std::expected<void, Error> {
            const auto set = db->execute("UPDATE sides SET n = n + 1 WHERE id = 1");
            if (!set) return std::unexpected{set.error()};
            const auto back = db->execute("UPDATE sides SET n = n - 1 WHERE id = 2");
            if (!back) return std::unexpected{back.error()};
            return {};
          },
          1'000);
      if (!done) complaints[8] = done.error().message;
      std::this_thread::yield();
    }
  }};
  const auto end = std::chrono::steady_clock::now() + how_long();
  while (std::chrono::steady_clock::now() < end && complaints[9].empty()) {
    const auto lease = (*pool)->lease(Access::Write);
    ASSERT_TRUE(lease) << lease.error().message;
    const auto done = in_transaction(
        **lease,
        [&]() -> std::expected<void, Error> {
          const auto set = (*lease)->execute("UPDATE sides SET n = n + ? WHERE id = 1", {1});
          if (!set) return std::unexpected{set.error()};
          const auto back = (*lease)->execute("UPDATE sides SET n = n - ? WHERE id = 2", {1});
          if (!back) return std::unexpected{back.error()};
          return {};
        },
        1'000);
    if (!done) complaints[9] = done.error().message;
    writes += 1;
  }
  is_over = true;
  for (std::thread& reader : readers) reader.join();
  stranger.join();

  EXPECT_EQ(complaints, std::vector<std::string>(10));
  EXPECT_GT(reads, 0);
  EXPECT_GT(writes, 0);
  std::cout << reads << " reads and " << writes << " writes in " << how_long().count()
            << " ms, beside another process's writer\n";
}

}  // namespace
}  // namespace tw::sql
