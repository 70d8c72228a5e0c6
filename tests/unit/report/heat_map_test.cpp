#include "report/heat_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/sample_report.hpp"

namespace tw::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

SessionCurves two_months() {
  SessionCurves curves;
  curves.dates = {*Date::from_civil(2023, 12, 29), *Date::from_civil(2024, 1, 2),
                  *Date::from_civil(2024, 1, 31), *Date::from_civil(2024, 2, 1)};
  curves.equity = {100.0, 110.0, 121.0, 60.5};
  curves.returns = {0.10, 0.10, -0.50};
  return curves;
}

TEST(HeatMap, CompoundsMonthsAndYears) {
  const std::string html = heat_map(two_months());

  EXPECT_THAT(html, HasSubstr("<th scope=\"row\">2024</th>"));
  EXPECT_THAT(html, HasSubstr(">21.0%</td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"total loss\">-39.5%</td>"));
  EXPECT_THAT(html, Not(HasSubstr("2023")));
}

TEST(HeatMap, HasTheBenchmarkOnlyWhereThereIsOne) {
  auto curves = two_months();
  EXPECT_THAT(heat_map(curves), Not(HasSubstr("Benchmark")));

  curves.benchmark_returns = {0.0, 0.0, 0.25};
  EXPECT_THAT(heat_map(curves), HasSubstr("<td>25.0%</td></tr>"));
}

TEST(HeatMap, StandsWithoutReturns) { EXPECT_THAT(heat_map({}), HasSubstr("shorter than")); }

}  // namespace
}  // namespace tw::report
