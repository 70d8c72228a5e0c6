#include "indicators/catalogue_families.hpp"
#include "indicators/column_stream.hpp"
#include "indicators/ema.hpp"
#include "indicators/sma.hpp"
#include "indicators/wma.hpp"

namespace tw::indicators {
namespace {

constexpr ColumnKind kKinds[] = {
    {"SMA", kPeriod, "SMA_20", "n - 1", "Simple moving average of the close", "TA-Lib SMA",
     [](const ColumnValues& v, const ColumnInput& in) { return of_closes(Sma{whole(v[0])}, in); }},
    {"EMA", kPeriod, "EMA_20", "n - 1",
     "Exponential moving average of the close, weight 2/(n+1), seeded with the first SMA",
     "TA-Lib EMA",
     [](const ColumnValues& v, const ColumnInput& in) { return of_closes(Ema{whole(v[0])}, in); }},
    {"WMA", kPeriod, "WMA_20", "n - 1",
     "Weighted moving average of the close, weights 1 to n, the newest most", "TA-Lib WMA",
     [](const ColumnValues& v, const ColumnInput& in) { return of_closes(Wma{whole(v[0])}, in); }},
};

}  // namespace

std::span<const ColumnKind> moving_averages() { return kKinds; }

}  // namespace tw::indicators
