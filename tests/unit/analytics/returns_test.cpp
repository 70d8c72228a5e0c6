#include "analytics/returns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tw::analytics {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Returns, AreTheStepsOfTheValues) {
  const std::vector<double> values{100, 110, 99};

  EXPECT_THAT(simple_returns(values),
              ElementsAre(DoubleEq(110.0 / 100 - 1), DoubleEq(99.0 / 110 - 1)));
}

TEST(Returns, OfOneValueOrNoneAreEmpty) {
  EXPECT_THAT(simple_returns({}), IsEmpty());
  EXPECT_THAT(simple_returns(std::vector<double>{5.0}), IsEmpty());
}

TEST(Returns, AreZeroOnceTheAccountIsRuined) {
  const std::vector<double> values{100, 0, 0, 50};

  EXPECT_THAT(simple_returns(values), ElementsAre(-1.0, 0.0, 0.0));
}

TEST(Returns, CompoundAlongTheWealthCurve) {
  const std::vector<double> returns{0.5, -0.5};

  EXPECT_THAT(wealth_curve(returns), ElementsAre(1.0, 1.5, 0.75));
  EXPECT_EQ(compound(returns), -0.25);
  EXPECT_EQ(compound({}), 0.0);
}

TEST(Returns, JoinKeepsOnlyTheDatesThatBothSeriesHave) {
  const Date monday = *parse_date("2024-01-01");
  const DatedValues left{.dates = {monday, monday + 1, monday + 3}, .values = {1, 2, 4}};
  const DatedValues right{.dates = {monday + 1, monday + 2, monday + 3}, .values = {20, 30, 40}};

  const Joined joined = inner_join(left, right);

  EXPECT_THAT(joined.dates, ElementsAre(monday + 1, monday + 3));
  EXPECT_THAT(joined.left, ElementsAre(2, 4));
  EXPECT_THAT(joined.right, ElementsAre(20, 40));
}

}  // namespace
}  // namespace tw::analytics
