#include "research/monte_carlo.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

#include "analytics/returns.hpp"
#include "lab/simulate.hpp"
#include "support/golden_reference.hpp"

namespace tw::golden {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kPaths = 100'000;
constexpr double kErrorsMax = 4.0;  // ../shared/golden/README.md section 5.

const Json& reference() {
  static const Json loaded = [] {
    Json json;
    std::ifstream{shared_path("golden/montecarlo/bootstrap_SPY_2010_2024.json")} >> json;
    return json;
  }();
  return loaded;
}

const std::vector<double>& returns() {
  static const std::vector<double> loaded = analytics::simple_returns(
      between(read_column(named_path(reference()["data"].get<std::string>()), "close"),
              reference()["first"].get<std::string>(), reference()["last"].get<std::string>())
          .values);
  return loaded;
}

research::Resampling plan_of(research::ResampleMethod method, std::uint32_t draws) {
  return {.method = method,
          .seed = 42,
          .sample = static_cast<std::uint32_t>(returns().size()),
          .draws = draws,
          .block = 20.0};
}

research::PathResults paths_of(research::ResampleMethod method, std::uint32_t draws,
                               std::uint64_t paths) {
  return lab::simulate(research::ReturnSample{returns()}, plan_of(method, draws), {},
                       {.paths = paths});
}

/// Compares with both errors: the reference's and ours.
void expect_within_errors(const std::string& name, double value, double error, double reference,
                          double reference_error) {
  const double allowed = kErrorsMax * std::hypot(error, reference_error);
  EXPECT_NEAR(value, reference, allowed) << name;
}

void check_bootstrap(const std::string& key, research::ResampleMethod method) {
  const Json& golden = reference()[key];
  research::PathResults paths = paths_of(method, 252, kPaths);

  const auto chances = research::chances_of(paths, {.ruin = 0.5, .drawdown = -0.2});
  for (const auto& spread : research::distributions_of(paths, {})) {
    if (!golden.contains(spread.key)) continue;
    const Json& expected = golden[std::string{spread.key}];
    int compared = 0;
    for (const auto& found : spread.quantiles) {
      char name[16];
      std::snprintf(name, sizeof name, "%g", found.fraction);
      if (!expected["quantiles"].contains(name)) continue;
      expect_within_errors(key + ' ' + std::string{spread.key} + ' ' + name, found.value,
                           found.error, expected["quantiles"][name].get<double>(),
                           expected["quantile_se"][name].get<double>());
      compared += 1;
    }
    EXPECT_EQ(compared, 7) << spread.key;
  }
  const auto theirs = [&](const char* name) {
    const double p = golden[name].get<double>();
    return std::pair{p, std::sqrt(p * (1.0 - p) / golden["paths"].get<double>())};
  };
  const auto [loss, loss_error] = theirs("prob_loss");
  const auto [deep, deep_error] = theirs("prob_drawdown_worse_20pct");
  expect_within_errors(key + " loss", chances[0].probability, chances[0].error, loss, loss_error);
  expect_within_errors(key + " drawdown", chances[1].probability, chances[1].error, deep,
                       deep_error);
}

TEST(MonteCarloGolden, GivenIndicesGiveTheExactResults) {
  std::ifstream indices{shared_path("golden/montecarlo/fixed_index_SPY_2010_2024.csv")};
  std::ifstream results{shared_path("golden/montecarlo/fixed_index_SPY_2010_2024_results.csv")};
  const auto numbers = [](const std::string& line) {
    std::vector<double> row;
    std::stringstream fields{line};
    for (std::string field; std::getline(fields, field, ',');) row.push_back(std::stod(field));
    return row;
  };
  std::string drawn;
  std::string expected;
  std::getline(indices, drawn);
  std::getline(results, expected);
  const research::ReturnSample sample{returns()};

  int paths = 0;
  while (std::getline(indices, drawn) && std::getline(results, expected)) {
    const std::vector<double> row = numbers(drawn);
    const std::vector<std::uint32_t> path{row.begin(), row.end()};
    const research::PathResults result = research::walk_given(sample, path, {});
    const std::vector<double> golden = numbers(expected);
    EXPECT_NEAR(result.wealth[0] - 1.0, golden[1], 1e-11) << paths;
    EXPECT_NEAR(result.drawdown[0], golden[2], 1e-11) << paths;
    EXPECT_NEAR(result.sharpe[0], golden[3], 1e-10) << paths;
    paths += 1;
  }
  EXPECT_EQ(paths, 40);
}

TEST(MonteCarloGolden, IndependentDrawsAreWithinFourStandardErrors) {
  check_bootstrap("iid", research::ResampleMethod::Bootstrap);
}

TEST(MonteCarloGolden, StationaryBlocksAreWithinFourStandardErrors) {
  check_bootstrap("stationary_mean_block_20", research::ResampleMethod::StationaryBlocks);
}

TEST(MonteCarloGolden, CircularBlocksAreWithinFourStandardErrors) {
  check_bootstrap("circular_block_20", research::ResampleMethod::CircularBlocks);
}

TEST(MonteCarloGolden, TheLogNormalReferenceIsTheClosedForm) {
  const Json& golden = reference()["gbm_closed_form"];
  research::MonteCarloReport report{.draws = 252};

  research::add_lognormal(returns(), report);

  EXPECT_NEAR(report.log_mean, golden["mu_log"].get<double>(), 1e-15);
  EXPECT_NEAR(report.log_deviation, golden["sigma_log"].get<double>(), 1e-15);
  int compared = 0;
  for (const auto& found : report.lognormal) {
    char name[16];
    std::snprintf(name, sizeof name, "%g", found.fraction);
    if (!golden["total_return_quantiles"].contains(name)) continue;
    EXPECT_NEAR(found.value, golden["total_return_quantiles"][name].get<double>(), 1e-9) << name;
    compared += 1;
  }
  EXPECT_EQ(compared, 7);
}

TEST(MonteCarloGolden, TheOptimalBlockLengthIsThatOfArch) {
  std::vector<double> squares;
  for (const double r : returns()) squares.push_back(r * r);

  const research::BlockLength length = research::optimal_block_length(squares);

  const Json& golden = reference()["optimal_block_length_squared_returns_arch"];
  EXPECT_NEAR(length.stationary, golden["stationary"].get<double>(), 1e-6);
  EXPECT_NEAR(length.circular, golden["circular"].get<double>(), 1e-6);
}

TEST(MonteCarloGolden, SharpeIntervalsAreThoseOfArch) {
  // The reference rests on some thousand resamplings: its own error is ours at so many paths.
  constexpr double kPathsOfReference = 1'000.0;
  const auto draws = static_cast<std::uint32_t>(returns().size());
  const auto check = [&](const char* key, research::ResampleMethod method) {
    research::PathResults paths = paths_of(method, draws, 20'000);
    const auto ends = research::quantiles(paths.sharpe, std::vector{0.025, 0.975});
    for (std::size_t i = 0; i < 2; ++i) {
      const double error = ends[i].error * std::sqrt(20'000.0 / kPathsOfReference);
      expect_within_errors(key, ends[i].value, ends[i].error, reference()[key][i].get<double>(),
                           error);
    }
  };
  check("sharpe_ci95_percentile_arch_iid", research::ResampleMethod::Bootstrap);
  check("sharpe_ci95_percentile_arch_stationary20", research::ResampleMethod::StationaryBlocks);
}

}  // namespace
}  // namespace tw::golden
