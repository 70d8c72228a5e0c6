#include <optional>

#include "indicators/catalogue_families.hpp"
#include "indicators/column_stream.hpp"
#include "indicators/linear_regression_slope.hpp"
#include "indicators/obv.hpp"

namespace tw::indicators {
namespace {

/// Returns the slope of OBV over the last `period` bars: is volume behind the move?
class ObvSlope {
 public:
  explicit ObvSlope(int period) : slope_{period} {}
  std::optional<double> update(const Candle& candle) { return slope_.update(*obv_.update(candle)); }

 private:
  Obv obv_;
  LinearRegressionSlope slope_;
};

constexpr ColumnKind kKinds[] = {
    {"OBV",
     {},
     "OBV",
     "0",
     "On-balance volume, from the first bar's volume",
     "TA-Lib OBV",
     [](const ColumnValues&, const ColumnInput& in) { return of_candles(Obv{}, in); }},
    {"OBV_SLOPE", kPeriodFrom2, "OBV_SLOPE_5", "n - 1",
     "Least-squares slope of on-balance volume over n bars", "TA-Lib LINEARREG_SLOPE of TA-Lib OBV",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(ObvSlope{whole(v[0])}, in);
     }},
};

}  // namespace

std::span<const ColumnKind> volume() { return kKinds; }

}  // namespace tw::indicators
