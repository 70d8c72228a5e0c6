#include "backtest/market_fills.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "market/bar_table.hpp"
#include "support/times.hpp"

namespace tw::backtest {
namespace {

constexpr int kSessions = 40;

/// Daily bars whose closes swing between 100 and 101 while a million units a session change hands,
/// two million from the 31st session on.
BarTable swinging() {
  BarTable table{.timeframe = kDaily};
  for (int i = 0; i < kSessions; ++i) {
    const Date session = support::date("2024-01-01") + i;
    const Price close = Price::whole(i % 2 == 0 ? 100 : 101);
    table.push({.session = session,
                .start = {session.midnight().unix_ns + 1},
                .end = {session.midnight().unix_ns + 2},
                .open = close,
                .high = close,
                .low = close,
                .close = close,
                .volume = Volume::whole(i < 30 ? 1'000'000 : 2'000'000)});
  }
  return table;
}

Feed feed_of(const BarTable& table) {
  return {.instrument = {.id = InstrumentId{0}, .symbol = "SWING"},
          .bars = table.view(InstrumentId{0}),
          .range = {.first = 0, .last = kSessions}};
}

portfolio::RoundTrip trip(int entry_session, int exit_session) {
  const auto at = [](int session) {
    return Timestamp{(support::date("2024-01-01") + session).midnight().unix_ns + 1};
  };
  return {.instrument = InstrumentId{0},
          .entry_value = Money::whole(-5'000),
          .exit_value = Money::whole(-6'000),
          .entry_at = at(entry_session),
          .exit_at = at(exit_session)};
}

TEST(MarketFills, StandBesideTheTwentySessionsBeforeThem) {
  const BarTable table = swinging();

  const auto fills = market_fills({feed_of(table)}, std::vector{trip(24, 39)});

  ASSERT_EQ(fills.size(), 2u);
  EXPECT_EQ(fills[0].value, 5'000.0);
  EXPECT_EQ(fills[1].value, 6'000.0);
  EXPECT_NEAR(fills[0].daily_value, 100.5e6, 1e-3);
  // Nine of the twenty sessions before the 40th had twice the volume: five at 100 and four at 101.
  EXPECT_NEAR(fills[1].daily_value, (10 * 100e6 + 10 * 101e6 + 5 * 100e6 + 4 * 101e6) / 20, 1e-3);
  // Returns of +1 % and -1/101 by turns.
  EXPECT_NEAR(fills[0].daily_volatility, (0.01 + 1.0 / 101.0) / 2.0 * std::sqrt(20.0 / 19.0), 1e-9);
}

TEST(MarketFills, OfTheFirstDaysStandBesideTheFirstTwentySessions) {
  const BarTable table = swinging();

  const auto fills = market_fills({feed_of(table)}, std::vector{trip(2, 24)});

  EXPECT_NEAR(fills[0].daily_value, 100.5e6, 1e-3);
  EXPECT_TRUE(market_fills({feed_of(table)}, {}).empty());
}

}  // namespace
}  // namespace tw::backtest
