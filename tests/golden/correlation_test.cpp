#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "analytics/correlation_matrix.hpp"
#include "analytics/symmetric_eigen.hpp"
#include "support/golden_reference.hpp"

namespace tw::golden {
namespace {

using Json = nlohmann::json;
using sizing::SymmetricMatrix;

const Json& reference() {
  static const Json loaded = [] {
    Json json;
    std::ifstream{shared_path("golden/performance/correlation_shared10.json")} >> json;
    return json;
  }();
  return loaded;
}

const std::vector<std::vector<double>>& series() {
  static const std::vector<std::vector<double>> loaded = [] {
    std::vector<std::vector<double>> all;
    for (const auto& symbol : reference()["symbols"]) {
      const auto path = shared_path("data/daily/" + symbol.get<std::string>() + ".csv");
      const auto closes =
          between(read_column(path, "close"), "2015-01-02", reference()["last"].get<std::string>());
      all.push_back(analytics::simple_returns(closes.values));
    }
    return all;
  }();
  return loaded;
}

void expect_matrix(const SymmetricMatrix& ours, const char* key, double scale = 1.0) {
  const Json& theirs = reference()[key];
  ASSERT_EQ(ours.size(), theirs.size()) << key;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    for (std::size_t j = 0; j < ours.size(); ++j) {
      EXPECT_TRUE(agrees(scale * ours(i, j), scale * theirs[i][j].get<double>(), 1e-9))
          << key << " " << i << "," << j << ": " << ours(i, j) << " against " << theirs[i][j];
    }
  }
}

/// Puts daily covariances, about 1e-4, where nine digits of them count.
constexpr double kDailyVariance = 1e4;

TEST(GoldenCorrelation, EqualsPearsonSpearmanAndKendallOfTheReference) {
  ASSERT_EQ(series().front().size(), reference()["rows"].get<std::size_t>());
  expect_matrix(analytics::pearson_matrix(series()), "pearson");
  expect_matrix(analytics::spearman_matrix(series()), "spearman");
  expect_matrix(analytics::kendall_matrix(series()), "kendall");
}

TEST(GoldenCorrelation, EqualsTheCovariancesOfTheReference) {
  const auto shrunk = analytics::ledoit_wolf(series());

  expect_matrix(sizing::covariance_of(series()), "covariance_daily_ddof1", kDailyVariance);
  expect_matrix(shrunk.covariance, "ledoit_wolf_cov", kDailyVariance);
  EXPECT_TRUE(agrees(shrunk.shrinkage, reference()["ledoit_wolf_shrinkage"], 1e-9));
  expect_matrix(analytics::ewm_covariance(series(), 63.0), "ewm_halflife63_cov_pandas",
                kDailyVariance);
}

TEST(GoldenCorrelation, EqualsTheEigenvaluesOfTheReference) {
  const auto ours = analytics::eigen(analytics::pearson_matrix(series()));
  const Json& theirs = reference()["eigenvalues_of_corr"];

  ASSERT_EQ(ours.values.size(), theirs.size());
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    EXPECT_TRUE(agrees(ours.values[i], theirs[i], 1e-9)) << i << " " << ours.values[i];
  }
}

}  // namespace
}  // namespace tw::golden
