#include <array>
#include <cmath>
#include <gtest/gtest.h>

#include "indicators/column.hpp"
#include "indicators/pivot_points.hpp"
#include "indicators/volume_profile.hpp"
#include "indicators/vwap.hpp"
#include "indicators/zigzag.hpp"
#include "market/bar_table.hpp"

namespace tw::indicators {
namespace {

constexpr Candle kSession{.open = 100.0, .high = 110.0, .low = 98.0, .close = 104.0, .volume = 1.0};

TEST(Pivots, OfTheFloorTradersAreReflectionsInTheMeanOfTheSession) {
  const PivotLevels levels = classic_pivots(kSession);

  EXPECT_DOUBLE_EQ(levels.pivot, 104.0);
  EXPECT_DOUBLE_EQ(levels.resistance[0], 110.0);
  EXPECT_DOUBLE_EQ(levels.resistance[1], 116.0);
  EXPECT_DOUBLE_EQ(levels.resistance[2], 122.0);
  EXPECT_DOUBLE_EQ(levels.support[0], 98.0);
  EXPECT_DOUBLE_EQ(levels.support[1], 92.0);
  EXPECT_DOUBLE_EQ(levels.support[2], 86.0);
}

TEST(Pivots, OfFibonacciLieAtSharesOfTheRange) {
  const PivotLevels levels = fibonacci_pivots(kSession);

  EXPECT_DOUBLE_EQ(levels.resistance[0], 104.0 + 0.382 * 12.0);
  EXPECT_DOUBLE_EQ(levels.resistance[2], 116.0);
  EXPECT_DOUBLE_EQ(levels.support[1], 104.0 - 0.618 * 12.0);
}

TEST(Pivots, OfCamarillaLieAroundTheClose) {
  const PivotLevels levels = camarilla_pivots(kSession);

  EXPECT_DOUBLE_EQ(levels.resistance[0], 105.1);
  EXPECT_DOUBLE_EQ(levels.resistance[3], 110.6);
  EXPECT_DOUBLE_EQ(levels.support[2], 100.7);
}

TEST(Pivots, ComeFromTheWholeSessionBeforeAndNotFromTheirOwn) {
  PreviousSession sessions;

  EXPECT_FALSE(sessions.update({.high = 12.0, .low = 9.0, .close = 10.0}, true));
  EXPECT_FALSE(sessions.update({.high = 11.0, .low = 7.0, .close = 8.0}, false));
  const auto second = sessions.update({.high = 90.0, .low = 80.0, .close = 85.0}, true);

  ASSERT_TRUE(second);
  EXPECT_EQ(second->high, 12.0);
  EXPECT_EQ(second->low, 7.0);
  EXPECT_EQ(second->close, 8.0);
}

TEST(VolumeProfile, HasItsPointOfControlWhereMostTraded) {
  VolumeProfile profile{3, 4};  // Steps of 1 from 10 to 14.

  profile.update({.high = 11.0, .low = 10.0, .volume = 100.0});
  profile.update({.high = 14.0, .low = 10.0, .volume = 80.0});
  const auto value = profile.update({.high = 13.0, .low = 12.0, .volume = 500.0});

  // By step: 120, 20, 520, 20; the third alone holds 520 of 680.
  ASSERT_TRUE(value);
  EXPECT_EQ(value->point_of_control, 12.5);
  EXPECT_EQ(value->value_area_high, 13.0);
  EXPECT_EQ(value->value_area_low, 12.0);
}

TEST(VolumeProfile, GrowsItsValueAreaToTheBusierNeighbour) {
  VolumeProfile profile{3, 3};  // Steps of 1 from 10 to 13.

  profile.update({.high = 10.5, .low = 10.0, .volume = 30.0});
  profile.update({.high = 11.5, .low = 11.25, .volume = 50.0});
  const auto value = profile.update({.high = 13.0, .low = 12.5, .volume = 20.0});

  // 50 of 100 at the middle, and 30 below it make the 70.
  ASSERT_TRUE(value);
  EXPECT_EQ(value->point_of_control, 11.5);
  EXPECT_EQ(value->value_area_high, 12.0);
  EXPECT_EQ(value->value_area_low, 10.0);
}

TEST(AnchoredVwap, ForgetsWhatCameBeforeItsAnchor) {
  AnchoredVwap vwap;

  EXPECT_FALSE(vwap.update({.high = 5.0, .low = 5.0, .close = 5.0, .volume = 9.0}, false));
  EXPECT_EQ(vwap.update({.high = 10.0, .low = 10.0, .close = 10.0, .volume = 0.0}, true), 10.0);
  EXPECT_EQ(vwap.update({.high = 20.0, .low = 20.0, .close = 20.0, .volume = 1.0}, false), 20.0);
  EXPECT_EQ(vwap.update({.high = 40.0, .low = 40.0, .close = 40.0, .volume = 3.0}, false), 35.0);
  EXPECT_EQ(vwap.update({.high = 7.0, .low = 7.0, .close = 7.0, .volume = 2.0}, true), 7.0);
}

TEST(AnchoredVwap, AsAColumnStartsWithTheFirstSessionOnOrAfterItsDate) {
  BarTable table;
  for (int day = 0; day < 3; ++day) {
    Bar bar;
    bar.session = *Date::from_civil(2023, 1, 2 + 2 * day);  // The 2nd, the 4th, the 6th.
    bar.open = bar.high = bar.low = bar.close = Price::whole(10 + day);
    bar.volume = Volume::whole(1);
    table.push(bar);
  }

  const auto column = compute_column(*parse_column("VWAP_ANCHORED_20230103"), table.view({}));

  EXPECT_TRUE(std::isnan(column[0]));
  EXPECT_EQ(column[1], 11.0);
  EXPECT_EQ(column[2], 11.5);
}

TEST(ZigZag, JoinsTheTurnsByLinesAndSaysNothingAfterTheLast) {
  const std::array<double, 6> high{10.0, 11.0, 13.0, 12.0, 10.0, 10.5};
  const std::array<double, 6> low{10.0, 11.0, 13.0, 12.0, 10.0, 10.5};

  const std::vector<double> line = zigzag(high, low, 10.0);

  EXPECT_EQ(line[0], 10.0);
  EXPECT_EQ(line[1], 11.5);
  EXPECT_EQ(line[2], 13.0);
  EXPECT_EQ(line[3], 11.5);
  EXPECT_EQ(line[4], 10.0);
  EXPECT_TRUE(std::isnan(line[5]));
}

TEST(ZigZag, OfOneBarOrNoneHasNoLine) {
  const std::array<double, 1> one{10.0};

  EXPECT_TRUE(zigzag({}, {}, 10.0).empty());
  EXPECT_TRUE(std::isnan(zigzag(one, one, 10.0)[0]));
}

}  // namespace
}  // namespace tw::indicators
