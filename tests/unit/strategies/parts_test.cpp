#include <gtest/gtest.h>

#include "strategies/rebalance_period.hpp"
#include "strategies/rolling_hedge.hpp"
#include "strategies/session_pivots.hpp"
#include "strategies/signal_latch.hpp"
#include "strategies/swing_points.hpp"
#include "strategies/volume_filter.hpp"
#include "support/times.hpp"

// What several strategies are put together from.
namespace tw::strategies {
namespace {

Bar bar(double high, double low, double close = 0.0, int session = 0, int volume = 0) {
  return {.session = Date{session},
          .high = *Price::from_double(high),
          .low = *Price::from_double(low),
          .close = *Price::from_double(close == 0.0 ? (high + low) / 2 : close),
          .volume = Volume::whole(volume)};
}

TEST(SwingPoints, AreKnownOnlyWhenTheirWingIsComplete) {
  SwingPoints swings{2};
  const double highs[] = {10, 11, 15, 12, 11};

  for (int i = 0; i < 4; ++i) EXPECT_FALSE(swings.update(bar(highs[i], 5.0 + i)).high) << i;
  const Swings found = swings.update(bar(highs[4], 9.0));

  EXPECT_DOUBLE_EQ(*found.high, 15.0);
  EXPECT_FALSE(found.low) << "the lows only rise";
}

TEST(SwingPoints, OfEqualHighsAreTheFirst) {
  SwingPoints swings{1};
  int count = 0;

  for (const double high : {10.0, 12.0, 12.0, 10.0}) {
    count += swings.update(bar(high, 5.0)).high ? 1 : 0;
  }

  EXPECT_EQ(count, 1);
}

TEST(SwingPoints, FindLowsToo) {
  SwingPoints swings{1};
  swings.update(bar(10, 8));
  swings.update(bar(10, 6));

  EXPECT_DOUBLE_EQ(*swings.update(bar(10, 7)).low, 6.0);
}

TEST(SessionPivots, AreThoseOfTheSessionBefore) {
  SessionPivots pivots;
  EXPECT_FALSE(pivots.update(bar(110, 100, 104, 1)));
  EXPECT_FALSE(pivots.update(bar(112, 103, 108, 1))) << "the first session has none before it";

  const auto found = pivots.update(bar(200, 50, 60, 2));

  ASSERT_TRUE(found);  // Of a high of 112, a low of 100 and a close of 108.
  EXPECT_DOUBLE_EQ(found->pivot, 320.0 / 3);
  EXPECT_DOUBLE_EQ(found->resistance1, 640.0 / 3 - 100);
  EXPECT_DOUBLE_EQ(found->support1, 640.0 / 3 - 112);
  EXPECT_DOUBLE_EQ(found->resistance2, 320.0 / 3 + 12);
  EXPECT_DOUBLE_EQ(found->support2, 320.0 / 3 - 12);
}

TEST(VolumeFilter, ComparesABarWithThoseBeforeIt) {
  VolumeFilter filter{2, 1.5};
  EXPECT_FALSE(filter.update(bar(1, 1, 1, 0, 1'000'000))) << "nothing to compare with";
  EXPECT_FALSE(filter.update(bar(1, 1, 1, 0, 0)));

  EXPECT_TRUE(filter.update(bar(1, 1, 1, 0, 750'000)));
  EXPECT_FALSE(filter.update(bar(1, 1, 1, 0, 562'499)));
}

TEST(VolumeFilter, OfNoBarsAsksForNothing) {
  VolumeFilter filter{0, 9.0};

  EXPECT_TRUE(filter.update(bar(1, 1)));
  EXPECT_EQ(filter.warmup(), 0);
}

TEST(SignalLatch, IsOpenOnceASpell) {
  SignalLatch latch;
  EXPECT_TRUE(latch.is_open(1));
  EXPECT_TRUE(latch.is_open(1)) << "nobody took it";
  latch.take(1);
  EXPECT_FALSE(latch.is_open(1));
  EXPECT_FALSE(latch.is_open(0));
  EXPECT_TRUE(latch.is_open(1)) << "a new spell";
  latch.take(1);
  EXPECT_TRUE(latch.is_open(-1)) << "the other side";
}

TEST(RebalancePeriod, BeginsAtItsFirstSession) {
  struct Step {
    const char* date;
    const char* begins;  ///< Of month, week, quarter, day: what begins there.
  };
  constexpr Step kSteps[] = {{"2024-02-29", "mwqd"}, {"2024-03-01", "md"}, {"2024-03-01", ""},
                             {"2024-03-04", "wd"},   {"2024-03-08", "d"},  {"2024-04-01", "mwqd"},
                             {"2025-04-01", "mwqd"}};
  constexpr std::string_view kLetters = "mwqd";
  for (int choice = 0; choice < 4; ++choice) {
    RebalancePeriod period{choice};
    for (const Step& step : kSteps) {
      const bool expected =
          std::string_view{step.begins}.find(kLetters[static_cast<std::size_t>(choice)]) !=
          std::string_view::npos;
      EXPECT_EQ(period.begins(support::date(step.date)), expected)
          << kRebalancePeriods[static_cast<std::size_t>(choice)] << ' ' << step.date;
    }
  }
}

TEST(RollingHedge, FindsTheRatioAndHowFarTheLastPointIsOff) {
  RollingHedge hedge{40};
  std::optional<RollingHedge::Fit> fit;

  for (int i = 0; i < 40; ++i) {
    const double x = 100.0 + i;
    const double off = i == 39 ? 5.0 : (i % 2 == 0 ? 1.0 : -1.0);
    fit = hedge.update(7.0 + 2.0 * x + off, x);
    EXPECT_EQ(fit.has_value(), i == 39);
  }

  EXPECT_NEAR(fit->ratio, 2.0, 0.05);
  EXPECT_GT(fit->score, 2.0);
  EXPECT_LT(fit->dickey_fuller, -5.0) << "residuals that alternate are pulled back";
}

TEST(RollingHedge, SeesNoPullInResidualsThatRunAway) {
  RollingHedge hedge{40};
  std::optional<RollingHedge::Fit> fit;

  for (int i = 0; i < 40; ++i) {
    const double x = 100.0 + (i % 2);
    fit = hedge.update(x + 0.1 * i * i, x);
  }

  EXPECT_GT(fit->dickey_fuller, -2.0);
}

TEST(RollingHedge, HasNoFitWherePricesStandStillOrNeverPart) {
  RollingHedge still{10};
  RollingHedge line{10};

  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(still.update(50.0, 100.0));
    EXPECT_FALSE(line.update(200.0 + 2 * i, 100.0 + i));
  }
}

}  // namespace
}  // namespace tw::strategies
