#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "analytics/cointegration.hpp"
#include "analytics/mean_reversion.hpp"
#include "support/golden_reference.hpp"

namespace tw::golden {
namespace {

using Json = nlohmann::json;

class GoldenPair : public testing::TestWithParam<const char*> {
 protected:
  GoldenPair() {
    std::ifstream{shared_path("golden/stats/pair_" + std::string{GetParam()} + ".json")} >> golden;
    y = logs("y");
    x = logs("x");
  }

  /// Reads what the reference calls "ln KO close".
  std::vector<double> logs(const char* side) {
    const std::string name = golden[side].get<std::string>();
    const std::string symbol = name.substr(3, name.find(' ', 3) - 3);
    auto closes = between(read_column(shared_path("data/daily/" + symbol + ".csv"), "close"),
                          golden["first"].get<std::string>(), golden["last"].get<std::string>())
                      .values;
    EXPECT_EQ(closes.size(), golden["n"].get<std::size_t>());
    for (double& close : closes) close = std::log(close);
    return closes;
  }

  static void expect_close(double ours, const Json& theirs, double tolerance = 1e-8) {
    EXPECT_TRUE(agrees(ours, theirs.get<double>(), tolerance)) << ours << " against " << theirs;
  }

  Json golden;
  std::vector<double> y;
  std::vector<double> x;
};

TEST_P(GoldenPair, HasTheHedgeOfTheReference) {
  const auto fit = *analytics::hedge(y, x);

  expect_close(fit.alpha, golden["ols"]["alpha"]);
  expect_close(fit.beta, golden["ols"]["beta"]);
  expect_close(fit.r2, golden["ols"]["r2"]);
  expect_close(*analytics::sample_deviation(fit.residuals), golden["ols"]["resid_std_ddof1"]);
}

TEST_P(GoldenPair, HasTheUnitRootTestsOfTheReference) {
  using analytics::Deterministic;
  const auto residuals = analytics::hedge(y, x)->residuals;
  const auto plain = *analytics::augmented_dickey_fuller(residuals, Deterministic::None, 1);
  const auto chosen = *analytics::augmented_dickey_fuller_aic(
      residuals, Deterministic::Constant,
      analytics::schwert_lags(residuals.size(), Deterministic::Constant));
  const auto home = *analytics::kpss(residuals);

  expect_close(plain.statistic, golden["adf_resid_lag1_noconst"]["stat"]);
  expect_close(plain.p_value, golden["adf_resid_lag1_noconst"]["p"]);
  expect_close(chosen.statistic, golden["adf_resid_autolag_aic_const"]["stat"]);
  expect_close(chosen.p_value, golden["adf_resid_autolag_aic_const"]["p"]);
  EXPECT_EQ(chosen.lags, golden["adf_resid_autolag_aic_const"]["lags"].get<std::size_t>());
  expect_close(home.statistic, golden["kpss_resid"]["stat"]);
  EXPECT_EQ(home.lags, golden["kpss_resid"]["lags"].get<std::size_t>());
}

TEST_P(GoldenPair, HasTheCointegrationTestsOfTheReference) {
  const auto two_step = *analytics::engle_granger(*analytics::hedge(y, x), 1);
  const auto system = *analytics::johansen(y, x, 1);
  const Json& theirs = golden["johansen_det0_lag1"];

  expect_close(two_step.statistic, golden["engle_granger_maxlag1"]["stat"]);
  expect_close(two_step.p_value, golden["engle_granger_maxlag1"]["p"]);
  for (std::size_t i = 0; i < 3; ++i) {
    expect_close(two_step.critical[i], golden["engle_granger_maxlag1"]["crit"][i], 1e-12);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    expect_close(system.trace[i], theirs["trace"][i]);
    expect_close(system.largest_eigenvalue[i], theirs["maxeig"][i]);
    expect_close(system.vector[i], theirs["eigenvector_first"][i], 1e-7);
    for (std::size_t j = 0; j < 3; ++j) {
      expect_close(analytics::Johansen::kTraceCritical[i][j], theirs["trace_crit_90_95_99"][i][j]);
    }
  }
}

TEST_P(GoldenPair, HasTheMeanReversionOfTheReference) {
  const auto residuals = analytics::hedge(y, x)->residuals;
  const auto home = *analytics::reversion(residuals);

  expect_close(home.slope, golden["ar1_slope"]);
  expect_close(*home.half_life_bars, golden["half_life_bars"]);
  expect_close(*analytics::hurst_exponent(residuals), golden["hurst_std_diff_lags2_99"]);
  const auto scores = analytics::rolling_z_score(residuals, 60);
  for (std::size_t i = 0; i < 5; ++i) {
    expect_close(*scores[scores.size() - 5 + i], golden["spread_zscore_60_last5"][i]);
  }
}

TEST_P(GoldenPair, HasTheDependenceOfStepsOfTheReference) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < y.size(); ++i) steps.push_back(y[i] - y[i - 1]);
  const auto own = analytics::autocorrelations(steps, 10);
  const Json& theirs = golden["acf_y_returns_0_10"];

  ASSERT_EQ(own.size(), theirs.size());
  for (std::size_t i = 0; i < own.size(); ++i) expect_close(own[i], theirs[i]);
  for (const auto& [lag, ratio] : golden["variance_ratio_y"].items()) {
    expect_close(analytics::variance_ratio(y, std::stoul(lag))->ratio, ratio);
  }
}

INSTANTIATE_TEST_SUITE_P(Shared, GoldenPair, testing::Values("KO_PG", "SPY_QQQ", "XLE_XOM"));

}  // namespace
}  // namespace tw::golden
