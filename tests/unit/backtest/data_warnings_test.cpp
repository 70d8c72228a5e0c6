#include "backtest/data_warnings.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "market/bar_table.hpp"
#include "market/session_calendar.hpp"
#include "support/times.hpp"

namespace tw::backtest {
namespace {

using support::date;
using testing::ElementsAre;
using testing::IsEmpty;

/// Daily bars, or hourly ones with two a session, that open and close as said.
BarTable table_of(const std::vector<std::pair<std::int64_t, std::int64_t>>& open_close,
                  Timeframe timeframe = kDaily) {
  const SessionCalendar& calendar = SessionCalendar::of(CalendarKind::Nyse);
  Session session = calendar.session_or_assumed(date("2014-06-06"));
  BarTable table{.timeframe = timeframe};
  int in_session = 0;
  for (const auto& [open, close] : open_close) {
    const Timestamp start = session.open + Duration::hours(in_session);
    table.push({.session = session.date,
                .start = start,
                .end = timeframe.is_intraday() ? start + timeframe.span() : session.close,
                .open = Price::whole(open),
                .high = Price::whole(std::max(open, close)),
                .low = Price::whole(std::min(open, close)),
                .close = Price::whole(close),
                .volume = Volume::whole(100)});
    in_session = timeframe.is_intraday() ? 1 - in_session : 0;
    if (in_session == 0) session = calendar.next_session(session.date);
  }
  return table;
}

Feed feed_of(const BarTable& bars) {
  const BarSeries series = bars.view(InstrumentId{0});
  return {.instrument = {.id = InstrumentId{0}, .symbol = "AAPL"},
          .bars = series,
          .range = {0, series.size()}};
}

std::vector<std::string> warned(const BacktestSpec& spec, const Feed& feed) {
  std::vector<std::string> warnings;
  warn_of_data(warnings, spec, {feed});
  return warnings;
}

TEST(DataWarnings, AGapLikeASplitIsNamedOnceUnlessItIsApplied) {
  const BarTable bars = table_of({{640, 644}, {92, 93}, {93, 46}, {23, 23}});
  Feed feed = feed_of(bars);

  EXPECT_THAT(warned({}, feed),
              ElementsAre("AAPL closes at 644 and is at 93 after 2014-06-09 begins, as if by a "
                          "split of 7:1 that nobody applied: give it with --actions FILE, or use "
                          "adjusted prices."));

  feed.actions = {{.ex_date = date("2014-06-09"), .numerator = 7, .denominator = 1}};
  EXPECT_THAT(warned({}, feed), ElementsAre(testing::HasSubstr("a split of 2:1")));
}

TEST(DataWarnings, AFallThatNoSplitExplainsIsNews) {
  EXPECT_THAT(warned({}, feed_of(table_of({{100, 100}, {67, 67}, {67, 25}, {25, 25}}))), IsEmpty());
}

// AAPL's first print of 2014-06-09 was at the price before its split, the minute's last after it.
TEST(DataWarnings, OfBarsInsideASessionTheCloseCountsToo) {
  const Timeframe hour{Timeframe::Unit::Minute, 60};

  EXPECT_THAT(warned({}, feed_of(table_of({{644, 644}, {644, 645}, {645, 92}, {92, 93}}, hour))),
              ElementsAre(testing::HasSubstr("as if by a split of 7:1")));
  EXPECT_THAT(warned({}, feed_of(table_of({{644, 644}, {644, 92}, {92, 92}}, hour))), IsEmpty());
}

TEST(DataWarnings, TermsOfSymbolsThatAreNotInTheRunAreNamed) {
  const BarTable bars = table_of({{100, 100}});
  BacktestSpec spec;
  spec.borrow = {{.symbol = "GME", .annual = {}}, {.symbol = "AAPL", .annual = {}}};
  spec.locates = {{.symbol = "XYZ", .quantity = {}}, {.symbol = "AMC", .quantity = {}}};
  spec.halts = {{.symbol = "AAPL", .from = {}, .to = {}, .reason = {}}};

  EXPECT_THAT(
      warned(spec, feed_of(bars)),
      ElementsAre("--borrow names a symbol that is not in this run, so nothing came of it: GME.",
                  "--locate names symbols that are not in this run, so nothing came of it: XYZ, "
                  "AMC."));
}

}  // namespace
}  // namespace tw::backtest
