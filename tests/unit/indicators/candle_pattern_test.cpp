#include "indicators/candle_pattern.hpp"

#include <gtest/gtest.h>
#include <set>
#include <vector>

namespace tw::indicators {
namespace {

Candle candle(double open, double high, double low, double close) {
  return {.open = open, .high = high, .low = low, .close = close, .volume = 1.0};
}

/// Returns what `name` says of the last candle, after twenty calm ones: body 1, range 2.
int after_calm(std::string_view name, const std::vector<Candle>& drawn) {
  CandlePattern pattern{*find_candle_rule(name)};
  for (int i = 0; i < 20; ++i) pattern.update(candle(100, 101.5, 99.5, 101));
  int answer = 0;
  for (const Candle& next : drawn) answer = *pattern.update(next);
  return answer;
}

TEST(CandlePattern, ThereAre61EachWithItsOwnName) {
  std::set<std::string_view> names;
  for (const CandleRule& rule : candle_rules()) names.insert(rule.name);

  EXPECT_EQ(candle_rules().size(), 61u);
  EXPECT_EQ(names.size(), 61u);
  EXPECT_EQ(find_candle_rule("CDLHAMMER")->lookback, 11);
  EXPECT_EQ(find_candle_rule("CDLHAMMERS"), nullptr);
}

TEST(CandlePattern, ThreeStarsInTheSouthAreThreeBlackCandlesEachInsideTheLast) {
  const Candle first = candle(100, 100.1, 93, 97);
  const Candle second = candle(98.5, 98.6, 94, 96.5);

  EXPECT_EQ(after_calm("CDL3STARSINSOUTH", {first, second, candle(95.5, 95.55, 94.98, 95)}), 100);
  EXPECT_EQ(after_calm("CDL3STARSINSOUTH", {first, second, candle(95.5, 95.55, 93.9, 95)}), 0)
      << "the third trades below the second's low";
}

TEST(CandlePattern, ConcealingBabySwallowEndsOnABlackCandleAroundTheThird) {
  const std::vector<Candle> three = {candle(100, 100, 97, 97), candle(96.8, 96.8, 94, 94),
                                     candle(93.5, 95, 92.9, 93)};
  std::vector<Candle> swallowed = three;
  swallowed.push_back(candle(95.5, 95.6, 92, 92.2));
  std::vector<Candle> peeped_out = three;
  peeped_out.push_back(candle(94.5, 94.9, 92, 92.2));

  EXPECT_EQ(after_calm("CDLCONCEALBABYSWALL", swallowed), 100);
  EXPECT_EQ(after_calm("CDLCONCEALBABYSWALL", peeped_out), 0);
}

TEST(CandlePattern, AbandonedBabyHasAGapOnBothSidesShadowsToo) {
  const Candle white = candle(100, 104.2, 99.8, 104);
  const Candle baby = candle(105, 105.4, 104.8, 105);

  EXPECT_EQ(after_calm("CDLABANDONEDBABY", {white, baby, candle(104.3, 104.5, 101.8, 102)}), -100);
  EXPECT_EQ(after_calm("CDLABANDONEDBABY", {white, baby, candle(104.3, 104.9, 101.8, 102)}), 0)
      << "the third one's shadow reaches back to the doji";
  EXPECT_EQ(after_calm("CDLABANDONEDBABY", {white, baby, candle(104.3, 104.5, 102.8, 103)}), 0)
      << "it closes less than 0.3 into the first body";
}

TEST(CandlePattern, EngulfingIs80WhereOneEndIsEqualAnd0WhereBothAre) {
  const Candle black = candle(10, 10.5, 8.5, 9);

  EXPECT_EQ(after_calm("CDLENGULFING", {black, candle(8.9, 10.2, 8.8, 10.1)}), 100);
  EXPECT_EQ(after_calm("CDLENGULFING", {black, candle(9, 10.2, 8.8, 10.1)}), 80);
  EXPECT_EQ(after_calm("CDLENGULFING", {black, candle(9, 10.2, 8.8, 10)}), 0);
  EXPECT_EQ(after_calm("CDLENGULFING", {black, candle(10.1, 10.2, 8.8, 8.9)}), 0)
      << "the same colour twice";
}

TEST(CandlePattern, ACandleWithoutABodyCountsAsWhite) {
  EXPECT_EQ(after_calm("CDLHIGHWAVE", {candle(100, 103, 97, 100)}), 100);
  EXPECT_EQ(after_calm("CDLHIGHWAVE", {candle(100, 103, 97, 99.9)}), -100);
}

TEST(CandlePattern, ACandleThatIsExactlyAverageIsNeitherLongNorShort) {
  const Candle average = candle(100, 101.1, 99.9, 101);

  EXPECT_EQ(after_calm("CDLLONGLINE", {average}), 0);
  EXPECT_EQ(after_calm("CDLSHORTLINE", {average}), 0);
  EXPECT_EQ(after_calm("CDLLONGLINE", {candle(100, 101.2, 99.9, 101.1)}), 100);
  EXPECT_EQ(after_calm("CDLSHORTLINE", {candle(100, 101, 99.9, 100.9)}), 100);
}

TEST(CandlePattern, HikkakeIsConfirmedOnceByACloseWithinThreeBars) {
  const Candle inside = candle(100.2, 101.2, 99.8, 100.5);
  const Candle falls = candle(100, 101, 99.5, 99.6);
  const Candle waits = candle(99.6, 101.1, 99.4, 100.4);
  const Candle above = candle(100.4, 101.6, 100.3, 101.5);

  EXPECT_EQ(after_calm("CDLHIKKAKE", {inside, falls}), 100);
  EXPECT_EQ(after_calm("CDLHIKKAKE", {inside, falls, waits}), 0);
  EXPECT_EQ(after_calm("CDLHIKKAKE", {inside, falls, waits, above}), 200);
  EXPECT_EQ(after_calm("CDLHIKKAKE", {inside, falls, waits, above, above}), 0);
  EXPECT_EQ(after_calm("CDLHIKKAKE", {inside, falls, waits, waits, above}), 200);
  EXPECT_EQ(after_calm("CDLHIKKAKE", {inside, falls, waits, waits, waits, above}), 0);
}

TEST(CandlePattern, ModifiedHikkakeWantsTwoInsideBarsAndACloseNearTheEndThatBreaks) {
  const Candle low_close = candle(100.5, 101.4, 99.6, 99.7);
  const Candle mid_close = candle(100.5, 101.4, 99.6, 100.5);
  const Candle inside = candle(100.2, 101.2, 99.8, 100.5);
  const Candle falls = candle(100, 101, 99.5, 99.6);
  const Candle above = candle(100.4, 101.6, 100.3, 101.5);

  EXPECT_EQ(after_calm("CDLHIKKAKEMOD", {low_close, inside, falls}), 100);
  EXPECT_EQ(after_calm("CDLHIKKAKEMOD", {low_close, inside, falls, above}), 200);
  EXPECT_EQ(after_calm("CDLHIKKAKEMOD", {mid_close, inside, falls}), 0);
  EXPECT_EQ(after_calm("CDLHIKKAKEMOD", {inside, falls}), 0) << "one inside bar only";
}

}  // namespace
}  // namespace tw::indicators
