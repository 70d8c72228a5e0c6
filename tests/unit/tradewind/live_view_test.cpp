#include "../../../apps/tradewind/live_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/utf8.hpp"
#include "support/times.hpp"

namespace tw::app {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

LiveScene scene() {
  return {.strategy = "sma_cross, fast 10, slow 30",
          .symbols = {"SPX"},
          .sessions = 250,
          .initial_cash = Money::whole(100'000),
          .backtest = "Backtest SPX 2000-01-03 to 2020-04-17: return 69.75%",
          .report = "home/reports/demo.html"};
}

/// A session that holds a position with its two exits, after one trade.
live::Snapshot in_the_market() {
  live::Snapshot now;
  now.date = support::date("2019-06-21");
  now.sessions = 43;
  now.state = risk::TradingState::Open;
  now.equity = Money::whole(101'990);
  now.realised = Money::whole(-10);
  now.unrealised = Money::whole(2'000);
  now.fills = 3;
  now.trades = 1;
  now.winners = 1;
  now.orders_working = 2;
  now.positions.push({.price = Price::whole(2'950),
                      .quantity = Quantity::whole(33),
                      .average_entry = Price::whole(2'890),
                      .value = Money::whole(97'350),
                      .unrealised = Money::whole(2'000)});
  now.orders.push({.side = Side::Sell,
                   .type = OrderType::Stop,
                   .is_exit = true,
                   .stop = Price::whole(2'700),
                   .tag = "stop"});
  now.orders.push({.side = Side::Sell,
                   .type = OrderType::Limit,
                   .is_exit = true,
                   .quantity = Quantity::whole(33),
                   .limit = Price::whole(3'175),
                   .tag = "target"});
  for (int i = 0; i < 43; ++i) now.closes.push(2'900.0 + i % 7);
  now.last_fills.push({.session = 20,
                       .at = support::utc("2019-05-20T13:30Z"),
                       .side = Side::Sell,
                       .quantity = Quantity::whole(34),
                       .price = Price::whole(2'860),
                       .realised = Money::whole(-1'234),
                       .is_exit = true,
                       .tag = "cross_down"});
  now.last_fills.push({.session = 40,
                       .at = support::utc("2019-06-17T13:30Z"),
                       .quantity = Quantity::whole(33),
                       .price = Price::whole(2'890),
                       .tag = "cross_up"});
  return now;
}

constexpr report::TerminalOptions kPlain{.width = 100};

TEST(LiveView, ShowsPricePositionOrdersProfitAndTheNewestFillFirst) {
  const auto lines = live_view(scene(), in_the_market(), 40, kPlain);

  EXPECT_THAT(lines[1], testing::EndsWith("2019-06-21  43 of 250"));
  EXPECT_THAT(lines, Contains(StartsWith("SPX  2,950.00")));
  EXPECT_THAT(lines, Contains(HasSubstr("long 33 at 2,890.00")));
  EXPECT_THAT(lines, Contains(HasSubstr("101,990.00  +1.99%")));
  EXPECT_THAT(lines, Contains("  sell all SPX stop 2,700.00  stop"));
  EXPECT_THAT(lines, Contains("  sell 33 SPX limit 3,175.00  target"));
  const auto newest = std::ranges::find(lines, "  2019-06-17  buy  33 SPX at 2,890.00  cross_up");
  ASSERT_NE(newest, lines.end());
  EXPECT_THAT(*(newest + 1), HasSubstr("sell 34 SPX at 2,860.00  cross_down"));
  EXPECT_THAT(*(newest + 1), testing::EndsWith("-1,234.00"));
  EXPECT_THAT(lines, Contains("Report: home/reports/demo.html"));
}

TEST(LiveView, MarksFillsBelowTheSessionInWhichTheyHappened) {
  const auto lines = live_view(scene(), in_the_market(), 40, kPlain);

  // 87 columns for 250 sessions: session 20 stands in column 6, session 40 in column 13.
  EXPECT_THAT(lines, Contains(StartsWith("      v      ^")));
}

TEST(LiveView, FitsEveryWindow) {
  for (const bool is_utf8 : {false, true}) {
    for (int columns = 41; columns <= 200; columns += 3) {
      for (int rows = 20; rows <= 80; rows += 3) {
        const report::TerminalOptions options{.width = columns, .is_utf8 = is_utf8};
        for (const live::Snapshot& now : {live::Snapshot{}, in_the_market()}) {
          const auto lines = live_view(scene(), now, rows, options);

          EXPECT_LE(lines.size(), static_cast<std::size_t>(rows));
          for (const std::string& line : lines) {
            ASSERT_LT(character_count(line), static_cast<std::size_t>(columns)) << line;
          }
        }
      }
    }
  }
}

TEST(LiveView, SaysWhetherItRunsIsPausedHaltedOrOver) {
  LiveScene scene_now = scene();
  live::Snapshot now = in_the_market();
  const auto first = [&] { return live_view(scene_now, now, 40, kPlain).front(); };
  EXPECT_THAT(first(), testing::EndsWith("4.0 sessions a second"));

  now.state = risk::TradingState::ReduceOnly;
  EXPECT_THAT(first(), testing::EndsWith("halted: only exits leave"));
  scene_now.is_paused = true;
  EXPECT_THAT(first(), testing::EndsWith("paused"));
  now.is_over = true;
  EXPECT_THAT(first(), testing::EndsWith("complete"));
}

TEST(LiveView, ASymbolCannotWriteOnTheTerminal) {
  LiveScene hostile = scene();
  hostile.symbols = {"\x1b[2JSPX"};

  for (const std::string& line : live_view(hostile, in_the_market(), 40, kPlain)) {
    EXPECT_THAT(line, Not(HasSubstr("\x1b")));
  }
}

}  // namespace
}  // namespace tw::app
