#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <vector>

#include "core/splitmix.hpp"
#include "indicators/candle_pattern.hpp"
#include "support/seeds.hpp"

namespace tw::indicators {
namespace {

/// Draws a walk on a grid of cents: a coarse grid brings ties, a fine one long bodies and gaps.
std::vector<Candle> walk(std::uint64_t seed) {
  SplitMix draws{seed};
  const auto below = [&](std::int64_t bound) {
    return static_cast<std::int64_t>(draws.next() % static_cast<std::uint64_t>(bound));
  };
  const std::int64_t grid = std::int64_t{3} << below(9);
  const auto step = [&] { return below(2 * grid + 1) - grid; };
  const auto shadow = [&] { return below(2) == 0 ? 0 : below(grid + 1); };
  std::vector<Candle> candles(300);
  std::int64_t close = 100'000;
  for (Candle& candle : candles) {
    const std::int64_t open = close + (below(3) == 0 ? step() : 0);
    close = std::max<std::int64_t>(grid + 1, open + (below(4) == 0 ? 0 : step()));
    const std::int64_t high = std::max(open, close) + shadow();
    const std::int64_t low = std::min(open, close) - shadow();
    candle = {.open = static_cast<double>(open) / 100,
              .high = static_cast<double>(high) / 100,
              .low = static_cast<double>(low) / 100,
              .close = static_cast<double>(close) / 100,
              .volume = 1.0};
  }
  return candles;
}

Candle doubled(const Candle& candle) {
  return {.open = 2 * candle.open,
          .high = 2 * candle.high,
          .low = 2 * candle.low,
          .close = 2 * candle.close,
          .volume = candle.volume};
}

TEST(CandleProperty, EveryAnswerIsOneOfTheSevenValues) {
  const std::set<int> values{-200, -100, -80, 0, 80, 100, 200};

  support::for_each_seed([&](std::uint64_t seed) {
    const std::vector<Candle> candles = walk(seed);
    for (const CandleRule& rule : candle_rules()) {
      CandlePattern pattern{rule};
      for (const Candle& candle : candles) {
        const int answer = pattern.update(candle).value_or(0);
        ASSERT_TRUE(values.contains(answer)) << rule.name << ": " << answer;
      }
    }
  });
}

TEST(CandleProperty, PricesTwiceAsHighGiveTheSameAnswers) {
  support::for_each_seed([](std::uint64_t seed) {
    const std::vector<Candle> candles = walk(seed);
    for (const CandleRule& rule : candle_rules()) {
      CandlePattern pattern{rule};
      CandlePattern twice{rule};
      for (const Candle& candle : candles) {
        ASSERT_EQ(pattern.update(candle), twice.update(doubled(candle))) << rule.name;
      }
    }
  });
}

TEST(CandleProperty, EveryPatternIsFoundOnSomeWalk) {
  std::set<std::string_view> missing;
  for (const CandleRule& rule : candle_rules()) missing.insert(rule.name);

  for (std::uint64_t seed = 1; seed <= 20'000 && !missing.empty(); ++seed) {
    const std::vector<Candle> candles = walk(seed);
    for (const CandleRule& rule : candle_rules()) {
      if (!missing.contains(rule.name)) continue;
      CandlePattern pattern{rule};
      for (const Candle& candle : candles) {
        if (pattern.update(candle).value_or(0) != 0) missing.erase(rule.name);
      }
    }
  }

  EXPECT_TRUE(missing.empty()) << *missing.begin() << " and " << missing.size() - 1 << " more";
}

}  // namespace
}  // namespace tw::indicators
