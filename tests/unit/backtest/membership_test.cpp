#include "backtest/membership.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "backtest/lookahead_check.hpp"
#include "backtest/trade_rows.hpp"
#include "core/decimal.hpp"
#include "support/random_walk.hpp"
#include "support/times.hpp"

// A universe by date: who may be entered when, and what becomes of who leaves.
namespace tw::backtest {
namespace {

using support::date;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Bars of so many sessions that open where the one before closed and gain `step` each.
BarTable climb(std::int64_t first_price, int sessions, std::string_view first = "2015-03-16",
               std::int64_t step = 1) {
  const SessionCalendar& calendar = SessionCalendar::of(CalendarKind::Nyse);
  Session session = calendar.session_or_assumed(date(first));
  BarTable table{.timeframe = kDaily};
  for (int i = 0; i < sessions; ++i) {
    const Price open = Price::whole(first_price + step * i);
    const Price close = Price::whole(first_price + step * (i + 1));
    table.push({.session = session.date,
                .start = session.open,
                .end = session.close,
                .open = open,
                .high = std::max(open, close),
                .low = std::min(open, close),
                .close = close,
                .volume = Volume::whole(1'000'000)});
    session = calendar.next_session(session.date);
  }
  return table;
}

Feed feed_of(const BarTable& bars, std::string symbol, std::uint32_t id) {
  const InstrumentId instrument{id};
  const BarSeries series = bars.view(instrument);
  return {.instrument = {.id = instrument, .symbol = std::move(symbol)},
          .bars = series,
          .range = {0, series.size()}};
}

MemberSpell spell(std::string symbol, std::string_view from, std::string_view to) {
  MemberSpell spell{.symbol = std::move(symbol), .from = {}, .to = {}};
  if (!from.empty()) spell.from = date(from);
  if (!to.empty()) spell.to = date(to);
  return spell;
}

BacktestSpec spec_with(std::string strategy, std::vector<strategies::Setting> settings = {}) {
  BacktestSpec spec = spec_of(Preset::Plain);
  spec.cash = Money::whole(1'000);
  spec.rules.commission = {};
  spec.strategy = strategy;
  spec.parameters = *strategies::resolve(**strategies::find(strategy), settings);
  return spec;
}

std::string shown(const TimeLabel& at) { return to_string(at); }

/// Returns "T 10 @ 10 2015-03-17 -> 13 2015-03-20 left_universe" of each trade, then what is open.
std::vector<std::string> trades_of(const BacktestSpec& spec, const std::vector<Feed>& feeds) {
  const BacktestRun run = run_backtest(spec, feeds);
  std::vector<std::string> lines;
  for (const TradeRow& row : trade_rows(spec, feeds, run)) {
    lines.push_back(row.symbol + " " + to_string(row.quantity) + " @ " +
                    to_string(row.entry_price) + " " + shown(row.entry_at) + " -> " +
                    to_string(row.exit_price) + " " + shown(row.exit_at) + " " + row.exit_tag);
  }
  for (const OpenPositionRow& row : open_position_rows(feeds, run)) {
    lines.push_back(row.symbol + " " + to_string(row.quantity) + " @ " +
                    to_string(row.entry_price) + " " + shown(row.entry_at) + " open");
  }
  return lines;
}

TEST(Universe, OfADailyRunBySpellsIsTradedByTheDay) {
  // Member from Wednesday to the Tuesday after: bought at Thursday's open, closed at Wednesday's.
  const BarTable bars = climb(10, 12);
  BacktestSpec spec = spec_with("buy_and_hold");
  spec.universe = {spell("T", "2015-03-18", "2015-03-24")};

  EXPECT_THAT(trades_of(spec, {feed_of(bars, "T", 0)}),
              ElementsAre("T 76 @ 13 2015-03-19 -> 17 2015-03-25 left_universe"));
}

TEST(Universe, LetsALeaverBeHeldWhenThatIsSaid) {
  const BarTable bars = climb(10, 12);
  BacktestSpec spec = spec_with("buy_and_hold");
  spec.universe = {spell("T", "", "2015-03-24")};
  spec.leavers = LeaverRule::Hold;

  EXPECT_THAT(trades_of(spec, {feed_of(bars, "T", 0)}), ElementsAre("T 90 @ 11 2015-03-17 open"));
}

TEST(Universe, IsEnteredAgainByWhoComesBack) {
  const BarTable bars = climb(10, 12);
  BacktestSpec spec = spec_with("buy_and_hold");
  spec.size = Size::units(Quantity::whole(10));
  spec.universe = {spell("T", "", "2015-03-18"), spell("T", "2015-03-24", "")};

  EXPECT_THAT(trades_of(spec, {feed_of(bars, "T", 0)}),
              ElementsAre("T 10 @ 11 2015-03-17 -> 13 2015-03-19 left_universe",
                          "T 10 @ 17 2015-03-25 open"));
}

TEST(Universe, OfTwoSpellsWithOnlyAWeekendBetweenThemIsNotLeft) {
  const BarTable bars = climb(10, 12);
  BacktestSpec spec = spec_with("buy_and_hold");
  spec.size = Size::units(Quantity::whole(10));
  spec.universe = {spell("T", "", "2015-03-20"), spell("T", "2015-03-23", "")};

  EXPECT_THAT(trades_of(spec, {feed_of(bars, "T", 0)}), ElementsAre("T 10 @ 11 2015-03-17 open"));
}

TEST(Universe, IsSharedByThoseWhoAreMembersNow) {
  // A alone has all of it; once B is in, half; B buys with what A's leaving pays.
  const BarTable a = climb(10, 12);
  const BarTable b = climb(20, 12);
  BacktestSpec spec = spec_with("buy_and_hold");
  spec.universe = {spell("A", "", "2015-03-20"), spell("B", "2015-03-23", "")};

  // A: floor(1000 / 10.xx) is decided at the close of 11: 90 units. It leaves at 15 on Monday the
  // 23rd with 90 * 15 + 10 = 1360; B joins that day, decides at its close of 26 and fills at 26.
  EXPECT_THAT(trades_of(spec, {feed_of(a, "A", 0), feed_of(b, "B", 1)}),
              ElementsAre("A 90 @ 11 2015-03-17 -> 15 2015-03-23 left_universe",
                          "B 52 @ 26 2015-03-24 open"));
}

TEST(Universe, OfARebalancedGroupWeighsItsMembersAlone) {
  const BarTable a = climb(10, 12);
  const BarTable b = climb(20, 12);
  const BarTable c = climb(40, 12);
  BacktestSpec spec = spec_with("rebalance", {{"every", "day"}, {"band", "0.5"}});
  spec.universe = {spell("A", "", ""), spell("B", "2015-03-23", ""), spell("C", "", "2015-03-18")};

  const auto trades = trades_of(spec, {feed_of(a, "A", 0), feed_of(b, "B", 1), feed_of(c, "C", 2)});

  // A and C at half each: 45 of A at 11, 12 of C at 41. C leaves on the 19th; A goes on alone.
  ASSERT_GE(trades.size(), 2U);
  EXPECT_EQ(trades[0], "C 12 @ 41 2015-03-17 -> 43 2015-03-19 left_universe");
  EXPECT_THAT(trades, testing::Contains(HasSubstr("A 45 @ 11 2015-03-17")));
  EXPECT_THAT(trades, testing::Contains(HasSubstr("B ")));
  for (const std::string& trade : trades) {
    if (trade.starts_with("B ")) {
      EXPECT_THAT(trade, HasSubstr("2015-03-24"));
    }
  }
}

TEST(Universe, OfWeeklyBarsIsLeftNoEarlierThanTheDayItself) {
  // It leaves in the middle of the second week: that week's open is before that is known.
  BarTable weeks{.timeframe = {Timeframe::Unit::Week, 1}};
  const SessionCalendar& calendar = SessionCalendar::of(CalendarKind::Nyse);
  for (int i = 0; i < 4; ++i) {
    const Session monday = calendar.session_or_assumed(date("2015-03-02") + 7 * i);
    const Session friday = calendar.session_or_assumed(monday.date + 4);
    const Price price = Price::whole(10 + i);
    weeks.push({.session = friday.date,
                .start = monday.open,
                .end = friday.close,
                .open = price,
                .high = price,
                .low = price,
                .close = price,
                .volume = Volume::whole(1'000'000)});
  }
  BacktestSpec spec = spec_with("buy_and_hold");
  spec.size = Size::units(Quantity::whole(10));
  spec.universe = {spell("T", "", "2015-03-11")};

  EXPECT_THAT(trades_of(spec, {feed_of(weeks, "T", 0)}),
              ElementsAre("T 10 @ 11 2015-03-13 -> 12 2015-03-20 left_universe"));
}

TEST(Universe, LooksAheadNowhere) {
  const BarTable a = support::random_walk(1, 400);
  const BarTable b = support::random_walk(2, 400);
  const BarTable c = support::random_walk(3, 400);
  BacktestSpec spec = spec_with(
      "cross_sectional_momentum",
      {{"lookback", "20"}, {"skip", "1"}, {"top", "1"}, {"every", "week"}, {"floor", "any"}});
  spec.cash = Money::whole(100'000);
  spec.universe = {spell("A", "", "2015-08-14"), spell("B", "2015-06-01", "2016-02-10"),
                   spell("C", "", "")};
  const std::vector<Feed> feeds{feed_of(a, "A", 0), feed_of(b, "B", 1), feed_of(c, "C", 2)};

  const BacktestRun run = run_backtest(spec, feeds);
  const LookaheadCheck check = check_lookahead(spec, feeds, run, 40);

  EXPECT_EQ(check.cuts, 40);
  EXPECT_THAT(check.faults, IsEmpty());
  std::set<std::string> traded;
  for (const TradeRow& row : trade_rows(spec, feeds, run)) {
    traded.insert(row.symbol);
    const bool is_b = row.symbol == "B";
    EXPECT_TRUE(!is_b || row.entry_at.session > date("2015-06-01"));
    EXPECT_TRUE(row.symbol != "A" || row.entry_at.session <= date("2015-08-14"));
  }
  EXPECT_THAT(traded, ElementsAre("A", "B", "C"));
}

TEST(Rotation, HoldsTheBestAndSellsTheWorstShortAtEqualWeights) {
  // On the first session with a rank, a Friday, A closes at 110 and D at 90; half of 1,000 pays for
  // 4 of A and is worth 5 of D. B and C rank between them.
  const BarTable a = climb(100, 9, "2015-03-16", 2);
  const BarTable b = climb(100, 9, "2015-03-16", 1);
  const BarTable c = climb(100, 9, "2015-03-16", -1);
  const BarTable d = climb(100, 9, "2015-03-16", -2);
  const std::vector<Feed> feeds{feed_of(a, "A", 0), feed_of(b, "B", 1), feed_of(c, "C", 2),
                                feed_of(d, "D", 3)};
  std::vector<strategies::Setting> settings{{"lookback", "3"}, {"skip", "0"},     {"top", "1"},
                                            {"short", "1"},    {"every", "week"}, {"floor", "any"}};
  BacktestSpec spec = spec_with("cross_sectional_momentum", settings);
  spec.rules.can_short = spec.limits.can_short = true;

  EXPECT_THAT(trades_of(spec, feeds),
              ElementsAre("A 4 @ 110 2015-03-23 open", "D -5 @ 90 2015-03-23 open"));

  settings[3] = {"short", "0"};
  spec.parameters = *strategies::resolve(**strategies::find(spec.strategy), settings);
  EXPECT_THAT(trades_of(spec, feeds), ElementsAre("A 9 @ 110 2015-03-23 open"))
      << "without shorts the best has the whole account";
}

TEST(Rotation, SellsShortOnlyWhatHasFallenWhereItFollowsTheSign) {
  const BarTable a = climb(100, 9, "2015-03-16", 2);
  const BarTable b = climb(100, 9, "2015-03-16", 1);
  BacktestSpec spec = spec_with(
      "cross_sectional_momentum",
      {{"lookback", "3"}, {"skip", "0"}, {"top", "1"}, {"short", "1"}, {"every", "week"}});
  spec.rules.can_short = spec.limits.can_short = true;

  EXPECT_THAT(trades_of(spec, {feed_of(a, "A", 0), feed_of(b, "B", 1)}),
              ElementsAre("A 4 @ 110 2015-03-23 open"));
}

TEST(Universe, OfAMarketThatNeverClosesLooksAheadNowhere) {
  // There a bar is known in the moment in which the next one begins.
  BarTable days{.timeframe = kDaily};
  for (int i = 0; i < 30; ++i) {
    const Date day = date("2021-01-01") + i;
    const Price price = Price::whole(100 + i % 7);
    days.push({.session = day,
               .start = day.midnight(),
               .end = (day + 1).midnight(),
               .open = price,
               .high = price,
               .low = price,
               .close = price,
               .volume = Volume::whole(1'000)});
  }
  Feed feed = feed_of(days, "BTC", 0);
  feed.instrument.calendar = CalendarKind::AlwaysOpen;
  BacktestSpec spec = spec_with("buy_and_hold");
  spec.size = Size::units(Quantity::whole(1));
  for (int i = 0; i < 9; ++i) {  // Two days in, one day out.
    const Date from = date("2021-01-01") + 3 * i;
    spec.universe.push_back({.symbol = "BTC", .from = from, .to = from + 1});
  }

  const BacktestRun run = run_backtest(spec, {feed});
  const LookaheadCheck check = check_lookahead(spec, {feed}, run, 60);

  EXPECT_GT(run.recorder.trips().size(), 5U);
  EXPECT_THAT(check.faults, IsEmpty());
}

TEST(Universe, WithAMemberWithoutDataIsRefusedByName) {
  const BarTable bars = climb(10, 12);
  BacktestSpec spec = spec_with("buy_and_hold");
  spec.universe = {spell("T", "", ""), spell("GONE", "2015-03-18", "2015-03-20"),
                   spell("EARLIER", "2001-01-02", "2004-01-02")};

  EXPECT_THAT(universe_faults(spec, {feed_of(bars, "T", 0)}),
              ElementsAre("universe: 'GONE' is a member from 2015-03-18 to 2015-03-20 and has no "
                          "data in this run; name it with --symbols or --data, or take its row "
                          "out"));
}

TEST(Universe, WithAMemberWhoseBarsAreOfAnotherTimeIsRefusedByName) {
  const BarTable a = climb(10, 40);
  const BarTable b = climb(10, 5);
  BacktestSpec spec = spec_with("buy_and_hold");
  spec.universe = {spell("A", "", ""), spell("B", "2015-04-01", "")};

  EXPECT_THAT(universe_faults(spec, {feed_of(a, "A", 0), feed_of(b, "B", 1)}),
              ElementsAre("universe: 'B' is a member from 2015-04-01 on and has no bar in that "
                          "time, its data are of 2015-03-16 to 2015-03-20; give it bars, or take "
                          "its row out"));
}

TEST(Universe, WarnsOfSurvivorsOfHolesAndOfStrangers) {
  const BarTable a = climb(10, 40);
  const BarTable b = climb(10, 20, "2015-03-30");
  const std::vector<Feed> feeds{feed_of(a, "A", 0), feed_of(b, "B", 1), feed_of(a, "C", 2)};
  BacktestSpec spec = spec_with("buy_and_hold");
  spec.symbols = {"A", "B", "C"};
  spec.universe = {spell("A", "", ""), spell("B", "2015-03-16", "")};

  EXPECT_THAT(
      universe_warnings(spec, feeds),
      ElementsAre(HasSubstr("Nobody leaves the universe in this range"),
                  HasSubstr("'B' is a member from 2015-03-16, but its bars begin on 2015-03-30"),
                  HasSubstr("'B' is a member from 2015-03-16 on, but its bars end on 2015-04-27"),
                  HasSubstr("'C' is in no row of the universe")));

  spec.universe = {spell("A", "", "2015-04-01"), spell("B", "2015-03-30", "2015-04-20"),
                   spell("C", "", "2015-04-01")};
  EXPECT_THAT(universe_warnings(spec, feeds), IsEmpty());
}

TEST(Universe, ThatIsMissingIsMissedWhenManySymbolsAllSurvive) {
  const BarTable bars = climb(10, 12);
  const BarTable short_lived = climb(10, 3);
  BacktestSpec spec = spec_with("buy_and_hold");
  std::vector<Feed> feeds;
  for (std::uint32_t i = 0; i < 10; ++i) {
    spec.symbols.push_back("S" + std::to_string(i));
    feeds.push_back(feed_of(bars, spec.symbols.back(), i));
  }

  EXPECT_THAT(universe_warnings(spec, feeds),
              ElementsAre(HasSubstr("All 10 symbols trade to the end and no --universe says")));

  feeds.back() = feed_of(short_lived, "S9", 9);
  EXPECT_THAT(universe_warnings(spec, feeds), IsEmpty());
}

}  // namespace
}  // namespace tw::backtest
