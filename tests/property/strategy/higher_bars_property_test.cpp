#include <gtest/gtest.h>

#include "core/splitmix.hpp"
#include "market/resampled.hpp"
#include "strategy/higher_bars.hpp"
#include "support/seeds.hpp"

// A higher bar is seen only once it is complete, and then at once.
namespace tw::strategy {
namespace {

constexpr InstrumentId kStock{0};
constexpr Timeframe kHigherOfMinutes[] = {{Timeframe::Unit::Minute, 5},
                                          {Timeframe::Unit::Minute, 30},
                                          {Timeframe::Unit::Minute, 60},
                                          kDaily};
constexpr Timeframe kHigherOfDays[] = {
    {Timeframe::Unit::Week, 1}, {Timeframe::Unit::Month, 1}, {Timeframe::Unit::Month, 3}};

const SessionCalendar& nyse() { return SessionCalendar::of(CalendarKind::Nyse); }

/// Draws lower bars with holes, and a longer timeframe for them.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : dice_{seed} {}

  bool is_of_days() { return below(2) == 0; }
  Timeframe higher(bool days) {
    return days ? kHigherOfDays[below(3)] : kHigherOfMinutes[below(4)];
  }
  BarTable bars(bool days) {
    BarTable table{.timeframe = days ? kDaily : Timeframe{Timeframe::Unit::Minute, 5}};
    Session session = nyse().next_session(*Date::from_civil(2012, 1 + int(below(12)), 1));
    const int sessions = days ? 20 + int(below(200)) : 1 + int(below(4));
    for (int i = 0; i < sessions; ++i, session = nyse().next_session(session.date)) {
      const Duration step = days ? session.close - session.open : table.timeframe.span();
      for (Timestamp at = session.open; at < session.close; at = at + step) {
        if (below(5) != 0) push(table, session.date, at, at + step);
      }
    }
    // What comes long after closes all that was open.
    session = nyse().next_session(session.date + 800);
    push(table, session.date, session.open,
         days ? session.close : session.open + Duration::minutes(5));
    return table;
  }

 private:
  std::size_t below(std::uint64_t bound) { return dice_.next() % bound; }
  void push(BarTable& table, Date session, Timestamp start, Timestamp end) {
    const auto price = [&] { return Price::whole(1 + std::int64_t(below(100))); };
    const Price low = price();
    const Price high = low + price();
    table.push({.session = session,
                .start = start,
                .end = end,
                .open = low,
                .high = high,
                .low = low,
                .close = high,
                .volume = Volume::whole(std::int64_t(below(1'000)))});
  }

  SplitMix dice_;
};

void expect_same(const Bar& ours, const Bar& theirs) {
  EXPECT_EQ(ours.session, theirs.session);
  EXPECT_EQ(ours.start, theirs.start);
  EXPECT_EQ(ours.end, theirs.end);
  EXPECT_EQ(ours.open, theirs.open);
  EXPECT_EQ(ours.high, theirs.high);
  EXPECT_EQ(ours.low, theirs.low);
  EXPECT_EQ(ours.close, theirs.close);
  EXPECT_EQ(ours.volume, theirs.volume);
}

TEST(HigherBars, ShowEachBarWithTheFirstLowerOneThatReachesItsEnd) {
  std::size_t shown_of_all = 0;
  support::for_each_seed([&](std::uint64_t seed) {
    Draw draw{seed};
    const bool days = draw.is_of_days();
    const Timeframe timeframe = draw.higher(days);
    const BarTable table = draw.bars(days);
    const BarSeries lower = table.view(kStock);
    // All that there is to see in hindsight, but for the last, which is still open.
    const Resampled whole = resample(lower, nyse(), {.timeframe = timeframe});
    const BarSeries complete = whole.bars.view(kStock).slice(0, whole.bars.size() - 1);
    HigherBars higher{timeframe};
    std::size_t shown = 0;

    for (std::size_t i = 0; i + 1 < lower.size(); ++i) {
      const Bar bar = lower.at(i);
      for (const Bar& one : higher.update(bar, CalendarKind::Nyse)) {
        ASSERT_LT(shown, complete.size());
        expect_same(one, complete.at(shown));
        EXPECT_LE(one.end, bar.end) << "it was not over";
        shown += 1;
      }
      const bool is_next_over = shown < complete.size() && complete.at(shown).end <= bar.end;
      EXPECT_FALSE(is_next_over) << "it was over and not shown";
    }
    shown_of_all += shown;
  });
  EXPECT_GT(shown_of_all, 500U) << "what stands above would prove nothing";
}

TEST(HigherBars, HaveNoPlaceForBarsThatAreLonger) {
  Draw draw{1};
  const BarTable days = draw.bars(true);
  HigherBars higher{{Timeframe::Unit::Minute, 30}};

  for (std::size_t i = 0; i < days.size(); ++i) {
    EXPECT_TRUE(higher.update(days.view(kStock).at(i), CalendarKind::Nyse).empty());
  }
}

}  // namespace
}  // namespace tw::strategy
