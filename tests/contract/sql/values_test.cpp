#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "core/money.hpp"
#include "sql/bulk.hpp"
#include "support/test_database.hpp"

// What goes in comes out, the same on both engines.
namespace tw::sql {
namespace {

using support::TestDatabase;
using testing::ElementsAre;
using testing::HasSubstr;

class Values : public testing::TestWithParam<Engine> {
 protected:
  Values() {
    EXPECT_TRUE(
        db->script("CREATE TABLE kept (id BIGINT PRIMARY KEY, whole BIGINT, small SMALLINT,"
                   " middle INTEGER, real DOUBLE PRECISION, words TEXT, bytes BYTEA)"));
  }

  TestDatabase database{GetParam()};
  std::unique_ptr<Connection> db = database.connect();
};

INSTANTIATE_TEST_SUITE_P(Both, Values, testing::Values(Engine::Sqlite, Engine::Postgres),
                         support::EngineName{});

TEST_P(Values, IntegersOf64BitsComeBackWhole) {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{5'000'000'000},
        std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    const auto done = db->execute(
        "INSERT INTO kept (id, whole) VALUES (1, ?) ON CONFLICT (id) DO UPDATE"
        " SET whole = excluded.whole",
        {value});
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(db->one<std::int64_t>("SELECT whole FROM kept"), value);
  }
}

TEST_P(Values, DoublesComeBackToTheLastBit) {
  for (const double value :
       {0.0, -0.0, 0.1, 1e308, 5e-324, -2.5, std::numeric_limits<double>::infinity()}) {
    ASSERT_TRUE(db->execute("DELETE FROM kept"));
    ASSERT_TRUE(db->execute("INSERT INTO kept (id, real) VALUES (1, ?)", {value}));
    EXPECT_EQ(db->one<double>("SELECT real FROM kept"), value);
  }
}

TEST_P(Values, TextOfAnyCharacterComesBack) {
  std::string all;
  for (char c = 1; c > 0 && c < 127; ++c) all += c;
  const std::vector<std::string> texts{"", "it's \"quoted\" ? $1 -- /* */ \\", all,
                                       "\u00e9\u20ac\U0001F600 \uFFFD",
                                       std::string(100'000, 'x') + "\u20ac"};
  for (const std::string& text : texts) {
    ASSERT_TRUE(db->execute("DELETE FROM kept"));
    ASSERT_TRUE(db->execute("INSERT INTO kept (id, words) VALUES (1, ?)", {text}));
    EXPECT_EQ(db->one<std::string>("SELECT words FROM kept WHERE words = ?", {text}), text);
    std::string streamed;
    ASSERT_TRUE(db->stream("SELECT words FROM kept WHERE words = ?", {text},
                           [&](const Row& row) { streamed = row.text(0); }));
    EXPECT_EQ(streamed, text);
  }
}

TEST_P(Values, TextThatOneEngineCannotHoldIsRefusedByBothWithTheRemedy) {
  using std::literals::operator""sv;
  for (const std::string_view text : {"a\0b"sv, "\xFF"sv, "\xC0\x80"sv, "\xED\xA0\x80"sv,
                                      "\xE2\x82"sv, "01234567\0"sv, "01234567\x80"sv}) {
    const auto done = db->execute("INSERT INTO kept (id, words) VALUES (?, ?)", {1, text});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().reason, Reason::BadValue);
    EXPECT_THAT(done.error().message, HasSubstr("value 2 is text"));
    EXPECT_THAT(done.error().message, HasSubstr("keep it as a blob"));
    auto bulk = db->bulk("kept", {"id", "words"});
    ASSERT_TRUE(bulk);
    bulk->row(1, text);
    const auto filled = bulk->finish();
    ASSERT_FALSE(filled);
    EXPECT_EQ(filled.error().reason, Reason::BadValue);
  }
  EXPECT_EQ(db->one<std::int64_t>("SELECT count(*) FROM kept"), 0);
}

TEST_P(Values, BytesOfAnyKindComeBack) {
  Blob bytes(256);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i);
  for (const Blob& blob : {Blob{}, bytes, Blob(70'000, std::byte{0})}) {
    ASSERT_TRUE(db->execute("DELETE FROM kept"));
    ASSERT_TRUE(db->execute("INSERT INTO kept (id, bytes) VALUES (1, ?)", {blob}));
    EXPECT_EQ(db->one<Blob>("SELECT bytes FROM kept WHERE bytes = ?", {blob}), blob);
    Blob streamed;
    ASSERT_TRUE(db->stream("SELECT bytes FROM kept WHERE bytes = ?", {blob},
                           [&](const Row& row) { streamed = row.get<Blob>(0); }));
    EXPECT_EQ(streamed, blob);
  }
}

TEST_P(Values, NaNIsRefusedByBoth) {
  const auto done = db->execute("INSERT INTO kept (id, real) VALUES (1, ?)",
                                {std::numeric_limits<double>::quiet_NaN()});

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, Reason::BadValue);
}

TEST_P(Values, NullIsNeitherZeroNorEmpty) {
  ASSERT_TRUE(db->execute("INSERT INTO kept (id, whole, words, bytes, real) VALUES (1, ?, ?, ?, ?)",
                          {nullptr, std::optional<std::string>{}, Parameter::null_of(Type::Bytes),
                           std::optional<double>{}}));
  ASSERT_TRUE(db->execute("INSERT INTO kept (id, whole, words, bytes, real) VALUES (2, ?, ?, ?, ?)",
                          {0, "", Blob{}, 0.0}));

  using Kept = std::tuple<std::optional<std::int64_t>, std::optional<std::string>,
                          std::optional<Blob>, std::optional<double>>;
  const auto rows =
      db->rows<std::optional<std::int64_t>, std::optional<std::string>, std::optional<Blob>,
               std::optional<double>>("SELECT whole, words, bytes, real FROM kept ORDER BY id");
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_THAT(*rows, ElementsAre(Kept{}, Kept{0, "", Blob{}, 0.0}));
}

TEST_P(Values, AmountsAndTimesAreTheirRawUnits) {
  const Price price = *Price::from_double(187.12345678);
  const Timestamp at{1'764'000'000'123'456'789};
  ASSERT_TRUE(db->execute("INSERT INTO kept (id, whole) VALUES (?, ?)", {at, price}));

  const auto rows = db->rows<Timestamp, Price>("SELECT id, whole FROM kept");

  ASSERT_TRUE(rows);
  EXPECT_THAT(*rows, ElementsAre(std::tuple{at, price}));
}

TEST_P(Values, SumsOfBigIntegersAreExactAndWhatLeaves64BitsIsAnError) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  ASSERT_TRUE(
      db->execute("INSERT INTO kept (id, whole) VALUES (1, ?), (2, ?)", {kMax - 10'000, 9'999}));
  EXPECT_EQ(db->one<std::int64_t>("SELECT sum(whole) FROM kept"), kMax - 1);
  EXPECT_EQ(db->one<std::int64_t>("SELECT sum(-whole) FROM kept"), 1 - kMax);

  ASSERT_TRUE(db->execute("INSERT INTO kept (id, whole) VALUES (3, 10)"));
  const auto sum = db->one<std::int64_t>("SELECT sum(whole) FROM kept");

  ASSERT_FALSE(sum);
  EXPECT_EQ(sum.error().reason, Reason::BadValue);
}

TEST_P(Values, AveragesAndCountsAreReadAsWhatTheyAre) {
  ASSERT_TRUE(db->execute("INSERT INTO kept (id, whole) VALUES (1, 1), (2, 2), (3, 4000000)"));

  EXPECT_EQ(db->one<std::int64_t>("SELECT count(*) FROM kept"), 3);
  EXPECT_EQ(db->one<double>("SELECT avg(whole) FROM kept WHERE id < 3"), 1.5);
  EXPECT_NEAR(db->one<double>("SELECT avg(whole) FROM kept")->value(), 4000003.0 / 3, 1e-6);
}

TEST_P(Values, SmallIntegersAreReadLikeBigOnes) {
  ASSERT_TRUE(
      db->execute("INSERT INTO kept (id, small, middle) VALUES (1, ?, ?)", {-7, 1'000'000}));

  const auto rows = db->rows<int, int, std::int64_t>("SELECT small, middle, 1 FROM kept");

  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_THAT(*rows, ElementsAre(std::tuple{-7, 1'000'000, 1}));
}

TEST_P(Values, AColumnReadAsWhatItIsNotEndsTheRead) {
  ASSERT_TRUE(db->execute("INSERT INTO kept (id, words) VALUES (1, 'text')"));

  for (const auto& found : {db->one<std::int64_t>("SELECT words FROM kept"),
                            db->one<std::int64_t>("SELECT whole FROM kept")}) {
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().reason, Reason::BadValue);
    EXPECT_THAT(found.error().message, HasSubstr("holds another type than was read"));
  }
  EXPECT_FALSE(db->stream("SELECT words FROM kept", {}, [](const Row& row) { row.real(0); }));
  EXPECT_EQ(db->one<std::string>("SELECT words FROM kept"), "text") << "and the connection goes on";
}

}  // namespace
}  // namespace tw::sql
