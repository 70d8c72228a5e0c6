#include "analytics/cointegration.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "analytics/least_squares.hpp"
#include "analytics/mean_reversion.hpp"
#include "core/splitmix.hpp"

namespace tw::analytics {
namespace {

using Values = std::vector<double>;

TEST(LeastSquares, EqualsTheTextbooksRegression) {
  // x = 1 .. 5: slope 0.6, intercept 2.2, errors 2.4 in all, so 0.8 a degree of freedom.
  const auto fit = least_squares({Values(5, 1.0), {1, 2, 3, 4, 5}}, Values{2, 4, 5, 4, 5});

  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->coefficients[0], 2.2, 1e-14);
  EXPECT_NEAR(fit->coefficients[1], 0.6, 1e-14);
  EXPECT_NEAR(fit->squared_error, 2.4, 1e-14);
  EXPECT_NEAR(fit->standard_errors[0], std::sqrt(0.8 * (1.0 / 5.0 + 9.0 / 10.0)), 1e-14);
  EXPECT_NEAR(fit->standard_errors[1], std::sqrt(0.8 / 10.0), 1e-14);
  EXPECT_NEAR(fit->residuals[0], -0.8, 1e-14);
  // Alone with the constant 6 are left, and with nothing all squares.
  EXPECT_NEAR(fit->squared_errors[0], 86.0, 1e-13);
  EXPECT_NEAR(fit->squared_errors[1], 6.0, 1e-13);
  EXPECT_NEAR(fit->squared_errors[2], 2.4, 1e-13);
}

TEST(LeastSquares, RefusesColumnsThatSayTheSame) {
  EXPECT_FALSE(least_squares({{1, 1, 1, 1}, {3, 3, 3, 3}}, Values{1, 2, 3, 4}));
  EXPECT_FALSE(least_squares({{1, 2, 3, 4}, {2, 4, 6, 8}}, Values{1, 2, 3, 4}));
  EXPECT_FALSE(least_squares({{0, 0, 0}}, Values{1, 2, 3}));
  EXPECT_FALSE(least_squares({{1, 2}, {1, 1}}, Values{1, 2}));
}

TEST(Hedge, OfASeriesByItsOwnMultipleLeavesNoSpreadToTest) {
  Values x;
  Values y;
  SplitMix random{41};
  double price = 100.0;
  for (int i = 0; i < 300; ++i) {
    price *= 1.0 + 0.02 * (random.uniform() - 0.5);
    x.push_back(std::log(price));
    y.push_back(std::log(3.0 * price));
  }

  const auto fitted = hedge(y, x);

  ASSERT_TRUE(fitted);
  EXPECT_NEAR(fitted->beta, 1.0, 1e-12);
  EXPECT_EQ(fitted->residuals, Values(300, 0.0));
  EXPECT_FALSE(engle_granger(*fitted, 1));
  EXPECT_FALSE(kpss(fitted->residuals));
  EXPECT_FALSE(hurst_exponent(fitted->residuals));
}

TEST(DickeyFuller, IsTheTValueOfTheLevel) {
  // Levels 1, 2, 1 and steps 1, -1, 2: slope 1/6, errors 210/36 with two degrees of freedom.
  const auto test = augmented_dickey_fuller(Values{1, 2, 1, 3}, Deterministic::None, 0);

  ASSERT_TRUE(test);
  EXPECT_NEAR(test->statistic, (1.0 / 6.0) / std::sqrt(210.0 / 36.0 / 2.0 / 6.0), 1e-14);
  EXPECT_EQ(test->rows, 3u);
}

TEST(DickeyFuller, HasThePublishedCriticalValues) {
  const auto p = [](double statistic, Deterministic terms, int series) {
    return dickey_fuller_p_value(statistic, terms, series);
  };

  // MacKinnon (2010): asymptotic values at 1, 5 and 10 %.
  EXPECT_NEAR(p(-2.566, Deterministic::None, 1), 0.01, 0.001);
  EXPECT_NEAR(p(-1.941, Deterministic::None, 1), 0.05, 0.001);
  EXPECT_NEAR(p(-3.430, Deterministic::Constant, 1), 0.01, 0.001);
  EXPECT_NEAR(p(-2.862, Deterministic::Constant, 1), 0.05, 0.001);
  EXPECT_NEAR(p(-2.567, Deterministic::Constant, 1), 0.10, 0.001);
  EXPECT_NEAR(p(-3.896, Deterministic::Constant, 2), 0.01, 0.001);
  EXPECT_NEAR(p(-3.336, Deterministic::Constant, 2), 0.05, 0.001);
  EXPECT_EQ(p(3.0, Deterministic::Constant, 1), 1.0);
  EXPECT_EQ(p(-30.0, Deterministic::Constant, 1), 0.0);
}

TEST(DickeyFuller, LimitsItsLagsByTheLengthOfTheSeries) {
  EXPECT_EQ(schwert_lags(100, Deterministic::Constant), 12u);
  EXPECT_EQ(schwert_lags(10, Deterministic::Constant), 3u);
  EXPECT_EQ(schwert_lags(3, Deterministic::Constant), 0u);
  EXPECT_FALSE(augmented_dickey_fuller(Values{1, 2, 3}, Deterministic::None, 5));
  EXPECT_FALSE(augmented_dickey_fuller(Values(50, 7.0), Deterministic::Constant, 1));
}

TEST(Kpss, OfThreeStepsIsWorkedByHand) {
  // Residuals -1, 0, 1 wander to -1, -1, 0: 2/9 over a variance of 2/3 without lags.
  const auto test = kpss(Values{1, 2, 3});

  ASSERT_TRUE(test);
  EXPECT_EQ(test->lags, 0u);
  EXPECT_NEAR(test->statistic, 1.0 / 3.0, 1e-15);
  EXPECT_EQ(test->p_value, 0.10);
  EXPECT_FALSE(kpss(Values(20, 5.0)));
}

TEST(Reversion, OfASeriesThatHalvesKnowsItsHalfLife) {
  const auto home = reversion(Values{8, 4, 2, 1, 0.5});

  EXPECT_NEAR(home->slope, -0.5, 1e-14);
  EXPECT_NEAR(*home->half_life_bars, std::log(2.0) / 0.5, 1e-13);
}

TEST(Reversion, OfASeriesThatRunsAwayHasNoHalfLife) {
  EXPECT_FALSE(reversion(Values{1, 2, 4, 8, 16})->half_life_bars);
  EXPECT_FALSE(reversion(Values(9, 1.0)));
}

TEST(VarianceRatio, OfStepsThatAlternateIsZero) {
  // Two steps always cancel. theta = (1 + 1 + 1) / 4^2.
  const auto found = variance_ratio(Values{0, 1, 0, 1, 0}, 2);

  EXPECT_EQ(found->ratio, 0.0);
  EXPECT_NEAR(*found->z, -1.0 / std::sqrt(3.0 / 16.0), 1e-14);
  EXPECT_FALSE(variance_ratio(Values{0, 1, 2, 3}, 2));
}

TEST(Autocorrelations, OfStepsThatAlternateFadeWithTheSample) {
  EXPECT_EQ(autocorrelations(Values{1, -1, 1, -1}, 3), (Values{1.0, -0.75, 0.5, -0.25}));
  EXPECT_TRUE(autocorrelations(Values{2, 2, 2}, 1).empty());
}

TEST(RollingZScore, StandsInDeviationsFromItsWindow) {
  const auto scores = rolling_z_score(Values{1, 2, 3, 3, 3}, 3);

  EXPECT_FALSE(scores[1]);
  EXPECT_NEAR(*scores[2], 1.0, 1e-15);
  EXPECT_FALSE(scores[4]);
}

Values walk(std::uint64_t seed, std::size_t count) {
  SplitMix dice{seed};
  Values values{0.0};
  while (values.size() < count) values.push_back(values.back() + dice.uniform() - 0.5);
  return values;
}

TEST(Hurst, OfARandomWalkIsAboutAHalf) {
  double total = 0.0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) total += *hurst_exponent(walk(seed, 2000)) / 20;

  EXPECT_NEAR(total, 0.5, 0.03);
  EXPECT_FALSE(hurst_exponent(walk(1, 100)));
}

/// Two random walks, the second of which keeps to twice the first when `is_tied`.
std::array<Values, 2> two_walks(std::uint64_t seed, bool is_tied) {
  std::array<Values, 2> series{walk(seed, 500), walk(seed + 1'000, 500)};
  if (!is_tied) return series;
  SplitMix dice{seed + 2'000};
  for (std::size_t i = 0; i < series[1].size(); ++i) {
    series[1][i] = 2.0 * series[0][i] + dice.uniform() - 0.5;
  }
  return series;
}

TEST(Cointegration, TellsSeriesThatBelongTogetherFromTwoStrangers) {
  constexpr int kPairs = 100;
  int ties_found = 0;
  int ties_imagined = 0;
  int systems_found = 0;
  int systems_imagined = 0;
  for (std::uint64_t seed = 1; seed <= kPairs; ++seed) {
    const auto [x, y] = two_walks(seed, true);
    const auto [a, b] = two_walks(seed, false);
    ties_found += engle_granger(*hedge(y, x), 1)->p_value < 0.05;
    ties_imagined += engle_granger(*hedge(b, a), 1)->p_value < 0.05;
    systems_found += johansen(y, x, 1)->trace[0] > Johansen::kTraceCritical[0][1];
    systems_imagined += johansen(b, a, 1)->trace[0] > Johansen::kTraceCritical[0][1];
  }

  // Tests at 5 %: strangers pass about five times of a hundred.
  EXPECT_EQ(ties_found, kPairs);
  EXPECT_EQ(systems_found, kPairs);
  EXPECT_LE(ties_imagined, 12);
  EXPECT_LE(systems_imagined, 12);
}

TEST(Johansen, FindsTheCombinationThatStaysHome) {
  const auto [x, y] = two_walks(3, true);

  const auto found = *johansen(y, x, 1);

  EXPECT_GT(found.vector[0], 0.0);
  EXPECT_NEAR(found.vector[1] / found.vector[0], -2.0, 0.05);
}

TEST(Johansen, RefusesASeriesAndItsDouble) {
  const Values x = walk(1, 200);
  Values twice = x;
  for (double& value : twice) value *= 2.0;

  EXPECT_FALSE(johansen(twice, x, 1));
  EXPECT_FALSE(johansen(Values{1, 2, 3}, Values{3, 1, 2}, 1));
}

}  // namespace
}  // namespace tw::analytics
