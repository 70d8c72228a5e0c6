#include "analytics/market_slices.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "analytics/capacity.hpp"
#include "analytics/crises.hpp"

namespace tw::analytics {
namespace {

std::vector<Date> days_from(std::string_view first, std::size_t count) {
  std::vector<Date> dates;
  for (std::size_t i = 0; i < count; ++i) {
    dates.push_back(*parse_date(first) + static_cast<int>(i));
  }
  return dates;
}

TEST(Crises, StandInOrderOfTimeWithTheHighBeforeTheLow) {
  for (const Crisis& crisis : crises()) EXPECT_LT(crisis.high, crisis.low) << crisis.key;
  EXPECT_TRUE(std::ranges::is_sorted(crises(), {}, &Crisis::high));
}

TEST(CrisisSlices, BeginWithTheSessionAfterTheHigh) {
  // The spike of 2018 ran from 26 January to 8 February.
  const auto dates = days_from("2018-01-25", 30);
  std::vector<double> returns(30, 0.001);
  returns[1] = 0.5;  // The high itself, 26 January, is not part of the fall.
  returns[2] = -0.1;
  returns[3] = 0.05;
  returns[14] = -0.02;  // The low, 8 February, is.
  const std::vector<double> market(30, -0.01);

  const auto slices = crisis_slices(returns, market, dates, {});

  ASSERT_EQ(slices.size(), 1u);
  EXPECT_EQ(slices[0].key, "volatility_2018");
  EXPECT_EQ(to_string(slices[0].first), "2018-01-27");
  EXPECT_EQ(to_string(slices[0].last), "2018-02-08");
  EXPECT_EQ(slices[0].sessions, 13);
  EXPECT_TRUE(slices[0].is_whole);
  EXPECT_NEAR(slices[0].total_return, 0.9 * 1.05 * 0.98 * std::pow(1.001, 10) - 1.0, 1e-12);
  EXPECT_NEAR(*slices[0].benchmark_return, std::pow(0.99, 13) - 1.0, 1e-12);
  EXPECT_NEAR(*slices[0].max_drawdown, -0.1, 1e-12);
}

TEST(CrisisSlices, SayWhenTheDataHoldsOnlyAPart) {
  const auto late = days_from("2018-02-01", 60);
  const std::vector<double> returns(60, 0.001);

  const auto slices = crisis_slices(returns, {}, late, {});

  ASSERT_EQ(slices.size(), 1u);
  EXPECT_FALSE(slices[0].is_whole);
  EXPECT_FALSE(slices[0].benchmark_return);
  EXPECT_TRUE(crisis_slices(returns, {}, days_from("2005-01-03", 60), {}).empty());
  EXPECT_TRUE(crisis_slices({}, {}, {}, {}).empty());
}

/// A market that rises for 300 sessions, falls for 100 and then swings.
std::vector<double> three_markets() {
  std::vector<double> market(300, 0.001);
  market.insert(market.end(), 100, -0.004);
  for (int i = 0; i < 100; ++i) market.push_back(i % 2 == 0 ? 0.05 : -0.045);
  return market;
}

TEST(Regimes, AreToldFromWhatWasKnownBeforeTheSession) {
  const auto market = three_markets();
  auto other = market;
  other[350] = -0.5;

  const auto regimes = market_regimes(market, {});
  const auto changed = market_regimes(other, {.turmoil_share = 1.0});

  EXPECT_EQ(regimes[18], Regime::Unknown);
  EXPECT_EQ(regimes[19], Regime::Bull);
  EXPECT_EQ(regimes[299], Regime::Bull);
  EXPECT_EQ(regimes[300], Regime::Bull);  // The fall has not been seen yet.
  EXPECT_EQ(regimes[380], Regime::Bear);
  EXPECT_EQ(regimes[499], Regime::Volatile);
  const auto calm = market_regimes(market, {.turmoil_share = 1.0});
  EXPECT_TRUE(std::equal(calm.begin(), calm.begin() + 351, changed.begin()));
}

TEST(RegimeSlices, SumUpTheReturnsOfEachKindOfSession) {
  const auto market = three_markets();
  std::vector<double> returns(market.size(), 0.002);

  const auto slices = regime_slices(returns, market, days_from("2010-01-01", market.size()), {});

  ASSERT_EQ(slices.size(), 3u);
  EXPECT_EQ(slices[0].key, "bull");
  EXPECT_EQ(slices[1].key, "bear");
  EXPECT_EQ(slices[2].key, "volatile");
  std::int64_t sessions = 0;
  for (const MarketSlice& slice : slices) {
    sessions += slice.sessions;
    EXPECT_NEAR(slice.total_return, std::pow(1.002, static_cast<double>(slice.sessions)) - 1.0,
                1e-9);
    EXPECT_FALSE(slice.max_drawdown) << "the sessions of a regime are not one stretch";
  }
  EXPECT_EQ(sessions, 500 - 19);
  EXPECT_LT(*slices[1].benchmark_return, 0.0);
  EXPECT_TRUE(regime_slices({}, {}, {}, {}).empty());
}

TEST(Capacity, IsWhereImpactHasTakenItsShareOfTheProfit) {
  // One fill of a hundredth of the session's value at 2 % volatility costs 0.02 * 0.1 = 0.2 % of
  // 10,000: 20. Half of a profit of 80 is 40, twice that, so sqrt(k) = 2.
  const std::vector<MarketFill> fills{
      {.value = 10'000.0, .daily_value = 1'000'000.0, .daily_volatility = 0.02}};

  EXPECT_NEAR(*capacity_multiple(fills, 80.0), 4.0, 1e-12);
  EXPECT_NEAR(*capacity_multiple(fills, 80.0, 1.0), 16.0, 1e-12);
}

TEST(Capacity, NeedsAProfitAndAMarketThatIsKnown) {
  const std::vector<MarketFill> fills{
      {.value = 10.0, .daily_value = 0.0, .daily_volatility = 0.02}};

  EXPECT_FALSE(capacity_multiple(fills, 80.0));
  EXPECT_FALSE(capacity_multiple({}, 80.0));
  EXPECT_FALSE(capacity_multiple(fills, -1.0));
}

}  // namespace
}  // namespace tw::analytics
