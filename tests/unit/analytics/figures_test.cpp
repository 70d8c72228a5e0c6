#include "analytics/figures.hpp"

#include <gtest/gtest.h>
#include <set>

namespace tw::analytics {
namespace {

const Figure& named(const std::vector<Figure>& list, std::string_view key) {
  for (const Figure& figure : list) {
    if (figure.key == key) return figure;
  }
  throw std::out_of_range{std::string{key}};
}

TEST(Figures, HaveEveryKeyOnce) {
  Performance performance{.comparison = Comparison{}};
  std::set<std::string_view> keys;

  for (const Figure& figure : figures(performance)) {
    EXPECT_TRUE(keys.insert(figure.key).second) << figure.key;
  }
  for (const Figure& figure : figures(TradeStatistics{})) {
    EXPECT_TRUE(keys.insert(figure.key).second) << figure.key;
  }
}

TEST(Figures, LeaveTheComparisonOutWithoutABenchmark) {
  const auto without = figures(Performance{});
  const auto with = figures(Performance{.comparison = Comparison{.beta = 1.5}});

  EXPECT_EQ(with.size(), without.size() + 12);
  EXPECT_EQ(std::get<double>(named(with, "beta").value), 1.5);
}

TEST(Figures, KeepAnUndefinedFigureAsNothingAndNotAsZero) {
  const auto list = figures(Performance{.n = 3, .cagr = 0.0});

  EXPECT_EQ(std::get<double>(named(list, "cagr").value), 0.0);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(named(list, "sharpe").value));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(named(list, "mdd_peak_date").value));
  EXPECT_EQ(std::get<std::int64_t>(named(list, "n").value), 3);
}

TEST(Figures, GiveVolatilityItsShortNameAndTheReferencesName) {
  const auto list = figures(Performance{.vol_annual = 0.2});

  EXPECT_EQ(named(list, "volatility").value, named(list, "vol_annual").value);
  EXPECT_TRUE(named(list, "vol_annual").title.empty());
}

}  // namespace
}  // namespace tw::analytics
