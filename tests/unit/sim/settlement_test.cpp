#include "sim/settlement.hpp"

#include <gtest/gtest.h>

#include "core/decimal.hpp"

namespace tw::sim {
namespace {

constexpr InstrumentId kA{0};
constexpr InstrumentId kB{1};

Date on(std::string_view text) { return parse_date(text).value(); }
Money money(std::int64_t whole) { return Money::whole(whole); }
Quantity shares(std::int64_t whole) { return Quantity::whole(whole); }

TEST(Settlement, TakesThreeThenTwoThenOneSession) {
  EXPECT_EQ(to_string(settles_on(on("1995-06-06"))), "1995-06-13") << "five, by custom";
  EXPECT_EQ(to_string(settles_on(on("1995-06-07"))), "1995-06-12");
  EXPECT_EQ(to_string(settles_on(on("2017-09-01"))), "2017-09-07") << "Labor Day does not count";
  EXPECT_EQ(to_string(settles_on(on("2017-09-05"))), "2017-09-07");
  EXPECT_EQ(to_string(settles_on(on("2024-05-24"))), "2024-05-29") << "Memorial Day neither";
  EXPECT_EQ(to_string(settles_on(on("2024-05-28"))), "2024-05-29");
  EXPECT_EQ(to_string(settles_on(on("2024-05-31"))), "2024-06-03");
}

TEST(Settlement, KeepsProceedsUnsettledUntilTheirDay) {
  Settlement account;
  account.sold(on("2024-06-03"), kA, shares(10), money(1'000));

  account.begin(on("2024-06-03"), money(1'000));
  EXPECT_EQ(account.unsettled(), money(1'000));
  account.begin(on("2024-06-04"), money(1'000));
  EXPECT_EQ(account.unsettled(), Money{});
}

/// Sells A for 1,000, buys B with the money the same day, and sells B on `sale`.
std::optional<Violation> round_trip(std::string_view day, std::string_view sale) {
  Settlement account;
  account.bought(on(day) - 30, kA, shares(10), money(1'000), money(1'000));
  account.begin(on(day), money(1'000));
  account.sold(on(day), kA, shares(10), money(1'000));
  account.bought(on(day), kB, shares(10), money(1'000), money(1'000));
  account.begin(on(sale), {});
  return account.sold(on(sale), kB, shares(10), money(1'100));
}

TEST(Settlement, SellingWhatUnsettledMoneyBoughtIsAGoodFaithViolation) {
  const auto violation = round_trip("2018-06-04", "2018-06-05");

  ASSERT_TRUE(violation.has_value());
  EXPECT_EQ(violation->kind, Violation::Kind::GoodFaith);
  EXPECT_EQ(violation->session, on("2018-06-05"));
  EXPECT_EQ(violation->instrument, kB);
}

TEST(Settlement, SellingItOnceTheMoneyHasSettledIsNone) {
  EXPECT_FALSE(round_trip("2018-06-04", "2018-06-06")) << "T+2";
  EXPECT_FALSE(round_trip("2024-06-03", "2024-06-04")) << "T+1";
  EXPECT_TRUE(round_trip("2024-06-03", "2024-06-03")) << "the same day is too early under each";
}

TEST(Settlement, SellingWhatSettledMoneyBoughtIsNone) {
  Settlement account;
  account.sold(on("2018-06-04"), kA, shares(10), money(1'000));
  account.bought(on("2018-06-04"), kB, shares(10), money(1'000), money(2'000));

  EXPECT_FALSE(account.sold(on("2018-06-05"), kB, shares(10), money(1'000)));
}

TEST(Settlement, SpendsUnsettledMoneyOnlyOnce) {
  Settlement account;
  account.sold(on("2018-06-04"), kA, shares(10), money(1'000));
  account.bought(on("2018-06-04"), kB, shares(10), money(1'000), money(1'000));
  EXPECT_EQ(account.unsettled(), Money{});
  account.begin(on("2018-06-05"), {});
  account.sold(on("2018-06-05"), kB, shares(10), money(1'000));
  account.bought(on("2018-06-05"), kB, shares(10), money(1'000), money(1'000));
  account.begin(on("2018-06-06"), {});

  EXPECT_TRUE(account.sold(on("2018-06-06"), kB, shares(10), money(1'000)))
      << "the money of the 4th was spent: it waits for that of the 5th";
}

TEST(Settlement, CountsOneViolationHoweverManyFills) {
  Settlement account;
  account.sold(on("2018-06-04"), kA, shares(10), money(1'000));
  account.bought(on("2018-06-04"), kB, shares(10), money(1'000), money(1'000));

  EXPECT_TRUE(account.sold(on("2018-06-05"), kB, shares(4), money(400)));
  EXPECT_FALSE(account.sold(on("2018-06-05"), kB, shares(6), money(600)));
}

/// Commits one violation on `day`: returns its kind.
Violation::Kind violate(Settlement& account, std::string_view day) {
  account.begin(on(day), money(1'000));
  account.sold(on(day), kA, shares(1), money(1'000));
  account.bought(on(day), kB, shares(1), money(1'000), money(1'000));
  return account.sold(on(day), kB, shares(1), money(1'000)).value().kind;
}

TEST(Settlement, TheThirdViolationInTwelveMonthsRestrictsFor90Days) {
  Settlement account;

  EXPECT_EQ(violate(account, "2018-01-08"), Violation::Kind::GoodFaith);
  EXPECT_EQ(violate(account, "2018-02-12"), Violation::Kind::GoodFaith);
  EXPECT_FALSE(account.is_restricted(on("2018-03-12")));
  EXPECT_EQ(violate(account, "2018-03-12"), Violation::Kind::Restricted);
  EXPECT_TRUE(account.is_restricted(on("2018-03-13")));
  EXPECT_TRUE(account.is_restricted(on("2018-06-09")));
  EXPECT_FALSE(account.is_restricted(on("2018-06-10")));
}

TEST(Settlement, ThreeViolationsInMoreThanTwelveMonthsDoNotRestrict) {
  Settlement account;
  violate(account, "2018-01-08");
  violate(account, "2018-02-12");

  EXPECT_EQ(violate(account, "2019-01-09"), Violation::Kind::GoodFaith);
}

TEST(Settlement, SellingWhatWasNeverPaidForIsFreeRidingAndRestrictsAtOnce) {
  Settlement account;
  account.bought(on("2018-06-04"), kA, shares(10), money(1'500), money(1'000));
  account.begin(on("2018-06-05"), money(-500));
  const auto violation = account.sold(on("2018-06-05"), kA, shares(10), money(1'600));

  ASSERT_TRUE(violation.has_value());
  EXPECT_EQ(violation->kind, Violation::Kind::FreeRiding);
  EXPECT_TRUE(account.is_restricted(on("2018-09-02")));
  EXPECT_FALSE(account.is_restricted(on("2018-09-03")));
}

TEST(Settlement, SellingItAfterThePaymentCameIsNone) {
  Settlement account;
  account.bought(on("2018-06-04"), kA, shares(10), money(1'500), money(1'000));
  account.begin(on("2018-06-05"), money(100));

  EXPECT_FALSE(account.sold(on("2018-06-05"), kA, shares(10), money(1'600)));
}

TEST(Settlement, FollowsASplit) {
  Settlement account;
  account.sold(on("2018-06-04"), kA, shares(10), money(1'000));
  account.bought(on("2018-06-04"), kB, shares(10), money(1'000), money(1'000));
  account.split(kB, 2, 1);
  account.begin(on("2018-06-06"), {});
  account.bought(on("2018-06-06"), kB, shares(5), money(500), money(1'000));

  EXPECT_FALSE(account.sold(on("2018-06-06"), kB, shares(20), money(1'000)));
}

}  // namespace
}  // namespace tw::sim
