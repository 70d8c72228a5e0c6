#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "sizing/allocation.hpp"
#include "sizing/kelly.hpp"
#include "sizing/position_size.hpp"

namespace tw::sizing {
namespace {

using nlohmann::json;

// Closed forms agree in all the digits that are printed; what the reference found by a numerical
// search agrees as far as that search went.
constexpr double kExact = 1e-9;
constexpr double kSearched = 1e-6;

const json& golden() {
  static const json all =
      json::parse(std::ifstream{TW_SHARED "/golden/sizing/kelly_sizing_allocation.json"});
  return all;
}

std::vector<double> numbers(std::string_view key) {
  return golden().at(std::string{key}).get<std::vector<double>>();
}

/// Returns the daily simple returns of `asset` over the golden span.
std::vector<double> returns_of(const std::string& asset) {
  std::ifstream file{std::string{TW_SHARED} + "/data/daily/" + asset + ".csv"};
  EXPECT_TRUE(file.is_open()) << asset;
  const std::string first = golden().at("span").at(0);
  const std::string last = golden().at("span").at(1);
  std::vector<double> returns;
  double previous = 0.0;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream stream{line};
    std::vector<std::string> cells;
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    const double close = std::stod(cells[4]);
    if (cells[0] >= first && cells[0] <= last) returns.push_back(close / previous - 1.0);
    previous = close;
  }
  return returns;
}

/// The returns of all assets of the file, and what follows from them.
struct Market {
  std::vector<std::vector<double>> returns;
  std::vector<double> annual_means;
  SymmetricMatrix annual_covariance{0};
};

const Market& market() {
  static const Market all = [] {
    Market made;
    for (const std::string asset : golden().at("assets")) {
      made.returns.push_back(returns_of(asset));
      double sum = 0.0;
      for (const double value : made.returns.back()) sum += value;
      made.annual_means.push_back(252.0 * sum / static_cast<double>(made.returns.back().size()));
    }
    const SymmetricMatrix daily = covariance_of(made.returns);
    made.annual_covariance = SymmetricMatrix{daily.size()};
    for (std::size_t i = 0; i < daily.size(); ++i) {
      for (std::size_t j = 0; j <= i; ++j) made.annual_covariance.set(i, j, 252.0 * daily(i, j));
    }
    return made;
  }();
  return all;
}

void expect_close(const std::vector<double>& ours, const std::vector<double>& theirs,
                  double tolerance) {
  ASSERT_EQ(ours.size(), theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    EXPECT_NEAR(ours[i], theirs[i], tolerance * std::max(1.0, std::fabs(theirs[i]))) << i;
  }
}

TEST(GoldenSizing, MeansAndCovariancesOfTheAssets) {
  EXPECT_EQ(market().returns.front().size(), golden().at("rows").get<std::size_t>());
  expect_close(market().annual_means, numbers("mu_annual_arith"), kExact);
  const auto rows = golden().at("cov_annual").get<std::vector<std::vector<double>>>();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows.size(); ++j) {
      EXPECT_NEAR(market().annual_covariance(i, j), rows[i][j], 1e-12) << i << ' ' << j;
    }
  }
}

TEST(GoldenSizing, KellyOfBets) {
  ASSERT_EQ(golden().at("kelly_discrete").size(), 5u);
  for (const json& row : golden().at("kelly_discrete")) {
    const Bet bet{.win_rate = row.at("p"), .win = row.at("win"), .loss = row.at("loss")};
    const double fraction = kelly_fraction(bet);
    EXPECT_NEAR(fraction, row.at("f").get<double>(), kExact);
    EXPECT_NEAR(growth_of(bet, fraction), row.at("growth").get<double>(), kExact);
  }
}

TEST(GoldenSizing, KellyOfOneAssetGaussianAndEmpirical) {
  const std::vector<std::string> assets = golden().at("assets");
  for (std::size_t i = 0; i < assets.size(); ++i) {
    const json& row = golden().at("kelly_single").at(assets[i]);
    const double gaussian =
        gaussian_kelly(market().annual_means[i], market().annual_covariance(i, i));
    EXPECT_NEAR(gaussian, row.at("gaussian").get<double>(), kExact) << assets[i];
    EXPECT_NEAR(empirical_kelly(market().returns[i]), row.at("empirical_log_optimal").get<double>(),
                kSearched)
        << assets[i];
  }
}

TEST(GoldenSizing, KellyOfSeveralAssets) {
  std::vector<double> excess = market().annual_means;
  expect_close(*kelly_of_assets(market().annual_covariance, excess),
               numbers("kelly_multi_asset_rf0"), kExact);
  for (double& mean : excess) mean -= 0.02;
  expect_close(*kelly_of_assets(market().annual_covariance, excess),
               numbers("kelly_multi_asset_rf2pct"), kExact);
}

TEST(GoldenSizing, MinimumVarianceAndHighestSharpe) {
  const SymmetricMatrix& covariance = market().annual_covariance;
  const std::vector<double>& means = market().annual_means;

  expect_close(*minimum_variance(covariance, false), numbers("min_variance_unconstrained"), kExact);
  expect_close(*highest_sharpe(covariance, means, false), numbers("tangency_rf0_unconstrained"),
               kExact);
  expect_close(*minimum_variance(covariance, true), numbers("min_variance_long_only_slsqp"),
               kSearched);
  expect_close(*minimum_variance(covariance, true), numbers("cla_min_vol_pypfopt"), kSearched);
  expect_close(*highest_sharpe(covariance, means, true), numbers("max_sharpe_long_only_slsqp"),
               kSearched);
  expect_close(*highest_sharpe(covariance, means, true), numbers("cla_max_sharpe_pypfopt"),
               kSearched);
}

TEST(GoldenSizing, EqualRiskAndInverseVolatility) {
  const SymmetricMatrix& covariance = market().annual_covariance;
  const std::vector<double> weights = equal_risk(covariance);

  expect_close(weights, numbers("equal_risk_contribution"), kSearched);
  expect_close(risk_shares(covariance, weights), std::vector<double>(8, 0.125), 1e-13);
  expect_close(risk_shares(covariance, numbers("equal_risk_contribution")),
               numbers("erc_risk_shares"), kExact);
  expect_close(inverse_volatility(covariance), numbers("inverse_volatility"), kExact);
}

TEST(GoldenSizing, HierarchicalRiskParity) {
  expect_close(hierarchical_risk_parity(market().annual_covariance), numbers("hrp_pypfopt_single"),
               kExact);
}

Price price(const json& value) { return *Price::from_double(value.get<double>()); }

std::int64_t shares_of(const json& row) {
  const std::string method = row.at("method");
  const Money equity = Money::whole(row.at("equity").get<std::int64_t>());
  const auto whole = [](Quantity units) { return units.raw() / Quantity::kScale; };
  if (method == "fixed_fractional") {
    const Price distance = magnitude(price(row.at("entry")) - price(row.at("stop")));
    return whole(units_at_risk(equity, *Ratio::from_double(row.at("risk_pct")), distance));
  }
  if (method == "atr") {
    const Price distance = *Price::from_double(row.at("atr").get<double>() *  //
                                               row.at("k").get<double>());
    return whole(units_at_risk(equity, *Ratio::from_double(row.at("risk_pct")), distance));
  }
  if (method == "vol_target") {
    const double weight =
        volatility_weight(row.at("vol_annual"), row.at("target"), row.at("max_leverage"));
    EXPECT_NEAR(weight, row.at("weight").get<double>(), kExact);
    return whole(units_of_weight(equity, weight, price(row.at("price"))));
  }
  EXPECT_EQ(method, "half_kelly");
  const double weight = 0.5 * row.at("kelly").get<double>();
  return whole(units_of_weight(equity, weight, price(row.at("price"))));
}

TEST(GoldenSizing, SharesOfEveryMethod) {
  ASSERT_EQ(golden().at("sizing_examples").size(), 10u);
  for (const json& row : golden().at("sizing_examples")) {
    EXPECT_EQ(shares_of(row), row.at("shares").get<std::int64_t>()) << row.dump();
  }
}

TEST(GoldenSizing, RuinOfEvenBets) {
  ASSERT_EQ(golden().at("risk_of_ruin_even_bets").size(), 3u);
  for (const json& row : golden().at("risk_of_ruin_even_bets")) {
    EXPECT_NEAR(ruin_probability(row.at("p"), row.at("units")), row.at("ror").get<double>(),
                kExact);
  }
}

}  // namespace
}  // namespace tw::sizing
