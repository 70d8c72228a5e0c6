#include "analytics/rolling.hpp"

#include <gtest/gtest.h>

#include "support/golden_reference.hpp"

namespace tw::golden {
namespace {

using analytics::Figured;

constexpr std::size_t kWindow = 63;
/// The reference prints 12 significant digits.
constexpr double kTolerance = 1e-9;

std::vector<double> column(std::string_view name) {
  return read_column(shared_path("golden/performance/rolling_AAPL_2018_2022_63.csv"), name).values;
}

/// The daily returns of a symbol's closes, over the dates of the reference.
std::vector<double> returns_of(const std::string& symbol) {
  const auto file = between(read_column(shared_path("data/daily/" + symbol + ".csv"), "close"),
                            "2018-01-02", "2022-12-30");
  return analytics::simple_returns(file.values);
}

void expect_column(const std::vector<Figured>& ours, std::string_view name) {
  const std::vector<double> theirs = column(name);
  ASSERT_EQ(ours.size(), theirs.size());
  std::size_t compared = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    ASSERT_EQ(ours[i].has_value(), !std::isnan(theirs[i])) << name << " row " << i;
    if (!ours[i]) continue;
    EXPECT_TRUE(agrees(*ours[i], theirs[i], kTolerance))
        << name << " row " << i << ": " << *ours[i] << ", the reference has " << theirs[i];
    compared += 1;
  }
  EXPECT_EQ(compared, theirs.size() - (kWindow - 1));
}

TEST(GoldenRolling, ReadsTheReturnsOfTheReference) {
  const auto ours = returns_of("AAPL");
  const auto theirs = column("ret");

  ASSERT_EQ(ours.size(), theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) EXPECT_TRUE(agrees(ours[i], theirs[i], 1e-12));
}

TEST(GoldenRolling, EqualsTheReferenceOnEveryRow) {
  const auto returns = returns_of("AAPL");
  const auto benchmark = returns_of("SPY");

  expect_column(analytics::rolling_sharpe(returns, kWindow, {}), "roll63_sharpe");
  expect_column(analytics::rolling_volatility(returns, kWindow, {}), "roll63_vol");
  expect_column(analytics::rolling_sortino(returns, kWindow, {}), "roll63_sortino");
  expect_column(analytics::rolling_alpha(returns, benchmark, kWindow, {}), "roll63_alpha");
  expect_column(analytics::rolling_max_drawdown(returns, kWindow), "roll63_max_drawdown");
  expect_column(analytics::rolling_beta(returns, benchmark, kWindow), "roll63_beta");
}

}  // namespace
}  // namespace tw::golden
