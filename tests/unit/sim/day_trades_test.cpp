#include "sim/day_trades.hpp"

#include <gtest/gtest.h>

namespace tw::sim {
namespace {

constexpr InstrumentId kA{0};
constexpr InstrumentId kB{1};

Date on(std::string_view text) { return parse_date(text).value(); }

/// Opens and closes `instrument` in this session.
void day_trade(DayTrades& trades, InstrumentId instrument = kA) {
  trades.traded(instrument, true, false, true);
  trades.traded(instrument, false, true, true);
}

TEST(DayTrades, AreOpenedAndClosedInOneSession) {
  DayTrades trades;
  trades.begin(on("2020-06-01"), Money::whole(10'000));
  trades.traded(kA, true, false, true);
  trades.traded(kB, true, false, true);
  EXPECT_EQ(trades.day_trades(), 0);
  trades.traded(kA, false, true, true);
  trades.traded(kA, false, true, false);
  EXPECT_EQ(trades.day_trades(), 1) << "closing in two fills is one";
  trades.begin(on("2020-06-02"), Money::whole(10'000));
  trades.traded(kB, false, true, true);
  EXPECT_EQ(trades.day_trades(), 1) << "held over night";
}

TEST(DayTrades, FourInFiveSessionsRestrictASmallAccount) {
  DayTrades trades;
  for (const auto day : {"2020-06-01", "2020-06-02", "2020-06-03", "2020-06-04"}) {
    EXPECT_FALSE(trades.begin(on(day), Money::whole(24'999)));
    day_trade(trades);
  }

  EXPECT_TRUE(trades.begin(on("2020-06-05"), Money::whole(24'999)));
  EXPECT_TRUE(trades.is_restricted());
  EXPECT_FALSE(trades.begin(on("2020-06-08"), Money::whole(25'000))) << "the equity is back";
  EXPECT_FALSE(trades.is_restricted());
  EXPECT_TRUE(trades.begin(on("2020-06-09"), Money::whole(24'999))) << "still a pattern day trader";
}

TEST(DayTrades, ThreeDoNot) {
  DayTrades trades;
  for (const auto day : {"2020-06-01", "2020-06-02", "2020-06-03"}) {
    trades.begin(on(day), Money::whole(10'000));
    day_trade(trades);
  }

  EXPECT_FALSE(trades.begin(on("2020-06-04"), Money::whole(10'000)));
}

TEST(DayTrades, FourInSixSessionsDoNot) {
  DayTrades trades;
  for (const auto day : {"2020-06-01", "2020-06-02", "2020-06-03"}) {
    trades.begin(on(day), Money::whole(10'000));
    day_trade(trades);
  }
  for (const auto day : {"2020-06-04", "2020-06-05"}) trades.begin(on(day), Money::whole(10'000));
  trades.begin(on("2020-06-08"), Money::whole(10'000));
  day_trade(trades);

  EXPECT_FALSE(trades.begin(on("2020-06-09"), Money::whole(10'000)));
}

TEST(DayTrades, OfNoMoreThanSixPerCentOfTheOrdersDoNot) {
  DayTrades trades;
  trades.begin(on("2020-06-01"), Money::whole(10'000));
  for (int i = 0; i < 4; ++i) day_trade(trades);
  for (int i = 0; i < 59; ++i) trades.traded(kB, true, false, true);  // 67 orders: 5.97 %.

  EXPECT_FALSE(trades.begin(on("2020-06-02"), Money::whole(10'000)));
}

TEST(DayTrades, OfALargeAccountAreFree) {
  DayTrades trades;
  trades.begin(on("2020-06-01"), Money::whole(25'000));
  for (int i = 0; i < 4; ++i) day_trade(trades);

  EXPECT_FALSE(trades.begin(on("2020-06-02"), Money::whole(25'000)));
}

TEST(DayTrades, AreCountedFrom2001UntilTheRuleWasReplaced) {
  EXPECT_FALSE(DayTrades::applies(on("2001-09-27")));
  EXPECT_TRUE(DayTrades::applies(on("2001-09-28")));
  EXPECT_TRUE(DayTrades::applies(on("2026-06-03")));
  EXPECT_FALSE(DayTrades::applies(on("2026-06-04")));
}

}  // namespace
}  // namespace tw::sim
