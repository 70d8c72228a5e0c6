#include "analytics/monthly.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tw::analytics {
namespace {

using testing::AllOf;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::Field;

auto is(int year, int month, double value) {
  return AllOf(Field(&CalendarReturn::year, year), Field(&CalendarReturn::month, month),
               Field(&CalendarReturn::value, DoubleNear(value, 1e-15)));
}

const std::vector<double> kReturns{0.10, 0.20, -0.50, 0.30};
const std::vector<Date> kDates{*parse_date("2023-11-29"), *parse_date("2023-11-30"),
                               *parse_date("2023-12-01"), *parse_date("2024-12-02")};

TEST(Monthly, CompoundsTheReturnsOfEachMonthThatHasAny) {
  EXPECT_THAT(monthly_returns(kReturns, kDates),
              ElementsAre(is(2023, 11, 0.32), is(2023, 12, -0.50), is(2024, 12, 0.30)));
}

TEST(Monthly, CompoundsTheReturnsOfEachYear) {
  EXPECT_THAT(yearly_returns(kReturns, kDates),
              ElementsAre(is(2023, 0, 1.1 * 1.2 * 0.5 - 1.0), is(2024, 0, 0.30)));
}

TEST(Monthly, OfNoReturnsIsEmpty) { EXPECT_TRUE(monthly_returns({}, {}).empty()); }

}  // namespace
}  // namespace tw::analytics
