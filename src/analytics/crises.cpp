#include "analytics/crises.hpp"

namespace tw::analytics {
namespace {

constexpr Date day(int year, int month, int day_of_month) {
  return *Date::from_civil(year, month, day_of_month);
}

constexpr Crisis kCrises[] = {
    {"dot_com_2000", "2000 to 2002: dot-com bust", day(2000, 3, 24), day(2002, 10, 9)},
    {"financial_2008", "2007 to 2009: financial crisis", day(2007, 10, 9), day(2009, 3, 9)},
    {"debt_2011", "2011: US downgrade and euro debt", day(2011, 4, 29), day(2011, 10, 3)},
    {"china_2015", "August 2015: China's devaluation", day(2015, 7, 20), day(2015, 8, 25)},
    {"volatility_2018", "February 2018: volatility spike", day(2018, 1, 26), day(2018, 2, 8)},
    {"fourth_quarter_2018", "Fourth quarter of 2018", day(2018, 9, 20), day(2018, 12, 24)},
    {"pandemic_2020", "2020: pandemic", day(2020, 2, 19), day(2020, 3, 23)},
    {"rates_2022", "2022: rising rates", day(2022, 1, 3), day(2022, 10, 12)},
};

}  // namespace

std::span<const Crisis> crises() { return kCrises; }

}  // namespace tw::analytics
