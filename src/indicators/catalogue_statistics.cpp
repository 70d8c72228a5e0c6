#include "indicators/catalogue_families.hpp"
#include "indicators/column_stream.hpp"
#include "indicators/donchian.hpp"
#include "indicators/linear_regression_slope.hpp"
#include "indicators/moments.hpp"
#include "indicators/std_dev.hpp"

namespace tw::indicators {
namespace {

constexpr ColumnKind kKinds[] = {
    {"STDDEV", kPeriodFrom2, "STDDEV_20", "n - 1", "Population standard deviation of the close",
     "TA-Lib STDDEV",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(StdDev{whole(v[0])}, in);
     }},
    {"VAR", kPeriod, "VAR_20", "n - 1", "Population variance of the close", "TA-Lib VAR",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(Moments{whole(v[0])}, in, [](const MomentsValue& m) { return m.variance; });
     }},
    {"LINEARREG_SLOPE", kPeriodFrom2, "LINEARREG_SLOPE_14", "n - 1",
     "Least-squares slope of the close over n bars, per bar", "TA-Lib LINEARREG_SLOPE",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(LinearRegressionSlope{whole(v[0])}, in);
     }},
    {"MAX_HIGH", kPeriod, "MAX_HIGH_20", "n - 1", "Highest high of n bars, this one among them",
     "TA-Lib MAX",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Donchian{whole(v[0])}, in, [](const DonchianValue& m) { return m.upper; });
     }},
    {"MIN_LOW", kPeriod, "MIN_LOW_20", "n - 1", "Lowest low of n bars, this one among them",
     "TA-Lib MIN",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Donchian{whole(v[0])}, in, [](const DonchianValue& m) { return m.lower; });
     }},
};

}  // namespace

std::span<const ColumnKind> statistics() { return kKinds; }

}  // namespace tw::indicators
