#include "indicators/beta.hpp"
#include "indicators/column_stream.hpp"
#include "indicators/correlation.hpp"
#include "indicators/donchian.hpp"
#include "indicators/linear_regression.hpp"
#include "indicators/linear_regression_slope.hpp"
#include "indicators/midpoint.hpp"
#include "indicators/moments.hpp"
#include "indicators/std_dev.hpp"

namespace tw::indicators {
namespace {

template <class Pair>
Column of_high_low(const ColumnValues& values, const ColumnInput& input) {
  Pair pair{whole(values[0])};
  const auto update = [&](std::size_t i) {
    const Candle candle = Candle::of(input.bars.at(i));
    return pair.update(candle.high, candle.low);
  };
  return stream(input.bars.size(), update, kItself);
}

/// The benchmark comes first: it is the market that the asset is measured against.
template <class Pair>
Column of_benchmark(const ColumnValues& values, const ColumnInput& input) {
  Pair pair{whole(values[0])};
  const auto update = [&](std::size_t i) {
    return pair.update(input.benchmark[i], Price::from_raw(input.bars.close[i]).as_double());
  };
  return stream(input.bars.size(), update, kItself);
}

constexpr ColumnKind kStatistics[] = {
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
    {"LINEARREG", kPeriodFrom2, "LINEARREG_14", "n - 1",
     "Least-squares line through n closes, at the newest bar", "TA-Lib LINEARREG",
     closes_column<LinearRegression, &LinearRegressionValue::end>},
    {"LINEARREG_INTERCEPT", kPeriodFrom2, "LINEARREG_INTERCEPT_14", "n - 1",
     "The same line at the oldest bar", "TA-Lib LINEARREG_INTERCEPT",
     closes_column<LinearRegression, &LinearRegressionValue::intercept>},
    {"LINEARREG_ANGLE", kPeriodFrom2, "LINEARREG_ANGLE_14", "n - 1",
     "Angle of the same line in degrees", "TA-Lib LINEARREG_ANGLE",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(LinearRegression{whole(v[0])}, in,
                        [](const LinearRegressionValue& m) { return m.angle(); });
     }},
    {"TSF", kPeriodFrom2, "TSF_14", "n - 1", "Time series forecast: the same line one bar ahead",
     "TA-Lib TSF", closes_column<LinearRegression, &LinearRegressionValue::next>},
    {"MIDPOINT", kPeriodFrom2, "MIDPOINT_14", "n - 1", "Middle of the range of n closes",
     "TA-Lib MIDPOINT", closes_column<Midpoint>},
    {"MIDPRICE", kPeriodFrom2, "MIDPRICE_14", "n - 1",
     "Middle between the highest high and the lowest low of n bars", "TA-Lib MIDPRICE",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Donchian{whole(v[0])}, in,
                         [](const DonchianValue& m) { return m.middle(); });
     }},
    {"CORREL_HL", kPeriod, "CORREL_HL_30", "n - 1", "Correlation of n highs and lows",
     "TA-Lib CORREL", of_high_low<Correlation>},
    {"CORREL_BENCH", kPeriod, "CORREL_BENCH_30", "n - 1",
     "Correlation of n closes and the benchmark's; takes --benchmark", "TA-Lib CORREL",
     of_benchmark<Correlation>, true},
    {"BETA_HL", kPeriod, "BETA_HL_5", "n", "Slope of the lows' n returns on the highs'",
     "TA-Lib BETA", of_high_low<Beta>},
    {"BETA_BENCH", kPeriod, "BETA_BENCH_60", "n",
     "Slope of n returns of the close on the benchmark's; takes --benchmark", "TA-Lib BETA",
     of_benchmark<Beta>, true},
};

}  // namespace

std::span<const ColumnKind> statistics() { return kStatistics; }

}  // namespace tw::indicators
