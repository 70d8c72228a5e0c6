#include "store/provider_calls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/migration.hpp"
#include "store/retention.hpp"
#include "store/time_ids.hpp"
#include "support/test_database.hpp"

// The log of calls to vendors: the same on both engines.
namespace tw::store {
namespace {

using sql::Engine;
using support::TestDatabase;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Timestamp kNow{1'764'000'000'000'000'000};

class ProviderCalls : public testing::TestWithParam<Engine> {
 protected:
  ProviderCalls() { EXPECT_TRUE(migrate(*db, kNow).has_value()); }

  ProviderCall call(std::int64_t second, const std::string& provider, const std::string& symbol,
                    const std::string& outcome = "ok") {
    const Timestamp at = kNow + Duration::seconds(second);
    return {.id = ids.next(at),
            .at = at,
            .provider = provider,
            .operation = "quote",
            .symbol = symbol,
            .outcome = outcome,
            .is_malformed = outcome == "transient",
            .status = outcome == "ok" ? 200 : 0,
            .latency = Duration{1'234'567},
            .requests = 3,
            .bytes = 5'000'000'000,
            .cost = 2,
            .budget_left = provider == "polygon" ? std::optional<std::int64_t>{4} : std::nullopt,
            .error = outcome == "ok" ? "" : "it said \"no\""};
  }
  std::vector<std::string> symbols(const CallFilter& filter) {
    std::vector<std::string> found;
    const auto calls = list_calls(*db, filter).value();
    found.reserve(calls.size());
    for (const ProviderCall& one : calls) found.push_back(one.symbol);
    return found;
  }

  TestDatabase database{GetParam()};
  std::unique_ptr<sql::Connection> db = database.connect();
  TimeIds ids;
};

INSTANTIATE_TEST_SUITE_P(Both, ProviderCalls, testing::Values(Engine::Sqlite, Engine::Postgres),
                         support::EngineName{});

TEST_P(ProviderCalls, AreReadBackAsTheyWereKept) {
  const std::vector<ProviderCall> kept{call(1, "polygon", "AAPL"),
                                       call(2, "yahoo", "MSFT", "transient")};
  ASSERT_TRUE(save_calls(*db, kept).has_value());

  const auto read = list_calls(*db, {}).value();

  ASSERT_THAT(read, SizeIs(2)) << "newest first";
  EXPECT_EQ(read[1].id, kept[0].id);
  EXPECT_EQ(read[1].at, kept[0].at);
  EXPECT_EQ(read[1].provider, "polygon");
  EXPECT_EQ(read[1].operation, "quote");
  EXPECT_EQ(read[1].status, 200);
  EXPECT_EQ(read[1].latency, Duration{1'234'567});
  EXPECT_EQ(read[1].requests, 3);
  EXPECT_EQ(read[1].bytes, 5'000'000'000);
  EXPECT_EQ(read[1].cost, 2);
  EXPECT_EQ(read[1].budget_left, 4);
  EXPECT_FALSE(read[1].is_malformed);
  EXPECT_EQ(read[0].outcome, "transient");
  EXPECT_TRUE(read[0].is_malformed);
  EXPECT_EQ(read[0].budget_left, std::nullopt);
  EXPECT_EQ(read[0].error, "it said \"no\"");
}

TEST_P(ProviderCalls, AreKeptOnceHoweverOftenABatchIsTried) {
  const std::vector<ProviderCall> batch{call(1, "yahoo", "A"), call(2, "yahoo", "B")};
  ASSERT_TRUE(save_calls(*db, std::span{batch}.first(1)).has_value());

  ASSERT_TRUE(save_calls(*db, batch).has_value());

  EXPECT_THAT(symbols({}), ElementsAre("B", "A"));
}

TEST_P(ProviderCalls, AreAllOfABatchOrNone) {
  const std::vector<ProviderCall> batch{call(1, "yahoo", "A"), call(2, "yahoo", "B", "perhaps")};

  const auto saved = save_calls(*db, batch);

  ASSERT_FALSE(saved.has_value());
  EXPECT_EQ(saved.error().reason, sql::Reason::Constraint);
  EXPECT_THAT(symbols({}), IsEmpty());
}

TEST_P(ProviderCalls, AreFoundByProviderSymbolOutcomeAndTime) {
  ASSERT_TRUE(save_calls(*db, std::vector{call(1, "yahoo", "A"), call(2, "polygon", "A", "quota"),
                                          call(3, "yahoo", "B", "quota")})
                  .has_value());

  EXPECT_THAT(symbols({.provider = "yahoo"}), ElementsAre("B", "A"));
  EXPECT_THAT(list_calls(*db, {.symbol = "A", .outcome = "quota"}).value(), SizeIs(1));
  EXPECT_THAT(symbols({.from = kNow + Duration::seconds(2)}), ElementsAre("B", "A"));
  EXPECT_EQ(find_call(*db, "none").value(), std::nullopt);
}

TEST_P(ProviderCalls, GoOnPageByPage) {
  std::vector<ProviderCall> calls;
  for (int i = 0; i < 5; ++i) calls.push_back(call(i / 2, "yahoo", std::to_string(i)));
  ASSERT_TRUE(save_calls(*db, calls).has_value());

  CallFilter filter{.limit = 2};
  std::vector<std::string> seen;
  while (true) {
    const auto page = list_calls(*db, filter).value();
    if (page.empty()) break;
    for (const ProviderCall& one : page) seen.push_back(one.symbol);
    filter.after = {page.back().at, page.back().id};
  }

  EXPECT_THAT(seen, ElementsAre("4", "3", "2", "1", "0"));
}

TEST_P(ProviderCalls, GoAfterNinetyDays) {
  ASSERT_TRUE(
      save_calls(*db, std::vector{call(0, "yahoo", "OLD"), call(86'400 * 60, "yahoo", "NEW")})
          .has_value());

  ASSERT_TRUE(prune(*db, kNow + Duration::days(91)).has_value());

  EXPECT_THAT(symbols({}), ElementsAre("NEW"));
}

}  // namespace
}  // namespace tw::store
