#include "research/resampled_paths.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <map>
#include <vector>

#include "core/splitmix.hpp"
#include "research/quantiles.hpp"

namespace tw::research {
namespace {

std::vector<double> noisy_returns(std::size_t count, double scale = 0.02) {
  SplitMix stream{77};
  std::vector<double> returns(count);
  for (double& r : returns) r = 0.001 + scale * (stream.uniform() - 0.5);
  return returns;
}

std::vector<std::uint32_t> indices_of(const Resampling& plan, std::size_t lane,
                                      const LaneKernels& kernels = portable_kernels()) {
  IndexStream stream{plan, kernels};
  stream.begin(0);
  std::vector<std::uint32_t> tile(plan.draws * kLanes);
  stream.next(tile);
  std::vector<std::uint32_t> indices;
  for (std::size_t j = 0; j < plan.draws; ++j) indices.push_back(tile[j * kLanes + lane]);
  return indices;
}

bool has_same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

TEST(ResampledPaths, HaveTheSameBitsOnEveryProcessor) {
  const std::vector<double> returns = noisy_returns(331, 0.3);
  const ReturnSample sample{returns};
  for (const ResampleMethod method :
       {ResampleMethod::Bootstrap, ResampleMethod::StationaryBlocks, ResampleMethod::Skip}) {
    const Resampling plan{.method = method, .seed = 9, .sample = 331, .draws = 331};

    const PathResults plain = walk_paths(sample, plan, {}, 0, 103, portable_kernels());
    const PathResults best = walk_paths(sample, plan, {}, 0, 103, best_kernels());

    EXPECT_TRUE(has_same_bits(plain.wealth, best.wealth));
    EXPECT_TRUE(has_same_bits(plain.drawdown, best.drawdown));
    EXPECT_TRUE(has_same_bits(plain.lowest, best.lowest));
    EXPECT_TRUE(has_same_bits(plain.sharpe, best.sharpe));
  }
}

TEST(ResampledPaths, DoNotDependOnTheBatchThatTheyAreWalkedIn) {
  const std::vector<double> returns = noisy_returns(200);
  const ReturnSample sample{returns};
  for (std::size_t method = 0; method < std::size(kResampleNames); ++method) {
    const Resampling plan{
        .method = static_cast<ResampleMethod>(method), .seed = 3, .sample = 200, .draws = 150};

    const PathResults whole = walk_paths(sample, plan, {.stops = {1, 75, 150}}, 0, 50);
    PathResults parts = walk_paths(sample, plan, {.stops = {1, 75, 150}}, 0, 13);
    parts.append(walk_paths(sample, plan, {.stops = {1, 75, 150}}, 13, 37));

    EXPECT_EQ(whole.wealth, parts.wealth) << kResampleNames[method];
    EXPECT_EQ(whole.sharpe, parts.sharpe) << kResampleNames[method];
    EXPECT_EQ(whole.fan, parts.fan) << kResampleNames[method];
  }
}

TEST(ResampledPaths, AreMeasuredAsAWealthCurveThatBeginsWithOne) {
  const std::vector<double> returns{0.10, -0.50, 0.20, 0.30};
  const std::vector<std::uint32_t> indices{0, 1, 2, 3};

  const PathResults path =
      walk_given(ReturnSample{returns}, indices, {.periods_per_year = 4.0, .stops = {2, 4}});

  EXPECT_NEAR(path.wealth[0], 1.1 * 0.5 * 1.2 * 1.3, 1e-15);
  EXPECT_NEAR(path.drawdown[0], -0.5, 1e-15);
  EXPECT_NEAR(path.lowest[0], 0.55, 1e-15);
  const double deviation =
      std::sqrt((0.075 * 0.075 + 0.525 * 0.525 + 0.175 * 0.175 + 0.275 * 0.275) / 3.0);
  EXPECT_NEAR(path.sharpe[0], 0.025 / deviation * 2.0, 1e-14);
  EXPECT_FLOAT_EQ(path.fan[0], 0.55F);
  EXPECT_FLOAT_EQ(path.fan[1], 0.858F);
}

TEST(ResampledPaths, StayAtNothingOnceEverythingIsLost) {
  const std::vector<double> returns{-1.5, 0.5};
  const std::vector<std::uint32_t> indices{1, 0, 1};

  const PathResults path = walk_given(ReturnSample{returns}, indices, {});

  EXPECT_EQ(path.wealth[0], 0.0);
  EXPECT_EQ(path.drawdown[0], -1.0);
  EXPECT_EQ(path.lowest[0], 0.0);
}

TEST(ResampledPaths, HaveNoSharpeRatioWhereReturnsDoNotVary) {
  const std::vector<double> returns(10, 0.01);
  const std::vector<std::uint32_t> indices{0, 1, 2, 3};

  EXPECT_TRUE(std::isnan(walk_given(ReturnSample{returns}, indices, {}).sharpe[0]));
}

TEST(IndexStream, OfABootstrapIsThePortableStreamOfTheWorkload) {
  const std::vector<std::uint32_t> indices =
      indices_of({.seed = 5001, .sample = 1000, .draws = 1000}, 2, best_kernels());

  for (std::uint64_t j = 0; j < 1000; ++j) {
    const std::uint64_t u = SplitMix::mix(5001 + (2 * 1000 + j + 1) * 0x9E3779B97F4A7C15ULL);
    EXPECT_EQ(indices[j], ((u >> 32) * 1000) >> 32);
  }
}

TEST(IndexStream, OfAShuffleUsesEveryReturnOnce) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    std::vector<std::uint32_t> deck = indices_of(
        {.method = ResampleMethod::Shuffle, .seed = 4, .sample = 100, .draws = 100}, lane);
    std::ranges::sort(deck);
    for (std::uint32_t i = 0; i < 100; ++i) EXPECT_EQ(deck[i], i);
  }
}

TEST(IndexStream, OfAShuffleDealsEveryOrderEquallyOften) {
  const Resampling plan{.method = ResampleMethod::Shuffle, .seed = 6, .sample = 3, .draws = 3};
  IndexStream stream{plan, portable_kernels()};
  std::map<std::vector<std::uint32_t>, int> seen;
  std::vector<std::uint32_t> tile(3 * kLanes);
  for (std::uint64_t path = 0; path < 12'000; path += kLanes) {
    stream.begin(path);
    stream.next(tile);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      seen[{tile[lane], tile[kLanes + lane], tile[2 * kLanes + lane]}] += 1;
    }
  }

  ASSERT_EQ(seen.size(), 6U);
  for (const auto& [order, count] : seen) EXPECT_NEAR(count, 2'000, 5 * 41);
}

TEST(IndexStream, OfCircularBlocksGoesOnForOneLengthAndJoinsTheEnds) {
  const std::vector<std::uint32_t> indices = indices_of(
      {.method = ResampleMethod::CircularBlocks, .seed = 4, .sample = 7, .draws = 95, .block = 10},
      3);

  for (std::size_t j = 0; j < indices.size(); ++j) {
    if (j % 10 != 0) {
      EXPECT_EQ(indices[j], (indices[j - 1] + 1) % 7);
    }
  }
}

TEST(IndexStream, OfStationaryBlocksBeginsAnewWithTheChanceOfOneInTheMeanLength) {
  const Resampling plan{.method = ResampleMethod::StationaryBlocks,
                        .seed = 4,
                        .sample = 1'000'000,
                        .draws = 200'000,
                        .block = 20};

  const std::vector<std::uint32_t> indices = indices_of(plan, 5);

  int beginnings = 0;
  for (std::size_t j = 1; j < indices.size(); ++j) {
    beginnings += indices[j] != (indices[j - 1] + 1) % plan.sample ? 1 : 0;
  }
  EXPECT_NEAR(beginnings, 10'000, 5 * 97);
}

TEST(IndexStream, OfASkipLeavesOutTheStatedShareAndKeepsTheOrder) {
  const Resampling plan{.method = ResampleMethod::Skip,
                        .seed = 4,
                        .sample = 100'000,
                        .draws = 100'000,
                        .skip_rate = 0.3};

  const std::vector<std::uint32_t> indices = indices_of(plan, 0);

  int skipped = 0;
  for (std::uint32_t j = 0; j < indices.size(); ++j) {
    EXPECT_TRUE(indices[j] == j || indices[j] == plan.sample);
    skipped += indices[j] == plan.sample ? 1 : 0;
  }
  EXPECT_NEAR(skipped, 30'000, 5 * 145);
}

TEST(Quantiles, AreLinearBetweenNeighboursAsNumpyTakesThem) {
  std::vector<double> values{5.0, 1.0, 4.0, 2.0, 3.0};

  const auto found = quantiles(values, std::vector{0.0, 0.1, 0.5, 0.9, 1.0});

  EXPECT_DOUBLE_EQ(found[0].value, 1.0);
  EXPECT_DOUBLE_EQ(found[1].value, 1.4);
  EXPECT_DOUBLE_EQ(found[2].value, 3.0);
  EXPECT_DOUBLE_EQ(found[3].value, 4.6);
  EXPECT_DOUBLE_EQ(found[4].value, 5.0);
}

TEST(Quantiles, HaveAnErrorThatIsTheSpreadOfRepeatedSimulations) {
  // Of a uniform, the error of quantile q is sqrt(q (1 - q) / n).
  SplitMix stream{11};
  std::vector<double> values(40'000);
  for (double& value : values) value = stream.uniform();

  for (const QuantileEstimate& found : quantiles(values, std::vector{0.05, 0.5, 0.99})) {
    const double truth = std::sqrt(found.fraction * (1.0 - found.fraction) / 40'000.0);
    EXPECT_NEAR(found.error, truth, 0.35 * truth);
    EXPECT_NEAR(found.value, found.fraction, 4.0 * truth);
  }
}

TEST(Quantiles, OfOneValueAreThatValue) {
  std::vector<double> values{7.0};

  const auto found = quantiles(values, std::vector{0.05, 0.95});

  EXPECT_EQ(found[0].value, 7.0);
  EXPECT_EQ(found[1].error, 0.0);
}

}  // namespace
}  // namespace tw::research
